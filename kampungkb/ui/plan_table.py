"""The villages of a plan as a list, all or those of one cell of its calendar."""

from typing import Final

import streamlit as st

from kampungkb.tasks.plan import Answer
from kampungkb.tasks.plan_listings import Cell, cell_of, cell_words
from kampungkb.tasks.plan_view import unknown_names, unknown_sentence
from kampungkb.ui import markup
from kampungkb.ui.copy_link import copy_link
from kampungkb.ui.frame import Page
from kampungkb.ui.listing_block import listing_block
from kampungkb.ui.params import from_address, put_in_address
from kampungkb.ui.plan_content import (
    PlanContent,
    book_bytes,
    book_name,
    draws_key,
    found,
    table_of,
)

# In the address: district and quarter whose villages are listed.
CELL: Final = "kotak"


def choose_cell(of: Answer, said: str) -> None:
    """List the villages of a cell before the next run; all of them where it was listed already."""
    cell = _cell(of, said)
    if cell is not None:
        put_in_address(CELL, None if from_address(CELL) == cell.text else cell.text)


def _cell(of: Answer, said: str) -> Cell | None:
    districts = frozenset(of.basis.snapshot.districts["code"])
    return cell_of(said, districts, () if of.problem is None else of.problem.quarters)


def _chosen(page: Page, of: Answer) -> Cell | None:
    said = from_address(CELL)
    cell = None if said is None else _cell(of, said)
    if said is not None and cell is None:
        page.drop(CELL, said[:40])
        put_in_address(CELL, None)
    return cell


def show_table(page: Page, content: PlanContent) -> None:
    """The list with its files, the workbook, and the villages of unknown need."""
    t, of, plan = page.t, content.of, content.of.plan
    if plan is None or not plan.quarter_of:
        with st.columns([6, 1.2, 1.2])[2]:
            copy_link(t)
        return
    cell = _chosen(page, of)
    if cell is not None:
        _chip(page, of, cell)
    sure = found(draws_key(content)) is not None
    table = table_of(f"{content.key}|{sure}", sure, cell, page, content)
    n = len(table.frame)
    if cell is not None and not n:
        with st.container(key="plan_cell_none"):
            sentence = t("simulation.cell_none", **_blanks(of, cell, page))
            markup.show("sentence.html", text=sentence)
    else:
        title = t("simulation.table_title", n=n)
        if cell is not None:
            title = t("simulation.cell_title", n=n, **_blanks(of, cell, page))
        listing_block(
            t, f"{content.key}|{sure}|{'' if cell is None else cell.text}", title, table.frame,
            table.formats, table.listing, name="plan_table",
        )  # fmt: skip
    st.download_button(
        t("simulation.workbook"), lambda: book_bytes(page, content),
        book_name(content.key, page, content), key="plan_workbook", on_click="ignore",
        icon=":material/download:", type="tertiary",
    )  # fmt: skip
    if unknown_sentence(of, t):
        with st.expander(t("simulation.unknown_title"), key="plan_unknown"):
            markup.show("sentence.html", text=unknown_names(of, t))


def _blanks(of: Answer, cell: Cell, page: Page) -> dict[str, str]:
    name = of.basis.snapshot.names[cell.district_code]
    return {"district": name, "quarter": page.t.period(cell.quarter)}


def _chip(page: Page, of: Answer, cell: Cell) -> None:
    """What the list is narrowed to; a click takes it off."""
    t = page.t
    with st.container(key="plan_cell", horizontal=True, vertical_alignment="center"):
        st.button(
            markup.plain(cell_words(of.basis.snapshot, cell, t)), key="plan_cell_off",
            icon=":material/close:", icon_position="right", help=t("simulation.cell_all"),
            on_click=put_in_address, args=(CELL, None),
        )  # fmt: skip
