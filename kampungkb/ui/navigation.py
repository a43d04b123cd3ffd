"""The pages, in their order; titles in the reader's language."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from kampungkb.i18n.translator import translator
from kampungkb.settings import ROOT
from kampungkb.ui.frame import current_language


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One page: its script, its address below ``/`` and its title's message."""

    script: str
    address: str
    title: str


PAGES = (
    PageSpec("summary.py", "", "summary.title"),
    PageSpec("map.py", "peta", "map.title"),
    PageSpec("gaps.py", "kesenjangan", "gaps.title"),
    PageSpec("convergence.py", "konvergensi", "convergence.title"),
    PageSpec("formation.py", "pembentukan", "formation.title"),
    PageSpec("simulation.py", "simulasi", "simulation.title"),
    PageSpec("profile.py", "profil", "profile.title"),
    PageSpec("meeting.py", "rapat", "meeting.title"),
    PageSpec("downloads.py", "unduh", "download.title"),
    PageSpec("quality.py", "mutu", "quality.title"),
    PageSpec("upload.py", "unggah", "upload.title"),
    PageSpec("entry.py", "koreksi", "entry.title"),
    PageSpec("history.py", "riwayat", "history.title"),
    PageSpec("dictionary.py", "kamus", "dictionary.title"),
)


def pages() -> list[Any]:
    """What ``st.navigation`` is given."""
    t = translator(current_language())
    titles = {
        "summary.title": t("summary.title"),
        "map.title": t("map.title"),
        "gaps.title": t("gaps.title"),
        "convergence.title": t("convergence.title"),
        "formation.title": t("formation.title"),
        "simulation.title": t("simulation.title"),
        "profile.title": t("profile.title"),
        "meeting.title": t("meeting.title"),
        "download.title": t("download.title"),
        "quality.title": t("quality.title"),
        "upload.title": t("upload.title"),
        "entry.title": t("entry.title"),
        "history.title": t("history.title"),
        "dictionary.title": t("dictionary.title"),
    }
    return [
        st.Page(
            ROOT / "pages" / one.script,
            title=titles[one.title],
            url_path=one.address,
            default=one.address == "",
        )
        for one in PAGES
    ]
