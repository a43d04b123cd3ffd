"""The languages of the screen, and the locale whose conventions each follows."""

from collections.abc import Mapping
from typing import Final, Literal

Language = Literal["id", "en"]

# Indonesian first: it is the source text and what a visitor gets who asks for nothing.
LANGUAGES: Final[tuple[Language, ...]] = ("id", "en")
LOCALES: Final[Mapping[Language, str]] = {"id": "id_ID", "en": "en_GB"}
