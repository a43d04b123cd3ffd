"""What differs between two revisions, row by row and in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from kampungkb.i18n.formats import DASH
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_value
from kampungkb.tasks.dictionary_words import entry_words
from kampungkb.tasks.history import Document, milestone_word
from kampungkb.tasks.snapshot import Snapshot

# The order in which changes are read: what was there and is another now comes first.
_ORDER: Final = {"changed": 0, "retracted": 1, "new": 2}

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One row of data that differs, in words."""

    # What the row is about: an indicator, a formation, a figure, ...
    what: str
    area: str
    district: str
    period: str
    change: str
    before: str
    after: str
    # Whether it was made up.
    made_up: bool


def largest_first(rows: Sequence[Document]) -> list[Document]:
    """Rows of a comparison: the largest changes first, then what ended, then what is new.

    Changes of different units are held against each other by their share of the larger value:
    10 to 20 is as large as 0.2 to 0.4. Rows of the same size keep the order of their keys.
    """
    return sorted(rows, key=lambda row: (_ORDER[row["change"]], -_size(row)))


def _size(row: Document) -> float:
    before, after = _figure(row["before"]), _figure(row["after"])
    if before is None or after is None:
        return 0.0
    largest = max(abs(before), abs(after))
    return abs(after - before) / largest if largest else 0.0


def _figure(values: Values | None) -> float | None:
    if values is None:
        return None
    if values.get("value") is not None:
        return float(values["value"])
    numerator, denominator = values.get("numerator"), values.get("denominator")
    if numerator is None or not denominator:
        return None
    return float(numerator) / float(denominator)


def differences(t: Translator, of: Snapshot, rows: Sequence[Document]) -> list[Difference]:
    """Rows of `kampungkb.tasks.history.comparison_document` in words, in their order.

    Parameters
    ----------
    t : Translator
    of : Snapshot
        Of any revision: names of areas, indicators and sources.
    rows : sequence of dict
    """
    titles = dict(zip(of.sources["source_id"], of.sources["title"], strict=True))
    return [_difference(t, of, titles, row) for row in rows]


def stays_word(t: Translator, of: Snapshot, finding: Document) -> str:
    """A row that an undo leaves as it is, by names instead of codes.

    Parameters
    ----------
    t : Translator
    of : Snapshot
    finding : dict
        One of ``findings`` of `kampungkb.tasks.history.undo_document`.
    """
    table, key = finding["table"], finding["row_key"]
    about = {
        "what": _what(t, of, table, key),
        "area": _area(of, key),
        "revision": t.number(finding["revision"]),
    }
    period = _period(t, table, key)
    if period == DASH:
        return t("history.stays_row", **about)
    return t("history.stays_period", period=period, **about)


def _area(of: Snapshot, key: Values) -> str:
    if "village_code" not in key:
        return str(key.get("area_name", of.area_name))
    code = str(key["village_code"])
    name, district = of.names.get(code, code), of.names.get(of.parents.get(code, ""))
    return name if district is None else f"{name} ({district})"


def change_word(t: Translator, change: str) -> str:
    """What became of a row."""
    return t({
        "new": "history.change_new",
        "changed": "history.change_changed",
        "retracted": "history.change_ended",
    }[change])  # fmt: skip


def _difference(
    t: Translator, of: Snapshot, titles: Mapping[str, str], row: Document
) -> Difference:
    key, table = row["key"], row["table"]
    code = key.get("village_code")
    before, after = _both(t, of, titles, row)
    return Difference(
        what=_what(t, of, table, key),
        area=key.get("area_name", DASH) if code is None else of.names.get(code, code),
        district=DASH if code is None else of.names.get(of.parents.get(code, ""), DASH),
        period=_period(t, table, key),
        change=change_word(t, row["change"]),
        before=before,
        after=after,
        made_up=key.get("origin") == "illustrative",
    )


def _what(t: Translator, of: Snapshot, table: str, key: Values) -> str:
    if table == "observation":
        return _indicator(t, of, key["indicator"])
    if table == "milestone":
        return t("history.what_milestone", milestone=milestone_word(t, key["milestone"]))
    if table in ("published", "village_figure"):
        return str(key["figure"])
    if table == "indicator_entry":
        return t("history.what_indicator", indicator=_indicator(t, of, key["code"]))
    if table == "target_entry":
        return t("history.what_target", indicator=_indicator(t, of, key["indicator"]))
    return t("history.what_formation" if table == "formation" else "history.what_class")


def _indicator(t: Translator, of: Snapshot, code: str) -> str:
    return t.words(of.dictionary.get(code).short) if code in of.dictionary else code


def _period(t: Translator, table: str, key: Values) -> str:
    if "period" not in key:
        return DASH
    # Of figures that others published, the period is a text of theirs.
    if table in ("published", "village_figure"):
        return str(key["period"])
    return t.period_short(key["period"])


def _both(t: Translator, of: Snapshot, titles: Mapping[str, str], row: Document) -> tuple[str, str]:
    """Both sides in words; where the words are the same, with what tells them apart."""
    table, key, sides = row["table"], row["key"], (row["before"], row["after"])
    before, after = (_side(t, of, table, key, one) for one in sides)
    if before != after:
        return before, after
    told = [_rest(t, titles, one) for one in sides]
    return (
        t("history.with_rest", value=before, rest=told[0]),
        t("history.with_rest", value=after, rest=told[1]),
    )


def _side(t: Translator, of: Snapshot, table: str, key: Values, values: Values | None) -> str:
    if values is None:
        return DASH
    say = _SIDES.get(table, _plain)
    return say(t, of, key, values)


def _observed(t: Translator, of: Snapshot, key: Values, values: Values) -> str:
    numerator, denominator = values["numerator"], values["denominator"]
    code, value = key["indicator"], values["value"]
    indicator = of.dictionary.get(code) if code in of.dictionary else None
    if numerator is not None and denominator is not None:
        counts = {"numerator": t.number(numerator), "denominator": t.number(denominator)}
        if indicator is None or indicator.kind != "ratio" or not denominator:
            return t("history.value_counts", **counts)
        return t(
            "history.value_share", **counts,
            share=shown_value(t, indicator, Decimal(numerator) / Decimal(denominator)),
        )  # fmt: skip
    if value is None:
        return values["status"] or t("common.no_data")
    if indicator is not None and indicator.kind == "yes_no":
        shown = t("export.yes") if value else t("export.no")
    else:
        shown = t.number(value, 4) if indicator is None else shown_value(t, indicator, value)
    status = values["status"]
    return shown if status is None else t("history.value_status", value=shown, status=status)


def _formed(t: Translator, _of: Snapshot, _key: Values, values: Values) -> str:
    if not values["formed"]:
        return t("verdict.not_formed")
    return _told(t("verdict.formed"), _day(t, values["formed_on"]), values["document"])


def _reached(t: Translator, _of: Snapshot, _key: Values, values: Values) -> str:
    if not values["reached"]:
        return t("history.not_reached")
    return _told(t("history.reached"), _day(t, values["reached_on"]), values["document"])


def _class(_t: Translator, _of: Snapshot, _key: Values, values: Values) -> str:
    return _told(values["class_name"], None, values["document"])


def _published(t: Translator, _of: Snapshot, _key: Values, values: Values) -> str:
    if values["value"] is None:
        return t("common.no_data")
    return t.share(values["value"]) if values["unit"] == "share" else t.number(values["value"], 2)


def _counted(t: Translator, _of: Snapshot, _key: Values, values: Values) -> str:
    return t("common.no_data") if values["value"] is None else t.number(values["value"])


def _plain(t: Translator, of: Snapshot, key: Values, values: Values) -> str:
    return entry_words(t, of, key, str(values.get("entry", "")))


_SIDES: Final[Mapping[str, Callable[[Translator, Snapshot, Values, Values], str]]] = {
    "observation": _observed, "formation": _formed, "milestone": _reached,
    "classification": _class, "published": _published, "village_figure": _counted,
}  # fmt: skip


def _day(t: Translator, day: str | None) -> str | None:
    return None if day is None else t.date(date.fromisoformat(day))


def _told(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _rest(t: Translator, titles: Mapping[str, str], values: Values | None) -> str:
    """Note and source, which the words of a value leave out."""
    if values is None:
        return DASH
    source = values.get("source_id")
    told = _told(values.get("note"), None if source is None else titles.get(source, source))
    return told or t("history.no_rest")
