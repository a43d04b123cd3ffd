"""Files are there whole or not at all."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kampungkb.errors import ExportCancelledError, ExportUnwritableError
from kampungkb.exports.whole_file import write_whole
from kampungkb.i18n.translator import translator


def names(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir()]


def test_a_file_is_written_and_its_size_told(tmp_path):
    path = tmp_path / "new" / "a.pdf"
    assert write_whole(path, lambda file: file.write(b"whole")) == 5
    assert path.read_bytes() == b"whole"
    assert names(path.parent) == ["a.pdf"]


def test_a_file_that_is_there_is_replaced(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"something older and longer")
    write_whole(path, lambda file: file.write(b"new"))
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "ruang penyimpanan penuh; kosongkan ruang atau pilih tempat lain"),
        (errno.EDQUOT, "ruang penyimpanan penuh; kosongkan ruang atau pilih tempat lain"),
        (errno.EACCES, "hak aksesnya tidak mencukupi; mintalah hak akses atau pilih tempat lain"),
        (errno.EROFS, "tempat itu hanya dapat dibaca; pilih tempat lain"),
        (errno.EIO, "media penyimpanan melaporkan gangguan; pilih tempat lain"),
    ],
)
def test_a_full_disk_leaves_the_file_before_and_says_why(tmp_path, number, words):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"before")

    def write(file):
        file.write(b"half of it")
        raise OSError(number, os.strerror(number))

    with pytest.raises(ExportUnwritableError) as caught:
        write_whole(path, write)
    said = translator("id").error(caught.value)
    assert said.startswith(f"Berkas a.pdf belum ditulis: {words}, lalu ulangi")
    assert said.endswith(". Tidak ada berkas setengah jadi yang tertinggal.")
    assert path.read_bytes() == b"before"
    assert names(tmp_path) == ["a.pdf"]


def test_a_disk_that_is_full_only_when_the_data_reach_it(tmp_path, monkeypatch):
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportUnwritableError, match=r"a\.pdf cannot be written: .*No space left"):
        write_whole(tmp_path / "a.pdf", lambda file: file.write(b"x"))
    assert names(tmp_path) == []


def test_a_reader_who_no_longer_wants_it_finds_nothing(tmp_path):
    def write(file):
        file.write(b"x")
        raise ExportCancelledError

    with pytest.raises(ExportCancelledError):
        write_whole(tmp_path / "a.zip", write)
    assert names(tmp_path) == []


def test_a_folder_that_is_a_file_takes_none(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ExportUnwritableError):
        write_whole(Path(tmp_path / "file" / "a.pdf"), lambda file: file.write(b"x"))


def test_two_writers_at_once_do_not_mix(tmp_path):
    path = tmp_path / "a.pdf"

    def write(file):
        file.write(b"slow ")
        write_whole(path, lambda inner: inner.write(b"fast"))
        file.write(b"writer")

    write_whole(path, write)
    assert path.read_bytes() == b"slow writer"
    assert names(tmp_path) == ["a.pdf"]


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo], ids=["folder", "pipe"])
def test_what_is_no_file_is_never_replaced(tmp_path, make):
    path = tmp_path / "a.pdf"
    make(path)
    mode = path.stat().st_mode
    with pytest.raises(ExportUnwritableError) as caught:
        write_whole(path, lambda _: pytest.fail("the work begins only where it can end"))
    assert (
        "belum ditulis: nama itu milik folder atau perangkat; beri nama lain, lalu ulangi."
        in translator("id").error(caught.value)
    )
    assert path.stat().st_mode == mode
    assert names(tmp_path) == ["a.pdf"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a" * 300 + ".pdf", "namanya terlalu panjang; beri nama yang lebih pendek"),
        ("file/a.pdf", "yang disebut sebagai foldernya adalah sebuah berkas; pilih folder lain"),
        ("file/b/a.pdf", "yang disebut sebagai foldernya adalah sebuah berkas; pilih folder lain"),
    ],
)
def test_a_name_that_cannot_be_is_said_as_such(tmp_path, name, said):
    (tmp_path / "file").write_bytes(b"before")
    with pytest.raises(ExportUnwritableError) as caught:
        write_whole(tmp_path / name, lambda file: file.write(b"x"))
    assert f"belum ditulis: {said}, lalu ulangi. " in translator("id").error(caught.value)
    assert names(tmp_path) == ["file"]


def test_a_link_stays_and_the_file_behind_it_is_replaced(tmp_path):
    path, behind = tmp_path / "link.pdf", tmp_path / "far" / "a.pdf"
    behind.parent.mkdir()
    behind.write_bytes(b"before")
    path.symlink_to(behind)
    write_whole(path, lambda file: file.write(b"new"))
    assert path.is_symlink()
    assert behind.read_bytes() == b"new"
    assert names(behind.parent) == ["a.pdf"]


def test_a_folder_without_nameless_files_gets_the_same(tmp_path, monkeypatch):
    monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    path = tmp_path / "a.pdf"
    assert write_whole(path, lambda file: file.write(b"whole")) == 5
    assert path.read_bytes() == b"whole"
    assert names(tmp_path) == ["a.pdf"]


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="files without a name are Linux's")
@pytest.mark.parametrize("number", ["SIGKILL", "SIGTERM"])
def test_a_process_that_is_ended_midway_leaves_the_file_before_and_nothing_else(tmp_path, number):
    path = tmp_path / "a.zip"
    path.write_bytes(b"before")
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from kampungkb.exports.whole_file import write_whole\n"
        "def write(file):\n"
        "    file.write(b'half of it')\n"
        "    file.flush()\n"
        "    os.kill(os.getpid(), getattr(signal, sys.argv[2]))\n"
        "write_whole(Path(sys.argv[1]), write)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(path), number], check=False)
    assert ended.returncode == -getattr(signal, number)
    assert path.read_bytes() == b"before"
    assert names(tmp_path) == ["a.zip"]


def test_the_file_may_be_read_by_whom_the_system_lets(tmp_path):
    path = tmp_path / "a.pdf"
    before = os.umask(0o022)
    try:
        write_whole(path, lambda file: file.write(b"x"))
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o644
