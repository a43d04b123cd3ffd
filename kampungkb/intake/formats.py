"""What a file is, by its content alone."""

from pathlib import PurePosixPath
from typing import Final, Literal

from kampungkb.intake.limits import Refusal
from kampungkb.intake.sheets import Kind
from kampungkb.intake.text import BYTE_ORDER_MARKS

Container = Literal["zip", "ole", "text"]

SUFFIXES: Final[dict[Kind, tuple[str, ...]]] = {
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm"),
    "xls": (".xls", ".xlt"),
    "ods": (".ods", ".ots"),
    "text": (".csv", ".tsv", ".tab", ".txt"),
}

_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# Windows, Linux, macOS and Java programs, scripts, and what Python's pickle begins with.
_PROGRAMS: Final = (
    b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!",
    b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05",
)  # fmt: skip
_DOCUMENTS: Final = (b"%PDF-", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf")
_WHITE: Final = b" \t\r\n\x00"
_ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"


def container(data: bytes) -> Container:
    """What the first bytes say.

    Raises
    ------
    Refusal
        ``empty``, ``executable``, or ``unknown_format`` where they name something that is no table.
    """
    if _is_blank(data):
        raise Refusal("empty", "there is nothing in it")
    if data.startswith(_ZIP):
        return "zip"
    if data.startswith(_OLE):
        return "ole"
    if data.startswith(_PROGRAMS) and not _is_words(data):
        raise Refusal("executable", "it begins as a program or a pickle does")
    if data.startswith(_DOCUMENTS):
        raise Refusal("unknown_format", "it is a document, a picture or an archive")
    return "text"


def _is_blank(data: bytes) -> bool:
    """Whether there is nothing but white space, behind a byte-order mark if there is one.

    In two or four bytes a letter can consist of what is white space in one: U+2020 is two blanks.
    """
    for mark, _, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            text = data.removeprefix(mark)
            return not text.strip(_WHITE) and not text.decode(encoding, "replace").strip(
                "\0 \t\r\n"
            )
    return not data.strip(_WHITE)


def zipped_kind(names: frozenset[str]) -> Literal["xlsx", "ods"]:
    """Which workbook a zip file is, by the names of its parts.

    Raises
    ------
    Refusal
        ``unknown_format``: another document, a binary workbook (.xlsb), or just a zip file.
    """
    if "xl/workbook.bin" in names:
        raise Refusal("unknown_format", "it is a binary workbook (.xlsb)")
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    raise Refusal("unknown_format", "the zip file holds no workbook")


def is_spreadsheet(mimetype: bytes) -> bool:
    """Whether an OpenDocument file calls itself a spreadsheet or a template of one."""
    return mimetype.decode("ascii", "replace").strip().startswith(_ODS)


def has_macros(names: frozenset[str]) -> bool:
    """Whether a workbook carries programs."""
    return any(name.endswith("vbaProject.bin") for name in names)


def suffix(file_name: str) -> str:
    """The ending that a name claims, ``.xlsx``; empty where it claims none.

    The name is a text from outside; nothing is opened by it.
    """
    last = file_name.replace("\\", "/").rpartition("/")[2]
    found = PurePosixPath(last.replace("\x00", "")).suffix.lower()
    return found if 1 < len(found) <= 6 and found[1:].isascii() and found[1:].isalnum() else ""


def _is_words(data: bytes) -> bool:
    """Whether "MZ" begins a word of a table and not a program."""
    return data.startswith(b"MZ") and not any(byte < 9 for byte in data[:512])
