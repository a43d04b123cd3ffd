"""The messages: ``messages/<topic>.toml``, both languages side by side.

A message is a table with the keys ``id`` and ``en``; the tables around it name it, and the
outermost is the file's own name: ``[gaps] none = { id = "...", en = "..." }`` in ``gaps.toml`` is
``gaps.none``. English may tell one from many, ``en = { one = "...", other = "..." }``, by the
blank ``n``. Blanks are simple names in braces.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from kampungkb.i18n.languages import LANGUAGES, Language

MESSAGES: Final = Path(__file__).parent / "messages"

_BLANK: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Message:
    """One message in every language.

    Parameters
    ----------
    texts : Mapping
        Language to its forms: ``other``, and ``one`` where one reads differently.
    blanks : Mapping
        Language to the names of the blanks in its forms; ``n`` where there are two.
    """

    texts: Mapping[Language, Mapping[str, str]]
    blanks: Mapping[Language, frozenset[str]]

    def text(self, language: Language, n: str | None) -> str:
        """The form for ``n`` as it is shown; without `n`, or in one form, ``other``."""
        forms = self.texts[language]
        return forms["one"] if n == "1" and "one" in forms else forms["other"]


def read_messages(folder: Path) -> dict[str, Message]:
    """All messages of a folder by key, in the order of the files and of their lines.

    Raises
    ------
    ValueError
        A file does not keep to the form above: a table of another name, a language too few or
        too many, a brace that encloses no simple name.
    """
    messages: dict[str, Message] = {}
    for file in sorted(folder.glob("*.toml")):
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        if set(table) != {file.stem}:
            raise ValueError(f"{file.name}: every key starts with {file.stem}, not {sorted(table)}")
        messages |= _messages(file.stem, table[file.stem])
    return messages


@lru_cache(maxsize=1)
def shipped_messages() -> Mapping[str, Message]:
    """The messages of this program, read once."""
    return read_messages(MESSAGES)


def _messages(key: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Message]]:
    if not isinstance(table, dict):
        raise ValueError(f"{key} is neither a message nor a table of messages")
    if not table.keys() & set(LANGUAGES):
        for name, inner in table.items():
            yield from _messages(f"{key}.{name}", inner)
        return
    if table.keys() != set(LANGUAGES):
        raise ValueError(f"{key} has {sorted(table)}, expected {sorted(LANGUAGES)}")
    texts = {language: _forms(key, table[language]) for language in LANGUAGES}
    yield key, Message(texts, {language: _blanks(texts[language]) for language in LANGUAGES})


def _forms(key: str, text: str | Mapping[str, str]) -> Mapping[str, str]:
    forms = {"other": text} if isinstance(text, str) else text
    if forms.keys() not in ({"other"}, {"one", "other"}):
        raise ValueError(f"{key} has the forms {sorted(forms)}, expected one and other")
    for form in forms.values():
        if set("{}") & set(_BLANK.sub("", form)):
            raise ValueError(f"{key} has a brace that encloses no simple name: {form}")
    return forms


def _blanks(forms: Mapping[str, str]) -> frozenset[str]:
    named = {name for text in forms.values() for name in _BLANK.findall(text)}
    return frozenset(named | ({"n"} if "one" in forms else set()))
