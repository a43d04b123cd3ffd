"""A child process that hangs, whatever it ignores, is ended, and nothing is left of it."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kampungkb.intake.limited import LimitedChild
from kampungkb.intake.limits import LIMITS

HANGING = "tests.intake.hanging_child"


def left_behind() -> tuple[int, list[str], int]:
    """Threads, children and open files of this process."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return threading.active_count(), children, len(list(Path("/proc/self/fd").iterdir()))


@pytest.fixture(autouse=True)
def _nothing_is_left():
    before = left_behind()
    yield
    assert left_behind() == before


def hanging(how: bytes) -> LimitedChild:
    return LimitedChild(HANGING, how, LIMITS, bytes.strip)


def started(child: LimitedChild) -> None:
    """Wait until it hangs, and not merely starts."""
    while not child.lines:
        time.sleep(0.01)


@pytest.mark.parametrize("how", [b"silent", b"closed"])
def test_it_is_ended_when_its_time_is_over(how):
    with hanging(how) as child:
        started(child)
        assert child.wait(0.2) == "took_too_long"
    assert (child.lines, child.status) == ([b'{"ready": true}'], -9)


def test_it_is_ended_when_somebody_cancels():
    with hanging(b"silent") as child:
        started(child)
        assert child.wait(60, cancelled=lambda: True) == "cancelled"
    assert child.status == -9


def test_it_is_ended_when_the_parent_fails():
    def broken() -> bool:
        raise ZeroDivisionError

    child = hanging(b"silent")
    with pytest.raises(ZeroDivisionError):
        _ended_by(child, broken)
    assert child.status == -9


def _ended_by(child: LimitedChild, cancelled: Callable[[], bool]) -> None:
    with child:
        started(child)
        child.wait(60, cancelled=cancelled)
