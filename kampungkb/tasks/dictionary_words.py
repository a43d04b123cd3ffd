"""What an administrator added to the dictionary, in one line."""

from collections.abc import Mapping

from kampungkb.errors import DictionaryError
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_target
from kampungkb.model.dictionary_entries import entry_table
from kampungkb.model.indicators import Indicator, Target, indicator_of, target_of
from kampungkb.tasks.snapshot import Snapshot

_LONGEST = 120


def target_words(t: Translator, indicator: Indicator, target: Target) -> str:
    """A target with its year and source: ``85 % (2026) menurut RPJMD``."""
    shown = (
        t("dictionary.of_regencies", value=target.text)
        if target.unit == "percent_of_regencies"
        else shown_target(t, indicator, target)
    )
    year = t("dictionary.undated") if target.year is None else str(target.year)
    return t("entry.target_said", value=shown, year=year, source=target.source)


def entry_words(t: Translator, of: Snapshot, key: Mapping[str, str], text: str) -> str:
    """An entry of the store; as it is stored where the dictionary cannot take it.

    Parameters
    ----------
    t : Translator
    of : Snapshot
        Whose dictionary tells in which unit a target is shown.
    key : Mapping
        Of the row: ``code``, or ``indicator`` and ``target_id``.
    text : str
        The column ``entry``.
    """
    try:
        table = entry_table(text)
        if "target_id" not in key:
            return t.words(indicator_of(table, key["code"]).name)
        target = target_of(table, key["indicator"])
        return target_words(t, of.dictionary.get(key["indicator"]), target)
    except (DictionaryError, LookupError):
        return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
