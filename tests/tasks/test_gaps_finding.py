"""What the gaps say in words."""

from fractions import Fraction

import pytest

from kampungkb.analysis.comparison import formed_comparison
from kampungkb.analysis.equity import Equity
from kampungkb.i18n.translator import translator
from kampungkb.tasks.gaps_finding import (
    Told,
    comparison_words,
    course_finding,
    course_notes,
    heat_finding,
    indicator_finding,
    shortfall_finding,
    showing,
)
from kampungkb.tasks.gaps_time import course_view, indicator_values
from kampungkb.tasks.gaps_unit import equity_words, services_words, standing_words, unit_words
from kampungkb.tasks.gaps_view import (
    gap_scope,
    heat_view,
    shortfall_view,
    shown_units,
    unit_rows,
)
from kampungkb.tasks.ledger import ledger
from tests.tasks.snapshots import IDM, KIA, KKB, STUNTING, reported, snapshot
from tests.villages import DISTRICTS, REGENCY, VILLAGES, dictionary, indicator, published, seen

ID, EN = translator("id"), translator("en")
KRAMAT, LEMPUYANG, MANCAK = DISTRICTS
PERCENT = "\N{NO-BREAK SPACE}%"
MINUS = "\N{MINUS SIGN}"


def told(of, one=KIA, *, view="achieved", level="district", place=None, formed="all", t=ID):
    book = ledger(of)
    return Told(
        t=t, snapshot=of, ledger=book, scope=gap_scope(of, book, formed),
        shown=shown_units(view, level, place, of.parents),
        values=indicator_values(of, book, one.code, None),
    )  # fmt: skip


def finding(of, one=KIA, **choice) -> str:
    known = told(of, one, **choice)
    return indicator_finding(known, one, unit_rows(known.scope, one, known.shown, of.parents))


@pytest.fixture(scope="module")
def of():
    return snapshot(*reported())


def without_net(sentence: str) -> str:
    """The sentence as it stands without the net distance."""
    start, found, rest = sentence.partition(" (selisih bersih ")
    return start + rest.partition(")")[2] if found else sentence


def test_who_is_short_and_where(of):
    assert without_net(finding(of)) == (
        # Two of the districts have a value in two of their three villages.
        f"D02 id: 0 dari 1 kecamatan belum mencapai 60{PERCENT}; kurang 64 anak, terbanyak di "
        "Kecamatan Lempuyang (10). Datanya di bawah 80 % desa, tidak dinilai dan tidak "
        "diperingkat: 2 kecamatan."
    )


def test_who_is_short_inside_a_district(of):
    # 10 of 100 and 6 of 10: the interval of six holds 60 %, so one village is below.
    assert without_net(finding(of, level="village", place=KRAMAT)) == (
        f"D02 id di Kecamatan Kramat: 1 dari 3 desa belum mencapai 60{PERCENT}; kurang 50 anak, "
        "terbanyak di Desa 0 · Kec. Kramat (50)."
    )


def test_nobody_is_short(of):
    assert finding(of, formed="formed") == (
        f"D02 id (desa Kampung KB): di 1 kecamatan tidak ada kekurangan menuju sasaran 60{PERCENT}."
    )


def test_what_should_be_low_is_above():
    of = snapshot(*(seen(place, 30, 100, indicator="L02") for place in range(9)))
    assert without_net(finding(of, STUNTING)) == (
        f"L02 id: 3 dari 3 kecamatan masih di atas 14{PERCENT}; 144 anak melebihi sasaran, "
        "terbanyak di Kecamatan Kramat (64)."
    )


def test_no_target_no_shortfall():
    cards = indicator("D02", None)
    of = snapshot(*reported(), dictionary=dictionary(KKB, cards))
    assert finding(of, cards) == (
        f"D02 id: 55,51{PERCENT}; terendah 14,29{PERCENT} di Kecamatan Mancak, tertinggi "
        f"60,00{PERCENT} di Kecamatan Lempuyang. Belum ada sasaran, jadi tidak ada kekurangan yang "
        "dihitung."
    )


def test_an_index_has_its_own_sentence(of):
    assert finding(of, IDM).startswith("IDM id: 0,5896; terendah 0,5896 di Kecamatan Kramat, ")
    idm = indicator("IDM", "0.7", kind="index")
    aimed = snapshot(*reported(), dictionary=dictionary(KKB, idm))
    assert finding(aimed, idm).startswith("IDM id: 0,5896 terhadap sasaran 0,7000; terendah ")


def test_states_have_their_own_sentences(of):
    assert finding(of, KKB) == (
        "2 dari 9 desa sudah menjadi Kampung KB (1 tercatat resmi); 5 lagi menuju sasaran "
        f"75{PERCENT}."
    )
    # Three quarters of Mancak's two villages are two of them.
    assert finding(of, KKB, level="village", place=MANCAK) == (
        "K01 id di Kecamatan Mancak: 1 dari 2 desa; 1 desa lagi menuju sasaran "
        f"75{PERCENT}."
    )  # fmt: skip
    left_behind = indicator("E06", None, kind="yes_no", better="lower")
    rows = [seen(place, indicator="E06", value=float(place == 3)) for place in range(8)]
    of = snapshot(*rows, dictionary=dictionary(KKB, left_behind))
    assert finding(of, left_behind) == "E06 id: 1 dari 8 desa; belum ada sasaran."


def test_without_a_value_nothing_is_claimed(of):
    assert finding(of, STUNTING) == "L02 id: belum ada nilai sampai periode ini."


def test_pairs_below_their_target(of):
    known = told(of, view="indicators")
    book = known.ledger
    view = heat_view(known.scope, book.terms, book.indicators, known.shown, of.parents)
    # No district has three quarters of its villages formed; two have cards of too few villages.
    assert heat_finding(known, view) == (
        "2 indikator: 3 dari 4 penilaian kecamatan belum mencapai sasaran; terbanyak K01 id, di 3 "
        "kecamatan. Datanya kurang untuk dinilai (di bawah 80 % desa): 2 penilaian."
    )
    empty = heat_view(known.scope, book.terms, ("IDM",), known.shown, of.parents)
    assert heat_finding(known, empty) == (
        "Belum ada nilai yang dapat dibandingkan dengan sasaran."
    )  # fmt: skip


def test_missing_services(of):
    known = told(of, view="shortfall")

    def sentence(*codes: str) -> str:
        view = shortfall_view(
            known.scope, of.dictionary, known.ledger.terms, codes, known.shown, of.parents
        )
        return shortfall_finding(known, view)

    assert sentence("K01", "D02", "IDM") == (
        "1 indikator: masih kurang 64 layanan, terbanyak di Kecamatan Kramat (50); "
        f"100{PERCENT} menjadi tugas Dinkes."
    )
    assert sentence("K01", "IDM") == (
        "Belum ada indikator dengan sasaran yang kekurangannya dapat dijumlahkan."
    )


def course(of, place=None, *, deadline=None, one=KIA):
    known = told(of, one, view="course", place=place)
    view = course_view(
        of, known.ledger, known.scope, known.values, one, place=place, deadline_year=deadline
    )
    assert view is not None
    return known, view


def test_a_course_that_is_too_slow():
    # Four quarters, a point more in each: all but four a year (a year is 365.25 days).
    periods = ["2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1"]
    of = snapshot(
        *(
            seen(place, 300 + 10 * n, 1000, period=period)
            for n, period in enumerate(periods)
            for place in range(9)
        )
    )
    known, view = course(of, deadline=2027)
    sentence = course_finding(known, KIA, view, None)
    assert sentence.startswith(f"D02 id: 33,00{PERCENT} pada Triwulan I 2026, bergerak +3,98 ")
    assert sentence.endswith(
        f" agar mencapai 60{PERCENT} pada 31 Desember 2027: terlalu lambat."
    )  # fmt: skip
    notes = course_notes(known, KIA, view)
    assert len(notes) == 2
    assert notes[1] == f"Bila lajunya tetap, 39,98{PERCENT} pada 31 Desember 2027."
    # Without a choice the target's year has passed, and the note says until when it is counted.
    known, view = course(of)
    assert course_notes(known, KIA, view)[1] == (
        "Tahun sasaran 2024 sudah lewat; laju yang diperlukan dihitung sampai 31 Desember 2029."
    )


def test_a_course_at_its_target(of):
    known, view = course(of, VILLAGES[1])
    assert course_finding(known, KIA, view, VILLAGES[1]).startswith(
        f"D02 id di Desa 1 · Kec. Kramat: 90,00{PERCENT} pada Triwulan I 2026, sudah mencapai "
        f"sasaran 60{PERCENT}; bergerak +"
    )


def test_a_course_of_one_period():
    of = snapshot(*(seen(place, 1, 2) for place in range(9)))
    known, view = course(of)
    assert course_finding(known, KIA, view, None) == (
        f"D02 id: 50,00{PERCENT} pada Triwulan I 2026; baru satu periode, jadi lajunya belum "
        "diketahui."
    )


def test_comparison_says_that_it_is_no_effect():
    of = snapshot(*(seen(place, 80 if place in (1, 8) else 50, 100) for place in range(9)))
    known = told(of, view="distribution")
    rows = unit_rows(known.scope, KIA, known.shown, of.parents)
    found = formed_comparison(rows, known.ledger.rollout.formed_codes)
    assert comparison_words(known, KIA, found, made_up=True) == [
        f"Desa Kampung KB 80,00{PERCENT} (2 desa), desa lain 50,00{PERCENT} (7 desa): selisih "
        "+30,00 poin persen.",
        "Ini bukan dampak program: desa dipilih menjadi Kampung KB justru karena miskin atau "
        "kurang terlayani, sehingga sejak awal sudah berbeda.",
        "Daftar desa terbentuk sebagian data contoh.",
    ]
    assert comparison_words(known, KIA, None, made_up=True) == []


def test_what_is_on_the_screen(of):
    assert showing(told(of), 3, 3) == "Menampilkan 3 kecamatan, semua desa."
    inside = told(of, level="village", place=KRAMAT, formed="unformed")
    assert showing(inside, 3, 3) == (
        "Menampilkan 3 desa di Kecamatan Kramat, hanya desa yang belum tercatat sebagai Kampung KB."
    )
    every = told(of, level="village")
    assert showing(every, 9, 9) == "Menampilkan 9 desa, semua desa."
    assert showing(every, 4, 9).endswith("; selebihnya ada di tabel.")
    assert showing(every, 4, 9, rest_in_table=False).endswith(
        "; pilih kecamatan untuk melihat desanya."
    )


def panel(of, code, one=KIA, **choice):
    known = told(of, one, **choice)
    return unit_words(ID, of, known.ledger, known.scope, known.values, one, code)


def lines(of, code, one=KIA, **choice) -> dict[str, tuple[str, str, str]]:
    words = panel(of, code, one, **choice)
    return {one.label: (one.text, one.unit, one.note) for one in words.lines}


def test_panel_of_a_district(of):
    words = panel(of, KRAMAT)
    # Three of its four villages have a value: too few to say whether the target is met.
    assert (words.value, words.verdict) == (f"50,48{PERCENT}", "thin")
    assert words.standing == "belum dinilai, membaik"
    found = lines(of, KRAMAT)
    assert found["Angka dasar"][0] == "106 dari 210"
    assert found["Sasaran"] == (f"60{PERCENT} (2024)", "", "A law")
    assert found["Kekurangan"] == ("50", "anak", "dijumlahkan desa demi desa")
    assert found["Belum terlayani"] == ("104", "anak", "seluruhnya, apa pun sasarannya")
    assert found["Cakupan"] == ("3 dari 4 desa", "", "di bawah 80 %: tidak ikut peringkat")
    assert found["Keadaan data"] == ("Triwulan I 2026", "", "")
    # 106 of 210 against 160 of 400, but for desa 3, which has no rate now: 120 of 300.
    assert found["Perubahan"][0] == "+10,48 poin persen sejak TW IV 2025"


def test_panel_of_a_village(of):
    found = lines(of, VILLAGES[7], level="village")
    assert found["Kekurangan"] == ("4", "anak", "")
    assert "Cakupan" not in found
    assert panel(of, VILLAGES[1], level="village").standing == "mencapai sasaran, membaik"
    assert lines(of, VILLAGES[1], level="village")["Kekurangan"] == ("tidak ada", "", "")
    assert "Kekurangan" not in lines(of, VILLAGES[8], level="village")


def test_panel_names_the_published_figure_and_who_said_it():
    of = snapshot(*reported(), published=published({"value": 0.4653}))
    assert lines(of, REGENCY)["Angka terbit"] == (
        f"46,53{PERCENT}", "", "2024, A report; tidak mengubah kekurangan",
    )  # fmt: skip


def test_panel_of_a_state(of):
    words = panel(of, VILLAGES[8], KKB, level="village")
    assert (words.value, words.verdict, words.standing) == ("terbentuk", "", "")
    assert [line.label for line in words.lines] == ["Keadaan data"]
    found = lines(of, REGENCY, KKB)
    assert found["Kekurangan"] == (
        "5", "anak", "desa sampai sasaran; tidak dijumlahkan antarwilayah",
    )  # fmt: skip
    assert found["Desa yang belum"][0] == "7"
    assert "Selisih bersih" not in found


def test_what_should_be_low_has_no_unserved():
    of = snapshot(*(seen(place, 30, 100, indicator="L02") for place in range(9)))
    assert "Belum terlayani" not in lines(of, REGENCY, STUNTING)


def test_measured_stunting_never_stands_alone():
    measured = indicator("L03", None)
    of = snapshot(
        *(seen(place, 3, 100, indicator="L02") for place in range(9)),
        *(seen(place, 40, 100, indicator="L03") for place in range(9)),
        dictionary=dictionary(KKB, STUNTING, measured),
    )
    assert lines(of, KRAMAT, STUNTING)["L03 id"] == (
        f"40,00{PERCENT}", "", "bila sedikit yang diukur, angka terukur tampak rendah",
    )  # fmt: skip


def test_a_stale_value_is_marked():
    of = snapshot(seen(0, 1, 2, period="2025-Q1"), seen(1, 1, 2))
    text, _, note = lines(of, VILLAGES[0], level="village")["Keadaan data"]
    assert text == "Triwulan I 2025"
    assert note == "▲ usang: berumur 12 bulan, lebih dari dua kali irama pelaporannya"


def test_a_unit_that_was_not_asked_for(of):
    assert panel(of, LEMPUYANG, formed="formed") is None
    assert panel(of, VILLAGES[0], formed="formed") is None


def test_missing_services_of_a_unit():
    births = indicator("D01", "0.5", responsible="Disdukcapil")
    of = snapshot(
        seen(0, 10, 100), seen(0, 20, 100, indicator="D01"), seen(4, 60, 100),
        dictionary=dictionary(KKB, births, KIA),
    )  # fmt: skip
    scope = told(of).scope
    codes = ("D01", "D02")
    words = services_words(ID, of.dictionary, ledger(of), scope, codes, "district", KRAMAT)
    assert words.value == "80 layanan"
    assert [(line.label, line.text, line.note) for line in words.lines] == [
        ("D02 id", "50", "Dinkes"), ("D01 id", "30", "Disdukcapil"),
    ]  # fmt: skip
    # Nothing is known of its birth certificates, which is not 0.
    words = services_words(ID, of.dictionary, ledger(of), scope, codes, "district", LEMPUYANG)
    assert words.value == "0 layanan"
    assert [(line.label, line.text) for line in words.lines] == [
        ("D02 id", "tidak ada"), ("D01 id", "belum ada data"),
    ]  # fmt: skip
    assert services_words(
        ID, of.dictionary, ledger(of), scope, codes, "village", VILLAGES[8]
    ).value == ("belum ada data")


def test_inequality_in_words():
    found = Equity(
        districts=29, fifth=6, worst_codes=("a",), best_codes=("b",), worst_value=0.412,
        best_value=0.6902, gap=0.2782, need_codes=("a",), need_shortfall=11, total_shortfall=20,
        need_share=Fraction(11, 20),
    )  # fmt: skip
    assert equity_words(ID, KIA, found) == [
        f"Ketimpangan: 6 kecamatan paling tertinggal 41,20{PERCENT}, 6 terbaik 69,02{PERCENT}, "
        "berjarak 27,82 poin persen.",
        f"6 kecamatan dengan kekurangan terbesar menampung 55{PERCENT} dari seluruh kekurangan "
        "(anak).",
    ]
    assert equity_words(ID, KIA, None) == []


def test_standing_of_rows(of):
    rows = told(of).scope.rows("village", "D02")
    assert standing_words(ID, rows["verdict"], ["worse"] * 9)[:4] == [
        "belum mencapai dan memburuk", "mencapai sasaran, tetapi memburuk",
        "belum dapat disimpulkan, memburuk", "belum ada data",
    ]  # fmt: skip


def test_english(of):
    assert finding(of, t=EN, formed="formed") == (
        "D02 en (Kampung KB villages): no shortfall to the target of 60% in 1 districts."
    )
