"""What the page of the formation says, in sentences."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from kampungkb.analysis.milestones import FORMED_BY, FormedBy
from kampungkb.i18n.translator import Translator
from kampungkb.planning.pace import Needed
from kampungkb.tasks.formation_view import FormationView, Goal
from kampungkb.tasks.formation_words import class_word, milestone_words

# Villages without a day that a sentence names before it only counts them.
_NAMED = 8


def definition_words(t: Translator) -> dict[FormedBy, str]:
    """What counts as formed, in words."""
    stages = milestone_words(t)
    return {one: t("formation.definition_list") if one == "list" else stages[one]
            for one in FORMED_BY}  # fmt: skip


def finding(view: FormationView, t: Translator) -> str:
    """The sentence of the page: how many are formed, and the pace that the target takes."""
    if not view.villages:
        return t("formation.finding_no_register")
    what = _so_far(view, t)
    goal = view.goals[0]
    if goal.needed is None or view.wish.by is None:
        return t("formation.finding_no_period", what=what)
    left = view.goals[-1].target - len(view.formed)
    if left == 0:
        return t("formation.finding_all", what=what)
    target, day, need = t.number(goal.target), t.date(view.wish.by), goal.needed
    if need.state == "reached":
        return t("formation.finding_reached", what=what, target=target, n=left)
    if need.per_month is None:
        return t("formation.finding_past", what=what, target=target, date=day, n=need.to_form)
    if need.months < 1:
        return t("formation.finding_soon", what=what, target=target, date=day, n=need.to_form)
    return t("formation.finding_needs", what=what, target=target, date=day, n=need.per_month)


def _so_far(view: FormationView, t: Translator) -> str:
    formed = t.number(len(view.formed))
    definition = view.wish.definition
    if definition == "list":
        return t("formation.finding_formed", formed=formed, n=view.villages)
    stage = definition_words(t)[definition]
    return t("formation.finding_stage", formed=formed, n=view.villages, stage=stage)


def goal_words(goal: Goal, t: Translator) -> str:
    """A goal as share and villages: ``75 % = 245 desa``."""
    return t("formation.goal", share=share_words(goal.share, t), n=goal.target)


def share_words(share: Fraction, t: Translator) -> str:
    """A share with no more places than it needs."""
    places = next((n for n in range(3) if (share * 100 * 10**n).denominator == 1), 2)
    return t.share(share, places)


def pace_rows(view: FormationView, t: Translator) -> list[tuple[str, list[str]]]:
    """What each goal takes: a label and a cell per goal, row by row; none without a period."""
    by = view.wish.by
    pairs = [(goal, goal.needed) for goal in view.goals]
    told = [(goal, need) for goal, need in pairs if need is not None]
    if by is None or not told or len(told) < len(pairs):
        return []
    return [
        (t("formation.row_to_form"), [t("formation.count", n=need.to_form) for _, need in told]),
        (t("formation.row_months", date=t.date(by)), [_months(need, t) for _, need in told]),
        (t("formation.row_needed"), [_needed(need, by, view, t) for _, need in told]),
        (
            t("formation.row_at_pace", n=view.wish.pace),
            [_at_pace(goal, need, t) for goal, need in told],
        ),
        (
            t("formation.row_probability"),
            [_probability(goal, need, t) for goal, need in told],
        ),
    ]


def _months(need: Needed, t: Translator) -> str:
    if need.state == "past":
        return t("formation.state_past")
    places = 0 if need.months.denominator == 1 else 1
    return t("formation.months", n=t.number(need.months, places))


def _needed(need: Needed, by: date, view: FormationView, t: Translator) -> str:
    if need.state == "reached":
        return t("formation.state_reached")
    if need.per_month is None or view.start is None:
        return "–"
    if need.months < 1:
        return t("formation.within", n=(by - view.start).days)
    return t("formation.per_month", n=need.per_month)


def _at_pace(goal: Goal, need: Needed, t: Translator) -> str:
    if need.state == "reached":
        return t("formation.state_reached")
    return t("formation.after_2100") if goal.at_pace is None else t.month(goal.at_pace)


def _probability(goal: Goal, need: Needed, t: Translator) -> str:
    if need.state == "reached":
        return t("formation.state_reached")
    if need.state == "past":
        return "–"
    return t("formation.too_little") if goal.probability is None else chance(goal.probability, t)


def chance(probability: float, t: Translator) -> str:
    """A probability in whole percent; a model never says that something is certain."""
    if probability < 0.01:
        return t("formation.below_1", share=t.share(Fraction(1, 100), 0))
    if probability > 0.99:
        return t("formation.above_99", share=t.share(Fraction(99, 100), 0))
    return t.share(probability, 0)


def used_words(view: FormationView, t: Translator) -> str:
    """Which definition this page uses, and which all others."""
    n = view.counts["list"]
    if view.wish.definition == "list":
        return t("formation.used_list", n=n)
    return t("formation.used_other", stage=definition_words(t)[view.wish.definition], n=n)


def seen_words(view: FormationView, t: Translator) -> list[str]:
    """What was observed; empty without a period."""
    if view.seen is None:
        return []
    window = t("formation.window_months", n=view.seen.months)
    if not view.seen.formations:
        return [t("formation.seen_none", window=window)]
    rate = t.number(view.seen.per_month, 2)
    return [t("formation.seen", n=view.seen.formations, window=window, rate=rate)]


def funnel_title(view: FormationView, t: Translator) -> str:
    """How many are under way, and what most of them wait for."""
    started = view.stages["stage"].dropna()
    if started.empty:
        return t("formation.funnel_title_none")
    some, words = t.number(len(started)), milestone_words(t)
    awaited = view.stages.loc[started.index, "next"].dropna().value_counts()
    if awaited.empty:
        return t("formation.funnel_title_through", some=some, n=view.villages)
    # Of several with the same number the earliest.
    first = next(stage for stage in words if awaited.get(stage) == awaited.max())
    return t("formation.funnel_title", some=some, n=view.villages, stage=words[first],
             most=t.number(int(awaited.max())))  # fmt: skip


def funnel_alt(view: FormationView, t: Translator) -> str:
    """The funnel for readers who do not see it."""
    words = milestone_words(t)
    stages = [
        t("formation.named_count", name=words[stage],
          n=t("common.no_data") if stage in view.silent else t.number(n))
        for stage, n in zip(view.whole["milestone"], view.whole["villages"], strict=True)
    ]  # fmt: skip
    return t("formation.funnel_alt", stages=", ".join(stages))


def implied_words(view: FormationView, t: Translator) -> str:
    """What was taken from the formation list; empty where nothing was."""
    n = int(view.reached["implied"].sum())
    if not n:
        return ""
    return t("formation.implied_note", n=n, stage=milestone_words(t)["working_group"])


def course_title(view: FormationView, t: Translator) -> str:
    """Where the pace leads, else what the figure is."""
    ahead = view.projection
    if ahead is None or not view.goals:
        return t("formation.course_title")
    last = ahead.path.iloc[-1]
    return t(
        "formation.course_title_ahead", low=t.number(int(last["low"])),
        high=t.number(int(last["high"])), date=t.date(last["end"]),
        target=t.number(view.goals[0].target),
    )  # fmt: skip


def course_notes(view: FormationView, t: Translator) -> list[str]:
    """What a reader of the course has to know."""
    said = []
    if view.course is not None and view.course.unknown:
        said.append(
            t(
                "formation.course_unknown", n=view.course.unknown,
                official=t.number(view.course.unknown_official),
                illustrative=t.number(view.course.unknown_illustrative),
            )
        )  # fmt: skip
    if view.projection is not None:
        said.append(t("formation.model"))
    return said


def course_alt(view: FormationView, t: Translator) -> str:
    """The course for readers who do not see it."""
    so_far = t("formation.count", n=len(view.formed))
    goals = t.listing(goal_words(goal, t) for goal in view.goals)
    ahead = course_title(view, t)
    return t("formation.course_alt", so_far=so_far, ahead=ahead, goals=goals)


def waiting_title(view: FormationView, t: Translator) -> str:
    """Who has waited longest."""
    known = view.waiting.known
    if known.empty:
        return t("formation.waiting_title_plain")
    first = known.iloc[0]
    return t(
        "formation.waiting_title", name=view.of.names[first["code"]], n=int(first["days"]),
        stage=milestone_words(t)[first["stage"]],
    )  # fmt: skip


def waiting_note(view: FormationView, t: Translator) -> str:
    """The villages whose wait cannot be counted; empty where there is none."""
    codes: Sequence[str] = list(view.waiting.unknown["code"])
    if not codes:
        return ""
    names = [view.of.names[code] for code in codes[:_NAMED]]
    if len(codes) > _NAMED:
        names.append(t("formation.and_more", n=len(codes) - _NAMED))
    return t("formation.waiting_unknown", n=len(codes), names=", ".join(names))


def class_rows(view: FormationView, t: Translator) -> list[tuple[str, int, bool]]:
    """A word, the villages and whether one is illustrative, class by class; none: no class."""
    counts = view.classes
    if not counts.classes["villages"].sum():
        return []
    rows = [
        (class_word(t, name), int(n), bool(made_up))
        for name, n, made_up in counts.classes.itertuples(index=False)
    ]
    return [*rows, (t("formation.unclassified"), counts.unclassified, False)]
