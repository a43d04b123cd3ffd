"""What runs in the child process: bytes on standard input, JSON lines on standard output.

``python -m kampungkb.intake.child LIMITS``, started by :mod:`kampungkb.intake.reading`. The lines
are ``{"ready": true}``, then either one ``{"refused": reason, "detail": english}``, or one
``{"book": ...}``, per sheet one ``{"sheet": ...}`` and per column of it one
``{"palette": [...], "codes": [...]}``, and ``{"done": true}``. A palette holds each different
value once: a text that a million cells share is sent once.
"""

import gc
import json
import sys
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kampungkb.intake.sheets import Book, Sheet, Value


def main() -> int:
    """Read the file on standard input within the limits given as JSON."""
    wanted = json.loads(sys.argv[1])
    # Before anything else is loaded: from here on nothing can take more.
    restrict(wanted["memory_bytes"], wanted["seconds"])
    from kampungkb.intake.contents import read_contents
    from kampungkb.intake.limits import Limits, Refusal

    # Millions of cells hold no cycles, and looking for some doubles the time.
    gc.disable()
    send({"ready": True})
    try:
        book = read_contents(sys.stdin.buffer.read(), Limits(**wanted))
        send_book(book)
    except Refusal as refusal:
        send({"refused": refusal.reason, "detail": refusal.detail})
    except MemoryError:
        send({"refused": "needs_too_much_memory", "detail": "the limit of memory is reached"})
    sys.stdout.buffer.flush()
    return 0


def restrict(memory_bytes: int, seconds: float) -> None:
    """Let this process write no file, keep no memory image, and end by itself.

    Where the system knows no such limits (Windows) the parent's clock alone ends it.
    """
    try:
        import resource
    except ImportError:
        return
    # Twice: a second thread that allocates or collects must not end an honest reading.
    processor = int(2 * seconds) + 1
    for kind, limit in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, processor),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 32),
    ):
        _, highest = resource.getrlimit(kind)
        wanted = limit if highest == resource.RLIM_INFINITY else min(limit, highest)
        resource.setrlimit(kind, (wanted, wanted))


def send_book(book: "Book") -> None:
    """Write a book's lines."""
    about = {"kind": book.kind, "encoding": book.encoding, "delimiter": book.delimiter}
    send({"book": about | {"findings": [one.kind for one in book.findings]}})
    for sheet in book.sheets:
        _send_sheet(sheet)
    send({"done": True})


def _send_sheet(sheet: "Sheet") -> None:
    fields = ("name", "hidden", "rows", "columns", "merged", "percent")
    send({"sheet": {field: getattr(sheet, field) for field in fields}})
    for column in sheet.cells:
        # 1, 1.0 and True are equal, and yet three values.
        places: dict[tuple[type, Value], int] = {}
        codes = [places.setdefault((type(cell), cell), len(places)) for cell in column]
        send({"palette": [_written(cell) for _, cell in places], "codes": codes})


def _written(value: "Value") -> Any:
    """A value as JSON; what JSON does not know as an object of one field."""
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if value is None or isinstance(value, str | int | float):
        return value
    return {value.kind: value.text}


def send(line: object) -> None:
    """Write one line."""
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    sys.stdout.buffer.write(text.encode("utf-8") + b"\n")


if __name__ == "__main__":
    sys.exit(main())
