"""What a change would make of a state is what saving it makes of it."""

import shutil
from dataclasses import fields
from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kampungkb.model import tables
from kampungkb.store.engine import open_engine
from kampungkb.store.revisions import Change, plan_revision
from kampungkb.store.schema import VERSIONED
from kampungkb.tasks.applied import applied
from kampungkb.tasks.snapshot import read_snapshot
from tests.store.made_up import save
from tests.tasks.snapshots import KIA, KKB
from tests.villages import (
    REGENCY,
    VILLAGES,
    areas,
    dictionary,
    formation,
    formations,
    observations,
    seen,
)

DICTIONARY = dictionary(KKB, KIA)
ORIGINS = st.sampled_from(["official", "illustrative"])
PLACES = st.sampled_from(VILLAGES[:3])
TEXTS = st.sampled_from([None, "SK 1", "SK 2"])
DAYS = st.sampled_from([None, date(2026, 1, 2), date(2025, 12, 31)])


def frame(contract, columns, key):
    """Rows of a table, no key twice; two values of each make most changes meet."""
    row = st.fixed_dictionaries(columns)
    rows = st.lists(row, max_size=5, unique_by=lambda one: tuple(one[name] for name in key))
    return rows.map(
        lambda found: tables.shaped(
            pd.DataFrame(found, columns=list(columns), dtype=object),
            {name: contract[name] for name in columns},
        )
    )


TABLES = {
    "observations": {
        "indicator": st.sampled_from(["D02", "K01"]), "village_code": PLACES,
        "period": st.sampled_from(["2026-Q1", "2026-Q2"]), "origin": ORIGINS,
        "numerator": st.sampled_from([None, 0, 7]), "denominator": st.sampled_from([None, 10]),
        "value": st.sampled_from([None, 0.5, -0.0]), "status": TEXTS,
        "source_id": st.just("made_up"),
    },
    "formations": {
        "village_code": PLACES, "formed": st.booleans(), "formed_on": DAYS,
        "scheme": st.just("kkb"), "document": TEXTS, "note": TEXTS, "origin": ORIGINS,
        "source_id": st.just("made_up"),
    },
    "milestones": {
        "village_code": PLACES, "milestone": st.sampled_from(["policy", "plan"]),
        "origin": ORIGINS, "reached": st.booleans(), "reached_on": DAYS, "document": TEXTS,
        "note": TEXTS, "source_id": st.just("made_up"),
    },
    "classifications": {
        "village_code": PLACES, "period": st.sampled_from(["2025", "2026"]), "origin": ORIGINS,
        "class_name": st.sampled_from(["dasar", "mandiri"]), "document": TEXTS, "note": TEXTS,
        "source_id": st.just("made_up"),
    },
    "village_figures": {
        "village_code": PLACES, "figure": st.just("population_census"),
        "period": st.sampled_from(["2020", "2025"]), "value": st.sampled_from([None, 5.0, 6.0]),
        "note": TEXTS, "source_id": st.just("made_up"),
    },
    "target_entries": {
        "indicator": st.just("D02"), "target_id": st.sampled_from(["2027", "2028"]),
        "entry": st.sampled_from(["{}", '{"text": "75 %"}']),
    },
}  # fmt: skip
OF = {versioned.plural: versioned for versioned in VERSIONED}


@st.composite
def changes(draw):
    """Rows that are set, and keys of others that end."""
    given = {}
    for name in draw(st.lists(st.sampled_from(sorted(TABLES)), unique=True, min_size=1)):
        key, contract = list(OF[name].key), OF[name].contract
        rows = draw(frame(contract, TABLES[name], key))
        keys = draw(frame(contract, {one: TABLES[name][one] for one in key}, key))
        told = set(rows[key].itertuples(index=False, name=None))
        others = [one not in told for one in keys.itertuples(index=False, name=None)]
        given[name], given[f"retract_{name}"] = rows, keys[others]
    if draw(st.booleans()):
        titles = draw(st.sampled_from(["Made up", "Another"]))
        given["sources"] = pd.DataFrame([{"source_id": "z"}, {"source_id": "a", "title": titles}])
        given["added_aliases"] = pd.DataFrame(
            [{"code": VILLAGES[1], "name": "D 1", "source": "learned"}]
        )
    return Change(**given)


@pytest.fixture(scope="module")
def nine(sqlite_template, tmp_path_factory):
    """A store of the nine villages, to be copied."""
    path = tmp_path_factory.mktemp("applied") / "store.sqlite"
    shutil.copyfile(sqlite_template, path)
    engine = open_engine(f"sqlite:///{path}")
    aliases = pd.DataFrame([{"code": VILLAGES[0], "name": "Ds. 0", "source": "bps"}])
    register = Change(
        areas=areas(), aliases=aliases, meta={"area_code": REGENCY},
        sources=pd.DataFrame([{"source_id": "made_up", "title": "Made up"}]),
    )  # fmt: skip
    save(engine, register, kind="area_pack")
    engine.dispose()
    return path


@pytest.fixture
def copied(nine, tmp_path):
    """Give a fresh copy of that store at each call."""
    opened = []

    def copy():
        path = tmp_path / f"{len(opened)}.sqlite"
        shutil.copyfile(nine, path)
        opened.append(open_engine(f"sqlite:///{path}"))
        return opened[-1]

    yield copy
    for engine in opened:
        engine.dispose()


def same(one, other):
    """Whether two snapshots are equal in everything but the list of revisions."""
    for own in fields(one):
        if own.name == "revisions":
            continue
        left, right = getattr(one, own.name), getattr(other, own.name)
        if isinstance(left, pd.DataFrame):
            pd.testing.assert_frame_equal(left, right, obj=own.name)
        else:
            assert left == right, own.name


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=changes(), second=changes())
def test_it_is_what_saving_makes(copied, first, second):
    engine = copied()
    save(engine, first)
    before = read_snapshot(engine, DICTIONARY)
    result, planned = applied(before, second), plan_revision(engine, second)
    saved = save(engine, second)
    same(result.snapshot, read_snapshot(engine, DICTIONARY))
    kinds = pd.concat([one["kind"] for one in result.differences.values()])
    found = {kind: int((kinds == kind).sum()) for kind in ("new", "ended")}
    assert found == {"new": planned.new, "ended": planned.retracted}
    assert (len(kinds), result.unchanged) == (planned.new + planned.changed, saved.unchanged)


def test_each_row_that_differs_has_both_sides(copied):
    engine = copied()
    save(engine, Change(observations=observations(seen(0, 1, 10), seen(1, 2, 10), seen(2, 3, 10))))
    key = {"indicator": "D02", "village_code": VILLAGES[2], "period": "2026-Q1"}
    change = Change(
        observations=observations(seen(0, 1, 10), seen(1, 5, 10), seen(3, 4, 10)),
        retract_observations=pd.DataFrame([key | {"origin": "official"}]),
    )
    before = read_snapshot(engine, DICTIONARY)
    result = applied(before, change)
    rows = result.differences["observation"]
    assert rows[["village_code", "kind", "before_numerator", "after_numerator"]].astype(
        object
    ).where(lambda cells: cells.notna(), None).to_numpy().tolist() == [
        [VILLAGES[1], "changed", 2, 5],
        [VILLAGES[2], "ended", 3, None],
        [VILLAGES[3], "new", None, 4],
    ]
    assert result.unchanged == 1
    assert before.observations["numerator"].tolist() == [1, 2, 3]


def test_a_formation_that_ends_is_neither_formed_nor_not(copied):
    engine = copied()
    save(engine, Change(formations=formations(formation(0))))
    keys = pd.DataFrame([{"village_code": VILLAGES[0], "origin": "official"}])
    result = applied(read_snapshot(engine, DICTIONARY), Change(retract_formations=keys))
    (told,) = result.differences["formation"].to_dict("records")
    assert (told["before_formed"], pd.isna(told["after_formed"])) == (True, True)
    assert result.snapshot.formations.empty


def test_sources_alone_make_no_revision_beside_rows_that_are_there(copied):
    engine = copied()
    rows = observations(seen(0, 1, 10))
    save(engine, Change(observations=rows))
    before = read_snapshot(engine, DICTIONARY)
    sources = pd.DataFrame([{"source_id": "new"}])
    assert applied(before, Change(observations=rows, sources=sources)).snapshot is before
    alone = Change(sources=sources)
    result = applied(before, alone).snapshot
    save(engine, alone)
    same(result, read_snapshot(engine, DICTIONARY))
    assert result.sources["source_id"].tolist() == ["made_up", "new"]
