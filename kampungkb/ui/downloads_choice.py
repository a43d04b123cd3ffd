"""What of each file the reader has chosen; all of it stands in the address."""

from datetime import UTC, datetime
from typing import Final, Literal

import streamlit as st

from kampungkb.exports.brief import Paper
from kampungkb.i18n.translator import LANGUAGES, translator
from kampungkb.tasks.brief_content import Part, agencies
from kampungkb.tasks.brief_source import BriefSource
from kampungkb.tasks.export_kinds import Wish
from kampungkb.ui import load
from kampungkb.ui.copy_link import copy_link
from kampungkb.ui.filters import (
    PLACE,
    agency_filter,
    chosen_period,
    district_filter,
    filter_row,
    indicator_filter,
    period_filter,
    recall_place,
)
from kampungkb.ui.frame import Page
from kampungkb.ui.params import choose

LANGUAGE: Final = "bahasa"
SCOPE: Final = "lembar"
PAPER: Final = "kertas"

Scope = Literal[
    "regency", "district", "village", "agency", "districts", "agencies", "villages", "all"
]
SCOPES: Final[tuple[Scope, ...]] = (
    "regency", "district", "village", "agency", "districts", "agencies", "villages", "all",
)  # fmt: skip
_PARTS: Final[dict[Scope, tuple[Part, ...]]] = {
    "districts": ("districts",), "agencies": ("agencies",), "villages": ("villages",),
    "all": ("regency", "districts", "agencies", "villages"),
}  # fmt: skip
PAPERS: Final[tuple[Paper, ...]] = ("a4", "f4")


def files_of(page: Page) -> BriefSource:
    """Draw the filters of all files, and say what these are made from."""
    t = page.t
    as_of = chosen_period(page)
    columns = filter_row(t, "downloads", [2.4, 2.4, 4.2, 1.6])
    with columns[0]:
        period_filter(page, as_of)
    with columns[1]:
        language = choose(
            LANGUAGE, t("download.language"), LANGUAGES, t.language,
            {"id": "Indonesia", "en": "English"}.__getitem__, drop=page.drop,
        )  # fmt: skip
    with columns[3]:
        copy_link(t)
    return BriefSource(
        snapshot=page.snapshot, ledger=page.ledger(as_of), t=translator(language or t.language),
        folder=load.settings().area_pack, printed_at=datetime.now(UTC),
    )  # fmt: skip


def brief_wish(page: Page, of: BriefSource) -> Wish | None:
    """Of whom the brief is, and on which paper; None: it is not said yet."""
    t = page.t
    whose, paper, which = st.columns([2.8, 1.3, 2.8], vertical_alignment="bottom")
    with whose:
        scope = choose(
            SCOPE, t("download.scope"), SCOPES, "regency", scope_words(page, of).__getitem__,
            drop=page.drop,
        )  # fmt: skip
    with paper:
        size = choose(
            PAPER, t("download.paper"), PAPERS, "a4", {"a4": "A4", "f4": "F4"}.__getitem__,
            drop=page.drop, help_=t("download.paper_help"),
        ) or "a4"  # fmt: skip
    with which:
        if scope == "district":
            code = district_filter(page, t("download.which_district"))
            return None if code is None else Wish(paper=size, district=code)
        if scope == "village":
            code = _village(page)
            return None if code is None else Wish(paper=size, village=code)
        if scope == "agency":
            name = agency_filter(page, agencies(of))
            return None if name is None else Wish(paper=size, agency=name)
    return Wish(paper=size, parts=_PARTS.get(scope or "regency", ()))


def _village(page: Page) -> str | None:
    """A village; the district that was chosen elsewhere is none."""
    of = page.snapshot
    recall_place()
    names = {code: f"{of.names[code]} · {of.names[up]}" for code, up in of.parents.items()}
    return choose(
        PLACE, page.t("map.column_village"), tuple(names), None, names.__getitem__,
        drop=page.drop, placeholder=page.t("download.which_village"),
    )  # fmt: skip


def scope_words(page: Page, of: BriefSource) -> dict[Scope, str]:
    """Each scope in words; those of many say how many."""
    t, snapshot = page.t, page.snapshot
    districts, villages = len(snapshot.districts), len(snapshot.villages)
    named = len(agencies(of))
    return {
        "regency": snapshot.area_name,
        "district": t("download.one_district"),
        "village": t("download.one_village"),
        "agency": t("download.one_agency"),
        "districts": t("download.all_districts", n=districts),
        "agencies": t("download.all_agencies", n=named),
        "villages": t("download.all_villages", n=villages),
        "all": t("download.all_briefs", n=1 + districts + named + villages),
    }


def pictures_wish(page: Page, of: BriefSource) -> Wish:
    """Of which indicator the pictures are; all unless one is chosen."""
    with st.columns([4.1, 2.8])[0]:
        code = indicator_filter(page, of.ledger.indicators, None)
    return Wish(indicators=None if code is None else (code,))
