"""The effort file: days by village and agency, taken whole or not at all."""

from fractions import Fraction

import pytest

from kampungkb.i18n.translator import LANGUAGES, translator
from kampungkb.tasks.finding_words import finding_message
from kampungkb.tasks.plan_effort import read_effort
from tests.intake import files
from tests.tasks.snapshots import snapshot
from tests.villages import VILLAGES

HEAD = "kode_desa;perangkat_daerah;hari"


def read(*rows: str, head: str = HEAD):
    return read_effort("\n".join([head, *rows]).encode(), "beban.csv", snapshot())


def test_days_by_village_and_agency():
    found = read(f"{VILLAGES[0]};Dinkes;2,5", f"{VILLAGES[1].replace('.', '')};dinkes;0", ";;")
    assert found.findings == ()
    assert found.days == {(VILLAGES[0], "Dinkes"): Fraction(5, 2), (VILLAGES[1], "Dinkes"): 0}


def test_a_workbook_with_numbers():
    data = files.xlsx([["Kode Desa", "OPD", "Beban"], [VILLAGES[0], "Dinkes", 0.1]])
    assert read_effort(data, "beban.xlsx", snapshot()).days == {
        (VILLAGES[0], "Dinkes"): Fraction(1, 10)
    }


@pytest.mark.parametrize(
    ("row", "kind", "column"),
    [
        ("36.04.99.2001;Dinkes;1", "effort_village_unknown", "kode_desa"),
        (f"{VILLAGES[1]};Dinas Awan;1", "effort_agency_unknown", "perangkat_daerah"),
        (f"{VILLAGES[1]};Dinkes;lama", "effort_days_unreadable", "hari"),
        (f"{VILLAGES[1]};Dinkes;-1", "effort_days_unreadable", "hari"),
        (f"{VILLAGES[1]};Dinkes;", "effort_days_unreadable", "hari"),
        (f"{VILLAGES[0]};Dinkes;1", "effort_twice", "kode_desa"),
    ],
)
def test_one_fault_refuses_the_file(row, kind, column):
    found = read(f"{VILLAGES[0]};Dinkes;2", row)
    assert found.days == {}
    assert [(one.kind, one.row, one.column) for one in found.findings] == [(kind, 3, column)]
    for language in LANGUAGES:
        assert "3" in finding_message(translator(language), found.findings[0])


def test_columns_that_are_missing_are_all_named():
    found = read(f"{VILLAGES[0]};2", head="kode_desa;lama")
    assert [(one.kind, one.row, one.column) for one in found.findings] == [
        ("effort_column_missing", 1, "perangkat_daerah"), ("effort_column_missing", 1, "hari"),
    ]  # fmt: skip
    assert "hari" in finding_message(translator("id"), found.findings[1])
