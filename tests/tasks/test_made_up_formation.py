"""What made-up data say of who is formed marks each figure that rests on it."""

import pytest

from kampungkb.i18n.translator import translator
from kampungkb.tasks.gaps_time import indicator_values
from kampungkb.tasks.gaps_unit import services_words, unit_words
from kampungkb.tasks.gaps_view import gap_scope
from kampungkb.tasks.ledger import gap_document, ledger
from tests.tasks.snapshots import KIA, KKB, snapshot
from tests.villages import (
    DISTRICTS,
    REGENCY,
    dictionary,
    formation,
    formations,
    indicator,
    seen,
)

ID = translator("id")
TRAINED = indicator("K03", "0.8", population="formed")
OFFICIAL = formations(formation(0), formation(8))
# Desa 0 is formed officially, Desa 1 by made-up data.
PARTLY = formations(formation(0), formation(1, origin="illustrative"))


def official_values(formed):
    return snapshot(
        *(seen(place, 50, 100) for place in range(9)),
        *(seen(place, 5, 10, indicator="K03") for place in range(9)),
        dictionary=dictionary(KKB, TRAINED, KIA), formations=formed,
    )  # fmt: skip


def origins(of, level, code="K03"):
    rows = gap_document(of, level, indicator=code)["rows"]
    return {row["code"]: row["origin"] for row in rows}


def test_a_sum_over_villages_that_made_up_data_choose_is_no_official_figure():
    of = official_values(PARTLY)
    assert origins(of, "regency") == {REGENCY: "mixed"}
    assert origins(of, "district")[DISTRICTS[0]] == "mixed"
    # What was reported of one village is official, whoever says that it is formed.
    assert set(origins(of, "village").values()) == {"official"}
    # All villages are counted here: who is formed changes nothing.
    assert origins(of, "regency", "D02") == {REGENCY: "official"}


def test_a_sum_over_officially_formed_villages_is_official():
    assert origins(official_values(OFFICIAL), "regency") == {REGENCY: "official"}


@pytest.mark.parametrize(
    ("formed", "asked", "made_up"),
    [
        pytest.param(PARTLY, "formed", True, id="made-up data choose the formed villages"),
        pytest.param(PARTLY, "unformed", True, id="and the others"),
        pytest.param(PARTLY, "all", False, id="all villages need no choice"),
        pytest.param(OFFICIAL, "formed", False, id="officially formed villages"),
    ],
)
def test_the_panel_says_so(formed, asked, made_up):
    of = official_values(formed)
    book = ledger(of)
    scope = gap_scope(of, book, asked)
    values = indicator_values(of, book, "D02", None)
    words = unit_words(ID, of, book, scope, values, KIA, REGENCY)
    services = services_words(ID, of.dictionary, book, scope, ["D02"], "regency", REGENCY)
    assert (words.made_up, services.made_up) == (made_up, made_up)


def test_more_served_than_counted_leaves_nobody():
    of = snapshot(*(seen(place, 103, 100) for place in range(9)))
    book = ledger(of)
    words = unit_words(
        ID, of, book, gap_scope(of, book, "all"), indicator_values(of, book, "D02", None), KIA,
        REGENCY,
    )  # fmt: skip
    assert {line.label: line.text for line in words.lines}["Belum terlayani"] == "tidak ada"
