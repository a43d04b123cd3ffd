"""The gaps of a snapshot and its documents."""

import json

import pandas as pd
import pytest

from kampungkb.analysis.gaps import COLUMNS
from kampungkb.errors import BadPeriodError, UnknownIndicatorError
from kampungkb.model.indicators import read_dictionary
from kampungkb.settings import read_settings
from kampungkb.store.engine import open_engine
from kampungkb.tasks.ledger import gap_document, ledger, status_document
from kampungkb.tasks.snapshot import read_snapshot
from tests.tasks.snapshots import reported, snapshot
from tests.villages import (
    DISTRICTS,
    REGENCY,
    VILLAGES,
    areas,
    dictionary,
    formation,
    formations,
    indicator,
    published,
    seen,
)


def test_ledger_as_of_the_latest_period():
    found = ledger(snapshot(*reported()))
    assert found.as_of == "2026-Q1"
    assert {level: len(found.rows(level)) for level in ("village", "district", "regency")} == {
        "village": 27, "district": 9, "regency": 3,
    }  # fmt: skip
    assert found.regency["indicator"].tolist() == ["K01", "D02", "IDM"]
    assert found.regency["shortfall"].tolist()[:2] == [5, 64]
    assert found.district["shortfall"].tolist()[3:6] == [50, 10, 4]
    assert (found.rollout.formed, found.rollout.to_form) == (2, 5)


def test_ledger_as_of_an_earlier_period():
    found = ledger(snapshot(*reported()), "2025-Q4")
    assert found.as_of == "2025-Q4"
    kia = found.regency.set_index("indicator").loc["D02"]
    # 60 of 100 wanted in each of eight villages, 40 there.
    assert (kia["numerator"], kia["denominator"], kia["shortfall"]) == (320, 800, 160)


def test_k01_comes_from_the_list_of_formed_villages():
    found = ledger(snapshot(*reported()))
    rows = found.village[found.village["indicator"] == "K01"]
    assert rows["value"].tolist() == [0, 1, 0, 0, 0, 0, 0, 0, 1]
    assert rows["origin"].tolist() == ["illustrative"] * 8 + ["official"]
    assert found.regency.set_index("indicator").loc["K01", "origin"] == "mixed"


def test_changes_of_the_same_villages():
    found = ledger(snapshot(*reported())).changes
    # Eight villages reported before, seven of them have a rate now.
    assert found.loc["D02", ["villages", "before", "now"]].tolist() == [7, 0.4, 287 / 517]
    assert found.index.tolist() == ["D02"]


def test_agency_rows_are_the_regencys():
    found = ledger(snapshot(*reported()))
    agency = found.rows("agency")
    assert agency["code"].unique().tolist() == ["Dinkes"]
    assert agency["shortfall"].sum() == found.regency["shortfall"].sum()


def test_store_without_values():
    bare = snapshot()
    found = ledger(bare)
    assert (found.as_of, len(found.village), len(found.district), len(found.regency)) == (
        None, 0, 0, 0,
    )  # fmt: skip
    assert found.rollout.formed == 2
    assert gap_document(bare, "district") == {"rows": []}


def test_store_without_a_register():
    bare = snapshot(area_code="", areas=areas().head(0), formations=formations())
    assert len(ledger(bare).village) == 0
    document = status_document(bare)
    assert (document["villages"], document["formed"], document["to_form"]) == (0, 0, 0)


def test_no_such_period_and_no_such_indicator():
    with pytest.raises(BadPeriodError, match=r"^'2026-Q5' is no period such as 2026, 2026-S1, "):
        ledger(snapshot(), "2026-Q5")
    with pytest.raises(UnknownIndicatorError, match=r"^indicator X99 is not in the dictionary$"):
        gap_document(snapshot(), "village", indicator="X99")


def test_gap_document():
    document = gap_document(
        snapshot(*reported(), published=published({"value": 0.4653})), "regency", indicator="D02"
    )
    low_high = {name: document["rows"][0].pop(name) for name in ("low", "high")}
    assert document == {
        "rows": [
            {
                "level": "regency", "code": REGENCY, "name": "Serang", "indicator": "D02",
                "period": "2026-Q1", "numerator": 287, "denominator": 517, "value": 287 / 517,
                "target": 0.6, "target_year": 2024, "shortfall": 64, "unserved": 230,
                "published": 0.4653, "verdict": "below", "villages": 9, "villages_with_value": 7,
                "origin": "official", "status": None, "low_coverage": True,
                # 60 % of 517 is 310.2.
                "net_distance": 24,
            }
        ]
    }  # fmt: skip
    assert low_high == pytest.approx({"low": 0.5120, "high": 0.5974}, abs=5e-5)


@pytest.mark.parametrize("level", ["village", "district", "regency", "agency"])
def test_gap_document_is_plain(level):
    document = gap_document(snapshot(*reported()), level)
    # NaN is no JSON: what is missing is null, and every field is always there.
    text = json.dumps(document, allow_nan=False)
    assert json.loads(text) == document
    assert {tuple(row) for row in document["rows"]} == {COLUMNS}
    for row in document["rows"]:
        for name in ("numerator", "denominator", "shortfall", "unserved", "target_year"):
            assert row[name] is None or type(row[name]) is int
        assert type(row["low_coverage"]) is bool


def test_village_without_a_value_has_its_row():
    rows = gap_document(snapshot(*reported()), "village", indicator="D02")["rows"]
    assert [row["code"] for row in rows] == list(VILLAGES)
    last = rows[-1]
    assert (last["verdict"], last["numerator"], last["shortfall"], last["origin"]) == (
        "no_data", None, None, None,
    )  # fmt: skip


def test_status_document():
    figures = published(
        {"indicator": "K01", "value": 52, "unit": "KKB", "numerator": 52, "period": "2023"},
        {"indicator": "K01", "value": 30, "unit": "KKB", "numerator": 30, "period": "2017"},
        {"indicator": "K01", "value": 0.1595, "numerator": 52, "source_title": "52/326"},
    )
    assert status_document(snapshot(*reported(), published=figures)) == {
        "area": {"code": REGENCY, "name": "Serang"},
        "villages": 9, "districts": 3, "formed": 2, "formed_codes": [VILLAGES[1], VILLAGES[8]],
        "formed_official": 1,
        "formed_published": {"count": 52, "as_of": "2023", "source": "A report"},
        "target_share": 0.75, "target_villages": 7, "to_form": 5, "indicators": 4,
        "revision": 1, "illustrative": True,
    }  # fmt: skip


def test_status_without_a_published_count():
    figures = published(
        {"indicator": "K01", "value": 0.5}, {"value": 4, "unit": "KKB", "numerator": 4}
    )
    assert status_document(snapshot(published=figures))["formed_published"] is None
    assert status_document(snapshot())["formed_published"] is None


def test_snapshot_derives_from_its_tables():
    found = snapshot(*reported())
    assert found.periods == ("2026-Q1", "2025-Q4", "2024")
    assert (found.area_name, len(found.villages), len(found.districts)) == ("Serang", 9, 3)
    assert found.district_of[VILLAGES[4]] == DISTRICTS[1]
    assert found.names[DISTRICTS[2]] == "Mancak"
    assert found.illustrative is True
    assert snapshot(seen(0, 1, 2), formations=formations()).illustrative is False
    assert snapshot(area_code="36.71").area_name == "36.71"


def test_frames_of_a_snapshot_are_not_changed():
    found = snapshot(*reported())
    copies = {name: getattr(found, name).copy() for name in ("observations", "formations", "areas")}
    ledger(found, "2026")
    for name, copy in copies.items():
        pd.testing.assert_frame_equal(getattr(found, name), copy)


def test_the_whole_store_agrees_with_itself_to_the_last_person(filled_path):
    settings = read_settings({}, store=str(filled_path))
    engine = open_engine(settings.store_url)
    whole = read_snapshot(engine, read_dictionary(settings.dictionary))
    engine.dispose()
    rows = {
        level: pd.DataFrame(gap_document(whole, level)["rows"])
        for level in ("village", "district", "regency", "agency")
    }
    # Villages to form, to verify, ...: a target count of each unit, which does not add up.
    states = {one.code for one in whole.dictionary if one.kind == "yes_no"}
    names = ["numerator", "denominator", "shortfall", "unserved", "villages", "villages_with_value"]
    sums = {
        level: frame[~frame["indicator"].isin(states)].groupby("indicator")[names].sum(min_count=1)
        for level, frame in rows.items()
    }
    assert sums["regency"].loc["D02", "shortfall"] == 32834
    for level in ("village", "district", "agency"):
        pd.testing.assert_frame_equal(sums[level], sums["regency"], check_dtype=False)
    by_agency = rows["agency"].groupby("code")["indicator"].agg(list).to_dict()
    assert by_agency["Disdukcapil"] == ["D01", "D02"]


@pytest.mark.parametrize("as_of", ["1999", "2024"])
def test_a_period_before_everything_has_no_rows(as_of):
    rows = gap_document(snapshot(*reported()[8:16]), "district", as_of=as_of)["rows"]
    # Who was formed is known without a day; nothing else has a value yet.
    assert {row["indicator"] for row in rows} == {"K01"}


def test_earlier_values_and_changes_are_those_of_the_reports():
    led = ledger(snapshot(*reported()), "2026-Q1")
    assert set(led.earlier["period"]) == {"2025-Q4"}
    assert led.changes.loc["D02", "villages"] == 7


def test_the_formed_alone_are_counted_and_compared():
    # Of four villages two are formed. Both were without before and are still without; the two
    # others, which nobody asks for, went from without to with.
    states = {"2025-Q4": (0, 0, 0, 0), "2026-Q1": (0, 0, 1, 1)}
    trained = indicator("K06", "0.5", kind="yes_no", population="formed")
    led = ledger(
        snapshot(
            *(seen(place, indicator="K06", value=value, period=period)
              for period, values in states.items() for place, value in enumerate(values)),
            dictionary=dictionary(indicator("K01", "0.75", kind="yes_no"), trained),
            formations=formations(formation(0), formation(1)),
        )
    )  # fmt: skip
    row = led.regency.set_index("indicator").loc["K06"]
    assert row[["numerator", "denominator", "shortfall", "villages"]].tolist() == [0, 2, 1, 2]
    assert led.village.loc[led.village["indicator"] == "K06", "code"].tolist() == [*VILLAGES[:2]]
    assert led.changes.loc["K06", ["now", "before", "villages", "direction"]].tolist() == [
        0, 0, 2, "same",
    ]  # fmt: skip


def test_villages_that_are_not_formed_leave_the_formed_without_data():
    trained = indicator("K06", "0.5", kind="yes_no", population="formed")
    led = ledger(
        snapshot(
            seen(4, indicator="K06", value=1),
            dictionary=dictionary(indicator("K01", "0.75", kind="yes_no"), trained),
        )
    )
    # Formed are villages 1 and 8; village 4 is not, and its report is not theirs.
    rows = led.district[led.district["indicator"] == "K06"]
    assert rows["verdict"].tolist() == ["no_data"] * 3
    assert rows[["villages", "villages_with_value"]].values.tolist() == [[1, 0], [0, 0], [1, 0]]
    assert led.latest["indicator"].unique().tolist() == ["K01"]
