"""Reading an uploaded file in a child process, so that no file can harm the server.

The parent looks at the file's length and at nothing else in it. A child of its own, started for
this one file, has limits of memory, time and files set by the system, gets the bytes on standard
input and answers in JSON lines. Whatever happens to it, the parent goes on.
"""

import json
import logging
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, Final

from kampungkb.errors import FileReason, UnreadableFileError
from kampungkb.intake.formats import SUFFIXES, suffix
from kampungkb.intake.limited import LimitedChild
from kampungkb.intake.limits import LIMITS, Limits
from kampungkb.intake.sheets import Book, Marker, Sheet, Value
from kampungkb.model.findings import Finding, finding

__all__ = ["LIMITS", "Limits", "read_book", "shown_name", "unreadable"]

_LOG: Final = logging.getLogger(__name__)

_NAME_LENGTH: Final = 80


def read_book(
    data: bytes,
    file_name: str,
    *,
    limits: Limits = LIMITS,
    cancelled: Callable[[], bool] | None = None,
) -> Book:
    """Read a file of unknown content and origin.

    Parameters
    ----------
    data : bytes
        The whole file.
    file_name : str
        As its sender calls it: shown, never opened; only its suffix is looked at.
    limits : Limits
        What the file may cost.
    cancelled : callable, optional
        Asked every few hundredths of a second; once it is true the child is ended.

    Returns
    -------
    Book
        With findings where the name claims another format (``file_named_otherwise``), where
        macros were left alone (``file_macros_ignored``), and where the encoding of a text had to
        be guessed (``file_encoding_guessed``).

    Raises
    ------
    UnreadableFileError
        The file cannot be read at all; its ``reason`` says why. Nothing is left behind.
    """
    if not data:
        raise unreadable(file_name, "empty", "0 bytes")
    if len(data) > limits.file_bytes:
        raise unreadable(file_name, "too_large", f"{len(data)} bytes")
    with LimitedChild("kampungkb.intake.child", data, limits, _taken) as child:
        reason = child.wait(limits.seconds, cancelled or (lambda: False))
    if child.errors:
        _LOG.warning("reading %r: %s", shown_name(file_name), child.errors.decode(errors="replace"))
    if reason is not None:
        raise unreadable(file_name, reason, "ended by the parent")
    return _book(child, file_name)


def unreadable(file_name: str, reason: FileReason, detail: str) -> UnreadableFileError:
    """The refusal of a file for one of the known reasons; `detail` is English, for the log."""
    error = UnreadableFileError(shown_name(file_name), detail)
    error.reason = reason
    error.blanks["reason"] = f"file_{reason}"
    return error


def shown_name(file_name: str) -> str:
    """A file's name for people: without folders and control characters, at most 80 characters."""
    last = re.split(r"[/\\]", file_name)[-1]
    plain = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in last
    )
    return plain if len(plain) <= _NAME_LENGTH else plain[: _NAME_LENGTH - 1] + "…"


def _book(child: LimitedChild, file_name: str) -> Book:
    if child.lines[:1] != [{"ready": True}]:
        raise RuntimeError(f"the reading child did not start (status {child.status})")
    lines = iter(child.lines[1:])
    # What was sent before the child refused or died counts for nothing.
    last = child.lines[-1]
    if isinstance(last, dict) and "refused" in last:
        raise unreadable(file_name, last["refused"], last["detail"])
    if last != {"done": True}:
        raise unreadable(file_name, child.why_ended, f"the child ended: {child.status}")
    about = next(lines)["book"]
    named = _named_otherwise(about["kind"], file_name)
    found = (*named, *(finding(kind, "info") for kind in about["findings"]))
    sheets = tuple(_sheets(lines))
    return Book(about["kind"], about["encoding"], about["delimiter"], sheets, found)


def _named_otherwise(kind: str, file_name: str) -> Iterator[Finding]:
    claimed = suffix(file_name)
    known = {one: of for of, suffixes in SUFFIXES.items() for one in suffixes}
    if claimed and known.get(claimed) != kind:
        meant = SUFFIXES[kind][0]  # type: ignore[index]
        yield finding("file_named_otherwise", "info", value=claimed, suffix=claimed, found=meant)


def _sheets(lines: Iterator[Any]) -> Iterator[Sheet]:
    for line in lines:
        if line == {"done": True}:
            return
        about = line["sheet"]
        yield Sheet(
            name=about["name"],
            hidden=about["hidden"],
            rows=about["rows"],
            columns=about["columns"],
            cells=[next(lines) for _ in range(about["columns"])],
            merged=tuple(tuple(block) for block in about["merged"]),
            percent=tuple(tuple(block) for block in about["percent"]),
        )


def _taken(text: bytes) -> Any:
    """A column's line as its cells, which share equal values; any other line as it is."""
    line = json.loads(text)
    if "codes" not in line:
        return line
    palette = [_value(one) for one in line["palette"]]
    return [palette[code] for code in line["codes"]]


def _value(written: Any) -> Value:
    if not isinstance(written, dict):
        value: Value = written
        return value
    ((kind, text),) = written.items()
    if kind == "moment":
        return datetime.fromisoformat(text)
    return date.fromisoformat(text) if kind == "day" else Marker(kind, text)
