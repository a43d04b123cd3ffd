"""Rapat: the findings slide by slide on the whole screen, and the agenda that they follow."""

from kampungkb.ui.frame import open_page
from kampungkb.ui.meeting_choice import agenda_text, chosen_agenda, is_editing
from kampungkb.ui.meeting_editor import finding, show_editor
from kampungkb.ui.meeting_stage import show_stage

with open_page("meeting") as page:
    agenda = chosen_agenda(page)
    editing = is_editing(page)
    if not editing:
        show_stage(page, agenda, agenda_text(page, agenda))
    page.header(page.t("meeting.title"), finding(page, agenda), page.snapshot.as_of)
    if editing:
        show_editor(page, agenda)
        page.footer((), page.t("meeting.how"))
