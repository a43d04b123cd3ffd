"""What goes wrong while a page or one of its buttons runs, as the reader is told."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Final, ParamSpec

import streamlit as st

from kampungkb.errors import KampungKBError
from kampungkb.i18n.translator import Translator
from kampungkb.ui import markup

_LOG: Final = logging.getLogger(__name__)
# Of the session: what went wrong in a callback; the page that runs after it says so.
_FAULT: Final = "fault"
P = ParamSpec("P")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What went wrong: a refusal that has words, or a number that stands in the log."""

    refusal: KampungKBError | None = None
    reference: str = ""

    def words(self, t: Translator) -> str:
        """One sentence, as Markdown."""
        if self.refusal is not None:
            return markup.plain(t.error(self.refusal))
        return t("error.unexpected", reference=self.reference)


def noted(error: Exception, where: str) -> Fault:
    """Write an error to the log; called while it is handled.

    Streamlit steers with exceptions of its own (rerun, stop): those are raised again.
    """
    if isinstance(error, KampungKBError):
        _LOG.warning("%s: %s", where, error)
        return Fault(refusal=error.with_traceback(None))
    if type(error).__module__.startswith("streamlit.runtime.scriptrunner"):
        raise error
    reference = uuid.uuid4().hex[:8]
    _LOG.exception("unexpected error %s on %s", reference, where)
    return Fault(reference=reference)


def guarded(callback: Callable[P, None]) -> Callable[P, None]:
    """A widget's callback whose error becomes a sentence of the page.

    Callbacks run before the page does, outside its guard: an error there would leave the reader
    with neither the page nor what they had typed.
    """

    @wraps(callback)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            callback(*args, **kwargs)
        except Exception as error:  # noqa: BLE001  logged, and said by the page
            where = f"{callback.__module__}.{callback.__qualname__}"
            st.session_state[_FAULT] = noted(error, where)

    return run


def show(t: Translator, fault: Fault) -> None:
    """The box that says what went wrong."""
    st.error(fault.words(t), icon=":material/error:")


def of_callback() -> Fault | None:
    """What went wrong in the callback before this run; asked once."""
    found: Fault | None = st.session_state.pop(_FAULT, None)
    return found
