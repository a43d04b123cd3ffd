"""The files of the page, each with what it is for, its choices, and how far it is."""

from collections.abc import Callable, Hashable
from datetime import UTC, datetime
from functools import partial
from typing import Final

import streamlit as st

from kampungkb.errors import ExportCancelledError, ExportUnwritableError, KampungKBError
from kampungkb.exports.letterhead import logo_note, read_letterhead
from kampungkb.i18n.formats import WIB
from kampungkb.i18n.translator import Translator
from kampungkb.store.scenarios import Scenario
from kampungkb.tasks.brief_source import BriefSource
from kampungkb.tasks.deck_content import announced_plan
from kampungkb.tasks.export_kinds import ExportSource, Kind, Wish, export_source
from kampungkb.ui import export_work, faults, load, markup
from kampungkb.ui.background import Job, owner
from kampungkb.ui.downloads_choice import brief_wish, pictures_wish
from kampungkb.ui.export_work import Ready, Told
from kampungkb.ui.frame import Page

# Seconds between two looks at a file that is being made.
_EVERY: Final = 0.5
_KB: Final = 1024


def show_files(page: Page, of: BriefSource) -> None:
    """Every kind of file."""
    announced = announced_plan(load.engine())
    show = partial(_file, page, of, announced)
    show("deck", lambda: Wish())
    show("brief", lambda: brief_wish(page, of))
    show("workbook", lambda: Wish())
    show("pictures", lambda: pictures_wish(page, of))
    show("offline", lambda: Wish())


def _file(
    page: Page, of: BriefSource, announced: Scenario | None, kind: Kind,
    choose: Callable[[], Wish | None],
) -> None:  # fmt: skip
    t = page.t
    with st.container(border=True, key=f"file_{kind}"):
        about, action = st.columns([7.4, 2.6], gap="medium", vertical_alignment="center")
        with about:
            name, form, use = _words(t)[kind]
            markup.show("download_file.html", title=name, form=form, use=use)
            wish = choose()
            note = _note(page, kind, wish, announced)
            if note:
                markup.show("download_note.html", text=note)
        with action, st.container(key=f"file_action_{kind}"):
            if wish is None:
                make, _ = _verbs(t, kind, Wish())
                st.button(make, key=f"make_{kind}", disabled=True, width="stretch")
                markup.show("download_note.html", text=t("download.choose_first"))
                return
            _action(page, of, announced, kind, wish)


def _action(
    page: Page, of: BriefSource, announced: Scenario | None, kind: Kind, wish: Wish
) -> None:
    """The button that makes the file; while it is made, how far it is; then the file."""
    t, key = page.t, _key(of, announced, kind, wish)
    make, get = _verbs(t, kind, wish)
    job = export_work.desk().find(key)
    if job is not None and not job.done.is_set() and owner() in job.owners:
        _progress(t, job, kind)
        return
    ready = _ready(t, job, kind)
    if ready is None:
        st.button(
            make if job is None or job.error is None else t("download.again"), key=f"make_{kind}",
            icon=":material/description:", width="stretch",
            on_click=faults.guarded(_begin), args=(key, kind, wish, of),
        )  # fmt: skip
        return
    st.download_button(
        get, ready.read, ready.file_name, key=f"get_{kind}", on_click="ignore",
        icon=":material/download:", type="primary", width="stretch",
    )  # fmt: skip
    markup.show("download_note.html", text=_ready_words(t, ready), file=ready.file_name)


def _begin(key: Hashable, kind: Kind, wish: Wish, of: BriefSource) -> None:
    engine, settings = load.engine(), load.settings()

    def source() -> ExportSource:
        return export_source(
            engine, of.snapshot, of.ledger, of.t, settings=settings, printed_at=datetime.now(UTC)
        )

    export_work.begin(key, kind, wish, source)


def _key(of: BriefSource, announced: Scenario | None, kind: Kind, wish: Wish) -> Hashable:
    """Everything that a file depends on; the day stands in it as its day of printing."""
    letterhead = load.settings().letterhead
    return (
        load.key_of(of.snapshot), of.ledger.as_of, of.t.language, kind, wish,
        None if announced is None else (announced.scenario_id, announced.version),
        letterhead.stat().st_mtime_ns if letterhead.is_file() else None, of.local.date(),
    )  # fmt: skip


def _ready(t: Translator, job: Job | None, kind: Kind) -> Ready | None:
    """The finished file; where it could not be made, the reason is said."""
    if job is None or not job.done.is_set():
        return None
    try:
        ready: Ready = job.result()
    except ExportCancelledError:
        return None
    except ExportUnwritableError:
        st.error(t("download.no_room"), icon=":material/error:")
        return None
    except KampungKBError as error:
        st.error(markup.plain(t.error(error)), icon=":material/error:")
        return None
    except Exception as error:  # noqa: BLE001  logged, and said to the reader
        faults.show(t, faults.noted(error, f"file {kind}"))
        return None
    return ready


@st.fragment(run_every=_EVERY)
def _progress(t: Translator, job: Job, kind: Kind) -> None:
    """How far a file is, with a button that ends it; when it is done, the page runs again."""
    if job.done.is_set():
        st.rerun()
    told: Told | None = job.told
    words, about = t("download.making"), ""
    if told is None:
        words = t("download.waiting")
    elif told.count > 1:
        about = t(
            "download.making_part", part=t.number(told.done + 1), count=t.number(told.count),
            title=told.title,
        )  # fmt: skip
    share = None if told is None or told.count == 1 else told.done / told.count
    markup.show("download_progress.html", words=words, about=about, share=share)
    if st.button(t("download.stop"), key=f"stop_{kind}", width="stretch"):
        export_work.desk().leave(owner(), job)
        st.rerun()


def _words(t: Translator) -> dict[Kind, tuple[str, str, str]]:
    """Name, format and use of each kind of file."""
    return {
        "deck": (t("download.deck"), t("download.deck_format"), t("download.deck_for")),
        "brief": (t("download.brief"), t("download.brief_format"), t("download.brief_for")),
        "workbook": (
            t("download.workbook"), t("download.workbook_format"), t("download.workbook_for"),
        ),
        "pictures": (
            t("download.pictures"), t("download.pictures_format"), t("download.pictures_for"),
        ),
        "offline": (
            t("download.offline"), t("download.offline_format"), t("download.offline_for"),
        ),
    }  # fmt: skip


def _verbs(t: Translator, kind: Kind, wish: Wish) -> tuple[str, str]:
    """What the buttons say: make it, and take it."""
    if kind == "brief" and wish.parts:
        return t("download.make_briefs"), t("download.get_briefs")
    return {
        "deck": (t("download.make_deck"), t("download.get_deck")),
        "brief": (t("download.make_brief"), t("download.get_brief")),
        "workbook": (t("download.make_workbook"), t("download.get_workbook")),
        "pictures": (t("download.make_pictures"), t("download.get_pictures")),
        "offline": (t("download.make_offline"), t("download.get_offline")),
    }[kind]


def _note(page: Page, kind: Kind, wish: Wish | None, announced: Scenario | None) -> str:
    """What a reader should know before making a file."""
    t = page.t
    if kind == "brief":
        return _letterhead_words(t)
    if kind == "pictures":
        return t("download.pictures_all") if wish is None or wish.indicators is None else ""
    if kind in ("deck", "offline"):
        if announced is None:
            return t("download.plan_none")
        return t("download.plan", name=announced.name)
    return ""


def _letterhead_words(t: Translator) -> str:
    try:
        letterhead = read_letterhead(load.settings().letterhead)
    except KampungKBError as error:
        return t.error(error)
    said = (
        t("download.letterhead", agency=letterhead.agency)
        if letterhead.agency
        else t("download.letterhead_none")
    )
    return " ".join(part for part in (said, logo_note(letterhead, t)) if part)


def _ready_words(t: Translator, ready: Ready) -> str:
    size = ready.size / _KB
    shown = (
        t("download.size_kb", size=t.number(size))
        if size < _KB
        else t("download.size_mb", size=t.number(size / _KB, 1))
    )
    return t(
        "download.ready", size=shown, time=f"{ready.made_at.astimezone(WIB):%H.%M} WIB"
    )  # fmt: skip


def show_others(page: Page) -> None:
    """Where the files are that belong to one page."""
    t = page.t
    rows = (
        (t("download.others_tables"), t("download.others_tables_where"), page.link("kesenjangan")),
        (t("download.others_plan"), t("download.others_plan_where"), page.link("simulasi")),
        (t("download.others_visits"), t("download.others_visits_where"), page.link("konvergensi")),
        (t("download.others_templates"), t("download.others_templates_where"),
         page.link("unggah")),
        (t("download.others_originals"), t("download.others_originals_where"),
         page.link("riwayat")),
    )  # fmt: skip
    markup.show("download_others.html", title=t("download.others"), rows=rows)
