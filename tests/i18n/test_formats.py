import datetime as dt
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.i18n.languages import LOCALES
from kampungkb.i18n.translator import LANGUAGES, translator

ID = translator("id")
EN = translator("en")
MISSING = [None, float("nan"), np.float64("nan"), np.float32("nan"), Decimal("NaN"), pd.NA]


@pytest.mark.parametrize(
    ("x", "decimals", "indonesian", "english"),
    [
        (1815551, 0, "1.815.551", "1,815,551"),
        (np.int64(326), 0, "326", "326"),
        (0, 0, "0", "0"),
        (-1234.5, 1, "−1.234,5", "−1,234.5"),
        (-0.4, 0, "0", "0"),
        (0.5, 0, "1", "1"),
        pytest.param(2.675, 2, "2,68", "2.68", id="half up on the shortest decimal"),
        pytest.param(np.float32(0.1), 3, "0,100", "0.100", id="float32"),
        (Decimal("12.345"), 2, "12,35", "12.35"),
        (Fraction(1, 3), 4, "0,3333", "0.3333"),
    ],
)
def test_number(x, decimals, indonesian, english):
    assert ID.number(x, decimals) == indonesian
    assert EN.number(x, decimals) == english


@pytest.mark.parametrize(
    ("x", "decimals", "indonesian", "english"),
    [
        (0.46532, 2, "46,53\xa0%", "46.53%"),
        (0.46525, 2, "46,53\xa0%", "46.53%"),
        (0.125, 1, "12,5\xa0%", "12.5%"),
        (0, 2, "0,00\xa0%", "0.00%"),
        (1, 2, "100,00\xa0%", "100.00%"),
        pytest.param(0.99996, 2, "99,99\xa0%", "99.99%", id="not all"),
        pytest.param(0.996, 0, "99\xa0%", "99%", id="not all, whole percent"),
        pytest.param(0.00003, 2, "<0,01\xa0%", "<0.01%", id="not none"),
        pytest.param(0.004, 0, "<1\xa0%", "<1%", id="not none, whole percent"),
        (1.0437, 2, "104,37\xa0%", "104.37%"),
        (Fraction(245, 326), 2, "75,15\xa0%", "75.15%"),
    ],
)
def test_share(x, decimals, indonesian, english):
    assert ID.share(x, decimals) == indonesian
    assert EN.share(x, decimals) == english


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 4))
def test_only_none_and_all_show_as_none_and_all(of, count, decimals):
    shown = EN.share(Fraction(min(count, of), of), decimals)
    assert (shown == EN.share(0, decimals)) == (count == 0)
    assert (shown == EN.share(1, decimals)) == (count >= of)


@given(st.integers(0, 10**18), st.integers(0, 6), st.sampled_from(LANGUAGES))
def test_number_is_written_as_babel_writes_it(digits, decimals, language):
    x = Decimal(digits).scaleb(-decimals)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    babel = format_decimal(x, pattern, locale=LOCALES[language])
    assert translator(language).number(x, decimals) == babel


@pytest.mark.parametrize("x", MISSING)
@pytest.mark.parametrize("form", ["number", "share", "signed", "points", "index", "per_1000"])
def test_missing_figure_is_a_dash(x, form):
    assert getattr(ID, form)(x) == "–"


@pytest.mark.parametrize("form", ["date", "date_short", "datetime"])
@pytest.mark.parametrize("day", [None, pd.NaT, pd.NA])
def test_missing_date_is_a_dash(day, form):
    assert getattr(ID, form)(day) == "–"


def test_infinity_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match=r"^inf cannot be shown as a number$"):
        ID.number(float("inf"))


def test_text_is_no_figure():
    with pytest.raises(TypeError, match=r"^'12' is no number$"):
        ID.number("12")


def test_signed():
    shown = [ID.signed(x, 1) for x in (4.25, -1234, 0, -0.04)]
    assert shown == ["+4,3", "−1.234,0", "0,0", "0,0"]


def test_index_and_rate():
    assert (ID.index(0.6792), EN.index(0.6792)) == ("0,6792", "0.6792")
    assert (ID.per_1000(0.0139), EN.per_1000(0.0139)) == ("13,9", "13.9")


def test_columns():
    assert ID.numbers(pd.Series([1200, None], dtype="Int64")) == ["1.200", "–"]
    assert ID.shares(pd.Series([0.5, None], dtype="Float64"), 0) == ["50\xa0%", "–"]


def test_dates():
    day = dt.date(2026, 7, 3)
    assert (ID.date(day), EN.date(day)) == ("3 Juli 2026", "3 July 2026")
    assert (ID.date_short(day), EN.date_short(day)) == ("03/07/2026", "03/07/2026")
    assert ID.date(pd.Timestamp("2026-07-03")) == "3 Juli 2026"


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(dt.datetime(2026, 7, 3, 17, 5), id="without zone is UTC"),  # noqa: DTZ001
        pytest.param(dt.datetime(2026, 7, 3, 17, 5, tzinfo=dt.UTC), id="UTC"),
        pytest.param(
            dt.datetime(2026, 7, 4, 2, 5, tzinfo=dt.timezone(dt.timedelta(hours=9))), id="WIT"
        ),
    ],
)
def test_moment_is_shown_in_wib(moment):
    assert ID.datetime(moment) == "4 Juli 2026 00.05 WIB"
    assert EN.datetime(moment) == "4 July 2026 00:05 WIB"
