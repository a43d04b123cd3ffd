"""The first step of an upload: the file, a template for it, and drafts that wait."""

from datetime import UTC, datetime
from typing import Final

import streamlit as st

from kampungkb.exports.template import template_file_name, template_periods, template_xlsx
from kampungkb.exports.template_formation import formation_template_xlsx
from kampungkb.i18n.translator import Translator
from kampungkb.intake.limits import LIMITS
from kampungkb.intake.reading import shown_name
from kampungkb.model.indicators import Indicator
from kampungkb.store.drafts import Draft
from kampungkb.ui import markup, upload_state
from kampungkb.ui.faults import guarded
from kampungkb.ui.frame import Page
from kampungkb.ui.identity import Identity
from kampungkb.ui.params import put_in_address
from kampungkb.ui.upload_work import desk

TYPES: Final = ("xlsx", "xls", "ods", "csv", "tsv", "txt", "xlsm")
# Streamlit counts in units of 1,048,576 bytes and refuses what is larger in the browser already.
_MOST_MB: Final = -(-LIMITS.file_bytes // 1_048_576)
_DISCARDING: Final = "upload_discarding"


def show_start(page: Page, who: Identity | None, *, can_send: bool) -> None:
    """The file and the templates, side by side; drafts that wait."""
    with st.container(key="upload_step_file"):
        _start(page, who, can_send=can_send)


def _start(page: Page, who: Identity | None, *, can_send: bool) -> None:
    t = page.t
    markup.show("upload_step.html", number=1, title=t("upload.step_file"), note="")
    left, right = st.columns([3, 2], gap="medium")
    with left, st.container(key="upload_file"):
        sent = pick(page, t("upload.pick"), name="file") if can_send else None
        if sent is not None:
            name, data = sent
            agencies = page.snapshot.dictionary.agencies
            agency = who.agency if who is not None else None
            upload_state.begin(
                t, name, data, author=who.name if who else "",
                agency=agency if agency in agencies else None,
            )  # fmt: skip
            st.rerun()
        if not can_send:
            markup.show("sentence.html", text=t("upload.who_first"))
        markup.show("sentence.html", text=t("upload.formats"))
    with right, st.container(key="upload_templates", border=True):
        _templates(page, who)


def pick(page: Page, label: str, *, name: str) -> tuple[str, bytes] | None:
    """A place for a file; its name and bytes once there is one."""
    style = markup.render("upload_words.html", t=page.t)
    st.html(style)
    sent = st.file_uploader(
        label, type=list(TYPES), key=upload_state.file_key(name), max_upload_size=_MOST_MB,
    )  # fmt: skip
    return None if sent is None else (sent.name, sent.getvalue())


def show_waiting(page: Page) -> None:
    """Drafts that wait: to go on with, or to discard."""
    t, drafts = page.t, upload_state.waiting()
    if not drafts:
        return
    with st.container(key="upload_waiting", border=True):
        markup.show("block_title.html", title=t("upload.waiting_title", n=len(drafts)))
        for draft in drafts[:_SHOWN]:
            _waiting(t, draft)
        if len(drafts) > _SHOWN:
            rest = len(drafts) - _SHOWN
            markup.show("sentence.html", text=t("upload.waiting_more", n=rest))


_SHOWN: Final = 5


def _waiting(t: Translator, draft: Draft) -> None:
    asked = st.session_state.get(_DISCARDING) == draft.draft_id
    with st.container(
        key=f"upload_waiting_{draft.draft_id}", horizontal=True, vertical_alignment="center"
    ):
        body = markup.render(
            "upload_waiting.html", file=shown_name(draft.file_name or ""),
            about=t(
                "upload.waiting_by", who=draft.author or t("upload.nobody"),
                time=t.datetime(draft.changed_at),
            ),
        )  # fmt: skip
        st.html(body, width="stretch")
        if asked:
            st.button(
                t("upload.discard_yes"), key=f"upload_discard_yes_{draft.draft_id}",
                on_click=discard, args=(t, draft.draft_id),
            )  # fmt: skip
            st.button(
                t("upload.discard_no"), key=f"upload_discard_no_{draft.draft_id}",
                on_click=_ask, args=(None,), type="tertiary",
            )  # fmt: skip
        else:
            st.button(
                t("upload.resume"), key=f"upload_resume_{draft.draft_id}",
                on_click=put_in_address, args=(upload_state.PARAMETER, draft.draft_id),
            )  # fmt: skip
            st.button(
                t("upload.discard"), key=f"upload_discard_{draft.draft_id}", on_click=_ask,
                args=(draft.draft_id,), type="tertiary",
            )  # fmt: skip


def _ask(draft_id: str | None) -> None:
    st.session_state[_DISCARDING] = draft_id


@guarded
def discard(t: Translator, draft_id: str) -> None:
    """Leave nothing of a draft behind, also not the child that may be reading it."""
    desk().drop(draft_id)
    upload_state.forget(t, draft_id)
    st.session_state[_DISCARDING] = None


def show_file(page: Page, draft: Draft) -> None:
    """The file that is worked on, how to replace it and how to stop."""
    with st.container(key="upload_step_file"):
        markup.show("upload_step.html", number=1, title=page.t("upload.step_file"), note="")
        _current(page, draft)


def _current(page: Page, draft: Draft) -> None:
    t = page.t
    with st.container(key="upload_current", horizontal=True, vertical_alignment="center"):
        size = t("upload.size", size=t.number(max(1, round(len(draft.content or b"") / 1000))))
        body = markup.render(
            "upload_waiting.html", file=shown_name(draft.file_name or ""), about=size
        )
        st.html(body, width="stretch")
        with st.popover(t("upload.replace"), key="upload_replace"):
            replace_picker(page, draft, name="other")
        asked = st.session_state.get(_DISCARDING) == draft.draft_id
        if asked:
            st.button(t("upload.discard_yes"), key="upload_stop_yes", on_click=discard,
                      args=(t, draft.draft_id))  # fmt: skip
            st.button(t("upload.discard_no"), key="upload_stop_no", on_click=_ask, args=(None,),
                      type="tertiary")  # fmt: skip
        else:
            st.button(t("upload.stop"), key="upload_stop", on_click=_ask,
                      args=(draft.draft_id,), type="tertiary")  # fmt: skip


def replace_picker(page: Page, draft: Draft, *, name: str) -> None:
    """A place for the corrected file."""
    sent = pick(page, page.t("upload.pick_again"), name=name)
    if sent is not None:
        upload_state.replace_file(page.t, draft, *sent)
        st.rerun()


def _templates(page: Page, who: Identity | None) -> None:
    t, of = page.t, page.snapshot
    markup.show("block_title.html", title=t("upload.templates_title"))
    markup.show("sentence.html", text=t("upload.templates_why"))
    agencies = of.dictionary.agencies
    own = who.agency if who is not None and who.agency in agencies else agencies[0]
    agency = st.selectbox(
        t("upload.agency"), agencies, index=agencies.index(own), key=f"upload_template_{own}"
    )
    offered = [
        one
        for one in of.dictionary
        if one.responsible == agency and one.lowest_level == "village" and one.code != _FORMED
    ]
    codes = [one.code for one in offered]
    words = {one.code: f"{one.code} · {t.words(one.short)}" for one in offered}
    chosen = st.multiselect(
        t("upload.template_indicators"), codes, default=codes, format_func=lambda c: words[c],
        key=f"upload_template_codes_{agency}", placeholder=t("upload.template_none"),
    )  # fmt: skip
    indicators = [one for one in offered if one.code in chosen]
    with st.container(horizontal=True):
        st.download_button(
            t("upload.template_download"), lambda: _template(page, agency, indicators),
            template_file_name(agency, t.language), key="upload_template_file",
            on_click="ignore", disabled=not indicators, icon=":material/download:",
        )  # fmt: skip
        st.download_button(
            t("upload.template_formation"), lambda: _formation_template(page),
            template_file_name(t("upload.template_formation_name"), t.language),
            key="upload_template_formation",
            on_click="ignore", icon=":material/download:",
        )  # fmt: skip


_FORMED: Final = "K01"


def _template(page: Page, agency: str, indicators: list[Indicator]) -> bytes:
    of = page.snapshot
    periods = template_periods(indicators, of.as_of, datetime.now(UTC).date())
    return template_xlsx(
        page.t, agency=agency, indicators=indicators, villages=of.villages,
        districts=of.districts, periods=periods, area_name=of.area_name,
    )  # fmt: skip


def _formation_template(page: Page) -> bytes:
    of = page.snapshot
    return formation_template_xlsx(
        page.t, villages=of.villages, districts=of.districts, area_name=of.area_name
    )
