"""What counts as the same spelling of a name."""

import numpy as np
import pytest

from kampungkb.intake.names import (
    district_key,
    folded,
    likeness,
    readings_of,
    tight,
    village_key,
    with_district,
)


@pytest.mark.parametrize(
    "text",
    [
        "Mongpok", "MONGPOK ", "Ds. Mongpok", "Ds.Mongpok", "desa mongpok", "Kel. Mongpok",
        "Kelurahan  Mongpok", "\u00a0Mongpok\u00a0", "Desa Ds. Mongpok", "Móngpok", "(Mongpok)",
        "Mong'pok", "Mong’pok",
    ],
)  # fmt: skip
def test_43_titles_capitals_and_marks_do_not_matter(text):
    assert village_key(text) == "mongpok"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("Alang-alang", "alang alang", id="a hyphen is a space"),
        pytest.param("Kampung  Baru", "kampung baru", id="spaces are one"),
        pytest.param("Kampungbaru", "kampungbaru", id="a space is kept, or not added"),
        pytest.param("Desa", "desa", id="a title alone is a name"),
        pytest.param("Desaku", "desaku", id="a title is a word"),
        pytest.param("Kp. Baru", "kp baru", id="an abbreviation stays"),
        pytest.param("Sukamaju II", "sukamaju 2", id="a numeral in the other way"),
        pytest.param("Sukamaju 2", "sukamaju 2", id="a figure"),
        pytest.param("Kec. Cikeusal", "kec cikeusal", id="a heading is no village"),
        pytest.param("Cikeusal Kec", "cikeusal kec", id="nor with its title behind"),
        pytest.param("?", "", id="nothing"),
    ],
)
def test_keys_of_villages(text, key):
    assert village_key(text) == key


@pytest.mark.parametrize(
    "text", ["Cikeusal", "Kec. Cikeusal", "KECAMATAN CIKEUSAL", "Cikeusal Kec", "cikeusal kec."]
)
def test_keys_of_districts(text):
    assert district_key(text) == "cikeusal"


def test_44_spaces_are_ignored_only_in_the_tight_form():
    assert tight(village_key("Kampung Baru")) == tight(village_key("Kampungbaru"))
    assert village_key("Kampung Baru") != village_key("Kampungbaru")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Mongpok, Kec. Cikeusal", ("Mongpok", "Cikeusal")),
        ("Mongpok (Kecamatan Cikeusal)", ("Mongpok", "Cikeusal")),
        ("Mongpok", ("Mongpok", None)),
        ("Cikeusal Kec", ("Cikeusal Kec", None)),
        ("Kec. Cikeusal", ("Kec. Cikeusal", None)),
        ("Suka Kecapi", ("Suka Kecapi", None)),
    ],
)
def test_a_name_may_bring_its_district(text, parts):
    assert with_district(text) == parts


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("soekadjaja", "sukajaya"), ("tjikeusal", "cikesal"), ("njompok", "nyompok"),
        ("monggpokk", "mongpok"), ("penyabrangan", "panyaberangan"), ("labuhan", "labuan"),
    ],
)  # fmt: skip
def test_spellings_of_one_sound_fold_to_one(old, new):
    assert folded(old).replace("a", "") == folded(new).replace("a", "")


def test_likeness_is_the_mean_of_letters_and_sounds():
    # One letter of seven differs, both as typed and by its sound.
    found = likeness(["mongpog"], ["mongpok", "mong pog"])
    np.testing.assert_allclose(found, [[6 / 7, 1.0]], rtol=1e-6)
    # Three letters of seven differ as typed, none by its sound.
    np.testing.assert_allclose(likeness(["oetamaz"], ["utamas"]), [[(4 / 7 + 1) / 2]], rtol=1e-6)
    assert likeness([], ["mongpok"]).shape == (0, 1)


def test_the_likest_reading_of_an_abbreviation_counts():
    assert readings_of("tj teja") == ("tj teja", "tanjung teja", "tunjung teja", "teja tj")
    found = likeness(["tj teja"], ["tunjung teja", "tanjung teja", "teja tj"])
    assert found.tolist() == [[1.0, 1.0, 1.0]]
