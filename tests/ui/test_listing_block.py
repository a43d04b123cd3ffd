"""Rows on a page: as many as a browser is sent, and a sentence where there are more."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from kampungkb.ui import listing_block
from tests.pages.screen import blocks, plain


def page() -> None:
    import pandas as pd

    from kampungkb.i18n.translator import translator
    from kampungkb.ui.listing_block import show_rows

    frame = pd.DataFrame({"Desa": list("abcd"), "Nilai": [1.0, None, 3.0, 4.0]})
    show_rows(translator("id"), "k", frame, {"Nilai": lambda value: f"{value:.0f} anak"},
              height=200)  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "shown", "said"),
    [
        (8, 4, []),
        (7, 3, ["Menampilkan 3 dari 4 baris; unduhan memuat semuanya."]),
    ],
)
def test_what_is_too_much_for_a_browser_is_cut_and_said(monkeypatch, cells, shown, said):
    monkeypatch.setattr(listing_block, "_CELLS", cells)
    listing_block._table.clear()
    app = AppTest.from_function(page).run()
    assert [plain(one) for one in blocks(app)] == said
    assert app.dataframe[0].value["Desa"].tolist() == list("abcd")[:shown]


def test_the_limit_is_what_streamlit_writes():
    assert pd.get_option("styler.render.max_elements") == listing_block._CELLS
