"""A process that kills itself in the middle of an undo; run by the tests."""

import json
import sys

from kampungkb.store.engine import open_engine
from kampungkb.store.undo import undo_revision
from tests.store.made_up import NOW, read_observations, read_revision
from tests.store.victim import in_child, kill_at, open_spilling


def undoes(url: str, rounds: int) -> None:
    """In round n the process dies at step n of undoing the last revision; the last one lives."""
    for step in range(1, rounds + 1):

        def work(step: int = step) -> None:
            engine = open_spilling(url)
            last = read_revision(engine)
            if step < rounds:
                kill_at(engine, step)
            undo_revision(engine, last, author="Siti", reason="test", now=NOW)

        killed = in_child(work)
        engine = open_engine(url)
        revision = read_revision(engine)
        found = read_observations(engine, revision)["numerator"].tolist()
        result = {"killed": killed, "revision": revision, "numerators": found}
        sys.stdout.write(f"{json.dumps(result)}\n")
        engine.dispose()


if __name__ == "__main__":
    undoes(sys.argv[1], int(sys.argv[2]))
