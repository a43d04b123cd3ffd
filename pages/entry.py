"""Koreksi: one village's formation, one value, a target or a spelling, without a spreadsheet."""

from kampungkb.ui import identity, writing
from kampungkb.ui.entry_choice import part_choice
from kampungkb.ui.entry_dictionary import show_dictionary
from kampungkb.ui.entry_fields import keep_typed
from kampungkb.ui.entry_formation import show_formation
from kampungkb.ui.entry_spelling import show_spellings
from kampungkb.ui.entry_value import show_value
from kampungkb.ui.frame import open_page

_SHOWN = {
    "pembentukan": show_formation, "nilai": show_value, "kamus": show_dictionary,
    "ejaan": show_spellings,
}  # fmt: skip

with open_page("entry") as page:
    page.header(page.t("entry.title"), page.t("entry.finding"), page.snapshot.as_of)
    if writing.guard(page):
        keep_typed()
        part = part_choice(page)
        who = identity.asked(page, key="entry_identity")
        if who is not None:
            _SHOWN[part](page, who)
    page.footer((), page.t("entry.how"))
