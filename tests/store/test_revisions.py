"""What is saved is read back, at every revision, on both databases."""

import re
import threading
from datetime import date, datetime, timedelta, timezone

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from pandas.testing import assert_frame_equal

from kampungkb.errors import BadPeriodError, UnknownAreaError
from kampungkb.model import tables
from kampungkb.store import queries
from kampungkb.store.engine import read_transaction
from kampungkb.store.revisions import Change, SavedRevision
from tests.store.made_up import (
    NOW,
    VILLAGES,
    area_change,
    observation,
    observations,
    read_observations,
    read_revision,
    save,
    save_areas,
    save_rows,
)

KEY = ["indicator", "village_code", "period", "origin"]


@pytest.fixture
def store(fresh_db):
    """Revision 1 holds the register, and no data."""
    save_areas(fresh_db)
    return fresh_db


def exactly(message):
    return f"^{re.escape(message)}$"


def numerators(engine, revision):
    return read_observations(engine, revision)["numerator"].tolist()


def test_an_empty_store_is_at_revision_0(fresh_db):
    with read_transaction(fresh_db) as conn:
        assert queries.current_revision(conn) == 0
        assert queries.meta(conn) == {}
        assert_frame_equal(queries.areas(conn), tables.empty(tables.AREAS))
        assert_frame_equal(queries.observations(conn, 0), tables.empty(tables.OBSERVATIONS))
        assert_frame_equal(queries.formations(conn, 0), tables.empty(tables.FORMATIONS))
        assert list(queries.revisions(conn)) == [
            "revision", "time", "author", "agency", "kind", "reason", "file_name", "file_sha256",
            "undoes", "hash",
        ]  # fmt: skip


def test_the_register_is_read_back(store):
    change = area_change()
    with read_transaction(store) as conn:
        assert_frame_equal(queries.areas(conn), tables.shaped(change.areas, tables.AREAS))
        assert queries.aliases(conn)["name"].tolist() == ["D 1", "Ds. 1"]
        assert_frame_equal(queries.sources(conn), tables.shaped(change.sources, tables.SOURCES))
        assert queries.meta(conn) == {"area_code": "36.04"}


def test_a_value_comes_back_exactly(store):
    save_rows(store, observation(value=0.6792, status="Berkembang", indicator="IDM"))
    row = read_observations(store, 2).iloc[0]
    assert (row["value"], row["status"], row["revision"]) == (0.6792, "Berkembang", 2)


_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
_rows = st.fixed_dictionaries(
    {
        "indicator": st.sampled_from(["D02", "IDM"]),
        "village_code": st.sampled_from(VILLAGES),
        "period": st.sampled_from(["2025", "2026-03"]),
        "origin": st.sampled_from(["official", "illustrative"]),
        "numerator": st.none() | st.integers(0, 2**63 - 1),
        "denominator": st.none() | st.integers(0, 2**63 - 1),
        "value": st.none() | st.floats(allow_nan=False, allow_infinity=False),
        "status": st.none() | _text,
        "source_id": st.sampled_from([None, "made_up"]),
    }
)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(_rows, max_size=8, unique_by=lambda row: tuple(row[k] for k in KEY)))
def test_what_is_saved_is_read_back_and_the_rest_stays(store, rows):
    before_number = read_revision(store)
    before = read_observations(store, before_number)

    saved = save(store, Change(observations=observations(*rows)))

    after = read_observations(store, saved.number)
    kept = before.merge(observations(*rows)[KEY], on=KEY, how="left", indicator=True)
    expected = pd.concat(
        [before[(kept["_merge"] == "left_only").to_numpy()], observations(*rows)]
    ).sort_values(KEY)
    values = [column for column in tables.OBSERVATIONS if column != "revision"]
    assert_frame_equal(
        after[values], tables.shaped(expected, tables.OBSERVATIONS | {"revision": "Int64"})[values]
    )
    assert_frame_equal(read_observations(store, before_number), before)
    assert saved.new + saved.changed + saved.unchanged == len(rows)
    assert saved.number == before_number + (saved.new + saved.changed > 0)


def test_each_revision_keeps_its_state(store):
    save_rows(store, observation(0, numerator=1), observation(1, numerator=2))
    save_rows(store, observation(1, numerator=3), observation(2, numerator=4))
    assert [numerators(store, v) for v in (1, 2, 3, 99)] == [[], [1, 2], [1, 3, 4], [1, 3, 4]]
    assert read_observations(store, 3)["revision"].tolist() == [2, 3, 3]


def test_both_origins_are_handed_out(store):
    save_rows(store, observation(numerator=1), observation(numerator=2, origin="illustrative"))
    assert numerators(store, 2) == [2, 1]


def test_only_the_named_indicators_are_read(store):
    save_rows(store, observation(indicator="D02"), observation(indicator="IDM", numerator=1))
    with read_transaction(store) as conn:
        assert queries.observations(conn, 2, {"IDM"})["numerator"].tolist() == [1]
        assert queries.observations(conn, 2, [])["numerator"].tolist() == []


def test_retracted_values_end_and_can_return(store):
    save_rows(store, observation(0, numerator=1), observation(1, numerator=2))
    keys = observations(observation(0), observation(2))
    assert save(store, Change(retract_observations=keys)) == SavedRevision(
        number=3, new=0, changed=1, unchanged=1, saved=True
    )
    save_rows(store, observation(0, numerator=1))
    assert [numerators(store, v) for v in (2, 3, 4)] == [[1, 2], [2], [1, 2]]


def test_retracting_what_is_not_there_changes_nothing(store):
    saved = save(store, Change(retract_observations=observations(observation())))
    assert saved == SavedRevision(number=1, new=0, changed=0, unchanged=1, saved=False)


def test_the_same_again_makes_no_revision(store):
    first = save_rows(store, observation(0), observation(1))
    again = save_rows(store, observation(1), observation(0), reason="again")
    assert first == SavedRevision(number=2, new=2, changed=0, unchanged=0, saved=True)
    assert again == SavedRevision(number=2, new=0, changed=0, unchanged=2, saved=False)
    assert save_areas(store).saved is False
    assert read_revision(store) == 2


def test_only_what_differs_is_written(store):
    save_rows(store, observation(0), observation(1))
    saved = save_rows(store, observation(0), observation(1, numerator=8), observation(2))
    assert saved == SavedRevision(number=3, new=1, changed=1, unchanged=1, saved=True)
    assert read_observations(store, 3)["revision"].tolist() == [2, 3, 3]


def test_formations_are_read_back_and_retracted(store):
    rows = pd.DataFrame(
        {
            "village_code": VILLAGES[:2],
            "formed": [True, False],
            "formed_on": [date(2017, 8, 9), None],
            "scheme": ["older", "kkb"],
            "document": ["SK 1", None],
            "origin": ["official", "illustrative"],
            "source_id": ["made_up", None],
        }
    )
    save(store, Change(formations=rows))
    save(store, Change(retract_formations=rows.iloc[1:]))
    with read_transaction(store) as conn:
        two, one = queries.formations(conn, 2), queries.formations(conn, 3)
    assert_frame_equal(two, tables.shaped(rows.assign(revision=2), tables.FORMATIONS))
    assert type(two["formed_on"][0]) is date
    assert one["village_code"].tolist() == [VILLAGES[0]]


def test_published_figures_are_corrected_by_a_later_revision(store):
    row = {
        "figure": "formed_villages", "area_name": "Kabupaten Serang", "area_code": "36.04",
        "period": "2023", "value": 52.0, "unit": "count", "source_title": "ANTARA",
        "confirmed": True,
    }  # fmt: skip
    frame = tables.shaped(pd.DataFrame([row]), tables.PUBLISHED)
    save(store, Change(published=frame))
    save(store, Change(published=frame.assign(value=53.0, confirmed=False)))
    with read_transaction(store) as conn:
        assert_frame_equal(queries.published(conn, 2), frame)
        later = queries.published(conn, 3)
    assert later[["value", "confirmed"]].to_numpy().tolist() == [[53.0, False]]


def test_village_figures_keep_what_is_unknown(store):
    frame = tables.shaped(
        pd.DataFrame(
            {
                "village_code": VILLAGES[:2], "figure": "population_census", "period": "2010",
                "value": [2345, None], "note": [None, "newer than the census"],
                "source_id": "made_up",
            }
        ),
        tables.VILLAGE_FIGURES,
    )  # fmt: skip
    save(store, Change(village_figures=frame))
    with read_transaction(store) as conn:
        assert_frame_equal(queries.village_figures(conn, 2), frame)
        assert_frame_equal(queries.village_figures(conn, 1), tables.empty(tables.VILLAGE_FIGURES))


def test_a_revision_says_who_when_and_why(store):
    jakarta = timezone(timedelta(hours=7))
    save_rows(
        store,
        observation(),
        author="Siti",
        agency="DKBP3A",
        reason="triwulan I",
        file_name="akta.xlsx",
        file_sha256="ab",
        undoes=1,
        now=datetime(2026, 10, 1, 15, 30, 0, 250, tzinfo=jakarta),
    )
    with read_transaction(store) as conn:
        frame = queries.revisions(conn)
    assert frame.dtypes.astype(str).to_dict() == {
        "revision": "int64", "time": "datetime64[us, UTC]", "author": "str", "agency": "str",
        "kind": "str", "reason": "str", "file_name": "str", "file_sha256": "str",
        "undoes": "Int64", "hash": "str",
    }  # fmt: skip
    assert frame.drop(columns="hash").iloc[1].to_dict() == {
        "revision": 2, "time": pd.Timestamp("2026-10-01 08:30:00.000250", tz="UTC"),
        "author": "Siti", "agency": "DKBP3A", "kind": "upload", "reason": "triwulan I",
        "file_name": "akta.xlsx", "file_sha256": "ab", "undoes": 1,
    }  # fmt: skip


def test_the_order_follows_revisions_when_the_clock_was_set_back(store):
    save_rows(store, observation(numerator=1), now=NOW)
    save_rows(store, observation(numerator=2), now=NOW - timedelta(days=400))
    assert numerators(store, 3) == [2]
    with read_transaction(store) as conn:
        assert queries.revisions(conn)["revision"].tolist() == [1, 2, 3]
        assert queries.revisions(conn)["time"].dt.year.tolist() == [2026, 2026, 2025]


def test_text_that_looks_like_sql_is_text(store):
    text = "'; DROP TABLE observation; --"
    save_rows(store, observation(status=text), author=text, reason=f'{text} " %s :x ?')
    with read_transaction(store) as conn:
        assert queries.observations(conn, 2, [text]).empty
        assert queries.observations(conn, 2)["status"].tolist() == [text]
        assert queries.revisions(conn)["reason"].tolist()[1] == f'{text} " %s :x ?'


def test_two_writers_at_once_make_two_revisions(store):
    start = threading.Barrier(2)
    saved: list[SavedRevision] = []

    def write(village: int) -> None:
        start.wait()
        saved.append(save_rows(store, observation(village)))

    threads = [threading.Thread(target=write, args=(village,)) for village in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.number for one in saved) == [2, 3]
    assert numerators(store, 3) == [7, 7]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        pytest.param(
            [observation(), observation(numerator=8)],
            "observation: there twice: D02, 36.04.01.2001, 2026-Q1, official",
            id="a key twice",
        ),
        pytest.param(
            [observation(period=None)],
            "observation: a part of a key is missing (indicator, village_code, period, origin)",
            id="half a key",
        ),
        pytest.param(
            [observation(source_id="gossip")],
            "sources that are not in the store: gossip",
            id="unknown source",
        ),
        pytest.param(
            [observation(numerator=-1)], "observation: numerator is negative", id="negative"
        ),
        pytest.param(
            [observation(value=float("inf"))], "value: a value is infinite", id="infinite"
        ),
        pytest.param(
            [observation(status="a\0")], "status: a text holds the character NUL", id="NUL"
        ),
    ],
)
def test_mistakes_of_ours_are_loud_and_store_nothing(store, rows, message):
    with pytest.raises(ValueError, match=exactly(message)):
        save_rows(store, *rows)
    assert read_revision(store) == 1


def test_a_time_without_zone_is_a_mistake(store):
    with pytest.raises(ValueError, match=exactly("the time of a revision needs a time zone")):
        save_rows(store, observation(), now=datetime(2026, 1, 1))  # noqa: DTZ001


def test_a_village_outside_the_register_is_refused(store):
    with pytest.raises(UnknownAreaError) as caught:
        save_rows(store, observation(village_code="36.04.01"), observation(village_code="1"))
    assert str(caught.value) == "2 village codes are not in the register: 1, 36.04.01"


def test_a_period_that_is_none_is_refused(store):
    with pytest.raises(BadPeriodError) as caught:
        save_rows(store, observation(period="2026-Q5"))
    assert caught.value.blanks == {"text": "2026-Q5"}


def test_a_new_register_replaces_the_old_one(store):
    areas = area_change().areas
    without = areas[areas["code"] != VILLAGES[2]].replace({"name": {"Desa 1": "Desa Satu"}})
    assert save(store, Change(areas=without)) == SavedRevision(
        number=2, new=0, changed=0, unchanged=0, saved=True
    )
    with read_transaction(store) as conn:
        assert_frame_equal(queries.areas(conn), tables.shaped(without, tables.AREAS))


def test_a_new_register_must_keep_areas_with_data(store):
    save_rows(store, observation(2))
    areas = area_change().areas
    with pytest.raises(UnknownAreaError) as caught:
        save(store, Change(areas=areas[areas["code"] != VILLAGES[2]]))
    assert str(caught.value) == "1 area codes are not in the register: 36.04.01.2010"
    assert read_revision(store) == 2


def test_a_register_is_whole(store):
    areas = area_change().areas
    with pytest.raises(ValueError, match=exactly("areas without a register entry: 36.04.01")):
        save(store, Change(areas=areas[areas["code"] != "36.04.01"]))
    with pytest.raises(ValueError, match=exactly("a row is there twice, by code")):
        save(store, Change(areas=pd.concat([areas, areas[:1]])))


def test_a_source_is_replaced_by_its_id(store):
    save(store, Change(sources=pd.DataFrame([{"source_id": "made_up", "title": "Corrected"}])))
    save(store, Change(sources=pd.DataFrame([{"source_id": "a", "title": "Added"}])))
    with read_transaction(store) as conn:
        assert queries.sources(conn)["title"].tolist() == ["Added", "Corrected"]
