"""The parts of a zipped workbook, each read as XML that declares nothing.

A document type declaration is where entity bombs and references to outside files begin. No
spreadsheet program writes one, so a workbook with one in any of its parts is refused.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

from kampungkb.intake.limits import Limits, Refusal

CHUNK: Final = 1 << 18

_XML: Final = (".xml", ".rels", ".vml")
_DTD: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_LONGEST: Final = 64
_LONGEST_TAG: Final = 4_000_000
_ENCRYPTED: Final = 0x1
# What zipfile raises on bytes that are no zip file any more.
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError,
)  # fmt: skip


class Parts:
    """A workbook's parts.

    Parameters
    ----------
    data : bytes
        The whole file.
    limits : Limits
        ``unpacked_bytes`` is held against the directory of parts before anything is unpacked; a
        part that is larger than the directory says is damaged.

    Raises
    ------
    Refusal
        ``damaged``, ``locked`` (parts under a password), ``unpacked_too_large``.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise Refusal("damaged", f"no zip file: {error}") from error
        entries = self._zip.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > limits.unpacked_bytes:
            raise Refusal("unpacked_too_large", f"{unpacked} bytes when unpacked")
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise Refusal("locked", "parts of the zip file are encrypted")
        self.names = frozenset(self._zip.namelist())
        self._parsed: set[str] = set()

    def size(self, name: str) -> int:
        """Bytes of a part when unpacked."""
        return self._zip.getinfo(name).file_size

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part."""
        if name not in self.names:
            raise Refusal("damaged", f"there is no part {name}")
        try:
            with self._zip.open(name) as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk
        except _BROKEN as error:
            raise Refusal("damaged", f"part {name}: {error}") from error

    def parse(self, name: str, parser: expat.XMLParserType) -> None:
        """Feed a part to a parser whose handlers are set."""
        self._parsed.add(name)
        parser.StartDoctypeDeclHandler = _refuse_dtd
        parser.EntityDeclHandler = _refuse_dtd
        try:
            fed = 0
            for chunk in self.chunks(name):
                parser.Parse(chunk, False)
                fed += len(chunk)
                # Expat before 2.6 looks at an unfinished tag from its start with every chunk.
                if fed - parser.CurrentByteIndex > _LONGEST_TAG:
                    raise Refusal("damaged", f"part {name} has a tag without an end")
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Refusal("damaged", f"part {name}: {error}") from error

    def elements(self, name: str) -> list[tuple[str, dict[str, str]]]:
        """All elements of a small part in their order; names without prefixes."""
        found: list[tuple[str, dict[str, str]]] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            found.append((local(tag), {local(key): text for key, text in attributes.items()}))

        parser = expat.ParserCreate()
        parser.StartElementHandler = start
        self.parse(name, parser)
        return found

    def refuse_declarations(self) -> None:
        """Look for a declaration in the parts that no reader wanted."""
        for name in sorted(self.names - self._parsed):
            if name.lower().endswith(_XML):
                tail = b""
                for chunk in self.chunks(name):
                    if _DTD.search(tail + chunk):
                        _refuse_dtd()
                    tail = chunk[-_LONGEST:]


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def _refuse_dtd(*_: object) -> None:
    raise Refusal("damaged", "a part declares a document type")
