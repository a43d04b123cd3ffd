"""A process killed at any moment of a commit leaves the old state or the new one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kampungkb.store.check import check_store
from tests.store.commit_victim import WARM_UP, content
from tests.store.made_up import observation, read_revision, save_areas, save_rows

ROOT = Path(__file__).resolve().parents[2]
KILLS, SEED = 200, 3604


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills need POSIX")
def test_case_49_killed_200_times_at_random_moments_of_a_commit(fresh_db, fresh_url):
    save_areas(fresh_db)
    victim = [sys.executable, "-m", "tests.store.commit_victim", fresh_url, str(KILLS), str(SEED)]
    output = subprocess.run(victim, check=True, cwd=ROOT, capture_output=True, text=True).stdout
    rounds = [json.loads(line) for line in output.splitlines()]

    assert len(rounds) == KILLS
    revision, value = 1 + WARM_UP, WARM_UP
    outcomes = {"old": 0, "new": 0, "new, killed in the middle": 0}
    for found in rounds:
        number, ended = found["number"], found["ended"]
        old = {"revision": revision, "rows": [[value, 3]], "files": [], "drafts": [str(number)]}
        new = {
            "revision": revision + 1, "rows": [[number, 3]], "files": [len(content(number))],
            "drafts": [],
        }  # fmt: skip
        state = {name: found[name] for name in old}
        assert state in ([new] if ended else [old, new]), found
        assert found["faults"] == [], found
        if state == new:
            revision, value = revision + 1, number
            outcomes["new" if ended else "new, killed in the middle"] += 1
        else:
            outcomes["old"] += 1
    # Most were killed inside of the transaction, and some after its end.
    assert outcomes["old"] >= 20, outcomes
    assert outcomes["new"] >= 10, outcomes
    assert [check for check in check_store(fresh_db) if not check.ok] == []
    assert save_rows(fresh_db, observation(0)).number == read_revision(fresh_db) == revision + 1
