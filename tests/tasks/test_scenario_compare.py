"""Saved plans side by side: nine villages, where 50, 10 and 4 children are missing in three."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from kampungkb.exports.listing import listing_csv
from kampungkb.i18n.translator import LANGUAGES, translator
from kampungkb.tasks.plan import answer, plan_document
from kampungkb.tasks.scenario import assumptions_of, plan_of
from kampungkb.tasks.scenario_compare import Side, compare, moved_villages, side
from kampungkb.tasks.scenario_compare_files import course_listing, measures_listing
from kampungkb.tasks.scenario_compare_view import (
    bars,
    bars_title,
    basis_sentences,
    course,
    made_up,
    measures,
    moved_frame,
    moved_listing,
    moves_sentences,
    names_of,
)
from tests.tasks.scenarios import TODAY, basis, opened, saved
from tests.tasks.test_plan_problem import assumed
from tests.villages import VILLAGES

ID = translator("id")


@pytest.fixture
def engine(sqlite_template, tmp_path):
    found = opened(sqlite_template, tmp_path)
    yield found
    found.dispose()


@pytest.fixture
def two(engine) -> list[Side]:
    """Two villages in a quarter, and one."""
    many = (saved(engine, "Cepat"), saved(engine, "Lambat", per_quarter=1))
    return [side(engine, one) for one in many]


def test_figures_are_those_of_the_plans(two):
    found = compare(basis(), two)
    told = [
        plan_document(answer(basis(), assumed(per_quarter=many), today=TODAY), ID)
        for many in (2, 1)
    ]
    measured = found.comparison.measured
    assert [float(one.benefit) for one in measured] == [one["benefit"] for one in told]
    assert [float(one.course[-1].people) for one in measured] == [one["people"] for one in told]
    assert [one.course[-1].villages for one in measured] == [len(one["villages"]) for one in told]
    assert [one.benefit for one in measured] == [one.entry.summary.benefit for one in two]


def test_side_by_side_in_words(two):
    found = compare(basis(), two)
    assert measures(found, ID).names == ("Cepat", "Lambat")
    assert measures(found, ID).rows == (
        ("Desa dibentuk", ("5", "4")),
        ("di antaranya kebutuhan tidak diketahui", ("1", "0")),
        ("Kekurangan terjangkau", ("64", "64")),
        ("Manfaat", ("63", "59,5")),
        ("50\N{NO-BREAK SPACE}% desa (5) tercapai", ("TW II 2027", "TW III 2027")),
        ("75\N{NO-BREAK SPACE}% desa (7) tercapai", ("TW III 2027", "tidak tercapai")),
        ("Revisi data rencana", ("1", "1")),
    )
    assert course(found, ID).rows == (
        ("TW I 2027", ("60", "50")), ("TW II 2027", ("64", "60")), ("TW III 2027", ("64", "64")),
        ("TW IV 2027", ("64", "64")),
    )  # fmt: skip
    assert moves_sentences(found, ID) == (
        "“Lambat” mengubah 4 desa dibanding acuan: 3 lebih lambat dan 1 keluar.",
    )
    assert bars_title(found, ID) == "“Cepat” memberi manfaat terbesar"
    assert bars(found, ID).to_dict("list") == {
        "name": ["Cepat", "Lambat"], "benefit": [Fraction(63), Fraction(119, 2)],
        "people": [64, 64],
    }  # fmt: skip


def test_the_same_plan_twice_moves_nobody(two):
    found = compare(basis(), [two[0], two[0]])
    assert moves_sentences(found, ID)[0].endswith("tidak ada desa yang berpindah.")
    assert bars_title(found, ID) == "Manfaat semua rencana sama"
    assert moved_villages(found).empty


def test_villages_that_move_are_listed_in_the_order_of_the_reference(two):
    frame, formats = moved_frame(compare(basis(), two), ID)
    assert frame.to_numpy(object)[:, [0, 1, 3, 4, 5]].tolist() == [
        ["Desa 4", "Lempuyang", "TW I 2027", "TW II 2027", "1 triwulan lebih lambat"],
        ["Desa 2", "Kramat", "TW II 2027", "TW IV 2027", "2 triwulan lebih lambat"],
        ["Desa 7", "Mancak", "TW II 2027", "TW III 2027", "1 triwulan lebih lambat"],
        ["Desa 3", "Kramat", "TW III 2027", "tidak direncanakan", "keluar dari rencana"],
    ]
    needs = frame["Kebutuhan"]
    assert [formats["Kebutuhan"](one) for one in needs] == ["10", "0", "4", "–"]


def test_a_file_holds_the_same_rows_and_says_what_is_sample_data(two):
    found = compare(basis(), two)
    listing = moved_listing(found, ("KIA",), ID)
    lines = listing_csv(listing, ID).decode("utf-8-sig").splitlines()
    assert [one.split(";")[0] for one in lines[1:]] == [VILLAGES[at] for at in (4, 2, 7, 3)]
    # Village 1 is formed in illustrative data only.
    assert made_up(found)
    assert listing.is_made_up
    assert listing.about[0] == (
        "Skenario yang dibandingkan", "Cepat: nomor 1, versi 1, data revisi 1",
    )  # fmt: skip


def test_case_65_a_name_that_is_a_column_or_a_formula_stays_a_name(engine):
    named = [saved(engine, "Desa"), saved(engine, "=1+1", per_quarter=1)]
    found = compare(basis(), [side(engine, one) for one in named])
    frame, _ = moved_frame(found, ID)
    assert list(frame.columns) == [
        "Desa", "Kecamatan", "Kebutuhan", "Triwulan: Desa", "Triwulan: =1+1", "Perubahan: =1+1",
    ]  # fmt: skip
    assert frame["Desa"].iloc[0] == "Desa 4"


def test_what_is_formed_meanwhile_does_not_count(two):
    found = compare(basis(4), two)
    first = found.comparison.measured[0]
    assert (first.outside, first.course[-1].people, first.benefit) == ((VILLAGES[4],), 54, 53)
    assert basis_sentences(found, ID) == (
        "Semua rencana dihitung dengan data sekarang (revisi 1) dan bobot acuan (D02 id × 1)"
        " atas 4 triwulan, Triwulan I 2027 sampai Triwulan IV 2027.",
        "Cepat: 1 desa sudah terbentuk sejak rencana dibuat atau tidak ada lagi dalam register,"
        " sehingga tidak dihitung.",
        "Lambat: 1 desa sudah terbentuk sejak rencana dibuat atau tidak ada lagi dalam register,"
        " sehingga tidak dihitung.",
    )


def test_other_weights_are_told(engine):
    named = [saved(engine, "Satu"), saved(engine, "Dua", needs={"D02": Fraction(5, 2)})]
    found = compare(basis(), [side(engine, one) for one in named])
    # Both by the first one's weights: the same villages in the same quarters.
    assert [one.benefit for one in found.comparison.measured] == [63, 63]
    assert basis_sentences(found, ID)[1].startswith("Skenario ini memakai bobot yang berbeda")
    turned = compare(basis(), [side(engine, one) for one in named[::-1]])
    assert [one.benefit for one in turned.comparison.measured] == [Fraction(315, 2)] * 2
    assert basis_sentences(turned, ID)[0].count("bobot acuan (D02 id × 2,50) atas 4 triwulan") == 1


def test_needs_that_are_not_known_are_not_nought(engine):
    made = [saved(engine, "A", needs={"L02": Fraction(1)}),
            saved(engine, "B", needs={"L02": Fraction(1)}, per_quarter=1)]  # fmt: skip
    found = compare(basis(), [side(engine, one) for one in made])
    assert dict(measures(found, ID).rows)["Kekurangan terjangkau"] == ("tidak diketahui",) * 2
    assert dict(measures(found, ID).rows)["Manfaat"] == ("tidak diketahui",) * 2
    assert {cell for _, cells in course(found, ID).rows for cell in cells} == {"tidak diketahui"}
    assert bars(found, ID)["benefit"].isna().tolist() == [True, True]


def test_assumptions_that_cannot_be_read_leave_the_plan(engine, two):
    blind = replace(two[0], assumptions=None)
    found = compare(basis(), [blind, two[1]])
    assert found.comparison.measured[0].course[-1].villages == 5
    assert assumptions_of(plan_of(engine, two[0].entry)) == two[0].assumptions


def test_three_are_held_against_the_first(engine, two):
    third = side(engine, saved(engine, "Tanpa desa 0", banned=frozenset({VILLAGES[0]})))
    found = compare(basis(), [two[1], two[0], third])
    assert found.moved(1) == {"earlier": 3, "added": 1}
    assert [move.kind for move in found.comparison.moves[1] if move.code == VILLAGES[0]] == [
        "dropped"
    ]
    rows = moved_villages(found).set_index("code")
    assert rows.loc[VILLAGES[0], "move_1"] is None
    assert list(moved_frame(found, ID)[0].columns)[3:] == [
        "Triwulan: Lambat", "Triwulan: Cepat", "Perubahan: Cepat", "Triwulan: Tanpa desa 0",
        "Perubahan: Tanpa desa 0",
    ]  # fmt: skip


def test_names_that_differ_in_capitals_only_are_numbered(two):
    alike = replace(two[1], entry=replace(two[1].entry, name="CEPAT"))
    assert names_of(compare(basis(), [two[0], alike]), ID) == ("Cepat (no. 1)", "CEPAT (no. 2)")


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_have_all_words(two, language):
    t, found = translator(language), compare(basis(4), two)
    told = [*basis_sentences(found, t), *moves_sentences(found, t), bars_title(found, t)]
    assert [one for one in told if "{" in one] == []
    assert len(moved_frame(found, t)[0]) == 4


def test_the_files_hold_the_figures_of_the_page(two):
    found = compare(basis(), two)
    own = {one.name: one.cells for one in measures_listing(found, ("Sumber",), ID).columns}
    assert own["Skenario"] == ("Cepat", "Lambat")
    assert own["Desa dibentuk"] == (5, 4)
    assert own["Kekurangan terjangkau"] == (64, 64)
    assert own["Manfaat"] == (63, Decimal("59.5"))
    # The words of the page stand beside the figures.
    page = dict(measures(found, ID).rows)
    assert {name: own[name] for name in list(page)[-3:]} == dict(list(page.items())[-3:])
    rows = course_listing(found, ("Sumber",), ID)
    by_plan = dict(zip(("Cepat", "Lambat"), found.comparison.measured, strict=True))
    name, quarter, villages, unknown, people = (one.cells for one in rows.columns)
    assert len(name) == 2 * len(found.comparison.quarters)
    for at, one in enumerate(name):
        (reached,) = [x for x in by_plan[one].course if x.quarter == quarter[at]]
        assert (villages[at], unknown[at]) == (reached.villages, reached.unknown)
        assert people[at] == reached.people
    assert rows.made_up == (made_up(found),) * len(name)
    assert rows.sources == ("Sumber",)
