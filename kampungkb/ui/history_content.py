"""What the history shows, made once and kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import streamlit as st

from kampungkb.exports.listing import Listing
from kampungkb.i18n.translator import Language, Translator, translator
from kampungkb.tasks import history_view as view
from kampungkb.tasks.history import Document, comparison_document, undo_document
from kampungkb.tasks.history_rows import Difference, differences, largest_first
from kampungkb.tasks.history_view import Entry
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.ui import load, markup, writing
from kampungkb.ui.frame import Page
from kampungkb.ui.history_filters import HistoryChoice
from kampungkb.ui.history_listings import attempts_file, attempts_table, entries_file

# A list that nobody reads to its end has a file.
ENTRIES_SHOWN: Final = 40
DIFFERENCES_SHOWN: Final = 500


@dataclass(frozen=True, kw_only=True)
class HistoryContent:
    """The list of revisions in one state of the page."""

    key: str
    found: tuple[Entry, ...]
    finding: str
    title: str
    # The first of the list: number, and the words of each.
    lines: tuple[tuple[int, Mapping[str, Any]], ...]
    rest: int
    file: Listing


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What differs between two revisions."""

    key: str
    earlier: int
    later: int
    changes: Mapping[str, int]
    # The largest differences in words; all of them are read again for a file.
    shown: tuple[Difference, ...]
    rows: int
    made_up: bool


@st.cache_resource(show_spinner=False, max_entries=4)
def _entries(key: tuple[object, ...]) -> tuple[Entry, ...]:
    return view.entries(load.engine())


def all_entries(page: Page) -> tuple[Entry, ...]:
    """Every revision, the newest first; the same whichever revision is looked at."""
    return _entries((load.settings().store_url, page.snapshot.last_revision))


def history_content(page: Page, choice: HistoryChoice, found: Sequence[Entry]) -> HistoryContent:
    """What the page lists for a choice."""
    key = (*load.key_of(page.snapshot), choice.kind, choice.agency, choice.text, page.t.language)
    return _content("|".join(map(repr, key)), page, choice, found)


@st.cache_resource(show_spinner=False, max_entries=64)
def _content(
    key: str, _page: Page, _choice: HistoryChoice, _all: Sequence[Entry]
) -> HistoryContent:
    t, of = _page.t, _page.snapshot
    found = view.chosen(_all, t, kind=_choice.kind, agency=_choice.agency, text=_choice.text)
    title = (
        t("history.list_title", n=len(found))
        if len(found) == len(_all)
        else t("history.list_title_some", n=len(found), all=t.number(len(_all)))
    )
    shown = found[:ENTRIES_SHOWN]
    return HistoryContent(
        key=key,
        found=found,
        finding=view.headline(t, _all),
        title=title,
        lines=tuple((one.number, entry_words(t, of, one)) for one in shown),
        rest=len(found) - len(shown),
        file=entries_file(t, of, found),
    )


def entry_words(t: Translator, of: Snapshot, one: Entry) -> dict[str, Any]:
    """The words of a revision for its line and its panel."""
    notes = [
        *([t("history.undoes", n=one.undoes)] if one.undoes is not None else []),
        *([t("history.undone", n=one.undone_by)] if one.undone_by is not None else []),
    ]
    if one.number == of.revision != of.last_revision:
        notes.append(t("history.looked_at"))
    return {
        "number": t.number(one.number),
        "revision": t("history.revision", n=one.number),
        "kind": view.kind_word(t, one.kind),
        "time": t.datetime(one.time),
        "who": view.who(t, one.author, one.agency),
        "reason": one.reason,
        # What an area pack is called is the code of its area.
        "file": "" if one.kind == view.REGISTER else one.file_name or "",
        "rows": view.counts_word(t, new=one.new, changed=one.changed, ended=one.ended),
        "notes": notes,
        "undone": one.undone_by is not None,
    }


@st.cache_resource(show_spinner=False, max_entries=128)
def _kept(key: tuple[object, ...]) -> dict[str, tuple[str, int]]:
    return view.kept_names(load.engine())


def kept_file(page: Page, one: Entry) -> str | None:
    """Our name for the file of a revision; None where it has none, or none was kept."""
    kept = _kept((load.settings().store_url, page.snapshot.last_revision))
    name, _ = kept.get(one.file_sha256 or "", (None, 0))
    return name


def panel(page: Page, one: Entry) -> str:
    """The facts of a revision as a block of HTML."""
    t = page.t
    return markup.render(
        "history_panel.html",
        t=t,
        one=entry_words(t, page.snapshot, one),
        is_kept=kept_file(page, one) is not None,
        dashboard=writing.link_at("", one.number),
    )


def comparison(page: Page, a: int, b: int) -> Comparison:
    """What differs between two revisions, the earlier one first; it never changes again."""
    earlier, later = sorted((a, b))
    key = (load.settings().store_url, earlier, later, page.snapshot.dictionary.sha256)
    with st.spinner(page.t("history.comparing")):
        return _comparison("|".join(map(str, (*key, page.t.language))), page, earlier, later)


@st.cache_resource(show_spinner=False, max_entries=32)
def _comparison(key: str, _page: Page, _earlier: int, _later: int) -> Comparison:
    document = comparison_document(load.engine(), _earlier, _later)
    rows = document["rows"]
    shown = largest_first(rows)[:DIFFERENCES_SHOWN]
    changes = document["changes"]
    return Comparison(
        key=key,
        earlier=_earlier,
        later=_later,
        changes={
            "new": changes["new"],
            "changed": changes["changed"] - changes["retracted"],
            "ended": changes["retracted"],
        },
        shown=tuple(differences(_page.t, _page.snapshot, shown)),
        rows=len(rows),
        made_up=any(row["key"].get("origin") == "illustrative" for row in rows),
    )


@st.cache_resource(show_spinner=False, max_entries=16)
def _preview(store_url: str, last: int, number: int, language: Language) -> Document:
    # Who asks, when and why changes nothing of what would be written.
    return undo_document(
        load.engine(), number, author="", reason="", now=view.EPOCH, t=translator(language),
        dry_run=True,
    )  # fmt: skip


def undo_preview(page: Page, number: int) -> Document:
    """What undoing a revision would do now.

    Raises
    ------
    NotUndoableError
        See :func:`kampungkb.store.undo.plan_undo`.
    """
    last = page.snapshot.last_revision
    return _preview(load.settings().store_url, last, number, page.t.language)


def attempts(page: Page) -> tuple[str, int, pd.DataFrame, Listing]:
    """The trail: a key for what is drawn of it, how many, the table and the file."""
    t = page.t
    rows = view.attempts(load.engine())
    last = int(rows["number"].max()) if len(rows) else 0
    key = f"{load.settings().store_url}|{last}|{t.language}"
    return key, len(rows), attempts_table(t, rows), attempts_file(t, page.snapshot, rows)
