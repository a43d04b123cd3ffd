"""Texts that a spreadsheet shows as they stand; alone, for a child process that loads little."""

from typing import Any, Final

OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
A4: Final = 9
# Excel allows 255 characters in a printed header or footer, its codes included.
_HEADER_TEXT: Final = 90


def write_text(written: Any, row: int, at: int, text: str, form: Any) -> None:
    """Write a text that stays one, whatever it looks like."""
    # XlsxWriter takes a text of this shape for its own markup and would write it unescaped.
    if text.startswith("<r>") and text.endswith("</r>"):
        written.write_rich_string(row, at, text[:1], form, text[1:], form)
    else:
        written.write_string(row, at, text, form)


def page_text(text: str) -> str:
    """A text that is printed as it stands, cut to its length."""
    line = line_text(text)
    cut = line if len(line) <= _HEADER_TEXT else f"{line[: _HEADER_TEXT - 1]}…"
    # Doubled, an ampersand is itself. XlsxWriter would still take "&&G" for a picture.
    return cut.replace("&G", "& G").replace("&[", "& [").replace("&", "&&")


def line_text(text: str) -> str:
    """One line without characters that cannot be printed, which XML refuses."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
