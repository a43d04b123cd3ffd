"""A process that kills itself in the middle of an announcement; run by the tests."""

import json
import sys

from kampungkb.store.engine import open_engine
from kampungkb.store.scenarios import announce
from tests.store.scenario import WHO, read, shown, standing
from tests.store.victim import in_child, kill_at, open_spilling


def announcements(url: str, rounds: int) -> None:
    """In round n the process dies at step n of announcing the other of two; the last one lives."""
    for step in range(1, rounds + 1):

        def work(step: int = step) -> None:
            engine = open_spilling(url)
            other = read(engine, 3 - (shown(engine) or 1))
            if step < rounds:
                kill_at(engine, step)
            announce(engine, other.scenario_id, expected_version=other.version, **WHO)

        killed = in_child(work)
        engine = open_engine(url)
        result = {"killed": killed, "shown": shown(engine), "standing": standing(engine)}
        sys.stdout.write(f"{json.dumps(result)}\n")
        engine.dispose()


if __name__ == "__main__":
    announcements(sys.argv[1], int(sys.argv[2]))
