"""Unggah: what saving would change, in exact numbers, and that nothing else is saved."""

import base64
import re
import shutil

import pytest

from kampungkb.store.engine import open_engine
from tests.pages.screen import block, blocks, figure, plain, shown, trace
from tests.pages.uploading import (
    HEAD,
    MONGPOK,
    PANYABRANGAN,
    TITLE,
    Store,
    page,
    press,
    saves,
    send,
    words,
)
from tests.uploads.tables import Store as Imports

pytestmark = pytest.mark.usefixtures("patient", "seeded")
SUKAMAJU, CIMAUNG = "36.04.23.2004", "36.04.23.2007"


def table(*rows: str) -> bytes:
    return f"{TITLE}{HEAD}{''.join(f'Cikeusal;{row}{chr(10)}' for row in rows)}".encode()


BEFORE = table("Mongpok;40;100", "Panyabrangan;30;60", "Cimaung;9;10")
AFTER = table("Mongpok;70;100", "Panyabrangan;30;60", "Sukamaju;20;50")


@pytest.fixture(scope="module")
def seeded_path(pack_path, tmp_path_factory):
    path = tmp_path_factory.mktemp("seeded") / "store.sqlite"
    shutil.copyfile(pack_path, path)
    engine = open_engine(f"sqlite:///{path}")
    document = Imports(engine).imported(BEFORE, dry_run=False, agency="Disdukcapil")
    assert document["verdict"] == "accepted"
    engine.dispose()
    return path


@pytest.fixture
def own(seeded_path, tmp_path, monkeypatch):
    """A copy that is written to."""
    path = tmp_path / "own.sqlite"
    shutil.copyfile(seeded_path, path)
    monkeypatch.setenv("KAMPUNGKB_STORE", str(path))
    found = Store(path)
    yield found
    found.engine.dispose()


@pytest.fixture
def seeded(seeded_path, monkeypatch):
    monkeypatch.setenv("KAMPUNGKB_STORE", str(seeded_path))


def spaced(markup):
    return plain(markup).replace("\xa0", " ")


def card(app):
    """The card of the regency: rows of label, before and after, and the sentences below them."""
    (body,) = [one for one in blocks(app) if "kkb-preview-card" in one]
    rows = re.findall(r"<tr[^>]*>(<td>.*?)</tr>", body)
    cells = [tuple(spaced(one) for one in re.findall(r"<td.*?</td>", row)) for row in rows]
    return cells, spaced(body.split("</table>")[1])


def listed(app):
    (frame,) = [one.value for one in app.dataframe]
    return frame.astype(object).where(frame.notna(), None)


# Short of 60 %: before 60 - 40 and 36 - 30 children, afterwards 36 - 30 and 30 - 20.
SAID = {
    "id": (
        "2 nilai KIA 0–<17 Triwulan III 2026: 1 baru, 1 berubah; kekurangan Kabupaten Serang "
        "turun dari 26 menjadi 16 anak; 1 desa menjadi tercapai; 1 desa mendapat nilai pertama. "
        "1 baru 1 berubah 1 tetap 323 desa tidak termuat KIA 0–<17: 323 desa tidak ada nilainya "
        "dalam isian ini, yaitu Kramatwatu, Margasana, Pejaten, Toyomerto, Harjatani, Serdang, "
        "Terate, Tonjong, dan 315 desa lain."
    ),
    "en": (
        "2 values of Child identity card 0–<17, Q3 2026: 1 new, 1 changed; shortfall of Kabupaten "
        "Serang down from 26 to 16 children; 1 village now meets the target; 1 village gets its "
        "first value. 1 new 1 changed 1 unchanged 323 villages not included Child identity card "
        "0–<17: 323 villages have no value in what is submitted: Kramatwatu, Margasana, Pejaten, "
        "Toyomerto, Harjatani, Serdang, Terate, Tonjong and 315 other villages."
    ),
}
CARD = {
    "id": [
        ("Nilai", "46,47 %", "58,64 %"),
        ("Pembilang dari penyebut", "79 dari 170", "129 dari 220"),
        ("Kekurangan (anak)", "26", "16"),
        ("Status", "▼ belum mencapai", "◇ belum dapat disimpulkan"),
        ("Sasaran", "60,00 %", "60,00 %"),
        ("Desa dengan nilai", "3 dari 326", "4 dari 326"),
        ("Periode terakhir", "TW III 2026", "TW III 2026"),
        ("Asal angka", "resmi", "resmi"),
    ],
    "en": [
        ("Value", "46.47%", "58.64%"),
        ("Numerator of denominator", "79 of 170", "129 of 220"),
        ("Shortfall (children)", "26", "16"),
        ("Verdict", "▼ not yet met", "◇ cannot tell yet"),
        ("Target", "60.00%", "60.00%"),
        ("Villages with a value", "3 of 326", "4 of 326"),
        ("Last period", "Q3 2026", "Q3 2026"),
        ("Origin", "official", "official"),
    ],
}
BELOW = {
    "id": "Selisih nilai: +12,17 poin persen. Selisih kekurangan: −10 anak.",
    "en": "Difference in value: +12.17 percentage points. Difference in shortfall: −10 children.",
}
LEGEND = {
    "id": "● menjadi tercapai (1) nilai pertama (1) tidak berubah (324)",
    "en": "● now meets the target (1) first value (1) unchanged (324)",
}
TABLE = {
    "id": ["Desa", "Kecamatan", "Sebelum", "Sesudah", "Selisih", "Selisih kekurangan", "Perubahan"],
    "en": ["Village", "District", "Before", "After", "Difference", "Change of shortfall", "Change"],
}
KINDS = {"id": ["berubah", "baru"], "en": ["changed", "new"]}


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_small_file_in_exact_numbers(lang):
    app = send(page(lang=lang) if lang == "en" else page(), AFTER)
    assert block(app, "kkb-preview-head") == SAID[lang]
    assert card(app) == (CARD[lang], BELOW[lang])
    assert block(app, "kkb-legend") == LEGEND[lang]
    frame = listed(app)
    assert list(frame.columns) == TABLE[lang]
    # The largest change of people comes first; a first value has nothing to be held against.
    assert frame.to_numpy().tolist() == [
        ["Mongpok", "Cikeusal", 0.4, 0.7, pytest.approx(0.3), -20, KINDS[lang][0]],
        ["Sukamaju", "Cikeusal", None, 0.4, None, 10, KINDS[lang][1]],
    ]
    (button,) = [one for one in app.button if one.key == "upload_save_button"]
    assert not button.disabled


def test_the_map_colours_the_villages_that_change():
    app = send(page(), AFTER)
    units = trace(app, "units")
    codes = units["locations"]
    # Classes in the order of the legend: reached, first value, unchanged.
    at = dict(zip(codes, base64.b64decode(units["z"]["bdata"]), strict=True))
    assert (len(at), {code: one for code, one in at.items() if one != 2}) == (
        326, {MONGPOK: 0, SUKAMAJU: 1},
    )  # fmt: skip
    hover = dict(zip(codes, units["text"], strict=True))
    assert hover[MONGPOK] == "40,00\xa0% → 70,00\xa0%, kekurangan 20 → 0"
    assert hover[SUKAMAJU] == "belum ada data → 40,00\xa0%, kekurangan – → 10"
    assert figure(app)["alt"] == (
        "Peta Kabupaten Serang, perubahan KIA 0–<17: menjadi tercapai 1 desa, nilai pertama 1 "
        "desa, dan tidak berubah 324 desa."
    )


def test_what_is_saved_is_what_was_shown_and_no_more(own):
    app = press(send(page(), AFTER), "Simpan sebagai revisi 3")
    assert block(app, "kkb-done").startswith(
        "kia.csv tersimpan sebagai revisi 3: 2 baris data baru atau berubah."
    )
    values = {code: own.official(code) for code in (MONGPOK, PANYABRANGAN, SUKAMAJU, CIMAUNG)}
    # A village that the file lacks keeps its value.
    assert values == {
        MONGPOK: (70, 100), PANYABRANGAN: (30, 60), SUKAMAJU: (20, 50), CIMAUNG: (9, 10),
    }  # fmt: skip


def test_case_51_a_change_in_between_is_told_and_the_preview_made_anew(own):
    app = send(page(), AFTER)
    assert card(app)[0][2] == ("Kekurangan (anak)", "26", "16")
    Imports(own.engine).imported(table("Mongpok;55;100"), dry_run=False, author="Budi")
    press(app, "Simpan sebagai revisi 3")
    assert (own.revision, own.official(MONGPOK)) == (3, (55, 100))
    assert block(app, "kkb-refused").startswith("Belum ada yang disimpan: datanya berubah")
    assert block(app, "kkb-upload-since").endswith("Revisi 3 oleh Budi: data.csv")
    # 60 - 55 and 36 - 30 children by then.
    assert card(app)[0][2] == ("Kekurangan (anak)", "11", "16")
    # Sukamaju, new with 10 children short, is now the largest change.
    assert listed(app)["Desa"].tolist() == ["Sukamaju", "Mongpok"]
    press(app, "Simpan sebagai revisi 4")
    assert (own.revision, own.official(MONGPOK)) == (4, (70, 100))


def test_case_32_and_38_each_warning_is_confirmed_by_itself():
    future = AFTER.replace(b"Triwulan III 2026", b"Triwulan IV 2027")
    app = send(page(), future.replace(b";70;100", b";4;1000"))
    assert [shown(one.label) for one in app.checkbox] == [
        "Baris 4: Periode Triwulan IV 2027 belum berakhir pada hari ini. Pastikan periodenya "
        "benar.",
        "Baris 4, kolom pembilang: D02 di 36.04.23.2015 Mongpok, Kec. Cikeusal berubah sepuluh "
        "kali lipat atau lebih sejak Triwulan III 2026: dari 40 / 100 menjadi 4 / 1000. Pastikan "
        "nilainya benar.",
    ]
    for place, waits in enumerate(("2 hal", "1 hal")):
        assert saves(app) == [False]
        assert f"{waits} di atas menunggu jawaban Anda." in words(app)
        app.checkbox[place].check().run()
    assert saves(app) == [True]
    assert "menunggu jawaban" not in words(app)
