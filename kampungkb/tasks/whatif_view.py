"""What an indicator what-if says: sentences, and figures side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_target, shown_value
from kampungkb.model.indicators import Indicator
from kampungkb.planning.least_effort import Cover
from kampungkb.tasks.map_finding import place_name
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.whatif import Answer, Reason

# Names beyond these are counted.
_SHOWN: Final = 5
# Indicators of one reason that are named.
_NAMED: Final = 8


@dataclass(frozen=True, kw_only=True)
class Told:
    """What every sentence needs to know."""

    t: Translator
    snapshot: Snapshot
    answer: Answer
    # The period of the data.
    as_of: str | None

    @property
    def counted(self) -> str:
        """What is counted: children, families."""
        return self.t.words(self.answer.indicator.counted)

    def so_many(self, n: int) -> str:
        """What so many are: one child, two children."""
        return self.t.counted(self.answer.indicator, n)

    def value(self, x: Fraction | float | None) -> str:
        """A value of the indicator in words."""
        return shown_value(self.t, self.answer.indicator, x)

    @property
    def target(self) -> str:
        """The target in use, in words; empty without one."""
        found = self.answer.target
        return "" if found is None else shown_target(self.t, self.answer.indicator, found)


def finding(told: Told) -> str:
    """From where to where, for how many people; how long that takes; and what is left."""
    t, answer = told.t, told.answer
    whole, short = answer.outcome.whole, t.words(answer.indicator.short)
    served = sum(people > 0 for people in answer.outcome.reached.values())
    if not served:
        return _nothing(told, short)
    first = t(
        "whatif.finding", indicator=short, before=told.value(whole.value),
        after=told.value(whole.value_after), people=t.number(answer.outcome.people),
        counted=told.so_many(answer.outcome.people), n=served,
    )  # fmt: skip
    time = t(
        "whatif.time", per_month=t.number(answer.per_month), counted=told.counted,
        agency=answer.indicator.responsible, n=answer.months, month=t.period(answer.last),
    )  # fmt: skip
    return f"{first} {time} {_target_sentence(told)}"


def _nothing(told: Told, short: str) -> str:
    """Why nobody is reached."""
    t, setting = told.t, told.answer.outcome.setting
    if len(told.answer.outcome.unknown) == len(setting.chosen):
        return t("whatif.finding_unknown", indicator=short)
    before = told.value(told.answer.outcome.whole.value)
    chosen = [one for one in setting.villages if one.code in setting.chosen]
    if setting.target is not None and not any(map(setting.lacking, chosen)):
        said = t("whatif.finding_met", indicator=short, before=before)
    else:
        said = t("whatif.finding_nothing", indicator=short, before=before)
    return f"{said} {_target_sentence(told)}"


def _target_sentence(told: Told) -> str:
    t, whole = told.t, told.answer.outcome.whole
    if told.answer.outcome.setting.target is None:
        return t("whatif.no_target")
    if not whole.distance:
        return t("whatif.target_before", target=told.target)
    if not whole.distance_after:
        return t("whatif.target_then", target=told.target)
    left = t.number(whole.distance_after)
    return t(
        "whatif.target_left", n=left, counted=told.so_many(whole.distance_after), target=told.target
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A figure now and then, in words."""

    label: str
    note: str
    now: str
    then: str


def pairs(told: Told) -> list[Pair]:
    """The whole area now and then; without a target only its value and counts."""
    t, answer = told.t, told.answer
    whole, setting = answer.outcome.whole, answer.outcome.setting
    found = [
        Pair(
            label=t("whatif.value"), note="", now=told.value(whole.value),
            then=told.value(whole.value_after),
        ),
        Pair(
            label=t("export.numerator"), note=t.words(answer.indicator.numerator),
            now=t.number(whole.numerator), then=t.number(whole.numerator_after),
        ),
        Pair(
            label=t("export.denominator"), note=t.words(answer.indicator.denominator),
            now=t.number(whole.denominator), then=t.number(whole.denominator),
        ),
    ]  # fmt: skip
    if setting.target is None:
        return found
    short = sum(setting.lacking(one) > 0 for one in setting.villages)
    counts = (
        (t("whatif.shortfall"), t("whatif.shortfall_note"), whole.shortfall, whole.shortfall_after),
        (t("whatif.distance"), t("whatif.distance_note"), whole.distance, whole.distance_after),
        (t("whatif.villages_short"), "", short, short - len(answer.outcome.arrived)),
    )
    return found + [
        Pair(label=label, note=note, now=t.number(now), then=t.number(then))
        for label, note, now, then in counts
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One fact with its label."""

    label: str
    text: str
    note: str = ""


def time_lines(told: Told) -> list[Line]:
    """Who is reached, and how long that takes; none where nobody is."""
    t, answer = told.t, told.answer
    if not answer.months:
        return []
    n = answer.outcome.people
    people = t("whatif.people_text", people=t.number(n), counted=told.so_many(n))
    capacity = t(
        "whatif.capacity_text", per_month=t.number(answer.per_month), counted=told.counted,
        agency=answer.indicator.responsible,
    )  # fmt: skip
    return [
        Line(label=t("whatif.reached"), text=people),
        Line(
            label=t("whatif.time_label"),
            text=t("whatif.time_text", n=answer.months, month=t.period(answer.last)),
            note=capacity,
        ),
    ]


def verdict_sentences(told: Told) -> list[str]:
    """Which villages arrive, and which verdicts change; none without a target."""
    t, answer = told.t, told.answer
    if answer.outcome.setting.target is None:
        return []
    met, open_ = (len(answer.changed("below", to)) for to in ("met", "cannot_tell"))
    arrived = len(answer.outcome.arrived)
    found = [t("whatif.arrived", n=arrived)] if arrived else []
    if met or open_:
        found.append(t("whatif.verdicts", met=t.number(met), open=t.number(open_)))
    else:
        found.append(t("whatif.verdicts_none"))
    return found


def least_lines(told: Told) -> tuple[list[Line], str]:
    """The least effort to the whole area's target; or the sentence that says why there is none."""
    t, answer = told.t, told.answer
    fewest, quickest = answer.fewest, answer.quickest
    if fewest is None or quickest is None:
        return [], t("whatif.no_target")
    if not fewest.wanted:
        return [], t("whatif.least_none")
    if fewest.missing:
        # Who may already be taken beyond the villages' own targets cannot be told to choose it.
        is_limited = answer.wish.limit == "target"
        advice = t("whatif.cover_advice_limit") if is_limited else t("whatif.cover_advice")
        return [], t(
            "whatif.cover_missing", advice=advice, reached=t.number(fewest.people),
            missing=t.number(fewest.missing), wanted=t.number(fewest.wanted),
            counted=told.so_many(fewest.wanted),
        )  # fmt: skip
    n = len(fewest.reached)
    less = t("whatif.fewest_proof", n=n - 1) if n > 1 else t("whatif.fewest_one")
    proof = (
        t("whatif.quickest_proof")
        if quickest.proven
        else t("whatif.quickest_bound", days=days_word(quickest.bound, t))
    )
    return [
        Line(
            label=t("whatif.fewest"),
            text=t("whatif.fewest_text", n=n, days=days_word(fewest.days, t)),
            note=f"{less} {_cover_sentence(told, fewest)}",
        ),
        Line(
            label=t("whatif.quickest"),
            text=t(
                "whatif.quickest_text", n=len(quickest.reached), days=days_word(quickest.days, t)
            ),
            note=f"{proof} {_cover_sentence(told, quickest)}",
        ),
    ], ""


def _cover_sentence(told: Told, cover: Cover) -> str:
    t = told.t
    first = list(cover.reached.items())[:3]
    names = [
        t(
            "whatif.cover_village", village=place_name(code, told.snapshot, t),
            people=t.number(people),
        )
        for code, people in first
    ]  # fmt: skip
    return t(
        "whatif.cover_villages", people=t.number(cover.people), counted=told.so_many(cover.people),
        villages=t.listing(names),
    )  # fmt: skip


def days_word(days: Fraction, t: Translator) -> str:
    """Days, with as many places as they have, at most two."""
    places = next((n for n in range(2) if (days * 10**n).denominator == 1), 2)
    return t.number(days, places)


def assumed_line(told: Told) -> str:
    """The assumptions in one line, to stand beside the fields."""
    t, wish, per_month = told.t, told.answer.wish, told.answer.per_month
    blanks = {
        "share": share_word(wish.share, t), "days": days_word(wish.effort.visit_days, t),
        "per_day": t.number(wish.effort.per_day), "counted": told.counted,
    }  # fmt: skip
    if not per_month:
        return t("whatif.assumed_line_idle", **blanks)
    month = t.period(wish.start)
    return t("whatif.assumed_line", per_month=t.number(per_month), month=month, **blanks)


def assumed(told: Told) -> list[str]:
    """Every assumption in a sentence."""
    t, answer = told.t, told.answer
    wish = answer.wish
    start = t.period(wish.start)
    agency, per_month = answer.indicator.responsible, t.number(answer.per_month)
    share = share_word(wish.share, t)
    found = [
        t("whatif.assumed_share", share=share)
        if answer.outcome.setting.higher
        else t("whatif.assumed_share_lower", share=share)
    ]
    if wish.way == "points":
        found.append(t("whatif.assumed_points"))
    if answer.target is not None and answer.target.value is not None:
        found.append(
            t("whatif.assumed_target") if wish.limit == "target" else t("whatif.assumed_all")
        )
    counted = told.counted
    if answer.per_month:
        blanks = {"agency": agency, "per_month": per_month, "month": start, "counted": counted}
        found.append(
            t("whatif.assumed_capacity", **blanks)
            if wish.per_month is not None
            else t("whatif.assumed_capacity_auto", n=wish.months, **blanks)
        )
    if answer.fewest is not None and answer.fewest.wanted:
        days, per_day = days_word(wish.effort.visit_days, t), t.number(wish.effort.per_day)
        found.append(t("whatif.assumed_effort", days=days, per_day=per_day, counted=counted))
    return found


def share_word(share: Fraction, t: Translator) -> str:
    """A share without needless places."""
    places = next((n for n in range(2) if (share * 100 * 10**n).denominator == 1), 2)
    return t.share(share, places)


def notes(told: Told) -> list[str]:
    """What a reader has to know of the figures."""
    t, answer = told.t, told.answer
    found = [t("whatif.no_forecast")]
    if answer.made_up:
        found.append(t("whatif.made_up"))
    whole = answer.before.regency
    if bool(whole["low_coverage"].any()):
        row = whole.iloc[0]
        found.append(
            t("whatif.low_coverage", some=t.number(int(row["villages_with_value"])),
              all=t.number(int(row["villages"])))
        )  # fmt: skip
    unknown = answer.outcome.unknown
    if unknown:
        names = _few([place_name(code, told.snapshot, t) for code in unknown], _SHOWN, t)
        found.append(t("whatif.unknown", n=len(unknown), villages=names))
    return found


def _few(names: Sequence[str], most: int, t: Translator) -> str:
    shown = list(names[:most])
    if len(names) > most:
        return f"{', '.join(shown)} {t('whatif.more', n=t.number(len(names) - most))}"
    return t.listing(shown)


def cannot_sentences(
    snapshot: Snapshot, others: dict[Reason, tuple[str, ...]], t: Translator
) -> list[str]:
    """Which indicators cannot be raised, and why."""
    found = []
    for reason, codes in others.items():
        names = [t.words(snapshot.dictionary.get(code).short) for code in codes]
        found.append(_cannot(reason, _few(names, _NAMED, t), t))
    return found


def _cannot(reason: Reason, indicators: str, t: Translator) -> str:
    return {
        "yes_no": t("whatif.cannot_yes_no", indicators=indicators),
        "index": t("whatif.cannot_index", indicators=indicators),
        "count": t("whatif.cannot_count", indicators=indicators),
        "no_counts": t("whatif.cannot_no_counts", indicators=indicators),
        "regency": t("whatif.cannot_regency", indicators=indicators),
        "no_value": t("whatif.cannot_no_value", indicators=indicators),
    }[reason]


def way_words(indicator: Indicator, t: Translator) -> str:
    """The label of the field of points: which way is better, in which unit."""
    if indicator.unit == "per_1000":
        return t("whatif.rise_per_1000") if indicator.better == "higher" else t(
            "whatif.fall_per_1000"
        )  # fmt: skip
    return t("whatif.rise") if indicator.better == "higher" else t("whatif.fall")
