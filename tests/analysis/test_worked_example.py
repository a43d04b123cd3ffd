"""Nine villages added up on paper, at all four levels.

Child cards, target 60 % (higher is better; Disdukcapil)::

    village      0       1      2     3    4       5       6       7    8
    with/all   10/100  90/100  6/10  0/0  50/100  60/100  70/100  1/7   -
    needed       60      60     6     -    60      60      60     5     -
    shortfall    50       0     0     -    10       0       0     4     -

    Kramat (0-3)     106/210: shortfall 50; as a whole 126 needed, so only 20 short
    Lempuyang (4-6)  180/300: shortfall 10; as a whole exactly at the target
    Mancak (7-8)       1/7:   shortfall  4
    the regency      287/517: shortfall 64; as a whole 310.2, so 311 needed, 24 short

Unmet need, target 10 % (lower is better; Dinkes)::

    village      0       1      2     3    4       5       6      7     8
    with/all   20/100  5/100  3/25    -  11/100  10/100  9/100  4/10  0/10
    allowed      10      10     2     -    10      10      10    1     1
    shortfall    10       0     1     -     1       0       0    3     0

    Kramat 28/225: 11, as a whole 22 allowed, 6 too many; Lempuyang 30/300: 1, as a whole none
    Mancak 4/20: 3, as a whole 2; the regency 62/545: 15, as a whole 54 allowed, 8 too many
"""

import pytest

from kampungkb.analysis.gaps import agency_gaps, indicator_terms
from tests.villages import gaps_of, indicator, seen, target

KIA = indicator("D02", "0.6", responsible="Disdukcapil")
NEED = indicator("L13", None, better="lower", targets=(target("0.1"),))
REPORTS = [
    *(seen(place, *counts) for place, counts in enumerate(
        [(10, 100), (90, 100), (6, 10), (0, 0), (50, 100), (60, 100), (70, 100), (1, 7)]
    )),
    *(seen(place, *counts, indicator="L13") for place, counts in {
        0: (20, 100), 1: (5, 100), 2: (3, 25), 4: (11, 100), 5: (10, 100), 6: (9, 100),
        7: (4, 10), 8: (0, 10),
    }.items()),
]  # fmt: skip


def column(level: str, code: str, name: str) -> list[object]:
    rows = gaps_of(level, [KIA, NEED], *REPORTS)
    cells = rows.loc[rows["indicator"] == code, name].astype(object)
    return cells.where(cells.notna(), None).tolist()


@pytest.mark.parametrize(
    ("code", "shortfall", "unserved"),
    [
        ("D02", [50, 0, 0, None, 10, 0, 0, 4, None], [90, 10, 4, None, 50, 40, 30, 6, None]),
        ("L13", [10, 0, 1, None, 1, 0, 0, 3, 0], [80, 95, 22, None, 89, 90, 91, 6, 10]),
    ],
)
def test_villages(code, shortfall, unserved):
    assert column("village", code, "shortfall") == shortfall
    assert column("village", code, "net_distance") == shortfall
    assert column("village", code, "unserved") == unserved


@pytest.mark.parametrize(
    ("code", "verdicts"),
    [
        ("D02", "below met cannot_tell no_data below cannot_tell met below no_data"),
        ("L13", "below cannot_tell cannot_tell no_data cannot_tell cannot_tell cannot_tell below "
                "cannot_tell"),
    ],
)  # fmt: skip
def test_verdicts_of_villages(code, verdicts):
    assert column("village", code, "verdict") == verdicts.split()


@pytest.mark.parametrize(
    ("level", "code", "sums"),
    [
        pytest.param("district", "D02", {
            "numerator": [106, 180, 1], "denominator": [210, 300, 7], "shortfall": [50, 10, 4],
            "unserved": [104, 120, 6], "net_distance": [20, 0, 4], "villages": [4, 3, 2],
            "villages_with_value": [3, 3, 1], "low_coverage": [True, False, True],
            "verdict": ["below", "cannot_tell", "below"],
        }, id="districts, child cards"),
        pytest.param("regency", "D02", {
            "numerator": [287], "denominator": [517], "shortfall": [64], "unserved": [230],
            "net_distance": [24], "villages": [9], "villages_with_value": [7],
            "low_coverage": [True], "verdict": ["below"],
        }, id="the regency, child cards"),
        pytest.param("district", "L13", {
            "numerator": [28, 30, 4], "denominator": [225, 300, 20], "shortfall": [11, 1, 3],
            "unserved": [197, 270, 16], "net_distance": [6, 0, 2], "villages": [4, 3, 2],
            "villages_with_value": [3, 3, 2], "low_coverage": [True, False, False],
            "verdict": ["cannot_tell"] * 3,
        }, id="districts, unmet need"),
        pytest.param("regency", "L13", {
            "numerator": [62], "denominator": [545], "shortfall": [15], "unserved": [483],
            "net_distance": [8], "villages": [9], "villages_with_value": [8],
            "low_coverage": [False], "verdict": ["cannot_tell"],
        }, id="the regency, unmet need"),
    ],
)  # fmt: skip
def test_sums_of_villages(level, code, sums):
    assert {name: column(level, code, name) for name in sums} == sums


def test_agencies():
    rows = agency_gaps(
        gaps_of("regency", [KIA, NEED], *REPORTS), indicator_terms([KIA, NEED], 2026)
    )
    assert rows[["code", "indicator", "shortfall", "net_distance"]].values.tolist() == [
        ["Dinkes", "L13", 15, 8],
        ["Disdukcapil", "D02", 64, 24],
    ]
