"""The made-up data: exact totals, people that fit each other, the same on every run."""

import hashlib
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kampungkb.areas.illustrative import ILLUSTRATIVE_SOURCE, illustrative_data
from kampungkb.areas.illustrative_counts import INDICATORS
from kampungkb.areas.illustrative_draws import Draws, apportioned
from kampungkb.areas.illustrative_faults import LATE_DISTRICT_REPORT, REPORTS
from kampungkb.areas.illustrative_people import QUARTERS
from kampungkb.areas.pack import read_pack
from kampungkb.model import tables
from kampungkb.settings import ROOT

# Numerators and denominators that must lie within another, of the same village and quarter.
WITHIN = [
    (("D02", "denominator"), ("D01", "denominator")),
    (("D01", "denominator"), ("L17", "denominator")),
    (("L03", "denominator"), ("D02", "denominator")),
    (("L07", "denominator"), ("L03", "denominator")),
    (("L05", "denominator"), ("L03", "denominator")),
    (("L19", "denominator"), ("D01", "denominator")),
    (("L20", "denominator"), ("D01", "denominator")),
    (("E01", "denominator"), ("L17", "denominator")),
    (("L12", "denominator"), ("L17", "denominator")),
    (("L21", "denominator"), ("L17", "denominator")),
]
# Counts that are the same people.
SAME = [
    (("L02", "denominator"), ("L03", "numerator")),
    (("L12", "denominator"), ("L13", "denominator")),
    (("E01", "denominator"), ("E03", "denominator")),
    (("E02", "denominator"), ("E03", "denominator")),
]
# Numerators that together lie within the denominator of both.
TOGETHER = [("L12", "L13"), ("E02", "E03")]


def unrevised(contract):
    return {name: dtype for name, dtype in contract.items() if name != "revision"}


def register(districts, *, coordinates=True):
    """A regency 99.01 with so many villages in each district, and their census of 2010."""
    rows = [("99.01", "regency", "99"), ("99", "province", None)]
    for number, villages in enumerate(districts, 1):
        district = f"99.01.{number:02d}"
        rows.append((district, "district", "99.01"))
        rows += [(f"{district}.{2000 + v}", "village", district) for v in range(1, villages + 1)]
    frame = pd.DataFrame(rows, columns=["code", "level", "parent_code"]).assign(name="Contoh")
    if coordinates:
        order = np.arange(len(frame), dtype=float)
        frame = frame.assign(area_km2=1 + order % 7, lon=106 + order / 100, lat=-6 - order % 3)
    return tables.shaped(frame, tables.AREAS)


def census(areas, people):
    """Census figures of the villages in order; None: unknown."""
    codes = areas.loc[areas["level"] == "village", "code"]
    values = (people * len(codes))[: len(codes)]
    frame = pd.DataFrame(
        {"village_code": codes, "figure": "population_census", "period": "2010", "value": values}
    )
    return tables.shaped(frame, tables.VILLAGE_FIGURES)


def published(rows=()):
    """Published figures of 99.01: figure, indicator, period, value, numerator, denominator."""
    columns = ["figure", "indicator", "period", "value", "numerator", "denominator"]
    frame = pd.DataFrame(list(rows), columns=columns).assign(
        area_code="99.01", area_name="Kabupaten Contoh", confirmed=True
    )
    unit = np.where(frame["indicator"].notna(), "share", "orang")
    return tables.shaped(frame.assign(unit=unit), tables.PUBLISHED)


def made(districts, *, people=(4000, 2500, None), seed=2022, figures=(), formed=(), **options):
    areas = register(districts, **options)
    official = pd.DataFrame({"village_code": list(formed)}).assign(
        formed=True, scheme="kkb", origin="official"
    )
    return illustrative_data(
        areas,
        census(areas, list(people)),
        published(figures),
        tables.shaped(official, unrevised(tables.FORMATIONS)),
        seed=seed,
    )


def count(observations, indicator, column, period=None):
    """A column of an indicator, by village and period."""
    rows = observations[observations["indicator"] == indicator]
    if period is not None:
        rows = rows[rows["period"] == period]
    return rows.set_index(["village_code", "period"])[column]


@pytest.fixture(scope="module")
def pack():
    return read_pack(ROOT / "data" / "areas" / "36.04")


@pytest.fixture(scope="module")
def serang(pack):
    return illustrative_data(pack.areas, pack.village_figures, pack.published, pack.formations)


@pytest.mark.parametrize(
    ("indicator", "numerator", "denominator"),
    [
        pytest.param("D01", 489_382, 516_047, id="birth certificates, published counts"),
        pytest.param("D02", 238_347, 512_217, id="child cards, published counts"),
        pytest.param("L21", 48_754, 293_169, id="families at risk, 16.63 % published"),
        pytest.param("L17", 1_518_003, 1_791_795, id="insured: 1455909/1718502 of the people"),
    ],
)
def test_first_quarter_meets_the_published_totals(serang, indicator, numerator, denominator):
    rows = serang.observations.query("period == '2024-Q4'")
    rows = rows[rows["indicator"] == indicator]
    assert (len(rows), rows["numerator"].sum(), rows["denominator"].sum()) == (
        326, numerator, denominator,
    )  # fmt: skip


def test_measured_stunting_is_the_published_share_of_the_measured(serang):
    stunted = count(serang.observations, "L02", "numerator", "2024-Q4")
    measured = count(serang.observations, "L03", "numerator", "2024-Q4")
    # 3.35 % of them, a half upwards.
    assert (len(stunted), stunted.sum()) == (326, (measured.sum() * 335 * 2 + 10_000) // 20_000)


def test_villages_without_open_defecation(serang):
    """178 of 326 in April 2025; before fewer, and later more."""
    by_quarter = [count(serang.observations, "E04", "value", period) for period in QUARTERS]
    assert (len(by_quarter[2]), by_quarter[2].sum()) == (326, 178)
    assert (len(by_quarter[0]), by_quarter[0].sum()) == (326, 160)
    verified = pd.concat(by_quarter)
    open_defecation = count(serang.observations, "E03", "numerator").reindex(verified.index)
    assert open_defecation[verified == 1].fillna(0).sum() == 0
    first = by_quarter[0].droplevel("period")
    assert (by_quarter[2].droplevel("period") >= first).all()


def test_what_got_better_and_what_got_worse(serang):
    """Shares of the whole regency in the last quarter, per thousand."""
    last = serang.observations.query("period == '2026-Q3' and numerator.notna()")
    sums = last.groupby("indicator")[["numerator", "denominator"]].sum()
    share = (sums["numerator"] * 1000 // sums["denominator"]).to_dict()
    assert {code: share[code] for code in ("D01", "D02", "L02", "L20", "L17", "L21")} == {
        "D01": 959, "D02": 573, "L02": 38, "L20": 23, "L17": 859, "L21": 150,
    }  # fmt: skip


def test_a_few_districts_are_clearly_behind(serang):
    last = serang.observations.query("indicator == 'D02' and period == '2026-Q3'")
    sums = last.groupby(last["village_code"].str[:8])[["numerator", "denominator"]].sum()
    share = (sums["numerator"] / sums["denominator"]).sort_values()
    middle = share.iloc[len(share) // 2]
    assert share.iloc[0] < middle - 0.3
    assert (share < middle - 0.1).sum() == 4


def test_shapes_and_origins(serang):
    for frame, contract in (
        (serang.observations, unrevised(tables.OBSERVATIONS)),
        (serang.formations, unrevised(tables.FORMATIONS)),
        (serang.sources, tables.SOURCES),
    ):
        assert list(frame.columns) == list(contract)
        for name, dtype in contract.items():
            assert frame[name].dtype == pd.api.types.pandas_dtype(dtype), name
    for frame in (serang.observations, serang.formations):
        assert set(frame["origin"]) == {"illustrative"}
        assert set(frame["source_id"]) == {ILLUSTRATIVE_SOURCE}
    assert serang.sources[["source_id", "title"]].to_numpy().tolist() == [
        ["illustrative", "Data contoh yang dibuat program, bukan angka resmi"]
    ]


def test_observations_are_ordered_and_unique(serang):
    keys = serang.observations[["indicator", "village_code", "period"]]
    assert not keys.duplicated().any()
    pd.testing.assert_frame_equal(keys, keys.sort_values(list(keys)).reset_index(drop=True))
    assert sorted(set(keys["period"])) == list(QUARTERS)
    assert keys["village_code"].nunique() == 326
    assert sorted(set(keys["indicator"])) == list(INDICATORS) == [
        "D01", "D02", "E01", "E02", "E03", "E04", "L02", "L03", "L05", "L07", "L12", "L13",
        "L17", "L18", "L19", "L20", "L21",
    ]  # fmt: skip


def test_some_reports_are_missing(serang):
    """3 to 6 of 100 after the first quarter, more in the last; L05 also where nobody was found."""
    rows = serang.observations[serang.observations["indicator"] != "L05"]
    there = rows.groupby("period").size() / (326 * 16)
    assert there["2024-Q4"] == 1
    assert 0.94 < there.iloc[1:].mean() < 0.97
    assert there["2026-Q3"] == there.min() > 0.88
    no_numerator = rows[rows["numerator"].isna() & (rows["indicator"] != "E04")]
    assert len(no_numerator) == 6
    assert no_numerator["denominator"].notna().all()
    found = serang.observations[serang.observations["indicator"] == "L05"]
    assert 0.2 < (found["denominator"] == 0).mean() < 0.4


def test_one_district_lacks_one_report_in_the_last_quarter(serang):
    codes = REPORTS[LATE_DISTRICT_REPORT]
    rows = serang.observations[serang.observations["indicator"].isin(codes)]
    rows = rows[rows["indicator"] != "L05"]
    district = rows["village_code"].str[:8]
    last = set(district[rows["period"] == "2026-Q3"])
    (late,) = set(district) - last
    size = rows.loc[district == late, "village_code"].nunique()
    before = rows[(district == late) & (rows["period"] == "2026-Q2")]
    assert len(before) == size * (len(codes) - 1)


def test_odd_values(serang):
    observations = serang.observations
    jumps = []
    for code in ("L02", "L07", "L20"):
        share = count(observations, code, "numerator").unstack().astype(float)
        neighbours = share.shift(1, axis=1)
        with np.errstate(divide="ignore"):
            leap = np.maximum(share / neighbours, neighbours / share)
        jumps.append(int((leap[share.max(axis=1) >= 30] >= 7).any(axis=1).sum()))
    assert jumps == [1, 1, 1]

    cards = count(observations, "D02", "numerator").unstack()
    copied = (cards["2025-Q1"] == cards["2024-Q4"]).sum()
    assert 60 < copied < 130

    users = count(observations, "L12", "numerator").unstack().drop(columns="2024-Q4")
    heaped = (users.isna() | (users % 10 == 0)).all(axis=1)
    districts = heaped.groupby(heaped.index.str[:8]).all()
    assert districts.sum() == 1


def test_52_formed_villages(pack, serang):
    formed = serang.formations
    official = set(pack.formations["village_code"])
    assert (len(formed), len(official), formed["formed"].all()) == (49, 3, True)
    assert official.isdisjoint(formed["village_code"])
    assert set(formed["village_code"]) < set(pack.areas["code"])
    assert formed["village_code"].is_monotonic_increasing
    assert formed["village_code"].is_unique
    days = formed["formed_on"]
    assert (days <= date(2017, 12, 31)).sum() == 27
    assert min(days) >= date(2017, 1, 1)
    assert max(days) <= date(2023, 3, 31)
    assert all(day.weekday() < 5 for day in days)
    renamed = [day >= date(2020, 1, 1) for day in days]
    assert (formed["scheme"] == np.where(renamed, "kkb", "older")).all()
    documents = formed["document"]
    assert documents.is_unique
    assert documents.str.fullmatch(r"SK contoh 141/\d{3}/20(17|18|19|2[0-3])").all()
    assert set(formed["note"]) == {"data contoh"}
    # With the official ones: most districts have some, a few none.
    districts = {code[:8] for code in official | set(formed["village_code"])}
    assert 24 <= len(districts) <= 27


def test_formed_villages_of_other_registers():
    assert len(made([5]).formations) == 1
    assert len(made([5], formed=["99.01.01.2001"]).formations) == 0
    assert len(made([25, 25], formed=["99.01.01.2001"]).formations) == 7
    assert len(made([1]).formations) == 0


def test_illustrative_formations_among_the_given_ones_do_not_count():
    first = made([25, 25])
    areas = register([25, 25])
    again = illustrative_data(
        areas,
        census(areas, [4000, 2500, None]),
        published(),
        first.formations,
    )
    pd.testing.assert_frame_equal(first.formations, again.formations)


def checksum(data):
    whole = data.observations[["numerator", "denominator", "value"]].astype("Float64").fillna(-1)
    numbers = whole.to_numpy(dtype=np.float64).astype("<i8").tobytes()
    keys = data.observations[["indicator", "village_code", "period"]]
    text = keys.to_csv(index=False, lineterminator="\n")
    formed = data.formations.to_csv(index=False, lineterminator="\n")
    return hashlib.sha256(numbers + (text + formed).encode()).hexdigest()[:16]


def test_the_same_on_every_machine():
    """A change here means: every store with illustrative data gets other ones."""
    assert checksum(made([8, 9, 7])) == "4493b0b6f1b92346"
    assert checksum(made([8, 9, 7])) == checksum(made([8, 9, 7]))
    assert checksum(made([8, 9, 7], seed=2023)) != checksum(made([8, 9, 7]))


def test_order_of_the_input_changes_nothing():
    areas = register([4, 6])
    figures = census(areas, [4000, 2500, None])
    official = tables.empty(tables.FORMATIONS)
    turned = illustrative_data(areas[::-1], figures[::-1], published(), official)
    data = illustrative_data(areas, figures, published(), official)
    pd.testing.assert_frame_equal(data.observations, turned.observations)
    pd.testing.assert_frame_equal(data.formations, turned.formations)


def test_a_regency_does_not_depend_on_its_neighbour():
    areas = register([4, 6])
    other = areas.assign(
        code=areas["code"].str.replace("99.01", "99.02", regex=False),
        parent_code=areas["parent_code"].str.replace("99.01", "99.02", regex=False),
    )
    both = pd.concat([areas, other[other["code"] != "99"]], ignore_index=True)
    figures = census(both, [4000, 2500, None])
    official = tables.empty(tables.FORMATIONS)
    alone = illustrative_data(areas, census(areas, [4000, 2500, None]), published(), official)
    together = illustrative_data(both, figures, published(), official)
    rows = together.observations
    assert rows["village_code"].nunique() == 20
    own = rows[rows["village_code"].str.startswith("99.01")].reset_index(drop=True)
    pd.testing.assert_frame_equal(own, alone.observations)


def test_no_villages_no_data():
    empty = illustrative_data(
        tables.empty(tables.AREAS),
        tables.empty(tables.VILLAGE_FIGURES),
        tables.empty(tables.PUBLISHED),
        tables.empty(tables.FORMATIONS),
    )
    assert (len(empty.observations), len(empty.formations), len(empty.sources)) == (0, 0, 1)
    assert list(empty.observations.columns) == list(unrevised(tables.OBSERVATIONS))


def test_villages_without_a_district_or_a_regency():
    areas = pd.DataFrame(
        {
            "code": ["99.01", "99.01.2001", "99.02.2001"],
            "level": ["regency", "village", "village"],
            "parent_code": [None, "99.01", None],
        }
    )
    data = illustrative_data(
        tables.shaped(areas, tables.AREAS),
        tables.empty(tables.VILLAGE_FIGURES),
        published([("penduduk_total", None, "2024", 5000, None, None)]),
        tables.empty(tables.FORMATIONS),
    )
    people = count(data.observations, "L17", "denominator", "2024-Q4").droplevel("period")
    # The first lies in the regency of 5,000 people; of the second nothing is published.
    assert people["99.01.2001"] == 5000
    assert people["99.02.2001"] > 0


def test_published_shares_of_a_made_up_regency():
    """500 of 1,000 children; half of the measured stunted; later and unconfirmed ones are left."""
    figures = [
        ("penduduk_total", None, "2024", 3_400, None, None),
        ("akta", "D01", "2023", 0.9, 900, 1_000),
        ("akta", "D01", "2024", 0.5, 500, 1_000),
        ("akta", "D01", "2025", 0.7, 700, 1_000),
        ("stunting", "L02", "2024", 0.5, None, None),
        ("unmet", "L13", "2024", 0.9, None, None),
    ]
    rows = made([3, 2], figures=figures).observations
    cards = rows.query("indicator == 'D01' and period == '2024-Q4'")
    assert (cards["numerator"].sum(), cards["denominator"].sum()) == (500, 1_000)
    assert count(rows, "L17", "denominator", "2024-Q4").sum() == 3_400
    stunted = rows.query("indicator == 'L02' and period == '2024-Q4'")
    assert stunted["numerator"].sum() == (stunted["denominator"].sum() + 1) // 2
    # 90 % unmet need beside 63.6 % users cannot be: all other couples lack it.
    users = count(rows, "L12", "numerator", "2024-Q4")
    lacking = count(rows, "L13", "numerator", "2024-Q4")
    assert ((users + lacking) == count(rows, "L13", "denominator", "2024-Q4")).all()


@st.composite
def figures(draw):
    """Published totals, possible or not."""
    rows = []
    if draw(st.booleans()):
        rows.append(("penduduk_total", None, "2024", draw(st.integers(0, 90_000)), None, None))
    for code in draw(
        st.sets(st.sampled_from(["D01", "D02", "L21", "L02", "L12", "L13", "E02", "E04"]))
    ):
        denominator = draw(st.integers(1, 30_000))
        numerator = draw(st.integers(0, denominator))
        if draw(st.booleans()):
            rows.append((code, code, "2024", 0.0, numerator, denominator))
        else:
            rows.append((code, code, "2024", numerator / denominator, None, None))
    return rows


def wide_counts(rows):
    """Counts by village and period, with a column for each kind of count and indicator."""
    kinds = ["numerator", "denominator"]
    wide = rows.pivot(index=["village_code", "period"], columns="indicator", values=kinds)
    columns = pd.MultiIndex.from_product([kinds, INDICATORS])
    return wide.reindex(columns=columns).astype("Float64")


@settings(max_examples=40, deadline=None)
@given(
    districts=st.lists(st.integers(1, 6), min_size=1, max_size=5),
    people=st.lists(st.one_of(st.none(), st.integers(0, 20_000)), min_size=1, max_size=6),
    seed=st.integers(0, 2**40),
    known=figures(),
    coordinates=st.booleans(),
)
def test_people_fit_each_other(districts, people, seed, known, coordinates):
    rows = made(
        districts, people=people, seed=seed, figures=known, coordinates=coordinates
    ).observations
    counted = rows[rows["numerator"].notna()]
    assert (counted["numerator"] >= 0).all()
    assert (counted["numerator"] <= counted["denominator"]).all()
    yes_no = rows["indicator"] == "E04"
    assert rows.loc[~yes_no, "denominator"].notna().all()
    assert rows.loc[~yes_no, "value"].isna().all()
    assert rows.loc[yes_no, "value"].isin([0, 1]).all()
    assert rows.loc[yes_no, ["numerator", "denominator"]].isna().all(axis=None)
    wide = wide_counts(rows)
    for (part, of), (whole, of_whole) in WITHIN:
        assert not (wide[of, part] > wide[of_whole, whole]).any(), (part, whole)
    for (one, of), (other, of_other) in SAME:
        assert not (wide[of, one] != wide[of_other, other]).any(), (one, other)
    for one, other in TOGETHER:
        both = wide["numerator", one] + wide["numerator", other]
        assert not (both > wide["denominator", one]).any(), (one, other)
    first = rows[(rows["period"] == "2024-Q4") & (rows["indicator"] != "L05")]
    assert set(first.groupby("indicator").size()) == {sum(districts)}


@given(
    rows=st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**4)), min_size=1, max_size=9),
    data=st.data(),
)
def test_apportioned_adds_up(rows, data):
    weights, room = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    total = data.draw(st.integers(0, int(room.sum())))
    parts = apportioned(total, weights, room)
    assert parts.sum() == total
    assert ((parts >= 0) & (parts <= room)).all()


@pytest.mark.parametrize(
    ("total", "weights", "room", "parts"),
    [
        pytest.param(10, [1, 1, 1], [9, 9, 9], [4, 3, 3], id="equal remainders: the first"),
        pytest.param(10, [8, 1, 1], [4, 9, 9], [4, 3, 3], id="what is full passes it on"),
        pytest.param(10, [5, 3, 2], [9, 9, 9], [5, 3, 2], id="in proportion"),
        pytest.param(3, [0, 0], [2, 4], [1, 2], id="no weight: by room"),
        pytest.param(3, [7, 0], [2, 4], [2, 1], id="the rest to those without weight"),
        pytest.param(0, [1, 2], [0, 0], [0, 0], id="nothing"),
    ],
)
def test_apportioned_by_hand(total, weights, room, parts):
    assert apportioned(total, np.array(weights), np.array(room)).tolist() == parts


def test_apportioned_refuses_what_has_no_room():
    with pytest.raises(ValueError, match=r"^room for 3, not for 4$"):
        apportioned(4, np.array([1, 1]), np.array([1, 2]))


def test_draws():
    draws = Draws(1, "99.01")
    bells = draws.bells("x", 100, 100)
    assert abs(int(bells.mean())) < 30
    assert 970 < bells.std() < 1030
    assert set(draws.between(2, 4, "y", 100).tolist()) == {2, 3, 4}
    assert (draws.bells("x", 100, 100) == bells).all()
    assert (draws.bells("z", 100, 100) != bells).any()
    assert (Draws(1, "99.02").bells("x", 100, 100) != bells).any()
