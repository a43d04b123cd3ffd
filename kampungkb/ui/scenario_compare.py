"""Scenarios side by side on the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import streamlit as st

from kampungkb.charts.plan_bars import plan_bars, plan_bars_alt, plan_bars_height
from kampungkb.exports.listing import Listing
from kampungkb.i18n.translator import Translator
from kampungkb.tasks.picture_words import PictureWords
from kampungkb.tasks.plan_problem import Basis
from kampungkb.tasks.scenario import Entry
from kampungkb.tasks.scenario_compare import Compared, Side, compare, side, source_titles
from kampungkb.tasks.scenario_compare_files import course_listing, measures_listing
from kampungkb.tasks.scenario_compare_view import (
    Formats,
    Grid,
    bars,
    bars_title,
    basis_sentences,
    course,
    made_up,
    measures,
    moved_frame,
    moved_listing,
    moves_sentences,
)
from kampungkb.tasks.scenario_view import shown_name
from kampungkb.ui import load, markup
from kampungkb.ui.frame import Page
from kampungkb.ui.listing_block import downloads, listing_block
from kampungkb.ui.params import from_address, put_in_address
from kampungkb.ui.picture_block import picture_block
from kampungkb.ui.plot import drawing, plot
from kampungkb.ui.scenario_list import COMPARED

MOST: Final = 4


@dataclass(frozen=True, kw_only=True)
class CompareContent:
    """What a comparison shows, made once and kept."""

    key: str
    moves: tuple[str, ...]
    basis: tuple[str, ...]
    measures: Grid
    measures_file: Listing
    course: Grid
    course_file: Listing
    title: str
    # None: of a plan no need is known, so there is nothing to draw.
    body: dict[str, Any] | None
    alt: str
    height: int
    frame: pd.DataFrame
    formats: Formats
    listing: Listing
    sources: tuple[str, ...]
    picture: PictureWords


def show_compare(page: Page, basis: Basis, found: Sequence[Entry], looked_at: Entry) -> None:
    """The choice of scenarios, and what tells them apart."""
    t = page.t
    with st.container(key="scenario_compare"):
        markup.show("block_title.html", title=t("scenario.compare_title"))
        possible = [one for one in found if not one.withdrawn or one is looked_at]
        if len(possible) < 2:
            markup.show("sentence.html", text=t("scenario.compare_one"))
            return
        chosen = _chosen(page, possible, looked_at)
        if len(chosen) < 2:
            markup.show("sentence.html", text=t("scenario.compare_more"))
            return
        _blocks(page, _content_of(page, basis, chosen))


def _blocks(page: Page, content: CompareContent) -> None:
    t = page.t
    markup.show("scenario_lines.html", lines=content.moves)
    left, right = st.columns([6, 5], gap="medium")
    with left, st.container(key="scenario_bars"):
        if content.body is not None:
            markup.show("block_title.html", title=content.title)
            plot(
                content.body, t, key="scenario_bars_plot", name=content.key, alt=content.alt,
                height=content.height,
            )  # fmt: skip
            picture_block(page, content.body, content.picture, key="scenario_bars")
        markup.show("scenario_grid.html", grid=content.measures, reference=t("scenario.reference"))
        _files(t, content.measures_file, "scenario_measures")
    with right:
        markup.show("block_title.html", title=t("scenario.course_title"))
        markup.show("scenario_grid.html", grid=content.course, reference=t("scenario.reference"))
        _files(t, content.course_file, "scenario_course")
    if len(content.frame):
        listing_block(
            t, content.key, t("scenario.moved_title", n=len(content.frame)), content.frame,
            content.formats, content.listing, name="scenario_moved",
        )  # fmt: skip
    markup.show("scenario_lines.html", lines=content.basis)


def _files(t: Translator, listing: Listing, name: str) -> None:
    with st.popover(
        t("common.download"), icon=":material/download:", key=f"{name}_files"
    ):  # fmt: skip
        downloads(t, listing, name=name)


def _default(possible: Sequence[Entry], looked_at: Entry) -> list[str]:
    """The announced plan against the one that is looked at, or that one against the next."""
    others = [one for one in possible if one is not looked_at]
    pair = [others[0], looked_at] if others[0].announced else [looked_at, others[0]]
    return [str(one.scenario_id) for one in pair]


def _chosen(page: Page, possible: Sequence[Entry], looked_at: Entry) -> list[Entry]:
    """The scenarios to compare, in the order in which they were chosen."""
    t, by_number = page.t, {str(one.scenario_id): one for one in possible}
    default = _default(possible, looked_at)
    # Each scenario has its own comparison: another one in the panel begins with its default.
    key = f"param_{COMPARED}_{looked_at.scenario_id}"
    if key not in st.session_state:
        wanted = (from_address(COMPARED) or "").split(",")[:MOST]
        known = list(dict.fromkeys(one for one in wanted if one in by_number))
        strange = [one for one in wanted if one and one not in by_number]
        if strange:
            page.drop(COMPARED, ",".join(strange)[:40])
        st.session_state[key] = known if len(known) > 1 else default
    elif st.session_state[key] == st.session_state.get(f"{key}_default"):
        # Nobody has chosen: what is new in the list is compared by default.
        st.session_state[key] = default
    else:
        st.session_state[key] = [one for one in st.session_state[key] if one in by_number]
    st.session_state[f"{key}_default"] = default
    chosen = st.multiselect(
        t("scenario.compare_choose"), list(by_number), key=key, max_selections=MOST,
        format_func=lambda one: shown_name(by_number[one], possible, t),
        placeholder=t("scenario.compare_hint"),
    )  # fmt: skip
    put_in_address(COMPARED, None if chosen == default else ",".join(chosen) or None)
    return [by_number[one] for one in chosen]


def _content_of(page: Page, basis: Basis, chosen: Sequence[Entry]) -> CompareContent:
    versions = [f"{one.scenario_id}.{one.version}" for one in chosen]
    parts = (*load.key_of(page.snapshot), *versions, page.t.language, page.scheme)
    return _content("|".join(map(str, parts)), page, basis, tuple(chosen))


def sides_of(chosen: Sequence[Entry]) -> list[Side]:
    """Scenarios with their plans."""
    engine = load.engine()
    return [side(engine, one) for one in chosen]


@st.cache_resource(show_spinner=False, max_entries=32)
def _content(
    key: str, _page: Page, _basis: Basis, _chosen: tuple[Entry, ...]
) -> CompareContent:  # fmt: skip
    t, found = _page.t, compare(_basis, sides_of(_chosen))
    sources = source_titles(_basis, found.weights)
    rows, (frame, formats) = bars(found, t), moved_frame(found, t)
    mark = t("common.illustrative_ribbon") if made_up(found) else None
    return CompareContent(
        key=key, moves=moves_sentences(found, t), basis=basis_sentences(found, t),
        measures=measures(found, t), measures_file=measures_listing(found, sources, t),
        course=course(found, t), course_file=course_listing(found, sources, t),
        title=bars_title(found, t),
        body=None if rows["benefit"].isna().any()
        else drawing(plan_bars(rows, _page.palette, t, mark)),
        alt=plan_bars_alt(rows, t),
        height=plan_bars_height(len(rows)), frame=frame, formats=formats,
        listing=moved_listing(found, sources, t), sources=sources,
        picture=_picture(found, sources, t),
    )  # fmt: skip


def _picture(found: Compared, sources: tuple[str, ...], t: Translator) -> PictureWords:
    of = found.basis.snapshot
    return PictureWords(
        folder=t("scenario.file_compared"),
        what="-".join(str(one.entry.scenario_id) for one in found.sides),
        title=bars_title(found, t), sources=sources, is_made_up=made_up(found),
        area=of.area_name, as_of=found.basis.ledger.as_of, revision=of.revision,
        showing=" ".join(basis_sentences(found, t)),
    )  # fmt: skip
