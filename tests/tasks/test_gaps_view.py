"""The gaps from each side, on nine villages that a person can add up."""

from datetime import date
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kampungkb.model.indicators import Dictionary
from kampungkb.tasks.gaps_time import (
    course_view,
    deadline_years,
    earlier_periods,
    indicator_values,
    moved,
)
from kampungkb.tasks.gaps_view import (
    CHART_ROWS,
    FORMED,
    HEAT_COLUMNS,
    Shown,
    addable,
    charted,
    chosen_indicators,
    first_indicator,
    gap_scope,
    heat_view,
    ranked,
    shortfall_view,
    shown_units,
    unit_rows,
)
from kampungkb.tasks.ledger import ledger
from tests.tasks.snapshots import IDM, KIA, KKB, STUNTING, reported, snapshot
from tests.villages import DISTRICTS, REGENCY, VILLAGES, dictionary, indicator, seen

KRAMAT, LEMPUYANG, MANCAK = DISTRICTS
DISTRICT_ROWS = Shown(level="district", inside=None, marked=None)
VILLAGE_ROWS = Shown(level="village", inside=None, marked=None)


@pytest.fixture(scope="module")
def of():
    return snapshot(*reported())


@pytest.fixture(scope="module")
def book(of):
    return ledger(of)


@pytest.fixture(scope="module")
def whole(of, book):
    return gap_scope(of, book, "all")


def short(rows: pd.DataFrame, code: str = "D02") -> dict[str, int | None]:
    own = rows[rows["indicator"] == code]
    return {
        at: None if pd.isna(n) else int(n)
        for at, n in zip(own["code"], own["shortfall"], strict=True)
    }


def test_scope_of_all_villages_is_the_ledger(book, whole):
    assert whole.district is book.district
    assert short(whole.district) == {KRAMAT: 50, LEMPUYANG: 10, MANCAK: 4}


def test_scope_of_the_formed_villages(of, book):
    # Desa 1 (90 of 100) and desa 8, which has not reported; Lempuyang has no formed village.
    formed = gap_scope(of, book, "formed")
    assert list(formed.villages["code"]) == [VILLAGES[1], VILLAGES[8]]
    assert short(formed.district) == {KRAMAT: 0, MANCAK: None}
    kia = formed.rows("district", "D02").set_index("code")
    assert list(kia["villages"]) == [1, 1]
    assert list(kia["villages_with_value"]) == [1, 0]
    assert (kia.at[KRAMAT, "numerator"], kia.at[KRAMAT, "denominator"]) == (90, 100)
    assert short(formed.regency) == {REGENCY: 0}


def test_scope_of_the_others(of, book):
    others = gap_scope(of, book, "unformed")
    assert short(others.district) == {KRAMAT: 50, LEMPUYANG: 10, MANCAK: 4}
    # Without its best village Kramat has 16 of 110.
    row = others.rows("district", "D02").iloc[0]
    assert (row["numerator"], row["denominator"]) == (16, 110)


def test_published_figures_stand_beside_all_villages_only(of, book):
    assert gap_scope(of, book, "formed").regency["published"].isna().all()


@settings(max_examples=10, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda pair: sorted(pair)),
        min_size=9, max_size=9,
    )
)  # fmt: skip
def test_formed_and_others_add_up_to_all(counts):
    rows = [seen(place, *pair) for place, pair in enumerate(counts)]
    of = snapshot(*rows)
    book = ledger(of)
    sums = {
        formed: shortfall_view(
            gap_scope(of, book, formed), of.dictionary, book.terms, ("D02",), DISTRICT_ROWS,
            of.parents,
        ).total
        for formed in FORMED
    }  # fmt: skip
    assert sums["formed"] + sums["unformed"] == sums["all"]
    assert sums["all"] == sum(max(0, -(-3 * n // 5) - x) for x, n in counts)


def test_indicators_of_an_agency_and_a_pillar():
    of = snapshot(
        *reported(),
        dictionary=dictionary(
            KKB, KIA, indicator("IDM", None, kind="index", responsible="DPMD", pillar="outcome")
        ),
    )
    book = ledger(of)
    assert chosen_indicators(of, book, agency=None, pillar=None) == ("K01", "D02", "IDM")
    assert chosen_indicators(of, book, agency="DPMD", pillar=None) == ("IDM",)
    assert chosen_indicators(of, book, agency="Dinkes", pillar="outcome") == ()


def test_first_indicator_is_the_key_one_with_most_people_short(book):
    # Two of nine villages without a value are too many to put an indicator first.
    assert first_indicator(book, book.indicators) == "K01"
    covered = ledger(snapshot(*reported(), seen(8, 30, 100)))
    assert first_indicator(covered, covered.indicators) == "D02"
    assert first_indicator(book, ("K01", "IDM")) == "K01"
    assert first_indicator(book, ("IDM",)) == "IDM"
    assert first_indicator(book, ()) is None


def test_first_indicator_prefers_a_key_one_to_a_larger_shortfall():
    other = indicator("L07", "0.9")
    rows = [seen(place, 40, 100, indicator="L07") for place in range(9)]
    of = snapshot(
        *rows, *(seen(place, 59, 100) for place in range(9)), dictionary=dictionary(KKB, other, KIA)
    )
    book = ledger(of)
    assert short(book.regency, "L07") == {REGENCY: 450}
    assert first_indicator(book, book.indicators) == "D02"
    assert first_indicator(book, ("K01", "L07")) == "L07"


@pytest.mark.parametrize(
    ("view", "level", "place", "shown"),
    [
        pytest.param("achieved", "district", None, ("district", None, None), id="nothing chosen"),
        pytest.param(
            "achieved", "district", KRAMAT, ("district", None, KRAMAT), id="compared: marked"
        ),
        pytest.param(
            "ranking", "district", VILLAGES[8], ("district", None, MANCAK),
            id="the district of a village is marked",
        ),
        pytest.param(
            "achieved", "village", KRAMAT, ("village", KRAMAT, None), id="villages of a district"
        ),
        pytest.param(
            "ranking", "village", VILLAGES[8], ("village", MANCAK, VILLAGES[8]),
            id="a village among those of its district",
        ),
        pytest.param(
            "indicators", "district", KRAMAT, ("village", KRAMAT, None), id="looks inside"
        ),
        pytest.param(
            "shortfall", "district", VILLAGES[8], ("village", MANCAK, VILLAGES[8]),
            id="looks inside the district of a village",
        ),
        pytest.param(
            "distribution", "district", None, ("village", None, None), id="always of villages"
        ),
    ],
)  # fmt: skip
def test_shown_units(of, view, level, place, shown):
    found = shown_units(view, level, place, of.parents)
    assert (found.level, found.inside, found.marked) == shown


def test_rows_stand_worst_first(of, whole):
    rows = unit_rows(whole, KIA, DISTRICT_ROWS, of.parents)
    # 1 of 7, 106 of 210, 180 of 300.
    assert list(rows["code"]) == [MANCAK, KRAMAT, LEMPUYANG]
    rows = unit_rows(whole, KIA, Shown(level="village", inside=KRAMAT, marked=None), of.parents)
    # 10 of 100, 6 of 10, 90 of 100, and 0 of 0: unknown stands last.
    assert list(rows["code"]) == [VILLAGES[place] for place in (0, 2, 1, 3)]


def test_rows_of_what_should_be_low_stand_highest_first():
    rows = [seen(place, place, 10, indicator="L02") for place in range(3)]
    of = snapshot(*rows)
    found = unit_rows(gap_scope(of, ledger(of), "all"), STUNTING, VILLAGE_ROWS, of.parents)
    assert list(found["code"][:3]) == [VILLAGES[place] for place in (2, 1, 0)]


def test_a_figure_holds_the_first_rows_and_the_marked_one():
    rows = pd.DataFrame({"code": [f"{n:03}" for n in range(50)]})
    assert list(charted(rows, None)["code"]) == [f"{n:03}" for n in range(CHART_ROWS)]
    assert list(charted(rows, "041")["code"])[-2:] == [f"{CHART_ROWS - 1:03}", "041"]
    assert len(charted(rows, "000")) == CHART_ROWS


def test_heat_counts_what_is_below(of, book, whole):
    view = heat_view(whole, book.terms, book.indicators, DISTRICT_ROWS, of.parents)
    assert view.indicators == ("K01", "D02")
    # Stunting has no value, the index no target.
    assert view.without_verdict == ("IDM",)
    verdicts = {
        (code, at): verdict
        for code, at, verdict in zip(
            view.cells["code"], view.cells["indicator"], view.cells["verdict"], strict=True
        )
    }
    assert verdicts[KRAMAT, "D02"] == "below"
    assert verdicts[LEMPUYANG, "D02"] == "cannot_tell"
    assert verdicts[MANCAK, "D02"] == "below"
    # Each lacks Kampung KB; two lack cards as well.
    assert view.units == (KRAMAT, MANCAK, LEMPUYANG)
    assert (view.more_units, view.more_indicators) == (0, ())


def test_heat_of_villages_has_no_yes_or_no(of, book, whole):
    shown = Shown(level="village", inside=KRAMAT, marked=None)
    view = heat_view(whole, book.terms, book.indicators, shown, of.parents)
    assert view.indicators == ("D02",)
    assert view.without_verdict == ("K01", "IDM")
    assert set(view.units) == set(VILLAGES[:4])


def many(count: int) -> Dictionary:
    return dictionary(KKB, *(indicator(f"L{n:02}", "0.5") for n in range(count)))


def test_heat_keeps_the_columns_with_most_below():
    count = HEAT_COLUMNS + 2
    # The first two are met everywhere, all others missed everywhere.
    rows = [
        seen(place, 90 if n < 2 else 1, 100, indicator=f"L{n:02}")
        for n in range(count)
        for place in range(9)
    ]
    of = snapshot(*rows, dictionary=many(count))
    book = ledger(of)
    codes = tuple(f"L{n:02}" for n in range(count))
    view = heat_view(gap_scope(of, book, "all"), book.terms, codes, DISTRICT_ROWS, of.parents)
    assert view.indicators == codes[2:]
    assert view.more_indicators == codes[:2]


def test_shortfall_by_unit_and_agency(of, book, whole):
    view = shortfall_view(
        whole, of.dictionary, book.terms, book.indicators, DISTRICT_ROWS, of.parents
    )  # fmt: skip
    assert view.total == 64
    assert view.units == (KRAMAT, LEMPUYANG, MANCAK)
    assert view.parts.to_dict("list") == {
        "code": [KRAMAT, LEMPUYANG, MANCAK], "agency": ["Dinkes"] * 3, "shortfall": [50, 10, 4],
    }  # fmt: skip
    assert (view.added, view.states, view.agencies) == (("D02",), ("K01",), ("Dinkes",))
    # Kramat has values of 3 of 4 villages.
    assert view.low_coverage


def test_shortfall_is_split_by_agency():
    births = indicator("D01", "0.5", responsible="Disdukcapil")
    of = snapshot(
        seen(0, 10, 100), seen(0, 20, 100, indicator="D01"), seen(4, 60, 100),
        seen(4, 10, 100, indicator="D01"), dictionary=dictionary(KKB, births, KIA),
    )  # fmt: skip
    book = ledger(of)
    view = shortfall_view(
        gap_scope(of, book, "all"), of.dictionary, book.terms, ("D01", "D02"), DISTRICT_ROWS,
        of.parents,
    )  # fmt: skip
    rows = view.parts.itertuples(index=False, name=None)
    # What is known to be nothing stays a row: it is no gap in the data.
    assert list(rows) == [
        (KRAMAT, "Dinkes", 50), (KRAMAT, "Disdukcapil", 30), (LEMPUYANG, "Dinkes", 0),
        (LEMPUYANG, "Disdukcapil", 40),
    ]  # fmt: skip
    assert view.agencies == ("Disdukcapil", "Dinkes")
    assert (view.all_units, view.total) == ((KRAMAT, LEMPUYANG), 120)


def test_what_excludes_each_other_is_never_added_up():
    survey = indicator("L01", "0.14", better="lower", excludes_axis=("L02",))
    measured = indicator("L02", "0.14", better="lower", excludes_axis=("L01",))
    of = snapshot(
        seen(0, 50, 100, indicator="L01"), seen(0, 30, 100, indicator="L02"),
        dictionary=dictionary(KKB, survey, measured),
    )  # fmt: skip
    terms = ledger(of).terms
    assert addable(of.dictionary, terms, ("L01", "L02")) == ("L01",)
    assert addable(of.dictionary, terms, ("L02",)) == ("L02",)


def test_ranking_leaves_out_low_coverage(of, whole):
    ranks = ranked(whole, KIA, "district", of.district_of).set_index("code")
    # Kramat has 3 of 4 villages, Mancak 1 of 2.
    assert ranks["rank"].isna().to_dict() == {LEMPUYANG: False, KRAMAT: True, MANCAK: True}
    assert ranks.at[LEMPUYANG, "ranked"] == 1


def test_one_village_of_a_yes_no_is_not_ranked(of, whole):
    assert ranked(whole, KKB, "village", of.district_of).empty
    assert set(ranked(whole, KKB, "district", of.district_of)["code"]) == set(DISTRICTS)


def test_course_of_a_village_with_what_is_around_it(of, book, whole):
    values = indicator_values(of, book, "D02", None)
    view = course_view(of, book, whole, values, KIA, place=VILLAGES[1], deadline_year=None)
    assert list(view.course["period"]) == ["2025-Q4", "2026-Q1"]
    assert list(view.course["numerator"]) == [40, 90]
    assert [code for code, _ in view.others] == [KRAMAT, REGENCY]
    kramat = view.others[0][1]
    # 4 x 40 of 400, then 10 + 90 + 6 + 0 of 210.
    assert list(kramat["numerator"]) == [160, 106]
    assert list(kramat["denominator"]) == [400, 210]
    assert (view.deadline, view.target_passed) == (date(2029, 12, 31), True)
    assert view.pace.verdict == "reached"


def test_course_of_the_formed_villages_of_the_area(of, book):
    values = indicator_values(of, book, "D02", None)
    formed = gap_scope(of, book, "formed")
    view = course_view(of, book, formed, values, KIA, place=None, deadline_year=2027)
    assert list(view.course["numerator"]) == [40, 90]
    assert list(view.course["villages"]) == [2, 2]
    assert view.others == ()
    assert (view.deadline, view.target_passed) == (date(2027, 12, 31), False)


def test_formation_has_no_course(of, book, whole):
    values = indicator_values(of, book, "K01", None)
    assert (
        course_view(of, book, whole, values, KKB, place=None, deadline_year=None) is None
    )  # fmt: skip


def test_change_is_that_of_villages_that_reported_since():
    # Desa 0 rose; desa 1 has not reported since: its old value is no news.
    of = snapshot(
        seen(0, 40, 100, period="2025-Q4"), seen(1, 10, 100, period="2025-Q4"), seen(0, 90, 100)
    )
    book = ledger(of)
    scope = gap_scope(of, book, "all")
    values = indicator_values(of, book, "D02", None)
    found = moved(scope, values, book.terms, REGENCY, "village")
    assert list(found.index) == [VILLAGES[0]]
    kramat = moved(scope, values, book.terms, REGENCY, "district").loc[KRAMAT]
    assert (kramat["villages"], kramat["direction"]) == (1, "better")
    assert kramat["change"] == pytest.approx(0.5)


def test_change_against_a_chosen_period():
    periods = ["2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1"]
    of = snapshot(*(seen(0, 10 * n, 100, period=period) for n, period in enumerate(periods)))
    book = ledger(of)
    scope = gap_scope(of, book, "all")
    changes = {
        before: moved(
            scope, indicator_values(of, book, "D02", before), book.terms, REGENCY, "regency"
        )
        for before in (None, "2025-Q3", "2025-S1", "2026-Q1")
    }
    assert changes[None].at[REGENCY, "change"] == pytest.approx(0.1)
    assert changes["2025-Q3"].at[REGENCY, "change"] == pytest.approx(0.2)
    # The half-year ends with its second quarter.
    assert changes["2025-S1"].at[REGENCY, "change"] == pytest.approx(0.3)
    assert changes["2026-Q1"].empty


def test_change_of_the_formed_villages_only(of, book):
    values = indicator_values(of, book, "D02", None)
    formed = moved(gap_scope(of, book, "formed"), values, book.terms, REGENCY, "regency")
    # Desa 1: 40 to 90 of 100; desa 8 has nothing.
    assert formed.at[REGENCY, "now"] == pytest.approx(0.9)
    assert formed.at[REGENCY, "villages"] == 1


def test_periods_to_compare_with(of):
    assert earlier_periods(of, "2026-Q1") == ("2025-Q4", "2024")
    assert earlier_periods(of, "2024") == ()
    assert earlier_periods(of, None) == ()


@pytest.mark.parametrize(
    ("as_of", "first"), [("2026-Q3", 2026), ("2026-Q4", 2027), ("2026", 2027), (None, None)]
)
def test_deadlines_lie_ahead(as_of, first):
    years = deadline_years(as_of)
    assert years[:1] == (() if first is None else (first,))
    assert all(after == before + 1 for before, after in pairwise(years))


def test_an_index_has_no_shortfall_to_add(of, book, whole):
    view = shortfall_view(whole, of.dictionary, book.terms, ("IDM",), DISTRICT_ROWS, of.parents)
    assert (view.added, view.units, view.total) == ((), (), 0)
    assert IDM.code in book.indicators


def test_a_store_without_values():
    of = snapshot(observations=snapshot().observations.iloc[:0], formations=of_nothing())
    book = ledger(of)
    assert (book.as_of, book.indicators) == (None, ())
    scope = gap_scope(of, book, "formed")
    assert chosen_indicators(of, book, agency=None, pillar=None) == ()
    view = shortfall_view(scope, of.dictionary, book.terms, (), DISTRICT_ROWS, of.parents)
    assert (view.total, view.agencies) == (0, ())
    assert heat_view(scope, book.terms, (), DISTRICT_ROWS, of.parents).units == ()


def of_nothing() -> pd.DataFrame:
    return snapshot().formations.iloc[:0]
