"""The announced plan as the offline twin shows it: quarter by quarter, added up here."""

from typing import Any

from kampungkb.exports.twin_colours import quarter_name
from kampungkb.model.periods import period_end
from kampungkb.store.scenarios import Scenario
from kampungkb.tasks.brief_source import BriefSource
from kampungkb.tasks.scenario import read_summary


def twin_plan(of: BriefSource, announced: Scenario | None) -> dict[str, Any] | None:
    """Which village is formed in which quarter, and how many are by then.

    Returns
    -------
    dict or None
        ``title``, ``facts`` (sentences), ``made_up``; ``quarters`` in order of time, each with
        ``key``, ``label``, ``short``, ``colour``, ``villages`` (codes by district), ``new``,
        ``total`` (formed by its end), ``share`` (of all villages, in words) and ``reached``
        (whether the target is). None without an announced plan, or without a village in it.

    Notes
    -----
    A village that is formed by now counts as formed, in no quarter of the plan.
    """
    if announced is None or not announced.plan:
        return None
    t, stand, parents = of.t, of.ledger.rollout, of.snapshot.parents
    formed = frozenset(stand.formed_codes)
    labels = sorted(set(announced.plan.values()), key=period_end)
    total, rows = stand.formed, []
    for at, quarter in enumerate(labels):
        codes = [code for code, own in announced.plan.items()
                 if own == quarter and code not in formed and code in parents]  # fmt: skip
        total += len(codes)
        rows.append(
            {
                "key": quarter,
                "label": t.period(quarter),
                "short": t.period_short(quarter),
                "colour": quarter_name(at),
                "villages": sorted(codes, key=lambda code: (parents[code], code)),
                "new": len(codes),
                "total": total,
                "share": t.share(total / stand.villages if stand.villages else None, 1),
                "reached": stand.target_villages is not None and total >= stand.target_villages,
            }
        )
    return {
        "title": t("twin.plan_title", name=announced.name),
        "finding": _finding(of, rows),
        "facts": _facts(of, announced),
        "made_up": read_summary(announced.summary).made_up,
        "quarters": rows,
    }


def _finding(of: BriefSource, rows: list[dict[str, Any]]) -> str:
    t = of.t
    reached = next((row for row in rows if row["reached"]), None)
    last = rows[-1]
    if reached is None:
        return t("twin.plan_short", n=last["total"], quarter=last["label"], share=last["share"])
    return t(
        "twin.plan_reached", n=reached["total"], quarter=reached["label"], share=reached["share"]
    )


def _facts(of: BriefSource, announced: Scenario) -> list[str]:
    t, formed = of.t, frozenset(of.ledger.rollout.formed_codes)
    facts = [
        t("twin.plan_announced", author=announced.author, date=t.datetime(announced.saved_at),
          revision=str(announced.data_revision)),
    ]  # fmt: skip
    done = sum(code in formed for code in announced.plan)
    if done:
        facts.append(t("twin.plan_done", n=done))
    if announced.note:
        facts.append(announced.note)
    return facts
