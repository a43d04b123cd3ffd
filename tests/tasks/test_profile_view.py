"""The figures of a profile, worked out by hand on nine villages."""

from typing import Any

import pandas as pd
import pytest

from kampungkb.analysis.course import course
from kampungkb.analysis.judged import Judged
from kampungkb.analysis.peers import village_traits
from kampungkb.errors import UnknownAreaError
from kampungkb.i18n.translator import translator
from kampungkb.model.tables import VILLAGE_FIGURES, shaped
from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.place import extent, place_figures, villages_of
from kampungkb.tasks.profile_view import (
    default_indicator,
    missing_indicators,
    most_short,
    peer_rows,
    peers_of,
    profile_finding,
    profile_rows,
    published_beside,
    standing,
    unit_courses,
    unit_values,
    uses_made_up,
    village_rows,
)
from tests.tasks.snapshots import KIA, KKB, STUNTING, reported, snapshot
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

FIRST, SMALL, EMPTY, LAST = VILLAGES[0], VILLAGES[2], VILLAGES[3], VILLAGES[8]
KRAMAT = DISTRICTS[0]
ID, EN = translator("id"), translator("en")


def of_rows(*observed: dict[str, Any], place: str = FIRST, **more: Any):
    """Snapshot, ledger and the profile's rows by indicator."""
    of = snapshot(*observed, **more)
    gaps = ledger(of)
    rows = profile_rows(of, gaps, place).set_index("indicator", drop=False)
    return of, gaps, rows.rename_axis(None)


def test_a_village_with_its_district_and_the_regency_beside_it():
    _, _, rows = of_rows(*reported())
    assert list(rows.index) == ["K01", "D02", "IDM"]
    own = rows.loc["D02"]
    assert (own["numerator"], own["denominator"], own["shortfall"]) == (10, 100, 50)
    # Kramat: 10 + 90 + 6 of 100 + 100 + 10; the regency 287 of 517.
    assert own["district_value"] == 106 / 210
    assert own["regency_value"] == 287 / 517
    assert own["change"] == pytest.approx(-0.3)
    assert (own["direction"], own["period_before"]) == ("worse", "2025-Q4")
    assert (own["verdict"], bool(own["judged"]), bool(own["small"])) == ("below", True, False)
    # The state of one village is not held against a target that is a share of villages.
    assert (bool(rows.loc["K01", "is_state"]), bool(rows.loc["K01", "judged"])) == (True, False)
    assert (rows.loc["IDM", "value"], rows.loc["IDM", "status"]) == (0.6792, "Berkembang")
    assert rows["direction"].isna().to_dict() == {"K01": True, "D02": False, "IDM": True}


def test_fewer_than_thirty_are_few():
    for place, counts, few in ((1, (20, 29), True), (1, (20, 30), False)):
        _, _, rows = of_rows(seen(place, *counts), place=VILLAGES[1])
        assert bool(rows.loc["D02", "small"]) is few


def test_without_a_rate_there_is_no_value_and_nothing_is_few():
    _, _, rows = of_rows(*reported(), place=EMPTY)
    own = rows.loc["D02"]
    assert (pd.isna(own["value"]), bool(own["small"]), bool(own["judged"])) == (True, False, False)
    assert own["verdict"] == "no_data"
    assert pd.isna(own["direction"])


def test_a_district_is_the_sum_of_its_villages():
    _, _, rows = of_rows(*reported(), place=KRAMAT)
    own = rows.loc["D02"]
    # 60 % of 210 is 126; the ledger adds up 50 + 0 + 0 village by village.
    assert (own["numerator"], own["denominator"], own["shortfall"]) == (106, 210, 50)
    assert (pd.isna(own["district_value"]), own["regency_value"]) == (True, 287 / 517)
    # Three of four villages have a rate: below 80 %, so its verdict does not count.
    assert (bool(own["low_coverage"]), bool(own["judged"])) == (True, False)
    assert bool(rows.loc["K01", "is_state"]) is False


def test_a_late_reporter_is_compared_with_its_own_report_before():
    rows = [
        seen(0, 30, 100, period="2025-Q3"), seen(0, 50, 100, period="2025-Q4"),
        seen(1, 50, 100, period="2025-Q4"), seen(1, 70, 100, period="2026-Q1"),
        seen(2, 70, 100, period="2025-Q4"),
    ]  # fmt: skip
    _, _, own = of_rows(*rows, place=VILLAGES[0])
    assert own.loc["D02", "change"] == pytest.approx(0.2)
    assert own.loc["D02", "period_before"] == "2025-Q3"
    # Who has reported once has nothing to be compared with, least of all itself.
    _, _, own = of_rows(*rows, place=VILLAGES[2])
    assert pd.isna(own.loc["D02", "direction"])
    # Of the district only the village that reported in its last period is compared.
    _, _, own = of_rows(*rows, place=KRAMAT)
    assert own.loc["D02", "change"] == pytest.approx(0.2)
    assert own.loc["D02", "period_before"] == "2025-Q4"


def test_stale_by_its_own_rhythm():
    monthly = indicator("D01", "0.98", periodicity="monthly")
    rows = [seen(0, 1, 2, indicator="D01"), seen(1, 1, 2, period="2026-Q2")]
    _, _, found = of_rows(*rows, dictionary=dictionary(KKB, monthly, KIA))
    assert (found.loc["D01", "age_months"], bool(found.loc["D01", "stale"])) == (3, True)


def test_unknown_places_are_refused():
    of = snapshot(*reported())
    for code in ("36.04.99", REGENCY, "x"):
        with pytest.raises(UnknownAreaError):
            profile_rows(of, ledger(of), code)
        with pytest.raises(UnknownAreaError):
            extent(of, code)
    assert villages_of(of, DISTRICTS[2]) == [VILLAGES[7], VILLAGES[8]]


AKTA = indicator("D01", "0.98")
TWO = {"dictionary": dictionary(KKB, AKTA, KIA, STUNTING)}


def test_standing_counts_verdicts_and_finds_who_is_most_short():
    rows = [seen(0, 10, 100), seen(0, 48, 100, indicator="D01"), seen(0, 1, 7, indicator="L02")]
    _, gaps, found = of_rows(*rows, **TWO)
    stand = standing(found, gaps.terms)
    # Cards below; certificates below; stunted 1 of 7 cannot be told from 14 %.
    assert stand.targets == Judged(met=0, below=2, cannot_tell=1, thin=0)
    # Both lack 50: the lower code goes first.
    assert (stand.most_short, stand.shortfall, stand.counted) == ("D01", 50, 3)
    assert most_short(found, gaps.terms)["indicator"].tolist() == ["D01", "D02", "L02"]
    assert default_indicator(found, gaps.terms) == "D01"


def test_default_indicator_where_nobody_is_short():
    _, gaps, rows = of_rows(
        seen(0, 90, 100), seen(0, indicator="IDM", value=0.7, period="2024"), place=FIRST
    )
    assert default_indicator(rows, gaps.terms) == "D02"
    _, gaps, rows = of_rows(seen(0, indicator="IDM", value=0.7, period="2024"))
    assert default_indicator(rows, gaps.terms) == "IDM"
    of = snapshot()
    assert default_indicator(profile_rows(of, ledger(of), FIRST), ledger(of).terms) is None


@pytest.mark.parametrize(
    ("rows", "place", "sentence"),
    [
        (reported(), FIRST, "Desa 0: 0 dari 1 indikator yang dapat dinilai sudah mencapai "
         "sasaran; terbanyak kurang: D02 id, 50 anak (Dinkes)."),
        (reported(), VILLAGES[1], "Desa 1: 1 dari 1 indikator yang dapat dinilai sudah "
         "mencapai sasaran; tidak ada orang yang kurang menuju sasaran."),
        ([seen(0, indicator="IDM", value=0.7)], FIRST,
         "Desa 0: 2 indikator memiliki nilai, belum satu pun dapat dibandingkan dengan sasaran."),
        # Two of nine villages are formed, both in other districts: a share of villages only.
        ([seen(0, indicator="IDM", value=0.7)], KRAMAT,
         "Kecamatan Kramat: 0 dari 1 indikator yang dapat dinilai sudah mencapai sasaran."),
        ([], FIRST, "Desa 0: belum ada nilai sampai periode ini."),
    ],
)  # fmt: skip
def test_finding(rows, place, sentence):
    of = snapshot(*rows)
    gaps = ledger(of)
    assert profile_finding(of, gaps, place, profile_rows(of, gaps, place), ID) == sentence


def test_finding_in_english():
    of = snapshot(*reported())
    gaps = ledger(of)
    assert profile_finding(of, gaps, FIRST, profile_rows(of, gaps, FIRST), EN) == (
        "Desa 0: 0 of 1 indicators that can be judged have reached the target; most short: D02 en, "
        "50 children (Dinkes)."
    )


def test_missing_by_the_agency_to_ask():
    only_formed = indicator("K03", None, population="formed", responsible="DKBP3A")
    of_regency = indicator("L01", None, lowest_level="regency")
    every = dictionary(KKB, only_formed, KIA, of_regency, STUNTING)
    of = snapshot(*reported(), dictionary=every)
    gaps = ledger(of)

    def codes(place):
        found = missing_indicators(of, gaps, place)
        return [(agency, [one.code for one in ones]) for agency, ones in found]

    assert codes(FIRST) == [("Dinkes", ["L02"])]
    # 0 of 0 is no value; villages 1 and 8 are formed, and 1 lies in Kramat.
    assert codes(EMPTY) == [("Dinkes", ["D02", "L02"])]
    assert codes(LAST) == [("DKBP3A", ["K03"]), ("Dinkes", ["D02", "L02"])]
    assert codes(KRAMAT) == [("DKBP3A", ["K03"]), ("Dinkes", ["L02"])]


def test_values_of_all_indicators_at_once_are_their_courses():
    rows = [
        *reported(), seen(2, value=0.5, period="2025-Q3"), seen(8, value=0.25, period="2025-Q3"),
        seen(0, 3, 9, indicator="L02", origin="illustrative"),
        seen(1, 4, 9, indicator="L02", origin="official", period="2024"),
        seen(1, 9, 9, indicator="L02", origin="illustrative"),
    ]  # fmt: skip
    of = snapshot(*rows)
    gaps = ledger(of)
    columns = ["period", "value", "low_coverage"]
    for place in (*VILLAGES, *DISTRICTS):
        found = unit_values(of, gaps, place)
        for code in ("D02", "L02", "IDM"):
            expected = course(of.observations, villages_of(of, place), gaps.terms, code)
            pd.testing.assert_frame_equal(
                found.loc[found["indicator"] == code, columns].reset_index(drop=True),
                expected[columns], check_dtype=False,
            )  # fmt: skip


def test_courses_of_a_village_its_district_and_the_regency():
    of = snapshot(*reported())
    found = unit_courses(of, ledger(of), FIRST, "D02")
    assert [code for code, _ in found] == [FIRST, KRAMAT, REGENCY]
    assert [one["value"].tolist() for _, one in found] == [
        [0.4, 0.1], [0.4, 106 / 210], [0.4, 287 / 517],
    ]  # fmt: skip
    assert [code for code, _ in unit_courses(of, ledger(of), KRAMAT, "D02")] == [KRAMAT, REGENCY]


def test_a_course_of_formed_villages_counts_no_others():
    # Two of the four villages of Kramat are formed; who is not is not asked, and counts nowhere.
    trained = indicator("K03", "0.8", population="formed")
    of = snapshot(
        *(seen(place, counts, 10, indicator="K03", period=period)
          for period in ("2025-Q4", "2026-Q1")
          for place, counts in enumerate([4, 8, 0, 0])),
        dictionary=dictionary(KKB, KIA, trained),
        formations=formations(formation(0), formation(1), formation(8)),
    )  # fmt: skip
    gaps = ledger(of)
    own = unit_values(of, gaps, KRAMAT)
    assert own["value"].tolist() == [0.6, 0.6]
    assert own["low_coverage"].tolist() == [False, False]
    inside, whole = (one for _, one in unit_courses(of, gaps, KRAMAT, "K03"))
    assert inside[["value", "villages"]].values.tolist() == [[0.6, 2], [0.6, 2]]
    assert whole[["villages", "villages_with_value"]].values.tolist() == [[3, 2], [3, 2]]
    assert profile_rows(of, gaps, KRAMAT).set_index("indicator").at["K03", "value"] == 0.6


def census(*people: int | None) -> pd.DataFrame:
    rows = [
        {"village_code": code, "figure": "population_census", "period": "2010", "value": n,
         "note": None if n is not None else "Belum dihitung.", "source_id": "made_up"}
        for code, n in zip(VILLAGES, people, strict=False)
    ]  # fmt: skip
    return shaped(pd.DataFrame(rows), VILLAGE_FIGURES)


def with_areas(*km2: float | None) -> pd.DataFrame:
    frame = areas()
    sizes = dict(zip(VILLAGES, km2, strict=False)) | {KRAMAT: 12.0}
    return frame.assign(area_km2=frame["code"].map(sizes))


def test_extent_of_a_village():
    of = snapshot(village_figures=census(1000, None), areas=with_areas(4.0, 2.0))
    found = extent(of, FIRST)
    assert (found.population, found.years, found.area_km2) == (1000, ("2010", "2010"), 4.0)
    assert (found.density, found.note) == (250.0, None)
    unknown = extent(of, VILLAGES[1])
    assert (unknown.population, unknown.density, unknown.area_km2) == (None, None, 2.0)
    assert unknown.note == "Belum dihitung."
    assert extent(of, LAST).years is None


def test_extent_of_a_district_is_that_of_the_villages_known():
    figures = census(1000, None, 500, 100)
    of = snapshot(village_figures=figures, areas=with_areas(4.0, 2.0, 1.0, None))
    found = extent(of, KRAMAT)
    assert (found.population, found.villages_known, found.villages) == (1600, 3, 4)
    # Of Desa 3 the area is unknown: 1,500 people on 5 km2, not 1,600 on 12.
    assert (found.density, found.area_km2) == (300.0, 12.0)


def test_document_and_scheme_of_a_formation():
    listed = formations(formation(0, document="SK 1", scheme="older"), formation(1))
    of = snapshot(*reported(), formations=listed)
    own = place_figures(of, ledger(of), FIRST)
    assert (own.formation_document, own.formation_scheme) == ("SK 1", "older")
    assert place_figures(of, ledger(of), VILLAGES[1]).formation_document is None
    assert place_figures(of, ledger(of), EMPTY).formation_scheme is None


PARTS = ("IKS", "IKE", "IKL")


def alike(**more: Any):
    """Nine villages with traits: 0 is like 4, less like 5, and least like 1."""
    people = (1000, 9000, 1000, 1000, 1100, 1500, 1000, 1000, 1000)
    parts = [
        seen(place, indicator=part, value=0.5 + 0.01 * place, period="2024")
        for place in range(9)
        for part in PARTS
    ]
    every = dictionary(KKB, KIA, STUNTING, *(indicator(p, None, kind="index") for p in PARTS))
    given = {"village_figures": census(*people), "areas": with_areas(*[2.0] * 9),
             "dictionary": every}  # fmt: skip
    rows = [seen(0, 10, 1000), *(seen(place, 900, 1000) for place in (1, 4, 5)), *parts]
    of = snapshot(*rows, *more.pop("rows", ()), **(given | more))
    gaps = ledger(of)
    return of, gaps, village_traits(of.villages, of.village_figures, gaps.latest)


def test_peers_have_met_the_target_and_the_village_stands_first():
    of, gaps, traits = alike()
    found = peer_rows(of, gaps, traits, FIRST, "D02")
    assert found["code"].tolist() == [VILLAGES[place] for place in (0, 4, 5, 1)]
    assert found["value"].tolist() == [0.01, 0.9, 0.9, 0.9]
    assert found["district"].tolist() == ["Kramat", "Lempuyang", "Lempuyang", "Kramat"]
    assert found["population"].tolist() == [1000, 1100, 1500, 9000]
    assert found["distance"].iloc[0] == 0
    assert len(peer_rows(of, gaps, traits, FIRST, "D02", 1)) == 2


def test_without_a_peer_there_is_no_row_at_all():
    of, gaps, traits = alike()
    assert len(peer_rows(of, gaps, traits, FIRST, "L02")) == 0
    unknown = traits.assign(population=traits["population"].where(traits.index != FIRST))
    assert len(peer_rows(of, gaps, unknown, FIRST, "D02")) == 0


def test_peers_are_of_the_chosen_indicator_or_of_one_that_several_have_met():
    # Most are short of L02 (500 stunted), which one village only has met; of D02, 590 are short.
    rows = [seen(0, 990, 1000, indicator="L02"), seen(4, 10, 1000, indicator="L02")]
    of, gaps, _ = alike(rows=rows)
    own = profile_rows(of, gaps, FIRST)
    assert most_short(own, gaps.terms)["indicator"].tolist() == ["L02", "D02"]
    asked, found = peers_of(of, gaps, FIRST, own, None)
    assert (asked, len(found)) == ("D02", 4)
    asked, found = peers_of(of, gaps, FIRST, own, "L02")
    assert (asked, found["code"].tolist()) == ("L02", [FIRST, VILLAGES[4]])
    asked, found = peers_of(of, gaps, VILLAGES[1], profile_rows(of, gaps, VILLAGES[1]), None)
    assert (asked, len(found)) == (None, 0)


def test_villages_of_a_district():
    of = snapshot(*reported(), seen(0, 900, 1000, indicator="L02"))
    found = village_rows(of, ledger(of), KRAMAT, ["D02", "L02"]).set_index("name")
    assert found["code"].tolist() == list(VILLAGES[:4])
    assert found["formed"].tolist() == [False, True, False, False]
    assert found["judged"].tolist() == [2, 1, 1, 0]
    assert found["below"].tolist() == [2, 0, 0, 0]
    assert found["D02"].tolist()[:3] == [50, 0, 0]
    assert found["D02"].isna().tolist() == [False, False, False, True]
    # 14 % of 1,000 may be stunted.
    assert found["L02"].tolist()[:1] == [760]


def test_published_figures_stand_beside_the_regency_of_the_same_period():
    figures = published(
        {"area_code": KRAMAT, "area_name": "Kecamatan Kramat", "period": "2021", "value": 0.3},
        {"area_code": KRAMAT, "area_name": "Kecamatan Kramat", "period": "2020", "value": 0.9},
        {"area_code": FIRST, "area_name": "Desa 0", "period": "2020", "value": 0.2},
        {"area_code": FIRST, "indicator": None, "period": "2021", "value": 5.0, "unit": "jiwa"},
        {"area_code": DISTRICTS[1], "period": "2021", "value": 0.7},
        {"period": "2021", "value": 0.4}, {"period": "2024", "value": 0.5},
    )  # fmt: skip
    of = snapshot(*reported(), published=figures)
    found = published_beside(of, ledger(of), FIRST)
    assert found["area_code"].tolist() == [FIRST, KRAMAT]
    assert found["value"].tolist() == [0.2, 0.3]
    assert found["regency_value"].fillna(-1).tolist() == [-1, 0.4]
    assert published_beside(of, ledger(of), KRAMAT)["value"].tolist() == [0.3]
    assert len(published_beside(of, ledger(of), LAST)) == 0


def test_one_made_up_number_marks_the_page():
    official = formations(formation(8))
    assert uses_made_up(ledger(snapshot(*reported(), formations=official))) is False
    rows = [*reported(), seen(8, 1, 2, origin="illustrative")]
    assert uses_made_up(ledger(snapshot(*rows, formations=official))) is True
    # Villages that a made-up list calls formed.
    assert uses_made_up(ledger(snapshot(*reported()))) is True
