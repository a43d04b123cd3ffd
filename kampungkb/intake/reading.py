"""Reading an uploaded file in a child process, so that no file can harm the server.

The parent looks at the file's length and at nothing else in it. A child of its own, started for
this one file, has limits of memory, time and files set by the system, gets the bytes on standard
input and answers in JSON lines. Whatever happens to it, the parent goes on.
"""

import json
import logging
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import IO, Any, Final

from kampungkb.errors import FileReason, UnreadableFileError
from kampungkb.intake.formats import SUFFIXES, suffix
from kampungkb.intake.limits import LIMITS, Limits
from kampungkb.intake.sheets import Book, Marker, Sheet, Value
from kampungkb.model.findings import Finding, finding
from kampungkb.settings import ROOT

__all__ = ["LIMITS", "Limits", "read_book", "shown_name", "unreadable"]

_LOG: Final = logging.getLogger(__name__)

_WAIT: Final = 0.02
_STDERR_BYTES: Final = 20_000
_NAME_LENGTH: Final = 80
# How a child ends that the system stopped. Memory that a library written in Rust or C cannot get
# ends it by SIGABRT; SIGKILL is the system's own when it runs out.
_SIGNALS: Final[dict[str, FileReason]] = {
    "SIGABRT": "needs_too_much_memory",
    "SIGKILL": "needs_too_much_memory",
    "SIGXCPU": "took_too_long",
}
_KEPT: Final = ("LD_LIBRARY_PATH", "SYSTEMROOT", "TZ", "VIRTUAL_ENV")


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
    with _Child(data, limits) as child:
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


class _Child:
    """A running child; it and its threads are gone when the block ends."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.errors = b""
        self.lines: list[Any] = []
        self._overflow = False
        self._limits = limits
        self._process = subprocess.Popen(  # no shell, no inherited environment, no path of a file
            [
                sys.executable,
                "-E",
                "-s",
                "-m",
                "kampungkb.intake.child",
                json.dumps(asdict(limits)),
            ],
            cwd=ROOT,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        pipes = (self._process.stdin, self._process.stdout, self._process.stderr)
        self._threads = [
            threading.Thread(target=self._feed, args=(pipes[0], data), daemon=True),
            threading.Thread(target=self._collect, args=(pipes[1],), daemon=True),
            threading.Thread(target=self._listen, args=(pipes[2],), daemon=True),
        ]

    def __enter__(self) -> "_Child":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join()

    @property
    def status(self) -> int:
        """How the child ended; a signal's number is negative."""
        return self._process.returncode

    def wait(self, seconds: float, cancelled: Callable[[], bool]) -> FileReason | None:
        """Wait until the child has said all; or the reason not to wait any longer."""
        deadline = time.monotonic() + seconds
        answer = self._threads[1]
        while answer.is_alive():
            answer.join(_WAIT)
            if cancelled():
                return "cancelled"
            if time.monotonic() > deadline:
                return "took_too_long"
        if self._overflow:
            return "needs_too_much_memory"
        try:
            self._process.wait(max(deadline - time.monotonic(), _WAIT))
        except subprocess.TimeoutExpired:
            return "took_too_long"
        return None

    def _feed(self, pipe: IO[bytes], data: bytes) -> None:
        try:
            with pipe:
                pipe.write(data)
        except OSError:
            pass  # the child ended without reading all; why is seen from its answer

    def _collect(self, pipe: IO[bytes]) -> None:
        left = self._limits.answer_bytes
        with pipe:
            while line := pipe.readline(left + 1):
                left -= len(line)
                if left < 0:
                    self._overflow = True
                    return
                if line.endswith(b"\n"):  # else the child was ended in the middle of it
                    self.lines.append(_column(json.loads(line)))

    def _listen(self, pipe: IO[bytes]) -> None:
        with pipe:
            while chunk := pipe.read(4096):
                self.errors = (self.errors + chunk)[-_STDERR_BYTES:]


def _book(child: _Child, file_name: str) -> Book:
    if child.lines[:1] != [{"ready": True}]:
        raise RuntimeError(f"the reading child did not start (status {child.status})")
    lines = iter(child.lines[1:])
    # What was sent before the child refused or died counts for nothing.
    last = child.lines[-1]
    if isinstance(last, dict) and "refused" in last:
        raise unreadable(file_name, last["refused"], last["detail"])
    if last != {"done": True}:
        raise unreadable(file_name, _why_ended(child.status), f"the child ended: {child.status}")
    about = next(lines)["book"]
    named = _named_otherwise(about["kind"], file_name)
    found = (*named, *(finding(kind, "info") for kind in about["findings"]))
    sheets = tuple(_sheets(lines))
    return Book(about["kind"], about["encoding"], about["delimiter"], sheets, found)


def _why_ended(status: int) -> FileReason:
    if status >= 0:
        return "damaged"
    name = signal.Signals(-status).name
    return _SIGNALS.get(name, "damaged")


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


def _column(line: dict[str, Any]) -> Any:
    """A column's line as its cells, which share equal values; any other line as it is."""
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
