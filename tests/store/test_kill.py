"""A process killed while it saves leaves the old state or the new one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kampungkb.store.check import check_store
from tests.store.made_up import observation, read_revision, save_areas, save_rows

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 16


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills need POSIX")
def test_killed_at_any_step_of_a_save(fresh_db, fresh_url):
    save_areas(fresh_db)
    save_rows(fresh_db, *(observation(v, numerator=0, status="x" * 5000) for v in range(3)))

    victim = [sys.executable, "-m", "tests.store.victim", "save", fresh_url, str(ROUNDS)]
    output = subprocess.run(victim, check=True, cwd=ROOT, capture_output=True, text=True).stdout
    rounds = [json.loads(line) for line in output.splitlines()]

    assert len(rounds) == ROUNDS
    revision, value = 2, 0
    for number, found in enumerate(rounds, start=1):
        if found["revision"] > revision:
            revision, value = revision + 1, number
        assert (found["revision"], found["numerators"]) == (revision, [value] * 3), found
    # Early steps lose the change, the ones after the commit keep it.
    assert rounds[0] == {"killed": True, "revision": 2, "numerators": [0, 0, 0]}
    assert rounds[-1] == {"killed": False, "revision": revision, "numerators": [ROUNDS] * 3}
    kept = [n for n, found in enumerate(rounds, start=1) if found["numerators"] == [n] * 3]
    assert rounds[kept[0] - 1]["killed"] is True
    assert [check for check in check_store(fresh_db) if not check.ok] == []
    assert save_rows(fresh_db, observation(0)).number == read_revision(fresh_db)
