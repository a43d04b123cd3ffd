"""A dry run says what saving would say, and stores nothing, not even that it was tried."""

import pytest

from tests.uploads.tables import CODES, FIRST, SECOND, Store, long_table

GOOD = long_table(FIRST + "12,30,", SECOND + "5,9,")
QUESTION = long_table(FIRST + "12,30,", ",Cikeusal,Mongpog,L15,2026-09,5,9,")
WARNING = long_table(f"{CODES[0]},,,D02,2027-Q1,12,30,")
FAULT = long_table(FIRST + "31,30,", SECOND + "5,9,")
PERSONAL = b"kode_desa,NIK,D02\n" + f"{CODES[0]},3604230101900001,1\n".encode()


def both(store: Store, data: bytes, **given) -> tuple[dict, dict]:
    """The document of a dry run, which changed nothing at all, and that of the real one."""
    before, tried = store.content(), len(store.attempts())
    dry = store.imported(data, **given)
    assert (store.content(), len(store.attempts())) == (before, tried)
    real = store.imported(data, dry_run=False, **given)
    assert len(store.attempts()) == tried + 1
    return dry, real


@pytest.mark.parametrize(
    ("data", "verdict"),
    [
        (QUESTION, "decision"),
        (WARNING, "decision"),
        (FAULT, "refused"),
        (PERSONAL, "refused"),
        (b"", "refused"),
    ],
)
def test_nothing_to_save(store, data, verdict):
    before = store.content()
    dry, real = both(store, data)
    assert dry == real
    assert (dry["verdict"], dry["revision"]) == (verdict, None)
    assert store.content() == before


def test_case_53_saved_and_then_unchanged(store):
    dry, real = both(store, GOOD)
    assert dry == real | {"revision": None}
    assert (real["verdict"], real["revision"]) == ("accepted", store.revision())
    dry, again = both(store, GOOD)
    assert dry == again
    assert (again["verdict"], again["revision"]) == ("unchanged", real["revision"])
    assert again["changes"] == {"new": 0, "changed": 0, "retracted": 0, "unchanged": 2}
    assert again["change_sha256"] is None


def test_an_answer_counts_alike(store):
    dry, real = both(store, WARNING, accepted=("period_future::2:periode",))
    assert dry == real | {"revision": None}
    assert real["verdict"] == "accepted"
