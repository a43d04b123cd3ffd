"""The native charts of a deck: the course, the worst gaps, districts and the plan."""

from typing import Final

import pandas as pd

from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.charts.theme import Palette
from kampungkb.exports.deck_parts import ChartBlock, Series
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_target
from kampungkb.model.periods import period_year
from kampungkb.tasks.brief_source import BriefSource
from kampungkb.tasks.gaps_view import ShortfallView
from kampungkb.tasks.summary import Milestone, formed_course

# Bars that a slide holds: in one column, and in two.
WORST: Final = 10
DISTRICTS: Final = 30


def course_chart(of: BriefSource, palette: Palette) -> ChartBlock | None:
    """Published numbers of formed villages against the target and all villages; None: no figure."""
    t, stand = of.t, of.ledger.rollout
    found = formed_course(of.snapshot)
    if not stand.villages or not found:
        return None
    points = {period_year(one.period): one.count for one in found}
    last = max(points) if of.ledger.as_of is None else period_year(of.ledger.as_of)
    years = range(min(points), max(last, max(points)) + 1)
    levels = [(stand.villages, t("deck.all", n=t.number(stand.villages)),
               t("deck.level", share=t.share(1.0, 0), n=t.number(stand.villages)))]  # fmt: skip
    if stand.target is not None and stand.target_villages is not None:
        share = shown_target(t, of.snapshot.dictionary.get(FORMED_INDICATOR), stand.target)
        n = stand.target_villages
        levels.append((n, t("deck.goal", share=share, n=t.number(n)),
                       t("deck.level", share=share, n=t.number(n))))  # fmt: skip
    return ChartBlock(
        form="lines",
        names=tuple(map(str, years)),
        series=(
            Series(name=t("deck.formed"), values=tuple(points.get(year) for year in years),
                   colour=palette.reached),
            *(
                Series(name=name, values=(n,) * len(years), colour=palette.district_line,
                       level=level)
                for n, name, level in levels
            ),
        ),
        alt=t("deck.course_alt", points=points_words(of),
              lines=t.listing(name for _, name, _ in levels)),
        unit=t("deck.formed"),
    )  # fmt: skip


def points_words(of: BriefSource) -> str:
    """The published numbers in words."""
    return of.t.listing(_point(of.t, one) for one in formed_course(of.snapshot))


def _point(t: Translator, one: Milestone) -> str:
    if one.older_scheme:
        return t("summary.point_older", n=one.count, year=one.period)
    return t("summary.point", n=one.count, year=one.period)


def worst_chart(of: BriefSource, short: pd.DataFrame, palette: Palette) -> ChartBlock | None:
    """People missing by indicator; None where nobody is.

    Parameters
    ----------
    short : DataFrame
        What `kampungkb.tasks.brief_tables.short_rows` returns of indicators that add up.
    """
    t, top = of.t, short.head(WORST)
    if top.empty:
        return None
    names = tuple(
        t("deck.counted", indicator=t.words(one.short), counted=t.words(one.counted))
        for one in map(of.snapshot.dictionary.get, top["indicator"])
    )
    values = tuple(int(n) for n in top["shortfall"])
    pairs = (f"{name} {t.number(n)}" for name, n in zip(names, values, strict=True))
    return ChartBlock(
        form="bars",
        names=names,
        series=(Series(name=t("deck.short"), values=values, colour=palette.below),),
        alt=t.listing(pairs),
        unit=t("deck.short"),
    )


def district_chart(of: BriefSource, view: ShortfallView, palette: Palette) -> ChartBlock | None:
    """Services missing by district, most first; None where none can be counted."""
    t, units = of.t, view.all_units[:DISTRICTS]
    if not units:
        return None
    sums = view.parts.groupby("code")["shortfall"].sum()
    values = tuple(int(sums[code]) for code in units)
    names = tuple(of.snapshot.names[code] for code in units)
    pairs = (f"{name} {t.number(n)}" for name, n in zip(names, values, strict=True))
    return ChartBlock(
        form="bars",
        names=names,
        series=(Series(name=t("deck.services"), values=values, colour=palette.below),),
        alt=t.listing(pairs),
        unit=t("deck.services"),
        columns=2 if len(units) > WORST else 1,
    )


def plan_chart(of: BriefSource, counts: dict[str, int], palette: Palette) -> ChartBlock:
    """Villages to be formed, quarter by quarter.

    Parameters
    ----------
    counts : dict
        Villages by quarter, in order of time.
    """
    t = of.t
    names = tuple(t.period_short(quarter) for quarter in counts)
    pairs = (f"{name} {t.number(n)}" for name, n in zip(names, counts.values(), strict=True))
    return ChartBlock(
        form="columns",
        names=names,
        series=(Series(name=t("deck.plan_series"), values=tuple(counts.values()),
                       colour=palette.sequential[4]),),
        alt=t.listing(pairs),
        unit=t("deck.plan_series"),
    )  # fmt: skip
