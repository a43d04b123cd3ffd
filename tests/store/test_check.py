"""A store that was tampered with does not pass."""

from pathlib import Path

import pytest
from sqlalchemy import text

from kampungkb.errors import StoreMissingError
from kampungkb.store.check import Check, check_store
from kampungkb.store.engine import open_engine
from tests.store.made_up import observation, save_areas, save_rows

BOTH = [
    "schema", "hash_chain", "contents", "areas", "periods", "tables", "files", "attempts",
    "scenarios", "agendas",
]  # fmt: skip


@pytest.fixture
def store(fresh_db):
    """Four revisions, three of them with data."""
    save_areas(fresh_db)
    for numerator in (1, 2, 3):
        save_rows(fresh_db, observation(numerator=numerator), observation(1, value=0.1, status="é"))
    return fresh_db


def tamper(engine, *statements):
    """Change a store past its triggers and foreign keys."""
    with engine.connect() as conn:
        if engine.dialect.name == "sqlite":
            conn.connection.execute("PRAGMA foreign_keys = OFF")
        with conn.begin():
            if engine.dialect.name == "sqlite":
                names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                for name in conn.scalars(text(names)).all():
                    conn.execute(text(f"DROP TRIGGER {name}"))
            else:
                conn.execute(text("SET LOCAL session_replication_role = replica"))
            for statement in statements:
                conn.execute(text(statement))


def failed(engine):
    return {check.name: check.detail for check in check_store(engine) if not check.ok}


def test_a_store_of_ours_passes(store):
    sqlite = ["integrity", "foreign_keys"] if store.dialect.name == "sqlite" else []
    assert check_store(store) == [Check(name, ok=True, detail="") for name in sqlite + BOTH]


def test_an_empty_store_passes(fresh_db):
    assert failed(fresh_db) == {}


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        pytest.param(
            "UPDATE revision SET author = 'Budi' WHERE number = 3",
            {"hash_chain": "revision 3 was changed"},
            id="another author",
        ),
        pytest.param(
            "UPDATE revision SET saved_at = '2020-01-01T00:00:00.000000Z' WHERE number = 2",
            {"hash_chain": "revision 2 was changed"},
            id="another time",
        ),
        pytest.param(
            "UPDATE observation SET numerator = 9 WHERE revision = 3",
            {"contents": "the rows of revision 3 are not the saved ones"},
            id="another value",
        ),
        pytest.param(
            "DELETE FROM observation WHERE revision = 4",
            {"contents": "the rows of revision 4 are not the saved ones"},
            id="a value removed",
        ),
        pytest.param(
            "UPDATE observation SET revision = 1 WHERE revision = 3",
            {
                "contents": "the rows of revision 1 are not the saved ones; "
                "the rows of revision 3 are not the saved ones"
            },
            id="a value moved",
        ),
    ],
)
def test_tampering_shows(store, statement, found):
    tamper(store, statement)
    assert failed(store) == found


def test_a_revision_that_was_taken_out_shows(store):
    tamper(
        store, "DELETE FROM observation WHERE revision = 3", "DELETE FROM revision WHERE number = 3"
    )
    assert failed(store) == {
        "hash_chain": "revision 3 is missing; revision 4 does not follow the one before it"
    }


def test_a_changed_hash_shows_at_the_next_one(store):
    tamper(store, "UPDATE revision SET hash = 'x' WHERE number = 2")
    assert failed(store) == {
        "hash_chain": "revision 2 was changed; revision 3 does not follow the one before it"
    }


def test_the_same_revisions_give_the_same_hashes_on_both_databases(store):
    with store.connect() as conn:
        last = conn.scalar(text("SELECT hash FROM revision ORDER BY number DESC"))
    assert last == "2a2c3a8e523fea0b8baa9b80e169aa1cfe5c7c61ca5d19ad59c7bd061083d051"


def test_codes_outside_the_register_show(store):
    tamper(store, "DELETE FROM area WHERE code = '36.04.01.2002'")
    assert failed(store)["areas"] == "observation: 36.04.01.2002 is no village"


def test_an_area_without_its_parent_shows(store):
    tamper(store, "DELETE FROM area WHERE code = '36.04'")
    assert failed(store)["areas"] == "36.04.01 refers to the missing area 36.04"


def test_a_period_that_is_none_shows(store):
    tamper(store, "UPDATE observation SET period = '2026-Q9'")
    assert (
        failed(store)["periods"] == "'2026-Q9' is no period such as 2026, 2026-S1, 2026-Q1, 2026-03"
    )


def test_long_lists_are_cut(store):
    tamper(store, "UPDATE revision SET author = 'Budi'")
    save_rows(store, *(observation(v) for v in range(3)))
    save_rows(store, *(observation(v, numerator=8) for v in range(3)))
    save_rows(store, *(observation(v, numerator=9) for v in range(3)))
    tamper(store, "UPDATE revision SET author = 'Budi'")
    assert failed(store)["hash_chain"].endswith("revision 5 was changed; and 2 more")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_damage_fails_the_checks_instead_of_ending_them(store, fresh_url):
    path = Path(fresh_url.removeprefix("sqlite:///"))
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xee" * 200)
    checks = check_store(store)
    assert [check.name for check in checks] == ["integrity", "foreign_keys", *BOTH]
    assert {check.ok for check in checks} == {False}
    assert checks[0].detail == (
        f"store {path}: the database is damaged; restore a backup "
        "(database disk image is malformed)"
    )


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_missing_store_is_an_error(blank_url):
    with pytest.raises(StoreMissingError):
        check_store(open_engine(blank_url))
