"""The template of an effort file: read back, it says what already held."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from io import BytesIO

import openpyxl
import pytest

from kampungkb.i18n.translator import LANGUAGES, translator
from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.plan_address import usual
from kampungkb.tasks.plan_assumptions import BudgetWish
from kampungkb.tasks.plan_effort import read_effort
from kampungkb.tasks.plan_effort_file import (
    effort_rows,
    effort_template,
    effort_template_name,
    effort_words,
)
from kampungkb.tasks.plan_problem import Basis, budget_of
from tests.tasks.snapshots import reported, snapshot
from tests.villages import VILLAGES

ID = translator("id")
NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def basis():
    own = snapshot(*reported())
    return Basis(snapshot=own, ledger=ledger(own))


@pytest.fixture(scope="module")
def wish(basis):
    return usual(basis, date(2026, 11, 25))


def read_back(basis, of):
    return read_effort(
        effort_template(basis, of, ID, NOW), effort_template_name(ID), basis.snapshot
    )


def test_a_template_holds_what_counts_without_a_file(basis, wish):
    of = replace(wish, budgets=(BudgetWish(agency="Dinkes", year=2027, limit=Fraction(2)),))
    found = read_back(basis, of)
    needy = (VILLAGES[0], VILLAGES[4], VILLAGES[7])
    assert (found.findings, found.days) == ((), {(code, "Dinkes"): 1 for code in needy})
    # Taken as it stands, it changes no budget.
    after = replace(of, effort=found.days)
    assert budget_of(basis, after, of.budgets[0]) == budget_of(basis, of, of.budgets[0])


def test_a_template_of_a_plan_with_an_effort_holds_that_effort(basis, wish):
    days = {
        (VILLAGES[0], "Dinkes"): Fraction(5, 2), (VILLAGES[2], "Dinkes"): Fraction(12345, 10),
        (VILLAGES[1], "Dinkes"): Fraction(9),
    }  # fmt: skip
    of = replace(wish, effort=days)
    assert read_back(basis, of).days == {
        (VILLAGES[0], "Dinkes"): Fraction(5, 2), (VILLAGES[2], "Dinkes"): Fraction(2469, 2),
        (VILLAGES[4], "Dinkes"): 1, (VILLAGES[7], "Dinkes"): 1,
    }  # fmt: skip


def test_a_template_names_places_and_keeps_codes_as_text(basis, wish):
    book = openpyxl.load_workbook(BytesIO(effort_template(basis, wish, ID, NOW)))
    (sheet,) = book.worksheets
    rows = list(sheet.iter_rows(values_only=True))
    names = basis.snapshot.names
    assert rows[:2] == [
        ("kode_desa", "kecamatan", "desa", "perangkat_daerah", "hari"),
        (VILLAGES[0], names["36.04.01"], names[VILLAGES[0]], "Dinkes", 1),
    ]
    assert len(rows) == 4


def test_villages_that_are_formed_ask_for_nothing(basis, wish):
    formed = sorted(basis.formed)[0]
    of = replace(wish, effort={(formed, "Dinkes"): Fraction(3)})
    assert formed not in {code for code, _ in effort_rows(basis, of)}


def test_what_is_in_use_in_words(wish):
    of = replace(
        wish, effort={(VILLAGES[0], "Dinkes"): Fraction(2), (VILLAGES[0], "DKBP3A"): Fraction(1)}
    )
    assert effort_words(wish, ID) == []
    assert effort_words(of, ID) == [
        "Beban kerja dari berkas: 1 desa, 2 perangkat daerah; selebihnya 1 per desa.",
        "Belum membatasi apa pun: isi anggaran perangkat daerahnya pada “Anggaran perangkat "
        "daerah”.",
    ]
    budget = BudgetWish(agency="Dinkes", year=2027, limit=Fraction(4))
    for language in LANGUAGES:
        assert len(effort_words(replace(of, budgets=(budget,)), translator(language))) == 1
