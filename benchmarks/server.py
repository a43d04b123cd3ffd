"""A server of our own in a process of its own."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kampungkb.settings import ROOT


@dataclass(frozen=True, slots=True)
class Server:
    """A server that has answered.

    ``first_byte_s``: from the start of its process to the first byte of its first page.
    """

    pid: int
    port: int
    first_byte_s: float

    @property
    def address(self) -> str:
        """Where its pages are."""
        return f"http://127.0.0.1:{self.port}"

    def cpu_ms(self) -> float:
        """Milliseconds of CPU that its process has used, to the nanosecond, all threads."""
        # The kernel's number of the CPU clock of a process (clock_getcpuclockid(3), which Python
        # does not offer); /proc/PID/stat counts in steps of 10 ms.
        return time.clock_gettime((~self.pid << 3) | 2) * 1000


@contextmanager
def serving(store: Path) -> Iterator[Server]:
    """Start the dashboard on a store, which it makes where there is none; stop it at the end.

    Raises
    ------
    RuntimeError
        It did not answer within a minute.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "kampungkb", "serve", "--store", str(store), "--port"]
    log = store.with_suffix(".log")
    with log.open("ab") as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            [*command, str(port)], cwd=ROOT, stdout=output, stderr=output, env=_environment()
        )
    try:
        _await_answer(process, port, start + 60, log)
        yield Server(process.pid, port, time.perf_counter() - start)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("KAMPUNGKB_")}


def _await_answer(
    process: "subprocess.Popen[bytes]", port: int, deadline: float, log: Path
) -> None:
    while process.poll() is None and time.perf_counter() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", "/")
            connection.getresponse().read(1)
        except ConnectionRefusedError:
            time.sleep(0.01)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError(f"the server did not answer:\n{log.read_text('utf-8')}")
