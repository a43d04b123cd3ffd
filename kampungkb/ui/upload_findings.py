"""What was found in a file: faults, questions, warnings, and what the program did by itself."""

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from kampungkb.exports.annotated import annotated_file_name, annotated_xlsx
from kampungkb.exports.listing import Listing
from kampungkb.i18n.translator import Translator
from kampungkb.intake.request import SKIP, Answers
from kampungkb.model.findings import Finding
from kampungkb.store.drafts import Draft
from kampungkb.tasks import upload_view as view
from kampungkb.tasks.finding_words import finding_message
from kampungkb.tasks.upload_listing import findings_file_name, findings_listing, has_findings
from kampungkb.tasks.upload_view import CONFIRM, Question
from kampungkb.ui import markup, upload_state
from kampungkb.ui.faults import guarded
from kampungkb.ui.frame import Page
from kampungkb.ui.listing_block import late_downloads
from kampungkb.ui.upload_reading import period_field
from kampungkb.ui.upload_start import replace_picker
from kampungkb.ui.upload_work import Worked

FAULTS_SHOWN: Final = 50
# Questions of one page; the others follow once these are answered.
CARDS: Final = 10
WARNINGS_SHOWN: Final = 30
_UNANSWERED: Final = "upload_unanswered"


def show_findings(page: Page, draft: Draft, worked: Worked) -> None:
    """All findings, the gravest first."""
    t, checked = page.t, worked.prepared.checked
    errors = checked.errors
    # Answers about rows do not hold for a corrected file; those about the whole file do.
    asked = [
        one
        for one in checked.open
        if view.needs_choice(one) and not (errors and one.row is not None)
    ]
    warnings = [
        one for one in checked.findings if one.severity == "warning" and not one.suggestions
    ]
    settled = [
        one for one in checked.findings if view.needs_choice(one) and one.key in checked.answered
    ]
    note = _note(t, errors, asked, checked.open)
    with st.container(key="upload_found", horizontal=True, vertical_alignment="center"):
        markup.show("upload_step.html", number=3, title=t("upload.step_findings"), note=note)
        if has_findings(checked):
            _files(page, draft, worked)
    if errors:
        _faults(page, draft, worked, errors)
    if asked:
        _questions(page, draft, asked)
    if settled:
        _settled(page, worked, settled, open_=bool(errors))
    if warnings and not errors:
        _warnings(page, draft, worked, warnings)
    infos = [view.line(t, one) for one in checked.findings if one.severity == "info"]
    left = view.left_out_words(t, checked.left_out) if not errors else []
    if infos or left:
        with st.expander(t("upload.infos", n=len(infos) + len(left)), key="upload_infos"):
            markup.show("upload_lines.html", t=t, rows=infos, plain=left)


def _files(page: Page, draft: Draft, worked: Worked) -> None:
    """All findings as a table; of a large file they are many, so it is made when asked for."""
    t, of, checked = page.t, page.snapshot, worked.prepared.checked
    name = draft.file_name or ""

    def made() -> Listing:
        return findings_listing(of, checked, Answers(worked.choices.accepted), name, t)

    with st.popover(
        t("upload.download_findings"), icon=":material/download:", type="tertiary",
        key="upload_found_files",
    ):  # fmt: skip
        late_downloads(
            t, made, lambda extension: findings_file_name(of, name, t, extension), name="findings"
        )  # fmt: skip


def _note(
    t: Translator, errors: Sequence[Finding], asked: Sequence[Finding], still: Sequence[Finding]
) -> str:
    if errors:
        return t("upload.note_errors", n=len(errors))
    if asked:
        return t("upload.note_questions", n=len(asked))
    return t("upload.note_warnings", n=len(still)) if still else t("upload.note_ready")


def _faults(page: Page, draft: Draft, worked: Worked, errors: Sequence[Finding]) -> None:
    t = page.t
    with st.container(key="upload_faults"):
        rows = [view.line(t, one) for one in errors[:FAULTS_SHOWN]]
        markup.show("upload_faults.html", t=t, rows=rows, rest=len(errors) - len(rows))
        others = sum(1 for one in worked.prepared.checked.open if one.row is not None)
        next_ = t("upload.faults_next")
        if worked.prepared.checked.answered:
            next_ = f"{next_} {t('upload.faults_answers')}"
        if others:
            next_ = f"{next_} {t('upload.faults_others', n=others)}"
        markup.show("sentence.html", text=next_)
        with st.container(horizontal=True):
            st.download_button(
                t("upload.annotated"), lambda: annotated(t, worked),
                annotated_file_name(draft.file_name or "", t.language), key="upload_annotated",
                on_click="ignore", type="primary", icon=":material/download:",
            )  # fmt: skip
            with st.popover(t("upload.corrected"), key="upload_corrected"):
                replace_picker(page, draft, name="corrected")


def annotated(t: Translator, worked: Worked) -> bytes:
    """The workbook with its faults marked."""
    prepared = worked.prepared
    checked, upload = prepared.checked, prepared.upload
    layout = checked.layout
    return annotated_xlsx(
        upload.data, upload.file_name, upload.book, None if layout is None else layout.sheet,
        checked.findings, t,
        messages={one.key: finding_message(t, one) for one in checked.findings},
        columns={} if layout is None else {one.header: one.index for one in layout.columns},
        header_row=None if layout is None else layout.header_rows[1],
    )  # fmt: skip


def _questions(page: Page, draft: Draft, asked: Sequence[Finding]) -> None:
    """A card for each question; one button sends the answers of a page."""
    t = page.t
    shown = asked[:CARDS]
    with st.container(key="upload_questions_fold"), st.form("upload_questions", border=False):
        answers = {}
        for place, one in enumerate(shown):
            card = view.question(t, page.snapshot, one)
            with st.container(key=f"upload_card_{place}", border=True):
                answers[one.key] = _card(page, draft, card, one)
        if len(asked) > len(shown):
            rest = len(asked) - len(shown)
            markup.show("sentence.html", text=t("upload.questions_more", n=rest))
        if st.session_state.pop(_UNANSWERED, False):
            markup.show("upload_remark.html", text=t("upload.unanswered"))
        if st.form_submit_button(t("upload.answer"), type="primary"):
            _take(t, answers)


def _card(page: Page, draft: Draft, card: Question, one: Finding) -> str | None:
    """The answer of a card; None while there is none."""
    t, key = page.t, f"upload_answer_{draft.draft_id}_{(draft.file_sha256 or '')[:8]}_{card.key}"
    markup.show("upload_card.html", where=card.where, said=card.said)
    words = dict(card.options)
    if card.typed:
        return period_field(
            page, None, key=key, label=t("upload.period"), first=list(words),
            placeholder=t("upload.period_hint"),
        )  # fmt: skip
    if card.asking == "list":
        return st.selectbox(
            t("upload.choose"), list(words), index=None, format_func=lambda a: words[a], key=key,
            placeholder=t("upload.choose"), label_visibility="collapsed",
        )  # fmt: skip
    left, right = st.columns([3, 2]) if card.asking == "place" else (st.container(), None)
    with left:
        chosen = st.radio(
            t("upload.choose"), list(words), index=None, key=key, label_visibility="collapsed",
            format_func=lambda answer: markup.plain(words[answer]),
        )  # fmt: skip
    if right is None:
        return chosen
    with right:
        other = st.selectbox(
            t("upload.other_village"), view.villages_near(page.snapshot, one), index=None,
            key=f"{key}_other", placeholder=t("upload.other_village_hint"),
            format_func=lambda code: view.village_words(page.snapshot, code),
        )  # fmt: skip
    return chosen if other is None else other


def _take(t: Translator, answers: Mapping[str, str | None]) -> None:
    given = {
        key: None if answer == CONFIRM else answer
        for key, answer in answers.items()
        if answer is not None
    }
    if len(given) < len(answers):
        st.session_state[_UNANSWERED] = True
    if given:
        upload_state.amend(t, lambda choices: choices.answered(given))
    st.rerun()


def _settled(page: Page, worked: Worked, settled: Sequence[Finding], *, open_: bool) -> None:
    """Answers that were given, each to be taken back; in sight where one may be the fault."""
    t, answers = page.t, Answers(worked.choices.accepted)
    title = t("upload.settled", n=len(settled))
    with st.expander(title, expanded=open_, key="upload_settled"):
        for place, one in enumerate(settled[:FAULTS_SHOWN]):
            answer = None if answers.confirmed_only(one.key) else answers.chosen(one.key, ())
            with st.container(
                key=f"upload_settled_{place}", horizontal=True,
                vertical_alignment="center",
            ):  # fmt: skip
                line = view.line(t, one)
                said = (
                    t("upload.skipped")
                    if answer == SKIP
                    else view.answer_words(t, page.snapshot, one, answer)
                )
                body = markup.render("upload_answer.html", line=line, answer=said)
                st.html(body, width="stretch")
                st.button(
                    t("upload.answer_again"), key=f"upload_again_{one.key}", type="tertiary",
                    on_click=_take_back, args=(t, one.key),
                )  # fmt: skip


def _warnings(page: Page, draft: Draft, worked: Worked, warnings: Sequence[Finding]) -> None:
    """One box for each warning; a tick is kept in the draft at once."""
    t, answered = page.t, worked.prepared.checked.answered
    with st.container(key="upload_warnings"):
        markup.show("block_title.html", title=t("upload.warnings_title"))
        ordered = sorted(warnings, key=lambda one: one.key in answered)
        for one in ordered[:WARNINGS_SHOWN] if len(warnings) > WARNINGS_SHOWN else warnings:
            key = f"upload_warning_{draft.draft_id}_{(draft.file_sha256 or '')[:8]}_{one.key}"
            line = view.line(t, one)
            st.checkbox(
                markup.plain(f"{line.where}: {line.said}"), value=one.key in answered, key=key,
                on_change=_tick, args=(t, one.key, key),
            )  # fmt: skip
        rest = len(warnings) - WARNINGS_SHOWN
        if rest > 0:
            markup.show("sentence.html", text=t("upload.warnings_more", n=rest))


@guarded
def _tick(t: Translator, key: str, widget: str) -> None:
    if st.session_state.get(widget):
        upload_state.amend(t, lambda choices: choices.answered({key: None}))
    else:
        _take_back(t, key)


@guarded
def _take_back(t: Translator, key: str) -> None:
    upload_state.amend(t, lambda choices: choices.without(key))
