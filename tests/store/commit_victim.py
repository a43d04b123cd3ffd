"""Commits of an upload, each killed from outside at a random moment; run by the tests.

Unlike `tests.store.victim`, which dies at a statement, the process here dies anywhere: between
two pages of the file, inside a call of the driver, while the server works.
"""

import json
import os
import random
import signal
import statistics
import sys
import time
from collections import deque

from sqlalchemy import event, func, select

from kampungkb.store import chain
from kampungkb.store.drafts import discard_draft
from kampungkb.store.engine import open_engine, write_transaction
from kampungkb.store.queries import current_revision
from kampungkb.store.revisions import Change, plan_revision
from kampungkb.store.schema import draft as draft_table
from kampungkb.store.schema import kept_file, observation
from tests.store.made_up import observation as row
from tests.store.made_up import observations
from tests.store.upload import begin, digest, kept, upload
from tests.store.victim import open_spilling

WARM_UP = 5


def change(number: int) -> Change:
    """Long enough texts to be spread over many pages."""
    rows = [row(village, numerator=number, status=f"{number} " * 900) for village in range(3)]
    return Change(observations=observations(*rows))


def content(number: int) -> bytes:
    return f"file {number};".encode() * 3000


def commit(url: str, number: int, pipe: int) -> None:
    """Save the change of a round with its file, instead of its draft.

    Tells the pipe when the transaction begins, and afterwards how long it took.
    """
    engine = open_spilling(url)
    plan = plan_revision(engine, change(number))
    event.listen(engine, "begin", lambda _conn: os.write(pipe, b"begun "), once=True)
    file, start = kept(content(number)), time.perf_counter()
    upload(engine, change(number), expected=plan.content_sha256, file=file, draft_id=str(number))
    os.write(pipe, f"{time.perf_counter() - start}".encode())


def killed_after(url: str, number: int, delay: float | None) -> float | None:
    """Commit in a process of its own and kill it; how long it took, if it came to its end.

    The delay counts from the beginning of the transaction; without one, the end is waited for.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        commit(url, number, writing)
        signal.pause()
    os.close(writing)
    told = os.read(reading, 6)
    if delay is None:
        told += os.read(reading, 100)
    else:
        time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not told or os.WTERMSIG(status) != signal.SIGKILL:
        sys.exit(f"round {number} died of something else")
    told += os.read(reading, 100)
    os.close(reading)
    _, _, seconds = told.decode().partition(" ")
    return float(seconds) if seconds else None


def found(url: str, number: int) -> dict[str, object]:
    """The state after a round, and what is wrong with the chain."""
    engine = open_engine(url)
    # As a writer, which waits until the server is done with the one that died.
    with write_transaction(engine) as conn:
        revision = current_revision(conn)
        sizes = select(kept_file.c.bytes).where(kept_file.c.file_sha256 == digest(content(number)))
        values = (
            select(observation.c.numerator, func.count())
            .where(observation.c.revision == revision)
            .group_by(observation.c.numerator)
        )
        state = {
            "revision": revision,
            "rows": [list(one) for one in conn.execute(values)],
            "files": list(conn.scalars(sizes)),
            "drafts": list(conn.scalars(select(draft_table.c.draft_id))),
            "faults": chain.broken_links(conn),
        }
    discard_draft(engine, str(number))
    engine.dispose()
    return state


def rounds(url: str, kills: int, seed: int) -> None:
    """One line of JSON for each round that was killed."""
    rng, lengths = random.Random(seed), deque[float](maxlen=WARM_UP)
    for number in range(1, WARM_UP + kills + 1):
        engine = open_engine(url)
        begin(engine, draft_id=str(number))
        engine.dispose()
        if number <= WARM_UP:
            lengths.append(killed_after(url, number, None) or 0.0)
            continue
        # A little longer than a commit takes now, whatever else the machine does.
        seconds = killed_after(url, number, rng.uniform(0, 1.3 * statistics.median(lengths)))
        if seconds is not None:
            lengths.append(seconds)
        state = {"number": number, "ended": seconds is not None} | found(url, number)
        sys.stdout.write(f"{json.dumps(state)}\n")


if __name__ == "__main__":
    rounds(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
