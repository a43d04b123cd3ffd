"""Set-up before the first import: the pinned packages, in a virtual environment of our own.

Only the standard library is at hand here. The check of the version comes first, in words that a
Python too old for the rest of the program can still read; its message has no blank because there
is no translator yet.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - for whoever starts us with an older one
    sys.exit(
        "Aplikasi ini memerlukan Python 3.11 atau lebih baru. Pasang dari https://www.python.org, "
        "lalu ulangi.\n"
        "This program needs Python 3.11 or newer. Install it from https://www.python.org, "
        "then try again."
    )

import hashlib
import importlib.metadata
import importlib.util
import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent

# Counts how often this command was started anew, so that a set-up that does not take ends.
GUARD = "KAMPUNGKB_BOOTSTRAP"

_PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(\[[^\]]*\])?==(?P<version>[A-Za-z0-9.!+_-]+)")

_SETTING_UP = (
    "Menyiapkan paket Python (sekali saja, beberapa menit) ...\n"
    "Setting up the Python packages (once, a few minutes) ..."
)
_NO_VENV = (
    "Python ini tidak dapat membuat lingkungan virtual. Pada Debian atau Ubuntu jalankan: "
    "apt install python3-venv. Setelah itu ulangi perintah ini.\n"
    "This Python cannot make a virtual environment. On Debian or Ubuntu run: "
    "apt install python3-venv. Then try again."
)
_NO_HOME = (
    "Folder {home} tidak dapat dibuat; sebabnya tertulis di atas. Periksa izin tulis dan ruang "
    "kosong, lalu ulangi.\n"
    "The folder {home} could not be made; the reason stands above. Check that it may be written "
    "and that there is space, then try again."
)
_NO_PACKAGES = (
    "Paket Python belum dapat dipasang; sebabnya tertulis di atas. Periksa sambungan internet "
    "atau proksi, lalu ulangi. Bila belum berhasil, hapus folder {home} dan ulangi.\n"
    "The Python packages could not be installed; the reason stands above. Check the network or "
    "the proxy, then try again. If that does not help, delete the folder {home} and try again."
)
_STILL_MISSING = (
    "Paket Python sudah dipasang tetapi tidak terbaca: {missing}. Hapus folder {home}, lalu "
    "ulangi.\n"
    "The Python packages were installed but are not found: {missing}. Delete the folder {home}, "
    "then try again."
)


def ensure(requirements: Path, *, home: Path = ROOT / ".venv") -> None:
    """Return when every pinned package is there, else set up `home` and start the command anew.

    Parameters
    ----------
    requirements : Path
        Lines ``name==version``; further files by ``-r``.
    home : Path, optional
        The virtual environment to make or to bring up to date.

    Raises
    ------
    SystemExit
        The set-up is impossible; the message says what to do.
    """
    absent = missing(requirements)
    if not absent:
        os.environ.pop(GUARD, None)
        return
    starts = int(os.environ.get(GUARD, "0"))
    if starts >= 2:
        sys.exit(_STILL_MISSING.format(missing=", ".join(absent), home=home))
    # A stamp says what was installed last for this file, not what another file changed since:
    # the second time it is not believed.
    if starts or not _is_fresh(home, requirements):
        _install(home, requirements)
    _start_anew(interpreter(home), starts + 1)


def missing(requirements: Path) -> list[str]:
    """Pins that this interpreter does not have at their version, in the order of the files."""
    return [f"{name}=={version}" for name, version in pins(requirements) if not _has(name, version)]


def pins(requirements: Path) -> Iterator[tuple[str, str]]:
    """Name and version of each line; extras are left out.

    Raises
    ------
    ValueError
        A line pins no exact version.
    """
    for file in _files(requirements):
        for line in _lines(file):
            if not line.startswith("-r"):
                match = _PIN.fullmatch(line)
                if match is None:
                    raise ValueError(f"{file.name}: {line!r} is not of the form name==version")
                yield match["name"], match["version"]


def interpreter(home: Path) -> Path:
    """The Python of a virtual environment."""
    return home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _files(requirements: Path) -> Iterator[Path]:
    for line in _lines(requirements):
        if line.startswith("-r"):
            yield from _files(requirements.parent / line.removeprefix("-r").strip())
    yield requirements


def _lines(file: Path) -> list[str]:
    lines = (line.partition("#")[0].strip() for line in file.read_text("utf-8").splitlines())
    return [line for line in lines if line]


def _has(name: str, version: str) -> bool:
    try:
        return importlib.metadata.version(name) == version
    except importlib.metadata.PackageNotFoundError:
        return False


def _install(home: Path, requirements: Path) -> None:
    print(_SETTING_UP, file=sys.stderr, flush=True)
    python = interpreter(home)
    if not python.exists():
        # Debian splits ensurepip off; without it venv leaves a broken folder behind.
        if importlib.util.find_spec("ensurepip") is None:
            sys.exit(_NO_VENV)
        if _run([sys.executable, "-m", "venv", "--clear", str(home)]):
            sys.exit(_NO_HOME.format(home=home))
    pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    if _run([*pip, "-r", str(requirements)]):
        sys.exit(_NO_PACKAGES.format(home=home))
    _stamp(home, requirements).write_text(_digest(home, requirements), encoding="utf-8")


def _run(command: Sequence[str]) -> int:
    # Standard output belongs to the command that follows: it may be a JSON document.
    try:
        return subprocess.call(command, stdout=sys.stderr)
    except KeyboardInterrupt:
        sys.exit(130)


def _stamp(home: Path, requirements: Path) -> Path:
    name = os.path.relpath(requirements, home.parent).replace(os.sep, "-")
    return home / f"{name}.stamp"


def _is_fresh(home: Path, requirements: Path) -> bool:
    stamp = _stamp(home, requirements)
    return (
        interpreter(home).exists()
        and stamp.exists()
        and stamp.read_text(encoding="utf-8") == _digest(home, requirements)
    )


def _digest(home: Path, requirements: Path) -> str:
    # pyvenv.cfg names the version of the Python in it.
    files = [home / "pyvenv.cfg", *_files(requirements)]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _start_anew(python: Path, starts: int) -> NoReturn:
    command = [str(python), *sys.orig_argv[1:]]
    os.environ[GUARD] = str(starts)
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "nt":  # execv there returns to the prompt while the program still runs
        sys.exit(_attend(command))
    os.execv(command[0], command)


def _attend(command: Sequence[str]) -> int:
    with subprocess.Popen(command) as child:
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                continue  # the child was told as well, and ends in its own time
