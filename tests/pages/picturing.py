"""The pictures that a page offers below its figures, and the words in them."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from kampungkb.ui import picture_block
from tests.pages.screen import plain

MARK = "DATA CONTOH, bukan angka resmi"
LABELS = {
    "id": ("PNG untuk salindia", "PNG persegi untuk ponsel", "SVG untuk cetak"),
    "en": ("PNG for a slide", "Square PNG for phones", "SVG for print"),
}


class Offered:
    """Label and maker of each picture by the name of its file, as the last run offered them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.found: dict[str, tuple[str, Callable[[], bytes]]] = {}
        usual = picture_block.st.download_button

        def offered(label: str, data: Any, file_name: str, **given: Any) -> bool:
            # The tables of a page offer files by the same call.
            if file_name.endswith((".png", ".svg")):
                self.found[file_name] = (label, data)
            return bool(usual(label, b"", file_name, **given))

        monkeypatch.setattr(picture_block.st, "download_button", offered)

    @property
    def names(self) -> list[str]:
        """The names of the files, in their order on the page."""
        return list(self.found)

    def svg(self, name: str) -> str:
        """One of them as it is written."""
        return self.found[name][1]().decode()

    def words(self, name: str) -> str:
        """All words of one of them, with spaces that break."""
        texts = re.findall(r"<text.*?</text>", self.svg(name), re.DOTALL)
        return plain(" ".join(texts)).replace("\N{NO-BREAK SPACE}", " ")


def three(stem: str, square: str = "persegi") -> list[str]:
    """The names of a figure's pictures."""
    return [f"{stem}.png", f"{stem}-{square}.png", f"{stem}.svg"]
