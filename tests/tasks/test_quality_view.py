"""Mutu data on the made-up data, whose faults are known, and on nine villages."""

from collections import defaultdict
from fractions import Fraction
from itertools import pairwise
from statistics import median
from typing import Any

import pandas as pd
import pytest

from kampungkb.i18n.catalogue import shipped_messages
from kampungkb.i18n.translator import translator
from kampungkb.model.indicators import read_dictionary
from kampungkb.model.tables import VILLAGE_FIGURES, shaped
from kampungkb.settings import read_settings
from kampungkb.tasks import quality_words as words
from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.opening import open_store
from kampungkb.tasks.quality_view import (
    Quality,
    finding,
    quality,
    quality_view,
    selected_rows,
)
from kampungkb.tasks.snapshot import Snapshot, read_snapshot
from tests.tasks.snapshots import reported, snapshot
from tests.villages import DISTRICTS, VILLAGES, areas, dictionary, indicator, seen

T, E = translator("id"), translator("en")
TUNJUNG_TEJA, CARENANG = "36.04.20", "36.04.17"
Reports = dict[tuple[str, str], list[tuple[str, int | None, int | None]]]


@pytest.fixture(scope="module")
def filled_snapshot(filled_path) -> Snapshot:
    settings = read_settings({}, store=str(filled_path))
    engine = open_store(settings)
    try:
        return read_snapshot(engine, read_dictionary(settings.dictionary))
    finally:
        engine.dispose()


@pytest.fixture(scope="module")
def judged(filled_snapshot) -> Quality:
    return quality(filled_snapshot, ledger(filled_snapshot))


@pytest.fixture(scope="module")
def raw(filled_snapshot) -> Reports:
    """Counts of each indicator and village by period, as they were stored."""
    own: Reports = defaultdict(list)
    rows = filled_snapshot.observations
    rows = rows[rows["denominator"].notna()]
    for row in rows.sort_values("period").to_dict("records"):
        numerator = None if pd.isna(row["numerator"]) else int(row["numerator"])
        key = (row["indicator"], row["village_code"])
        own[key].append((row["period"], numerator, int(row["denominator"])))
    return own


def rows_of(judged: Quality, kind: str) -> set[tuple[str, str, str]]:
    rows = judged.found.rows
    rows = rows[rows["kind"] == kind]
    return set(zip(rows["indicator"], rows["village_code"], rows["period"], strict=True))


def pairs(raw: Reports, indicators: set[str] | None = None) -> Any:
    """Each report with counts, and the village's report with counts before it."""
    for (code, village), reports in raw.items():
        if indicators is None or code in indicators:
            counted = [one for one in reports if one[1] is not None]
            yield from ((code, village, *two) for two in pairwise(counted))


def test_kinds_of_the_made_up_data(judged):
    kinds = judged.found.findings.groupby("kind").size().to_dict()
    # Nothing is near full, nobody has more children than people or another village's figures,
    # and all villages have reported something.
    assert kinds == {
        "copied_forward": 11, "heaped_digits": 1, "jump_tenfold": 4, "late_report": 1,
        "uncounted": 3,
    }  # fmt: skip
    assert judged.found.findings["made_up"].all()


def test_every_jump_is_found(judged, raw):
    expected = set()
    for code, village, (_, x0, n0), (period, x1, n1) in pairs(raw):
        if x0 and x1:
            factor = Fraction(x1, n1) / Fraction(x0, n0)
            if factor >= 10 or factor <= Fraction(1, 10):
                expected.add((code, village, period))
    assert rows_of(judged, "jump_tenfold") == expected
    # One slip in each of three indicators, two of them back again; open defecation that ended.
    assert sorted(code for code, _, _ in expected) == ["E03", "E03", "L02", "L07", "L07", "L20"]
    # Only the slip in the last quarter is still in use.
    heads = judged.found.findings.set_index("key")["severity"]
    assert heads["jump_tenfold.L20"] == "high"
    assert (heads == "high").sum() == 1


def test_every_copied_village_is_found(judged, raw, filled_snapshot):
    kept = {
        one.code for one in filled_snapshot.dictionary
        if one.kind == "ratio" and one.periodicity != "yearly"
    }  # fmt: skip
    steps: dict[tuple[str, str], list[tuple[str, int, int]]] = defaultdict(list)
    for code, village, (_, x0, n0), (period, x1, n1) in pairs(raw, kept):
        steps[code, village].append((period, abs(x1 - x0) + abs(n1 - n0), n1))
    repeats: dict[tuple[str, str], list[str]] = {}
    for key, own in steps.items():
        moves = [change for _, change, _ in own if change]
        usual = median(moves) if moves else float("inf")
        repeats[key] = [p for p, change, n in own if not change and n >= 100 and usual >= 4]
    together: dict[tuple[str, str, str], list[bool]] = defaultdict(list)
    for (code, village), own in steps.items():
        for period, _, _ in own:
            together[code, village[:8], period].append(period in repeats[code, village])
    half = {key for key, own in together.items() if sum(own) >= 3 and 2 * sum(own) >= len(own)}
    expected = {
        (code, village, period)
        for (code, village), own in repeats.items()
        for period in own
        if (len(own) >= 3 and 3 * len(own) >= len(steps[code, village]))
        or (code, village[:8], period) in half
    }
    assert rows_of(judged, "copied_forward") == expected
    # The registry was copied by three villages in ten, everything else by one in twenty-five.
    villages = judged.found.findings.set_index("key")["villages"]
    assert (villages["copied_forward.D01"], villages["copied_forward.D02"]) == (90, 95)
    heads = judged.found.findings
    medium = heads[(heads["kind"] == "copied_forward") & (heads["severity"] == "medium")]
    assert sorted(medium["indicator"]) == ["D01", "D02"]
    assert heads[heads["severity"] == "low"]["villages"].max() <= 13


def test_the_rounded_district_is_found(judged, raw):
    (one,) = judged.found.findings[judged.found.findings["kind"] == "heaped_digits"].to_dict(
        "records"
    )
    assert (one["indicator"], one["district_code"]) == ("L12", CARENANG)
    numbers = set()
    for (code, village), reports in raw.items():
        if code == "L12" and village.startswith(CARENANG):
            before = None
            for period, x, n in reports:
                if x >= 10 and (x, n) != before:
                    numbers.add((code, village, period, x))
                before = (x, n)
    assert one["numbers"] == len(numbers)
    expected = {own[:3] for own in numbers if own[3] % 5 == 0}
    assert rows_of(judged, "heaped_digits") == expected
    # From the second quarter on every numerator there is a ten.
    assert all(x % 10 == 0 for _, _, period, x in numbers if period != "2024-Q4")


def test_the_late_district_is_found(judged, raw, filled_snapshot):
    (one,) = judged.found.findings[judged.found.findings["kind"] == "late_report"].to_dict(
        "records"
    )
    assert (one["agency"], one["district_code"]) == ("Dinkes", TUNJUNG_TEJA)
    late = {
        (code, village, reports[-1][0])
        for (code, village), reports in raw.items()
        if village.startswith(TUNJUNG_TEJA) and code in ("L02", "L03", "L05", "L07", "L18")
    }
    assert rows_of(judged, "late_report") == late
    assert {period for _, _, period in late} == {"2026-Q2"}
    villages = filled_snapshot.villages["parent_code"].eq(TUNJUNG_TEJA).sum()
    assert (one["villages"], one["rows"]) == (villages, 5 * villages)


def test_every_report_without_a_numerator_is_found(judged, raw):
    expected = {
        (code, village, period)
        for (code, village), reports in raw.items()
        for period, x, _ in reports
        if x is None
    }
    assert rows_of(judged, "uncounted") == expected
    assert sorted(code for code, _, _ in expected) == ["E01", "E01", "L07", "L07", "L19", "L19"]


def test_completeness_of_the_made_up_data(judged, raw, filled_snapshot):
    view = quality_view(judged, agency=None, district=None, kind=None)
    total = view.total.iloc[0]
    # 17 indicators that are made up, and the five parts of the village index.
    assert (total["cells"], total["missing"]) == (22 * 326, 0)
    monthly = {i.code for i in filled_snapshot.dictionary if i.rhythm_months == 1}
    stale = sum(reports[-1][0] < "2026-Q3" for (code, _), reports in raw.items() if code in monthly)
    assert total["stale"] == stale == view.by_agency["stale"].sum()
    assert view.by_district.iloc[0]["group"] == TUNJUNG_TEJA
    assert len(view.unreported) == 28


def test_a_view_counts_within_its_filters(judged):
    view = quality_view(judged, agency="Disdukcapil", district=TUNJUNG_TEJA, kind=None)
    assert list(view.by_indicator["group"]) == ["D01", "D02"]
    assert view.total.iloc[0]["cells"] == 2 * 9
    assert list(view.findings["key"]) == ["copied_forward.D01", "copied_forward.D02"]
    own = judged.found.rows
    own = own[(own["key"] == "copied_forward.D01") & (own["district_code"] == TUNJUNG_TEJA)]
    one = finding(view, None)
    assert (one["villages"], one["rows"]) == (own["village_code"].nunique(), len(own))
    assert len(selected_rows(view, "copied_forward.D01")) == len(own)
    assert (one["districts"], words.place_word(T, snapshot(), one)) == (
        1, f"Kecamatan {TUNJUNG_TEJA}",
    )  # fmt: skip
    assert set(view.verify["district_code"]) == {TUNJUNG_TEJA}
    assert finding(view, "copied_forward.L12") is None
    kinds = quality_view(judged, agency=None, district=None, kind="jump_tenfold")
    assert set(kinds.findings["kind"]) == {"jump_tenfold"}
    assert kinds.total.iloc[0]["cells"] == 22 * 326


def test_verification_asks_for_what_is_in_doubt(judged):
    asked = judged.verify
    assert list(asked["places"]) == sorted(asked["places"], reverse=True)
    rows = judged.found.rows
    odd = rows[rows["in_doubt"] & (rows["severity"] != "low")]
    keys = set(zip(odd["indicator"], odd["village_code"], strict=True))
    assert set(zip(asked["indicator"], asked["code"], strict=True)) <= keys
    # A yearly indicator that is one quarter late is not stale, and nobody need call.
    late = asked[asked["reason"] == "late_report"]
    assert sorted(late["indicator"].unique()) == ["L05", "L07"]
    assert set(late["district_code"]) == {TUNJUNG_TEJA}
    assert "E03" not in set(asked["indicator"])


# Nine villages


def nine(*rows: dict[str, Any], **more: Any) -> tuple[Snapshot, Quality]:
    of = snapshot(*rows, **more)
    return of, quality(of, ledger(of))


def test_what_is_missing_is_to_be_verified():
    _, own = nine(*reported())
    # Village 3 reported 0 of 0: nobody is missing there. Village 8 never did.
    assert own.verify[["code", "reason"]].to_dict("records") == [
        {"code": VILLAGES[8], "reason": "missing"}
    ]
    # Its district has one other village, with 7 children.
    (row,) = own.verify.to_dict("records")
    assert (row["district_code"], row["denominator"], row["estimated"]) == (DISTRICTS[2], 7, True)


def test_the_formation_list_is_no_report():
    of, own = nine(seen(0, indicator="K01", value=1.0))
    view = quality_view(own, agency=None, district=None, kind=None)
    assert (view.total.iloc[0]["cells"], len(view.findings)) == (0, 0)
    assert words.headline(T, of, view) == (
        "Belum ada indikator per desa yang dilaporkan sampai periode ini."
    )


def test_the_census_is_a_weaker_basis():
    census = shaped(
        pd.DataFrame(
            [
                {"village_code": VILLAGES[0], "figure": "population_census", "period": year,
                 "value": people}
                for year, people in (("2010", 99), ("2000", 500))
            ]
        ),
        VILLAGE_FIGURES,
    )  # fmt: skip
    jkn = indicator("L17")
    of, own = nine(
        *(seen(place, 5, 100) for place in range(9)), village_figures=census,
        dictionary=dictionary(indicator("D02"), jkn, indicator("K01", "0.75", kind="yes_no")),
    )  # fmt: skip
    view = quality_view(own, agency=None, district=None, kind="exceeds_census")
    one = finding(view, None)
    assert (one["villages"], one["severity"], list(view.rows["reference"])) == (1, "low", [99])
    assert "Sensus 2010" in words.rule_word(T, of, own, one)
    assert words.headline(T, of, view).endswith("1 catatan, tidak ada yang mendesak.")


# Words

SAMPLE = {
    "severity": "high", "indicator": "D02", "agency": "Dinkes", "district_code": DISTRICTS[0],
    "period": "2026-Q1", "size": 0.885, "expected": 0.2, "numbers": 61.0, "probability": 1e-30,
    "villages": 1, "rows": 1200, "districts": 1, "indicators": 2, "factor": 11.63,
    "only_district": DISTRICTS[0], "made_up": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "indonesian", "english"),
    [
        ("jump_tenfold", "1 desa, perubahan terbesar 11,6 kali lipat; terakhir TW I 2026",
         "1 village, largest change 11.6-fold; last in Q1 2026"),
        ("late_report", "1 desa, 2 indikator; laporan terakhir TW I 2026",
         "1 village, 2 indicators; last report Q1 2026"),
        ("heaped_digits",
         "88,5\N{NO-BREAK SPACE}% dari 61 angka berakhir 0 atau 5, seharusnya sekitar "
         "20\N{NO-BREAK SPACE}%", "88.5% of 61 figures end in 0 or 5, where about 20% should"),
        ("near_full", "89\N{NO-BREAK SPACE}% dari 61 desa; di kecamatan lain 20\N{NO-BREAK SPACE}%",
         "89% of 61 villages; in other districts 20%"),
        ("copied_forward", "1 desa, 1.200 laporan berulang; terakhir TW I 2026",
         "1 village, 1,200 repeated reports; last in Q1 2026"),
        ("never_reported", "1 desa belum memiliki satu pun laporan",
         "1 village without a single report"),
    ],
)  # fmt: skip
def test_what_was_found(kind, indonesian, english):
    one = SAMPLE | {"kind": kind}
    assert (words.what_word(T, one), words.what_word(E, one)) == (indonesian, english)


@pytest.mark.parametrize(
    "kind", [
        "jump_tenfold", "exceeds_population", "exceeds_census", "never_reported", "late_report",
        "uncounted", "heaped_digits", "near_full", "duplicates", "copied_forward",
    ],
)  # fmt: skip
@pytest.mark.parametrize("t", [T, E], ids=["id", "en"])
def test_every_kind_says_its_rule_and_what_to_do(kind, t):
    _, own = nine()
    of = snapshot(dictionary=dictionary(indicator("D02"), indicator("L17")))
    one = SAMPLE | {"kind": kind}
    said = [
        words.kind_word(t, kind), words.what_word(t, one), words.rule_word(t, of, own, one),
        words.todo_word(t, kind), words.place_word(t, of, one), words.subject_word(t, of, one),
        words.agency_word(t, one), words.reason_word(t, kind),
    ]  # fmt: skip
    assert all(said)
    assert said[2][-1] == "."
    assert said[3][-1] in ".?"
    assert not any("{" in text for text in said)


def test_nobody_is_blamed():
    texts = [
        form.lower()
        for key, message in shipped_messages().items()
        if key.startswith("quality.")
        for forms in message.texts.values()
        for form in forms.values()
    ]
    blaming = ("salah", "gagal", "keliru", "lalai", "wrong", "fail", "fault")
    assert [text for text in texts if any(word in text for word in blaming)] == []


@pytest.mark.parametrize("villages", [0, 1])
def test_a_register_of_no_or_one_village(villages):
    register = areas()
    others = register["level"] == "village"
    register = register[~others | (register["code"].isin(VILLAGES[:villages]))]
    of, own = nine(
        *(seen(0, 5, 100, period=period) for period in ("2025", "2026")),
        seen(0, None, 100, period="2026-Q3"), areas=register.reset_index(drop=True),
    )  # fmt: skip
    view = quality_view(own, agency=None, district=None, kind=None)
    assert view.total.iloc[0]["cells"] == villages
    assert list(view.findings["key"]) == ["uncounted.D02"] * villages
    assert view.verify_count == 0
    assert words.headline(T, of, view).startswith("Belum" if not villages else "1 dari 3")
