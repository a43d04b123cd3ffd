"""Processes that kill themselves in the middle of their work; run by the tests."""

import json
import os
import signal
import sys
from collections.abc import Callable

from sqlalchemy import Engine, event

from kampungkb.store.engine import open_engine
from kampungkb.store.migrate import migrate
from tests.store.made_up import observation, read_observations, read_revision, save_rows


def kill_at(engine: Engine, step: int) -> None:
    """Kill this process at a statement, the commit, or the return of the connection."""
    passed = 0

    def count(*_args: object) -> None:
        nonlocal passed
        passed += 1
        if passed == step:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "commit", "checkin"):
        event.listen(engine, name, count)


def open_spilling(url: str) -> Engine:
    """A store whose changes reach the file before the commit, as large ones do."""
    engine = open_engine(url, create=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda conn, _: conn.execute("PRAGMA cache_size = 1"))
    return engine


def in_child(work: Callable[[], None]) -> bool:
    """Do something in a process of its own; whether it was killed."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def migrations(url: str) -> None:
    """Killed in several places: first, in the middle, and at the commit."""
    for step in (3, 9, 15, 21):

        def work(step: int = step) -> None:
            engine = open_spilling(url)
            kill_at(engine, step)
            migrate(engine)

        if not in_child(work):
            sys.exit(f"the migration was over before step {step}")


def saves(url: str, rounds: int) -> None:
    """In round n the process dies at step n; the last one lives."""
    for number in range(1, rounds + 1):

        def work(number: int = number) -> None:
            engine = open_spilling(url)
            if number < rounds:
                kill_at(engine, number)
            rows = [observation(v, numerator=number, status=f"{number}" * 5000) for v in range(3)]
            save_rows(engine, *rows)

        killed = in_child(work)
        engine = open_engine(url)
        revision = read_revision(engine)
        found = read_observations(engine, revision)["numerator"].tolist()
        result = {"killed": killed, "revision": revision, "numerators": found}
        sys.stdout.write(f"{json.dumps(result)}\n")
        engine.dispose()


if __name__ == "__main__":
    command, url, *rest = sys.argv[1:]
    if command == "migrate":
        migrations(url)
    else:
        saves(url, int(rest[0]))
