"""An indicator what-if on nine villages: figures of the ledger, sentences, tables."""

from fractions import Fraction
from typing import Any

import pytest

from kampungkb.i18n.translator import translator
from kampungkb.planning.least_effort import Effort
from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.whatif import WAYS, Wish, answer, impossible, possible
from kampungkb.tasks.whatif_tables import change_rows, village_table
from kampungkb.tasks.whatif_view import (
    Told,
    assumed,
    assumed_line,
    cannot_sentences,
    finding,
    least_lines,
    notes,
    pairs,
    time_lines,
    verdict_sentences,
)
from tests.tasks.snapshots import IDM, KIA, KKB, STUNTING, reported, snapshot
from tests.villages import DISTRICTS, REGENCY, VILLAGES, dictionary, indicator, seen

T = translator("id")
PERCENT = "\N{NO-BREAK SPACE}%"
# Cards: 10 of 100, 90 of 100, 6 of 10, 50 of 100, 60 of 100, 70 of 100, 1 of 7; villages 3 and 8
# are unknown. Together 287 of 517, 60 % of which are 311: 24 people, though 50 + 10 + 4 = 64 lack.
OF = snapshot(*reported())
LEDGER = ledger(OF)


def wish(**more: Any) -> Wish:
    usual: dict[str, Any] = {
        "indicator": "D02", "way": "target", "points": Fraction(5, 100), "per_month": 10,
        "months": 12, "start": "2026-12", "areas": (), "share": Fraction(1), "limit": "target",
        "effort": Effort(visit_days=Fraction(1), per_day=25),
    }  # fmt: skip
    return Wish(**(usual | more))


def told(of=OF, t=T, **more: Any) -> Told:
    own = LEDGER if of is OF else ledger(of)
    return Told(t=t, snapshot=of, answer=answer(of, own, wish(**more)), as_of=own.as_of)


def test_only_ratios_with_counts_can_be_raised():
    assert possible(OF, LEDGER) == ("D02",)
    assert impossible(OF, LEDGER) == {"yes_no": ("K01",), "index": ("IDM",), "no_value": ("L02",)}


def test_each_other_indicator_has_its_reason_in_words():
    some = dictionary(
        KKB, KIA, STUNTING, IDM, indicator("L04", lowest_level="regency"),
        indicator("X01", kind="count"), indicator("L09"),
    )  # fmt: skip
    of = snapshot(*reported(), seen(0, indicator="L09", value=0.5), dictionary=some)
    own = ledger(of)
    assert cannot_sentences(of, impossible(of, own), T) == [
        "Menghitung desa, bukan orang: K01 id.",
        "Indeks tidak memiliki jumlah orang: IDM id.",
        "Jumlah tanpa penyebut: X01 id.",
        "Nilainya datang tanpa pembilang dan penyebut: L09 id. Unggah lagi beserta keduanya.",
        "Hanya ada untuk kabupaten: L04 id.",
        "Belum ada nilai per desa: L02 id. Unggah datanya lebih dahulu.",
    ]


def test_the_figures_before_are_the_ledger_s():
    whole = told().answer.outcome.whole
    row = LEDGER.regency[LEDGER.regency["indicator"] == "D02"].iloc[0]
    assert (whole.numerator, whole.denominator) == (287, 517)
    assert (row["numerator"], row["denominator"]) == (287, 517)
    assert (whole.shortfall, whole.distance) == (64, 24)
    assert (row["shortfall"], row["net_distance"]) == (64, 24)
    assert (whole.villages, whole.villages_known) == (9, 7)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("areas", [(), (DISTRICTS[0],), (VILLAGES[7], VILLAGES[8])])
def test_the_rows_after_are_the_sums_of_the_villages(way, areas):
    found = told(way=way, areas=areas).answer
    row = found.after.regency.iloc[0]
    whole = found.outcome.whole
    assert (row["numerator"], row["denominator"]) == (whole.numerator_after, whole.denominator)
    assert (row["shortfall"], row["net_distance"]) == (whole.shortfall_after, whole.distance_after)
    by_district = found.after.district
    assert by_district["numerator"].sum() == whole.numerator_after
    assert by_district["shortfall"].sum() == whole.shortfall_after


def test_a_district_or_a_village_alone_is_changed():
    reached = told(areas=(DISTRICTS[0],)).answer.outcome.reached
    assert {code: n for code, n in reached.items() if n} == {VILLAGES[0]: 50}
    reached = told(areas=(VILLAGES[7],)).answer.outcome.reached
    assert {code: n for code, n in reached.items() if n} == {VILLAGES[7]: 4}


def test_verdicts_change_by_the_ledger_s_own_rule():
    found = told(way="points", points=Fraction(9, 10)).answer
    assert found.changed("below", "met") == (VILLAGES[0], VILLAGES[4], VILLAGES[7])
    # At its very target a village's interval holds the target.
    found = told().answer
    assert found.changed("below", "met") == ()
    assert found.changed("below", "cannot_tell") == (VILLAGES[0], VILLAGES[4], VILLAGES[7])


def test_the_finding_says_from_where_to_where_how_long_and_what_is_left():
    assert finding(told(per_month=10)) == (
        f"D02 id: dari 55,51{PERCENT} menjadi 67,89{PERCENT} bila 64 anak di 3 desa dijangkau. "
        "Dengan 10 anak per bulan, Dinkes memerlukan 7 bulan, sampai Juni 2027. "
        f"Nilai kabupaten mencapai sasaran 60{PERCENT}."
    )
    assert finding(told(areas=(VILLAGES[7],))).endswith(
        f"Nilai kabupaten masih kurang 20 anak dari sasaran 60{PERCENT}."
    )
    assert finding(told(t=translator("en"), areas=(VILLAGES[7],))) == (
        "D02 en: from 55.51% to 56.29% if 4 children in 1 village are reached. With 10 children a "
        "month, Dinkes needs 1 month, until December 2026. The regency's value still lacks 20 "
        "children to the target of 60%."
    )


def test_nobody_is_reached_for_a_reason():
    left = f"Nilai kabupaten masih kurang 24 anak dari sasaran 60{PERCENT}."
    assert finding(told(areas=(VILLAGES[1],))) == (
        f"D02 id tetap 55,51{PERCENT}: desa yang dipilih sudah mencapai sasarannya. Pilih desa "
        f"lain, cara lain, atau ubah batas per desa di bawah Asumsi. {left}"
    )
    assert finding(told(areas=(VILLAGES[7],), share=Fraction(1, 100))) == (
        f"D02 id tetap 55,51{PERCENT}: dengan pilihan dan asumsi ini tidak ada yang dapat "
        f"dijangkau. {left}"
    )
    assert finding(told(areas=(VILLAGES[3], VILLAGES[8]))) == (
        "D02 id: desa yang dipilih belum memiliki nilai, sehingga tidak ada yang dapat dihitung."
    )
    assert time_lines(told(areas=(VILLAGES[3],))) == []
    assert assumed_line(told(areas=(VILLAGES[3],), per_month=None)) == (
        f"Asumsi: bagian yang dapat dijangkau 100{PERCENT}; 1 hari kerja per desa dan 25 anak "
        "per hari kerja."
    )


def test_without_a_target_there_is_no_shortfall_and_no_least_effort():
    of = snapshot(*reported(), dictionary=dictionary(KKB, indicator("D02", None)))
    found = told(of, way="points")
    none = "Belum ada sasaran yang dipastikan sumbernya"
    assert [one.label for one in pairs(found)] == ["Nilai", "Pembilang", "Penyebut"]
    assert (found.answer.fewest, found.answer.quickest) == (None, None)
    assert least_lines(found)[1].startswith(none)
    assert none in finding(found)
    assert verdict_sentences(found) == []


def test_now_and_then_side_by_side():
    assert [(one.label, one.now, one.then) for one in pairs(told())] == [
        ("Nilai", f"55,51{PERCENT}", f"67,89{PERCENT}"),
        ("Pembilang", "287", "351"),
        ("Penyebut", "517", "517"),
        ("Kekurangan", "64", "0"),
        ("Selisih bersih", "24", "0"),
        ("Desa dengan kekurangan", "3", "0"),
    ]
    assert verdict_sentences(told()) == [
        "Di 3 desa kekurangannya habis.",
        "Status berubah dari belum mencapai menjadi mencapai sasaran di 0 desa, dan menjadi belum "
        "dapat disimpulkan di 3 desa: di sana selang 95 % masih memuat sasaran.",
    ]


def test_the_least_effort_is_told_with_its_proof():
    lines, words = least_lines(told())
    assert (lines[0].text, lines[1].text, words) == (
        "1 desa, 2 hari kerja", "2 hari kerja di 1 desa", ""
    )  # fmt: skip
    assert lines[0].note == (
        "Terbukti: tanpa satu desa pun tidak mungkin. Menjangkau 24 anak, terbanyak di "
        "Desa 0 · Kec. Kramat (24); selengkapnya di tabel."
    )
    assert lines[1].note.startswith(
        "Terbukti: dengan asumsi ini tidak ada cara yang lebih singkat."
    )
    lines, words = least_lines(told(areas=(VILLAGES[7],)))
    assert lines == []
    assert words.startswith(
        "Sasaran kabupaten tidak terjangkau dengan pilihan dan asumsi ini: 4 dari 24 anak dapat "
        "dijangkau, kurang 20."
    )
    # Nobody is told to choose what is chosen already.
    widest = '"Semua yang dapat dijangkau"'
    others = {limit: least_lines(told(areas=(VILLAGES[7],), limit=limit))[1]
              for limit in ("target", "all")}  # fmt: skip
    assert {limit: widest in words for limit, words in others.items()} == {
        "target": True, "all": False,
    }  # fmt: skip


def test_every_assumption_is_said():
    assert assumed(told(per_month=None, share=Fraction(4, 5), effort=Effort(
        visit_days=Fraction(3, 2), per_day=40))) == [
        f"Dari yang belum terlayani di sebuah desa, 80{PERCENT} dapat dijangkau.",
        "Kapasitas per bulan dan usaha teringan melayani tiap desa sampai sasarannya saja, "
        "kekurangan terbesar lebih dahulu.",
        "Dinkes menjangkau 6 anak per bulan mulai Desember 2026: secukupnya untuk selesai dalam "
        "12 bulan.",
        "Setiap desa yang dikunjungi memerlukan 1,5 hari kerja, ditambah satu hari kerja untuk "
        "setiap 40 anak.",
    ]  # fmt: skip


def test_villages_without_a_value_are_listed_and_nothing_is_promised():
    found = notes(told())
    assert found[0].startswith("Ini perhitungan, bukan ramalan:")
    assert found[-1] == (
        "Tanpa nilai, jadi tidak diubah dan tidak dihitung: 2 desa (Desa 3 · Kec. Kramat dan "
        "Desa 8 · Kec. Mancak)."
    )
    # 7 of 9 villages are less than 80 %.
    assert found[1].startswith("Baru 7 dari 9 desa bernilai")
    made_up = snapshot(*(row | {"origin": "illustrative"} for row in reported()))
    assert told(made_up).answer.made_up
    assert notes(told(made_up))[1] == (
        "Angka pada halaman ini memuat DATA CONTOH, bukan angka resmi."
    )


def test_the_figure_shows_the_whole_first_then_the_districts_furthest_behind():
    found = change_rows(told())
    rows = found.rows
    assert (found.level, found.units) == ("district", 3)
    assert list(rows["code"]) == [REGENCY, DISTRICTS[2], DISTRICTS[0], DISTRICTS[1]]
    assert list(rows["reached"]) == [64, 4, 50, 10]
    assert rows["after"].iloc[1] == pytest.approx(5 / 7)


def test_the_figure_shows_the_villages_of_one_district():
    found = change_rows(told(areas=(DISTRICTS[0],)))
    assert (found.level, found.units) == ("village", 3)
    assert list(found.rows["code"]) == [REGENCY, VILLAGES[0], VILLAGES[2], VILLAGES[1]]


def test_the_table_has_the_chosen_villages_most_reached_first_unknown_last():
    table = village_table(told())
    assert list(table.frame["Desa"]) == [
        "Desa 0", "Desa 4", "Desa 7", "Desa 1", "Desa 2", "Desa 5", "Desa 6", "Desa 3", "Desa 8",
    ]  # fmt: skip
    assert table.frame["Dijangkau"].tolist()[:4] == [50, 10, 4, 0]
    assert table.frame["Dijangkau"].isna().tolist() == [False] * 7 + [True] * 2
    cells = {column.header: column.cells for column in table.columns}
    assert cells["Pembilang nanti"][:3] == (60, 60, 5)
    assert cells["Dijangkau (anak)"][-1] is None
    assert cells["Rencana desa tersedikit (anak)"][:2] == (24, None)


def test_a_table_of_illustrative_villages_says_so_row_by_row():
    rows = [reported()[8] | {"origin": "illustrative"}, *reported()[9:]]
    table = village_table(told(snapshot(*rows)))
    assert table.made_up[0]
    assert sum(table.made_up) == 1


def test_the_file_says_what_was_assumed_and_that_it_is_no_forecast():
    lines = [text for _, text in village_table(told()).about]
    assert set(assumed(told())) <= set(lines)
    assert notes(told())[0] in lines
