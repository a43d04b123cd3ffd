"""What an administrator adds to the indicator dictionary: checked as the file is, as a revision.

The words that a person types are tidied (spaces, capitals, full stops); everything else is
checked by :mod:`kampungkb.model.indicators` itself, whose refusals are put beside their fields.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import pandas as pd
from sqlalchemy import Engine

from kampungkb.i18n.languages import LANGUAGES
from kampungkb.i18n.parse import parse_number
from kampungkb.i18n.translator import Translator
from kampungkb.model import tables
from kampungkb.model.dictionary_entries import (
    entry_text,
    free_target_id,
)
from kampungkb.model.findings import finding
from kampungkb.model.indicators import (
    SHORT_LENGTH,
    Dictionary,
    Indicator,
    Target,
)
from kampungkb.model.targets import target_in_use
from kampungkb.store.revisions import (
    Change,
    PlannedRevision,
    plan_revision,
)
from kampungkb.tasks.applied import applied
from kampungkb.tasks.dictionary_forms import HEADINGS, IndicatorForm, TargetForm, Texts
from kampungkb.tasks.entry import LONGEST, Remark
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.upload import Verdict

KIND: Final = "dictionary"
_RANGE: Final = re.compile(r"(\S+?)\s*[-\N{EN DASH}]\s*(\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedDictionary:
    """What saving would do; nothing of it is done yet."""

    code: str
    remarks: tuple[Remark, ...]
    change: Change
    # None: it is refused.
    planned: PlannedRevision | None
    # As it would be; as it is, where it is refused.
    after: Snapshot
    verdict: Verdict


def prepare_target(
    engine: Engine, snapshot: Snapshot, form: TargetForm, t: Translator
) -> PreparedDictionary:
    """Check a target and work out what saving it would change.

    Parameters
    ----------
    engine : Engine
        Read only.
    snapshot : Snapshot
        The last revision.
    form : TargetForm
    t : Translator
        Its language decides what ``1.234`` is.
    """
    remarks: list[Remark] = []
    year = _year(form.year, remarks)
    value = _target_value(form, t, remarks)
    _required("source", form.source, remarks)
    table: dict[str, Any] = {
        "value": value, "unit": form.unit, "scope": form.scope, "source": _tidy(form.source),
        "confirmed": form.confirmed,
    }  # fmt: skip
    area = {"regency": snapshot.area_code[:5], "province": snapshot.area_code[:2]}.get(form.scope)
    optional = {"year": year, "area": area, "url": form.url.strip() or None}
    table |= {name: given for name, given in optional.items() if given is not None}
    _add_words(table, "note", form.note, remarks, required=False)
    target_id = form.target_id or free_target_id(
        snapshot.target_entries, form.indicator, year, form.scope
    )
    row = {"indicator": form.indicator, "target_id": target_id, "entry": entry_text(table)}
    rows = tables.shaped(pd.DataFrame([row | {"revision": 0}]), tables.TARGET_ENTRIES)
    place = f"{form.indicator}: target {target_id}"
    return _prepared(
        engine, snapshot, form.indicator, Change(target_entries=rows), remarks, place
    )  # fmt: skip


def prepare_indicator(
    engine: Engine, snapshot: Snapshot, form: IndicatorForm
) -> PreparedDictionary:
    """Check an indicator and work out what saving it would change; parameters as above."""
    remarks: list[Remark] = []
    code = form.code.strip().upper()
    if not re.fullmatch("[A-Z][A-Z0-9]{2}", code):
        remarks.append(Remark(field="code", finding=finding("form_code_form", "error")))
    elif code in snapshot.dictionary and not form.present:
        one = finding("form_code_taken", "error", code=code)
        remarks.append(Remark(field="code", finding=one))
    table = _indicator_table(form, code, remarks)
    if form.present and code in snapshot.reported:
        _refuse_other_meaning(snapshot.dictionary.get(code), form, remarks)
    _refuse_taken(snapshot.dictionary, code, table, remarks)
    row = {"code": code, "entry": entry_text(table), "revision": 0}
    rows = tables.shaped(pd.DataFrame([row]), tables.INDICATOR_ENTRIES)
    return _prepared(engine, snapshot, code, Change(indicator_entries=rows), remarks, code)


def prepare_withdrawal(
    engine: Engine, snapshot: Snapshot, code: str, target_id: str | None
) -> PreparedDictionary:
    """What taking back a target (None: an added indicator with its targets) would change.

    An indicator of which villages have values stays: the values would mean nothing.
    """
    targets = snapshot.target_entries[snapshot.target_entries["indicator"] == code]
    if target_id is not None:
        own = targets[targets["target_id"] == target_id]
        return _prepared(engine, snapshot, code, Change(retract_target_entries=own), [], code)
    remarks = []
    if code in snapshot.reported:
        one = finding("form_indicator_has_values", "error", code=code, n=snapshot.reported[code])
        remarks.append(Remark(field=None, finding=one))
    indicators = snapshot.indicator_entries
    change = Change(
        retract_indicator_entries=indicators[indicators["code"] == code],
        retract_target_entries=targets if len(targets) else None,
    )
    return _prepared(engine, snapshot, code, change, remarks, code)


@dataclass(frozen=True, slots=True, kw_only=True)
class InUse:
    """The target in use of an indicator, before and after; None: there is none."""

    year: int
    before: Target | None
    after: Target | None


def in_use(before: Snapshot, after: Snapshot, code: str) -> InUse:
    """Which target an indicator is measured against as of the latest period."""
    year = int((before.as_of or "0")[:4])

    def used(of: Snapshot) -> Target | None:
        return target_in_use(of.dictionary.get(code), year) if code in of.dictionary else None

    return InUse(year=year, before=used(before), after=used(after))


def _prepared(
    engine: Engine,
    snapshot: Snapshot,
    code: str,
    change: Change,
    remarks: list[Remark],
    place: str,
) -> PreparedDictionary:
    after = applied(snapshot, change).snapshot
    if not remarks:
        # What was unusable before stays somebody else's fault.
        new = [one for one in after.entries_left_out if one not in snapshot.entries_left_out]
        remarks = [_refused(one.problem, place) for one in new]
    if remarks:
        return PreparedDictionary(
            code=code, remarks=tuple(remarks), change=change, planned=None, after=snapshot,
            verdict="refused",
        )  # fmt: skip
    planned = plan_revision(engine, change)
    return PreparedDictionary(
        code=code, remarks=(), change=change, planned=planned, after=after,
        verdict="unchanged" if planned.content_sha256 is None else "ready",
    )  # fmt: skip


def _refused(detail: str, place: str) -> Remark:
    """A refusal of the dictionary beside the field that it names."""
    own = detail.removeprefix(f"{place}: ").removeprefix(f"{place.partition(':')[0]}: ")
    name = own.partition(":")[0]
    words = finding("form_words_form", "error")
    found = {
        "url": finding("form_url_form", "error"),
        "value": finding("form_target_over_whole", "error"),
        "target": finding("form_target_twice", "error"),
        "responsible": finding("form_one_agency", "error"),
    } | dict.fromkeys((*HEADINGS, "counted", "caution", "note"), words)
    if name not in found:
        return Remark(
            field=None, finding=finding("form_dictionary_refused", "error", detail=detail)
        )
    return Remark(field=None if name == "target" else name, finding=found[name])


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _required(name: str, text: str, remarks: list[Remark], longest: int = LONGEST) -> None:
    tidy = _tidy(text)
    if not tidy:
        remarks.append(Remark(field=name, finding=finding("form_text_missing", "error")))
    elif len(tidy) > longest or not tidy.isprintable():
        one = finding("form_text_too_long", "error", longest=longest)
        remarks.append(Remark(field=name, finding=one))


def _year(text: str, remarks: list[Remark]) -> int | None:
    tidy = text.strip()
    if re.fullmatch("2[01][0-9]{2}", tidy) and int(tidy) <= 2100:
        return int(tidy)
    if tidy:
        remarks.append(Remark(field="year", finding=finding("form_year_form", "error")))
    return None


def _target_value(form: TargetForm, t: Translator, remarks: list[Remark]) -> str:
    """The figure as the dictionary writes it: ``62.5``, or a range ``6-7``."""
    text = form.value.strip().removesuffix("%").strip()
    parts = [text] if (match := _RANGE.fullmatch(text)) is None else list(match.groups())
    numbers = [parse_number(part, t.language) for part in parts]
    if any(number is None or number < 0 for number in numbers):
        remarks.append(Remark(field="value", finding=finding("form_target_number", "error")))
        return ""
    return "-".join(_plain(number) for number in numbers if number is not None)


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _add_words(
    table: dict[str, Any], name: str, texts: Texts, remarks: list[Remark], *, required: bool
) -> None:
    """Both languages of one text; a remark where one is missing."""
    tidy = [_tidy(text) for text in texts]
    if not required and not any(tidy):
        return
    longest = SHORT_LENGTH if name == "short" else LONGEST if name in HEADINGS else 2 * LONGEST
    for language, text in zip(LANGUAGES, tidy, strict=True):
        _required(f"{name}_{language}", text, remarks, longest)
    table[name] = {
        language: _shaped(name, text) for language, text in zip(LANGUAGES, tidy, strict=True)
    }


def _shaped(name: str, text: str) -> str:
    """A heading or sentence begins with a capital; only a sentence ends with a full stop."""
    if name == "counted":
        return text.rstrip(".")
    begun = text[:1].upper() + text[1:]
    return begun.rstrip(".") if name in HEADINGS else f"{begun.rstrip('.')}."


def _indicator_table(form: IndicatorForm, code: str, remarks: list[Remark]) -> dict[str, Any]:
    by_village = form.kind == "yes_no" or form.lowest_level == "village"
    table: dict[str, Any] = {
        "code": code, "kind": form.kind, "unit": form.unit, "better": form.better,
        "lowest_level": "village" if by_village else "regency",
        "population": form.population if by_village else "all", "pillar": form.pillar,
        "responsible": _tidy(form.responsible),
        "supporting": [one for one in form.supporting if one != form.responsible],
        "periodicity": form.periodicity, "source_system": _tidy(form.source_system),
        "sensitive": form.sensitive,
    }  # fmt: skip
    if form.kind in ("index", "count") and by_village:
        table["weight"] = "none"
    for name in (*HEADINGS, "counted"):
        _add_words(table, name, getattr(form, name), remarks, required=True)
    _add_words(table, "caution", form.caution, remarks, required=False)
    _required("responsible", form.responsible, remarks)
    _required("source_system", form.source_system, remarks)
    return table


def _refuse_other_meaning(own: Indicator, form: IndicatorForm, remarks: list[Remark]) -> None:
    """Values that are there already must not turn into others."""
    for name in ("kind", "unit", "lowest_level"):
        if getattr(own, name) != getattr(form, name):
            one = finding("form_meaning_fixed", "error", code=own.code)
            remarks.append(Remark(field=name, finding=one))


def _refuse_taken(
    dictionary: Dictionary, code: str, table: dict[str, Any], remarks: list[Remark]
) -> None:
    for name in ("name", "short"):
        for language in LANGUAGES:
            text = table[name][language]
            for other in dictionary:
                if other.code != code and text and getattr(other, name).get(language) == text:
                    one = finding("form_words_taken", "error", code=other.code)
                    remarks.append(Remark(field=f"{name}_{language}", finding=one))
