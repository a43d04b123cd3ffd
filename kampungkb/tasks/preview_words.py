"""A preview in words: its headline, its notes, and the names of what it shows."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar

import pandas as pd

from kampungkb.analysis.effects import EFFECTS
from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_value
from kampungkb.model.indicators import Indicator
from kampungkb.store.schema import VERSIONED
from kampungkb.tasks.applied import AFTER, BEFORE
from kampungkb.tasks.history import Document
from kampungkb.tasks.preview import Preview
from kampungkb.tasks.words import state_word

# More names than anybody reads in a sentence.
_NAMED: Final = 8
_INDICATORS_NAMED: Final = 4
K = TypeVar("K", bound=Hashable)


def headline(t: Translator, shown: Preview) -> str:
    """What the change does, in one sentence."""
    if shown.empty:
        return t("preview.nothing")
    parts = [*_what(t, shown), *_effect(t, shown)]
    text = "; ".join(parts)
    return t("preview.sentence", parts=text)


def notes(
    t: Translator, shown: Preview, missing: Mapping[str, Sequence[str]] | None = None
) -> list[str]:
    """What a reader has to know before the change is stored, one sentence each.

    Parameters
    ----------
    t : Translator
    shown : Preview
    missing : mapping of indicator to village codes, optional
        Villages without a value in what was submitted.
    """
    hidden = shown.hidden_illustrative
    found = [
        t("preview.note_illustrative", indicator=_names(t, shown, codes), n=villages)
        for villages, codes in _alike(
            zip(hidden["indicator"], map(int, hidden["villages"]), strict=True)
        )
    ]
    if shown.formed.ended_illustrative:
        found.append(t("preview.note_formations", n=shown.formed.ended_illustrative))
    taught = len(shown.after.aliases) - len(shown.before.aliases)
    if taught > 0:
        found.append(t("preview.note_spellings", n=taught))
    late = int((~shown.values["counted"].astype(bool)).sum())
    if late and shown.as_of is not None:
        found.append(t("preview.note_late", n=late, period=t.period(shown.as_of)))
    lacking = ((code, tuple(villages)) for code, villages in (missing or {}).items() if villages)
    return [*found, *(_missing(t, shown, codes, lacks) for lacks, codes in _alike(lacking))]


def by_change(shown: Preview) -> tuple[str, ...]:
    """The touched indicators, the largest change of people missing first, then as listed."""
    rows = shown.regency
    lacks = rows[[BEFORE + "shortfall", AFTER + "shortfall"]].astype("Int64")
    people = (lacks[AFTER + "shortfall"] - lacks[BEFORE + "shortfall"]).abs().fillna(0)
    order = people.sort_values(ascending=False, kind="stable").index
    return tuple(rows.loc[order, "indicator"])


def effect_words(t: Translator, indicator: Indicator) -> dict[str, str]:
    """The words of each effect, as they fit the kind of an indicator."""
    words = {
        "reached": t("preview.effect_reached"),
        "less": t("preview.effect_less"),
        "better": t("preview.effect_better"),
        "first": t("preview.effect_first"),
        "basis": t("preview.effect_basis"),
        "worse": t("preview.effect_worse"),
        "more": t("preview.effect_more"),
        "lost": t("preview.effect_lost"),
        "gone": t("preview.effect_gone"),
        "same": t("preview.effect_same"),
    }
    if indicator.code == FORMED_INDICATOR:
        good, bad = t("preview.effect_formed"), t("preview.effect_not_formed")
    elif indicator.kind == "yes_no":
        good, bad = t("preview.effect_state_better"), t("preview.effect_state_worse")
    else:
        return words
    return words | dict.fromkeys(("reached", "better"), good) | dict.fromkeys(
        ("lost", "worse"), bad
    )  # fmt: skip


def village_text(t: Translator, indicator: Indicator, row: Mapping[Any, Any]) -> str:
    """Value and shortfall of a village, before and after."""
    sides = [_value(t, indicator, row[side + "value"]) for side in (BEFORE, AFTER)]
    text = (
        sides[0]
        if sides[0] == sides[1]
        else t("preview.hover_change", before=sides[0], after=sides[1])
    )
    lacks = [row[side + "shortfall"] for side in (BEFORE, AFTER)]
    if indicator.kind == "yes_no" or all(map(pd.isna, lacks)) or lacks[0] is lacks[1]:
        return text
    before, after = (t.number(lack) for lack in lacks)
    return t("preview.hover_people", values=text, before=before, after=after)


def origin_word(t: Translator, origin: object) -> str:
    """Where figures come from; a dash where there are none."""
    return {
        "official": t("common.official"),
        "illustrative": t("common.illustrative"),
        "mixed": t("preview.origin_mixed"),
    }.get(str(origin), "–")


def kind_word(t: Translator, kind: str) -> str:
    """What became of a row."""
    return {
        "new": t("preview.count_new"),
        "changed": t("preview.count_changed"),
        "ended": t("preview.count_ended"),
    }[kind]


def row_kind_word(t: Translator, row: Mapping[Any, Any]) -> str:
    """What became of a row of `Preview.values`, and what a new one takes the place of."""
    if not isinstance(row["earlier_period"], str):
        return kind_word(t, row["kind"])
    if row["earlier_origin"] != row["origin"]:
        return t("preview.kind_new_official")
    return t("preview.kind_new_since", period=t.period_short(row["earlier_period"]))


def other_rows(shown: Preview) -> list[Document]:
    """The rows of the other tables as `kampungkb.tasks.history_rows.differences` reads them."""
    found: list[Document] = []
    for versioned in VERSIONED:
        frame = shown.others.get(versioned.table.name)
        if frame is None:
            continue
        for row in frame.to_dict("records"):
            sides = [
                {name: _plain(row[side + name]) for name in versioned.values}
                for side in (BEFORE, AFTER)
            ]
            kind = row["kind"]
            found.append(
                {
                    "table": versioned.table.name,
                    "key": {name: row[name] for name in versioned.key},
                    "change": "retracted" if kind == "ended" else kind,
                    "before": None if kind == "new" else sides[0],
                    "after": None if kind == "ended" else sides[1],
                }
            )
    return found


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    return value.isoformat() if isinstance(value, date) else value


def _value(t: Translator, indicator: Indicator, value: Any) -> str:
    if pd.isna(value):
        return t("common.no_data")
    if indicator.kind == "yes_no":
        return state_word(t, indicator, yes=value == 1)
    return shown_value(t, indicator, value)


def _what(t: Translator, shown: Preview) -> list[str]:
    rows, parts = shown.values, []
    if len(rows):
        codes, periods = rows["indicator"].unique(), rows["period"].unique()
        counts, n = _counts(t, rows["kind"]), len(rows)
        if len(codes) > 1:
            parts.append(
                t("preview.values_many", n=n, indicators=t.number(len(codes)), counts=counts)
            )
        else:
            name = _name(t, shown, codes[0])
            parts.append(
                t("preview.values_one", n=n, indicator=name, period=t.period(periods[0]),
                  counts=counts)
                if len(periods) == 1
                else t("preview.values_periods", n=n, indicator=name,
                       periods=t.number(len(periods)), counts=counts)
            )  # fmt: skip
    return [*parts, *(_records(t, name, frame["kind"]) for name, frame in shown.others.items())]


def _records(t: Translator, table: str, kinds: pd.Series) -> str:
    n, counts = len(kinds), _counts(t, kinds)
    if table == "formation":
        return t("preview.records_formation", n=n, counts=counts)
    if table == "milestone":
        return t("preview.records_milestone", n=n, counts=counts)
    if table == "classification":
        return t("preview.records_class", n=n, counts=counts)
    if table in ("indicator_entry", "target_entry"):
        return t("preview.records_dictionary", n=n, counts=counts)
    return t("preview.records", n=n, counts=counts)


def _counts(t: Translator, kinds: pd.Series) -> str:
    n = {kind: int((kinds == kind).sum()) for kind in ("new", "changed", "ended")}
    return ", ".join([
        *([t("preview.new", n=n["new"])] if n["new"] else []),
        *([t("preview.changed", n=n["changed"])] if n["changed"] else []),
        *([t("preview.ended", n=n["ended"])] if n["ended"] else []),
    ])  # fmt: skip


def _effect(t: Translator, shown: Preview) -> list[str]:
    """Of the indicator that changes most: people missing, and the villages that turn."""
    parts, stand = [], shown.formed
    if stand.before != stand.after:
        parts.append(t("preview.formed", before=t.number(stand.before), n=stand.after))
    codes = [code for code in by_change(shown) if code != FORMED_INDICATOR]
    if not codes:
        return parts
    code = codes[0]
    own = shown.regency[shown.regency["indicator"] == code].iloc[0]
    name = shown.before.area_name if len(codes) == 1 else _name(t, shown, code)
    is_state = shown.after.dictionary.get(code).kind == "yes_no"
    if not is_state:
        parts += _shortfall(t, shown, own, name)
    counts = shown.villages.loc[shown.villages["indicator"] == code, "effect"].value_counts()
    n = {effect: int(counts.get(effect, 0)) for effect in EFFECTS}
    good = n["reached"] + n["better"] if is_state else n["reached"]
    bad = n["lost"] + n["worse"] if is_state else n["lost"]
    return [
        *parts,
        *([t("preview.state_better" if is_state else "preview.reached", n=good)] if good else []),
        *([t("preview.state_worse" if is_state else "preview.lost", n=bad)] if bad else []),
        *([t("preview.first", n=n["first"])] if n["first"] else []),
        *([t("preview.gone", n=n["gone"])] if n["gone"] else []),
    ]


def _shortfall(t: Translator, shown: Preview, own: Any, name: str) -> list[str]:
    before, after = own[BEFORE + "shortfall"], own[AFTER + "shortfall"]
    if pd.isna(before) or pd.isna(after):
        return []
    counted = t.words(shown.after.dictionary.get(own["indicator"]).counted)
    about = {"of": name, "n": int(after), "counted": counted}
    if before == after:
        return [t("preview.shortfall_same", **about)]
    if after < before:
        return [t("preview.shortfall_down", before=t.number(before), **about)]
    return [t("preview.shortfall_up", before=t.number(before), **about)]


def _missing(
    t: Translator, shown: Preview, indicators: Sequence[str], villages: Sequence[str]
) -> str:
    names = [shown.after.names.get(one, one) for one in villages[:_NAMED]]
    rest = len(villages) - len(names)
    if rest:
        names.append(t("preview.more_villages", n=rest))
    return t(
        "preview.note_missing", indicator=_names(t, shown, indicators), n=len(villages),
        villages=t.listing(names),
    )  # fmt: skip


def _alike(pairs: Iterable[tuple[str, K]]) -> list[tuple[K, list[str]]]:
    """Indicators of which the same is to be said, in the order of the first of each."""
    found: dict[K, list[str]] = {}
    for code, what in pairs:
        found.setdefault(what, []).append(code)
    return list(found.items())


def _names(t: Translator, shown: Preview, codes: Sequence[str]) -> str:
    names = [_name(t, shown, code) for code in codes[:_INDICATORS_NAMED]]
    rest = len(codes) - len(names)
    if rest:
        names.append(t("preview.more_indicators", n=rest))
    return t.listing(names)


def _name(t: Translator, shown: Preview, code: str) -> str:
    dictionary = shown.after.dictionary
    return t.words(dictionary.get(code).short) if code in dictionary else code
