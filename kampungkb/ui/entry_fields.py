"""The fields of a form: what was typed stays through every rerun, and findings stand below it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import streamlit as st

from kampungkb.i18n.translator import Translator
from kampungkb.tasks.entry import LONGEST, Remark, remark_words
from kampungkb.ui import markup

T = TypeVar("T")

# Of the session: a saved form begins anew, with fields of other keys.
_GENERATION: Final = "entry_generation"
_ACCEPT: Final = "entry_accept"
_FIELD: Final = "entry_field_"
_KEPT: Final = "entry_kept"


def start_afresh() -> None:
    """Forget what was typed: the fields are filled from the new state."""
    for key in [one for one in st.session_state if str(one).startswith(_FIELD)]:
        del st.session_state[key]
    st.session_state.pop(_KEPT, None)
    st.session_state[_GENERATION] = st.session_state.get(_GENERATION, 0) + 1


def keep_typed() -> None:
    """Say again what was typed under another tab: streamlit forgets what is not drawn.

    Never of a field in sight: a value said by the server replaces what is being typed there.
    """
    kept: dict[str, Any] = st.session_state.setdefault(_KEPT, {})
    drawn = {str(one) for one in st.session_state if str(one).startswith(_FIELD)}
    kept.update({key: st.session_state[key] for key in drawn})
    for key in kept.keys() - drawn:
        st.session_state[key] = kept[key]


def context_of(*parts: str | None) -> str:
    """What tells one form from another: what it is about, and how often one was saved."""
    return "|".join([str(st.session_state.get(_GENERATION, 0)), *(part or "" for part in parts)])


def accept_key(context: str, finding_key: str) -> str:
    """Key of the widget that confirms a finding."""
    return f"{_ACCEPT}_{context}_{finding_key}"


def accepted(context: str) -> tuple[str, ...]:
    """Keys of the findings of a form that were confirmed."""
    start = accept_key(context, "")
    return tuple(
        str(key).removeprefix(start)
        for key, said in st.session_state.items()
        if str(key).startswith(start) and said
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The fields of one form."""

    t: Translator
    context: str
    # Of the form as it was checked last; none before.
    remarks: Sequence[Remark] = ()

    def key(self, name: str) -> str:
        """Key of a field's widget."""
        return f"{_FIELD}{self.context}_{name}"

    def said(self, name: str, default: T) -> T:
        """What a field says; before it is drawn, its default. A choice that is cleared is blank."""
        found: Any = st.session_state.get(self.key(name), default)
        if found is None and isinstance(default, str):
            found = ""
        said: T = found
        return said

    def refill(self, mark: str, usual: Mapping[str, str]) -> None:
        """Fill in what another choice knows, but only where the fields stand as they were filled.

        Parameters
        ----------
        mark : str
            The choice that `usual` belongs to; nothing happens while it stays the same.
        usual : Mapping
            Text by name of a field.
        """
        place = self.key("filled")
        last: tuple[str, dict[str, str]] = st.session_state.get(place, (mark, {}))
        if last[0] != mark:
            for name, before in last[1].items():
                # What is being typed is known to the browser alone: it stays where nothing changes.
                if usual[name] != before and self.said(name, before) == before:
                    st.session_state[self.key(name)] = usual[name]
        st.session_state[place] = (mark, dict(usual) if last[0] != mark else last[1] or dict(usual))

    def text(
        self,
        name: str,
        label: str,
        default: str,
        *,
        placeholder: str | None = None,
        hint: str | None = None,
        longest: int = LONGEST,
        in_table: bool = False,
    ) -> None:
        """A line of text; `in_table`: row and column say what it is, its label is only spoken."""
        self._begin(name, default)
        st.text_input(
            label, key=self.key(name), placeholder=placeholder, max_chars=longest,
            help=None if hint is None else markup.plain(hint),
            label_visibility="collapsed" if in_table else "visible",
        )  # fmt: skip
        self.below(name)

    def choice(
        self,
        name: str,
        label: str,
        options: Sequence[T],
        default: T | None,
        shown: Callable[[T], str],
        *,
        placeholder: str | None = None,
        free: bool = False,
    ) -> None:
        """One of several; `free`: or what one writes."""
        self._begin(name, default)
        own = st.session_state[self.key(name)]
        every = [*options] if own is None or own in options else [*options, own]
        st.selectbox(
            label, every, key=self.key(name), format_func=shown,
            placeholder=self.t("entry.choose") if placeholder is None else placeholder,
            accept_new_options=free, index=None if default is None else 0,
        )  # fmt: skip
        self.below(name)

    def radio(
        self, name: str, label: str, options: Sequence[T], default: T, shown: Callable[[T], str]
    ) -> None:
        """One of few, all in sight."""
        self._begin(name, default)
        st.radio(label, options, key=self.key(name), format_func=shown, horizontal=True)
        self.below(name)

    def flag(self, name: str, label: str, default: bool) -> None:
        """Yes or no."""
        self._begin(name, default)
        st.checkbox(label, key=self.key(name))
        self.below(name)

    def below(self, name: str | None) -> None:
        """What was found about a field; None: about the form as a whole."""
        # Warnings are confirmed below the form instead.
        found = [
            (one.finding.severity, remark_words(self.t, one))
            for one in self.remarks
            if one.field == name and one.finding.severity != "warning"
        ]
        if found:
            markup.show("entry_remarks.html", remarks=found)

    def _begin(self, name: str, default: Any) -> None:
        if self.key(name) not in st.session_state:
            st.session_state[self.key(name)] = default
