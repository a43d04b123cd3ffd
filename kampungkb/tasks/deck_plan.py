"""The announced plan on a slide: how many villages in which quarter, and what stands in none."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kampungkb.charts.theme import Palette
from kampungkb.exports.deck_parts import ChartBlock, Figure, TextBlock
from kampungkb.model.periods import period_end
from kampungkb.store.scenarios import Scenario
from kampungkb.tasks.brief_source import BriefSource
from kampungkb.tasks.deck_charts import plan_chart
from kampungkb.tasks.scenario import read_summary

# Columns that have room beside key figures.
_QUARTERS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSlide:
    """What a slide of the announced plan shows and what is said with it."""

    title: str
    chart: ChartBlock
    note: str
    # The villages of each quarter.
    said: tuple[str, ...]
    # None: the chart needs the whole width.
    side: TextBlock | None
    is_made_up: bool


def plan_slide(of: BriefSource, announced: Scenario, palette: Palette) -> PlanSlide | None:
    """The announced plan; None where no village of it is left to be formed."""
    t, stand, codes = of.t, of.ledger.rollout, _left(of, announced)
    if not codes:
        return None
    counts = {quarter: len(own) for quarter, own in codes.items()}
    new = sum(counts.values())
    total, last = stand.formed + new, tuple(codes)[-1]
    title = t(
        "deck.title_plan", name=announced.name, n=t.number(new), quarters=t.number(len(codes)),
        quarter=t.period(last),
    )  # fmt: skip
    share = t.share(total / stand.villages if stand.villages else None)
    blanks = {"all": t.number(stand.villages), "share": share}
    notes = list(_notes(of, announced))
    if is_long := len(codes) > _QUARTERS:
        notes.append(t("deck.plan_reached", total=t.number(total), **blanks))
    first = next(iter(codes))
    side = TextBlock(
        figures=(
            Figure(value=t.number(total), label=t("deck.plan_total"),
                   note=t("deck.plan_total_note", **blanks)),
            Figure(value=t.number(counts[first]),
                   label=t("deck.plan_first", quarter=t.period(first))),
        )
    )  # fmt: skip
    said = (
        t("deck.plan_speaker", quarter=t.period(one),
          names=t.listing(of.snapshot.names[code] for code in own))
        for one, own in codes.items()
    )  # fmt: skip
    return PlanSlide(
        title=title, chart=plan_chart(of, counts, palette), note=" ".join(notes),
        said=tuple(said), side=None if is_long else side,
        is_made_up=read_summary(announced.summary).made_up,
    )  # fmt: skip


def _left(of: BriefSource, announced: Scenario) -> dict[str, list[str]]:
    """Codes of the villages of the register that are not formed yet, by quarter in order."""
    formed, parents = frozenset(of.ledger.rollout.formed_codes), of.snapshot.parents
    found: dict[str, list[str]] = {}
    ordered = sorted(announced.plan.items(), key=lambda one: (period_end(one[1]), one[0]))
    for code, quarter in ordered:
        if code in parents and code not in formed:
            found.setdefault(quarter, []).append(code)
    return found


def _notes(of: BriefSource, announced: Scenario) -> Iterator[str]:
    """Whose plan it is, and what of it stands in no quarter."""
    t, plan = of.t, announced.plan.keys()
    yield t("deck.plan_note", name=announced.name, author=announced.author,
            revision=str(announced.data_revision))  # fmt: skip
    if done := len(plan & set(of.ledger.rollout.formed_codes)):
        yield t("deck.plan_done", n=done)
    if gone := len(plan - of.snapshot.parents.keys()):
        yield t("deck.plan_gone", n=gone)
