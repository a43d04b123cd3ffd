"""The files of the gaps: what they hold, and which of their rows say that they are made up."""

from decimal import Decimal

import pytest

from kampungkb.analysis.ranking import ranking
from kampungkb.i18n.translator import translator
from kampungkb.tasks.gaps_finding import Told
from kampungkb.tasks.gaps_tables import heat_table, ranking_table, unit_table
from kampungkb.tasks.gaps_time import indicator_values, moved
from kampungkb.tasks.gaps_view import gap_scope, heat_view, shown_units
from kampungkb.tasks.ledger import ledger
from tests.tasks.snapshots import KIA, KKB, snapshot
from tests.villages import dictionary, formation, formations, indicator, seen

ID = translator("id")


def told(of, level, formed="all"):
    book = ledger(of)
    return Told(
        t=ID, snapshot=of, ledger=book, scope=gap_scope(of, book, formed),
        shown=shown_units("achieved", level, None, of.parents),
        values=indicator_values(of, book, "D02", None),
    )  # fmt: skip


def marks(of, level):
    known = told(of, level)
    rows = known.scope.rows(level, "D02")
    moved = rows.set_index("code").assign(change=None, direction=None, period_before=None)
    ranks = ranking(rows, "higher")
    tables = (
        unit_table(known, KIA, rows, moved), ranking_table(known, KIA, ranks, rows)
    )  # fmt: skip
    return [table.made_up for table in tables]


def cells(table, header):
    (found,) = [column for column in table.columns if column.name == header]
    return found.cells


VALUES = tuple(seen(place, 50, 100) for place in range(9))


def test_a_file_that_says_who_is_formed_is_marked_where_that_is_made_up():
    of = snapshot(*VALUES, formations=formations(formation(0), formation(1, origin="illustrative")))
    # As long as one village is made up, nobody says officially of another that it is not formed.
    assert [made_up.count(True) for made_up in marks(of, "village")] == [8, 8]
    # Files of districts do not say who is formed.
    assert marks(of, "district") == [(False,) * 3, (False,) * 3]


@pytest.mark.parametrize("level", ["village", "district"])
def test_official_data_alone_are_not_marked(level):
    of = snapshot(*VALUES, formations=formations(formation(0), formation(8)))
    assert not any(any(made_up) for made_up in marks(of, level))


def test_the_table_holds_the_indicators_that_the_figure_does_not():
    many = [indicator(f"L{place:02}", "0.6") for place in range(1, 21)]
    of = snapshot(
        *(seen(0, 5, 100, indicator=one.code) for one in many), dictionary=dictionary(KKB, *many)
    )
    known = told(of, "district")
    codes = [one.code for one in many]
    view = heat_view(known.scope, known.ledger.terms, codes, known.shown, of.parents)
    assert (len(view.indicators), view.more_indicators) == (18, ("L19", "L20"))
    table = heat_table(known, view)
    assert len(table.frame) == 3 * 20
    (named,) = [column for column in table.columns if column.header == ID("export.indicator")]
    assert set(named.cells) == set(codes)


def test_a_change_names_the_period_that_it_is_held_against():
    of = snapshot(seen(0, 50, 100, period="2025-Q3"), seen(0, 75, 100), seen(4, 50, 100))
    known = told(of, "district")
    rows = known.scope.rows("district", "D02")
    changes = moved(known.scope, known.values, known.ledger.terms, of.area_code, "district")
    table = unit_table(known, KIA, rows, changes)
    assert cells(table, "Perubahan")[0] == Decimal("0.25")
    assert cells(table, "Periode pembanding") == ("2025-Q3", None, None)


@pytest.mark.parametrize(
    ("formed", "topic"),
    [
        ("all", "kesenjangan-D02-kecamatan"),
        ("formed", "kesenjangan-D02-kecamatan-hanya-kampung-kb"),
        ("unformed", "kesenjangan-D02-kecamatan-belum-kampung-kb"),
    ],
)
def test_the_name_of_a_file_says_which_villages_were_asked_for(formed, topic):
    known = told(snapshot(*VALUES), "district", formed)
    rows = known.scope.rows("district", "D02")
    changes = moved(known.scope, known.values, known.ledger.terms, "36.04", "district")
    assert unit_table(known, KIA, rows, changes).topic == topic
