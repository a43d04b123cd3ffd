"""Work besides the page: shared, replaced, ended."""

import threading
from typing import Any

import pytest

from kampungkb.errors import PlanCancelledError
from kampungkb.ui.background import Desk, Job


class Slow:
    """Work that goes on until it is let go, or told to end."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.calls = 0

    def __call__(self, job: Job) -> str:
        self.calls += 1
        while not self.go.wait(0.005):
            if not job.progress(0.5):
                raise PlanCancelledError
        return "found"


@pytest.fixture
def work():
    slow = Slow()
    yield slow
    slow.go.set()


def done(job: Job) -> Job:
    assert job.done.wait(10)
    return job


def test_two_readers_share_one_piece_of_work(work):
    desk = Desk()
    first, second = (desk.job("a", "plan", who, work) for who in ("siti", "budi"))
    work.go.set()
    assert first is second
    assert done(first).result() == "found"
    assert work.calls == 1
    # What was found before is not sought again.
    assert desk.job("a", "plan", "ani", work) is first


def test_another_wish_ends_the_earlier_one_of_its_kind(work):
    desk = Desk()
    first = desk.job("a", "plan", "siti", work)
    curve = desk.job("a curve", "curve", "siti", work)
    desk.job("b", "plan", "siti", work)
    with pytest.raises(PlanCancelledError):
        done(first).result()
    assert not curve.cancelled.is_set()


def test_work_that_somebody_else_waits_for_goes_on(work):
    desk = Desk()
    first = desk.job("a", "plan", "siti", work)
    desk.job("a", "plan", "budi", work)
    desk.leave("siti", first)
    assert not first.cancelled.is_set()
    desk.leave("budi", first)
    assert first.cancelled.is_set()


def test_what_was_ended_can_be_begun_again(work):
    desk = Desk()
    first = desk.job("a", "plan", "siti", work)
    desk.leave("siti", first)
    done(first)
    again = desk.job("a", "plan", "siti", work)
    work.go.set()
    assert again is not first
    assert done(again).result() == "found"


def test_a_fault_is_raised_where_the_result_is_asked_for_and_tried_anew():
    def broken(_: Job) -> Any:
        raise ZeroDivisionError

    desk = Desk()
    job = done(desk.job("a", "plan", "siti", broken))
    with pytest.raises(ZeroDivisionError):
        job.result()
    assert done(desk.job("a", "plan", "siti", lambda _: 1)).result() == 1


def test_progress_and_gap_are_noted():
    job = Job(key="a", kind="plan", owners=set())
    assert job.progress(0.25)
    assert job.watch(1.0, 0.01)
    assert (job.share, job.gap) == (0.25, 0.01)
    job.cancelled.set()
    assert not job.progress(0.5)
    assert not job.watch(2.0, None)
