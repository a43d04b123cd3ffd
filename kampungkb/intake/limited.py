"""A child process for one file, with limits of memory, time and files set by the system.

The child gets bytes on standard input and answers in lines. Whatever happens to it, the parent
goes on, and nothing is left behind.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import IO, Any, Final

from kampungkb.errors import FileReason
from kampungkb.intake.limits import Limits
from kampungkb.settings import ROOT

_WAIT: Final = 0.02
_STDERR_BYTES: Final = 20_000
# How a child ends that the system stopped. Memory that a library written in Rust or C cannot get
# ends it by SIGABRT; SIGKILL is the system's own when it runs out.
_SIGNALS: Final[dict[str, FileReason]] = {
    "SIGABRT": "needs_too_much_memory",
    "SIGKILL": "needs_too_much_memory",
    "SIGXCPU": "took_too_long",
}
_KEPT: Final = ("LD_LIBRARY_PATH", "SYSTEMROOT", "TZ", "VIRTUAL_ENV")


class LimitedChild:
    """A running child; it and its threads are gone when the block ends.

    Parameters
    ----------
    module : str
        Started with ``python -m`` and the limits as JSON. It restricts itself, see
        `kampungkb.intake.child.restrict`.
    data : bytes
        For its standard input.
    limits : Limits
        What it may take and answer.
    taken : callable
        What is kept of each line of its answer in `lines`; called while it runs.
    """

    def __init__(
        self, module: str, data: bytes, limits: Limits, taken: Callable[[bytes], Any]
    ) -> None:
        self.errors = b""
        self.lines: list[Any] = []
        self._taken = taken
        self._overflow = False
        self._limits = limits
        self._process = subprocess.Popen(  # no shell, no inherited environment, no path of a file
            [sys.executable, "-E", "-s", "-m", module, json.dumps(asdict(limits))],
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

    def __enter__(self) -> "LimitedChild":
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

    @property
    def why_ended(self) -> FileReason:
        """What ended a child that did not come to its last word."""
        if self.status >= 0:
            return "damaged"
        return _SIGNALS.get(signal.Signals(-self.status).name, "damaged")

    def wait(
        self, seconds: float, cancelled: Callable[[], bool] = lambda: False
    ) -> FileReason | None:
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
                    self.lines.append(self._taken(line))

    def _listen(self, pipe: IO[bytes]) -> None:
        with pipe:
            while chunk := pipe.read(4096):
                self.errors = (self.errors + chunk)[-_STDERR_BYTES:]
