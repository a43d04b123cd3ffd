"""The bytes of a file as a book; runs in the child process."""

from kampungkb.intake.formats import container, has_macros, is_spreadsheet, zipped_kind
from kampungkb.intake.limits import Limits, Refusal
from kampungkb.intake.parts import Parts
from kampungkb.intake.sheets import Book, Sheet
from kampungkb.model.findings import finding


def read_contents(data: bytes, limits: Limits) -> Book:
    """Read a file by what it is.

    Raises
    ------
    Refusal
        It cannot be read at all, or no sheet holds anything (``empty``).
    """
    kind = container(data)
    if kind == "text":
        book = _text(data, limits)
    elif kind == "zip":
        book = _zipped(data, limits)
    else:
        from kampungkb.intake.xls import read_xls

        book = Book("xls", None, None, tuple(read_xls(data, limits)))
    if not any(sheet.rows for sheet in book.sheets):
        raise Refusal("empty", "no sheet holds anything")
    return book


def _text(data: bytes, limits: Limits) -> Book:
    from kampungkb.intake.text import read_text

    sheet, encoding, delimiter = read_text(data, limits)
    guessed = [finding("file_encoding_guessed", "info")] if encoding == "windows-1252" else []
    return Book("text", encoding, delimiter, (sheet,), tuple(guessed))


def _zipped(data: bytes, limits: Limits) -> Book:
    parts = Parts(data, limits)
    kind = zipped_kind(parts.names)
    if kind == "ods" and not is_spreadsheet(b"".join(parts.chunks("mimetype"))[:100]):
        raise Refusal("unknown_format", "it is another kind of OpenDocument file")
    sheets = _sheets(kind, parts, limits)
    parts.refuse_declarations()
    macros = [finding("file_macros_ignored", "info")] if has_macros(parts.names) else []
    return Book(kind, None, None, tuple(sheets), tuple(macros))


def _sheets(kind: str, parts: Parts, limits: Limits) -> list[Sheet]:
    if kind == "xlsx":
        from kampungkb.intake.xlsx import read_xlsx

        return read_xlsx(parts, limits)
    from kampungkb.intake.ods import read_ods

    return read_ods(parts, limits)
