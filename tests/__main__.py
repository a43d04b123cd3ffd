"""``python -m tests``: set up what is missing, then every check; arguments go to pytest."""

import os
import subprocess
import sys
import tempfile
from typing import IO

from kampungkb import bootstrap

CHECKS = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    # A worker keeps neighbouring tests: they share stores, servers and what pages have cached.
    ("pytest", "-n", "2", "--dist", "worksteal"),
)
# Keeps one core busy for most of a minute, and so runs beside the others.
BESIDE = ("mypy",)


def main(arguments: list[str]) -> int:
    """Run all checks, also after one that failed; 1 if any did."""
    failed = []
    with tempfile.TemporaryFile() as said, started(BESIDE, said) as beside:
        for check in CHECKS:
            command = (*check, *arguments) if check[0] == "pytest" else check
            announce(command)
            with started(command) as running:
                if running.wait():
                    failed.append(" ".join(command))
        announce(BESIDE)
        if beside.wait():
            failed.append(" ".join(BESIDE))
        said.seek(0)
        print(said.read().decode(errors="replace"), end="")
    print("\n== " + (f"failed: {', '.join(failed)}" if failed else "all checks passed"))
    return 1 if failed else 0


def started(command: tuple[str, ...], output: IO[bytes] | None = None) -> "subprocess.Popen[bytes]":
    """A check that runs, in the folder of the program.

    Bytecode is kept, whatever the caller prefers: the tests start hundreds of processes, and each
    would compile the program and each worker all tests anew.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=bootstrap.ROOT, env=kept, stdout=output, stderr=output and subprocess.STDOUT,
    )  # fmt: skip


def announce(command: tuple[str, ...]) -> None:
    print(f"\n== {' '.join(command)}", flush=True)


if __name__ == "__main__":
    bootstrap.ensure(bootstrap.ROOT / "tests" / "requirements.txt")
    sys.exit(main(sys.argv[1:]))
