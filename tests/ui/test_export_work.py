"""Files made besides the page: whole or not there, ended when asked, gone when nobody has them."""

import gc
import io
import threading
from datetime import UTC, datetime
from typing import IO, Any

import pytest

from kampungkb.errors import ExportCancelledError, ExportUnwritableError
from kampungkb.tasks.export_kinds import Made, Wish
from kampungkb.ui import export_work
from kampungkb.ui.background import Job
from kampungkb.ui.export_work import ExportDesk, Ready, Told, begin

PARTS = 3


class Maker:
    """Writes parts, each when it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.running = 0
        self.most = 0
        self.file: IO[bytes] | None = None
        self.lock = threading.Lock()

    def __call__(self, _kind: str, source: Any, _wish: Wish, file: IO[bytes], told: Any) -> Made:
        self.file = file
        with self.lock:
            self.running += 1
            self.most = max(self.most, self.running)
        try:
            for i in range(PARTS):
                if not told(i, PARTS, f"{source} {i}"):
                    raise ExportCancelledError
                file.write(b"part")
                self.wait(told, i)
        finally:
            with self.lock:
                self.running -= 1
        return Made(file_name="berkas.zip", is_made_up=False)

    def wait(self, told: Any, i: int) -> None:
        while not self.go.wait(0.005):
            if not told(i, PARTS, "waits"):
                raise ExportCancelledError


@pytest.fixture
def maker(monkeypatch):
    found, desk, names = Maker(), ExportDesk(), iter(["siti", "budi", "ani", "rina"])
    monkeypatch.setattr(export_work, "export_file", found)
    monkeypatch.setattr(export_work, "desk", lambda: desk)
    monkeypatch.setattr(export_work, "owner", lambda: next(names))
    monkeypatch.setattr(export_work, "PATIENCE", 0)
    yield found
    found.go.set()


def done(job: Job) -> Job:
    assert job.done.wait(10)
    return job


def until(said: Any) -> None:
    for _ in range(2000):
        if said():
            return
        threading.Event().wait(0.005)
    raise AssertionError("it never came")


def test_a_file_is_read_whole_by_each_who_asks(maker):
    maker.go.set()
    ready = done(begin("a", "deck", Wish(), lambda: "source")).result()
    assert (ready.file_name, ready.size) == ("berkas.zip", 12)
    assert [ready.read(), ready.read()] == [b"part" * 3] * 2


def test_how_far_it_is_stands_in_the_job(maker):
    job = begin("a", "deck", Wish(), lambda: "source")
    until(lambda: job.told is not None and job.told.title == "waits")
    assert job.told == Told(done=0, count=3, title="waits")
    assert job.share == 0
    maker.go.set()
    assert done(job).share == 2 / 3


def test_two_who_ask_for_the_same_get_one_file(maker):
    first, second = (begin("a", "deck", Wish(), lambda: "source") for _ in range(2))
    maker.go.set()
    assert first is second
    assert first.owners == {"siti", "budi"}
    assert done(first).result().size == 12


def test_no_more_than_two_are_made_at_once_and_the_third_waits_its_turn(maker):
    jobs = [begin(key, "deck", Wish(), lambda: "source") for key in "abc"]
    until(lambda: maker.running == 2)
    assert sum(one.told is None for one in jobs) == 1
    maker.go.set()
    assert {done(one).result().size for one in jobs} == {12}
    assert maker.most == 2


def test_a_file_that_nobody_waits_for_is_ended_and_leaves_nothing(maker):
    job = begin("a", "deck", Wish(), lambda: "source")
    until(lambda: maker.running == 1)
    export_work.desk().leave("siti", job)
    with pytest.raises(ExportCancelledError):
        done(job).result()
    assert maker.file is not None
    assert maker.file.closed
    assert export_work.desk().find("a") is None


def test_one_that_is_ended_before_its_turn_is_never_begun(maker):
    jobs = [begin(key, "deck", Wish(), lambda: "source") for key in "abc"]
    until(lambda: maker.running == 2)
    (waiting,) = [one for one in jobs if one.told is None]
    (who,) = waiting.owners
    export_work.desk().leave(who, waiting)
    maker.go.set()
    with pytest.raises(ExportCancelledError):
        done(waiting).result()
    assert maker.most == 2


@pytest.mark.usefixtures("maker")
def test_a_full_disk_is_a_refusal_and_the_half_file_is_gone(monkeypatch):
    written: list[IO[bytes]] = []

    def full(_kind: str, _source: Any, _wish: Wish, file: IO[bytes], _told: Any) -> Made:
        written.append(file)
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export_work, "export_file", full)
    with pytest.raises(ExportUnwritableError):
        done(begin("a", "deck", Wish(), lambda: "source")).result()
    assert written[0].closed


def test_a_file_that_nobody_can_ask_for_any_more_is_closed():
    file = io.BytesIO(b"x")
    ready = Ready(file=file, file_name="a", size=1, made_at=datetime(2026, 11, 25, tzinfo=UTC))
    assert ready.read() == b"x"
    del ready
    gc.collect()
    assert file.closed
