"""The frame of every page: language, data, ribbon, header, footer, and what goes wrong."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from kampungkb.charts.theme import PALETTES, Palette, Scheme
from kampungkb.errors import BadPeriodError, UnknownRevisionError
from kampungkb.i18n.translator import LANGUAGES, Language, Translator, translator
from kampungkb.model.periods import period_end
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.ui import faults, load, markup
from kampungkb.ui.meeting_return import way_back
from kampungkb.ui.params import carry, from_address, put_in_address

_LANGUAGE = "language"
_UNKNOWN_LANGUAGE = "unknown_language"
# A file of ours: streamlit asks another host for the picture of a Material icon.
_ICON = str(Path(__file__).parent / "icon.svg")


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a page is given."""

    name: str
    t: Translator
    palette: Palette
    scheme: Scheme
    snapshot: Snapshot
    # Parts of the address that do not exist and were dropped.
    dropped: list[str] = field(default_factory=list)

    def ledger(self, as_of: str | None = None) -> Ledger:
        """The gaps of this page's data."""
        return load.ledger(self.snapshot, as_of)

    def drop(self, name: str, value: str) -> None:
        """Take what does not exist out of the address, and say so at the end of the page."""
        put_in_address(name, None)
        self.dropped.append(f"{name}={value}")

    def link(self, address: str, **choices: str | None) -> str:
        """Address of a page with these choices, in the reader's language and revision.

        Parameters
        ----------
        address : str
            Of the page, as in `kampungkb.ui.navigation.PAGES`; empty for the first.
        **choices
            Parameters of that page; what is None is left out.
        """
        kept = {"v": from_address("v"), "lang": from_address("lang")}
        chosen = {name: value for name, value in (choices | kept).items() if value is not None}
        return f"/{address}?{urlencode(chosen)}" if chosen else f"/{address}"

    def header(self, title: str, finding: str, as_of: str | None) -> None:
        """Title, what the figures are of, and what they say in one sentence."""
        context = [self.snapshot.area_name]
        if as_of is not None:
            context.append(self.t("common.as_of", period=self.t.period(as_of)))
        context.append(self.t("common.revision", n=self.snapshot.revision))
        with st.container(key="page_head"):
            markup.show("header.html", title=title, context=" · ".join(context), finding=finding)

    def footer(self, sources: Sequence[str], how: str) -> None:
        """Where the figures come from and how they were computed."""
        markup.show("footer.html", t=self.t, sources=sources, how=how)


@contextmanager
def open_page(name: str) -> Iterator[Page]:
    """Guard a page: it can be reached without ``app.py``.

    A refusal inside becomes a sentence in the reader's language; anything unexpected a sentence
    with a number that stands in the log.
    """
    st.set_page_config(page_title="Kampung KB", page_icon=_ICON, layout="wide")
    t = translator(current_language())
    scheme = load.scheme()
    palette = PALETTES[scheme]
    words = (("skip", t("ui.skip")), ("lost", t("ui.lost")), ("lost-what", t("ui.lost_what")))
    st.html(markup.style(palette, words))
    language_switch(t)
    carry(name)
    page: Page | None = None
    earlier = faults.of_callback()
    if earlier is not None:
        faults.show(t, earlier)
    try:
        page = Page(
            name=name, t=t, palette=palette, scheme=scheme, snapshot=_asked_for(t)
        )  # fmt: skip
        unknown = st.session_state.pop(_UNKNOWN_LANGUAGE, None)
        if unknown is not None:
            page.dropped.append(f"lang={unknown}")
        if page.snapshot.illustrative:
            with st.container(key="ribbon"):
                markup.show("ribbon.html", t=t)
        way_back(page)
        yield page
    except Exception as error:  # noqa: BLE001  logged, and said to the reader
        fault = faults.noted(error, f"page {name}")
        # What the button met a moment ago is not said twice.
        if earlier is None or fault.words(t) != earlier.words(t):
            faults.show(t, fault)
        if fault.refusal is not None:
            st.button(t("ui.retry"), key="retry")
        _stop_before(page)
    if page is not None and page.dropped:
        what = markup.plain(", ".join(page.dropped))
        st.info(t("ui.dropped", what=what), icon=":material/link_off:")


def _stop_before(page: Page | None) -> None:
    """Without a page its script has nothing to work on: it ends here."""
    if page is None:
        st.stop()


def _asked_for(t: Translator) -> Snapshot:
    """The revision that the address names, else the last one."""
    wanted = from_address("v")
    if wanted is None:
        return load.snapshot()
    if wanted.isascii() and wanted.isdigit():
        try:
            old = load.snapshot(int(wanted[:9]))
        except UnknownRevisionError:
            pass
        else:
            if old.revision != old.last_revision:
                st.info(t("ui.old_revision", n=old.revision), icon=":material/history:")
            return old
    put_in_address("v", None)
    st.info(t("ui.dropped", what=markup.plain(f"v={wanted[:20]}")), icon=":material/link_off:")
    return load.snapshot()


def current_language() -> Language:
    """The language that the reader chose, else the one that the address names."""
    asked = from_address("lang")
    if asked is not None and asked not in LANGUAGES:
        st.session_state[_UNKNOWN_LANGUAGE] = asked
    if _LANGUAGE not in st.session_state:
        st.session_state[_LANGUAGE] = asked if asked in LANGUAGES else LANGUAGES[0]
    language: Language = st.session_state[_LANGUAGE]
    put_in_address("lang", None if language == LANGUAGES[0] else language)
    return language


def language_switch(t: Translator) -> None:
    """Choose the language of the screen; it stays while one goes from page to page."""
    other = LANGUAGES[1] if t.language == LANGUAGES[0] else LANGUAGES[0]

    def switch() -> None:
        st.session_state[_LANGUAGE] = other

    st.button(
        t("ui.other_language"), key="switch_language", on_click=switch, type="tertiary",
        icon=":material/translate:",
    )  # fmt: skip


def period_of(page: Page, wanted: str | None) -> str | None:
    """The period that the address names where it is one, else the latest with a value."""
    if wanted is None:
        return page.snapshot.as_of
    try:
        period_end(wanted)
    except BadPeriodError:
        page.drop("periode", wanted)
        return page.snapshot.as_of
    return wanted


def unexpected(reference: str) -> None:
    """Say that something unexpected happened, outside any page's guard."""
    t = translator(LANGUAGES[0])
    st.error(t("error.unexpected", reference=reference), icon=":material/error:")
