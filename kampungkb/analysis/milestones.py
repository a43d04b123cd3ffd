"""How far each village is on its way to a formed one, and which have waited longest.

Stages come in any order in practice: each is recorded with its day, and the stage of a village is
derived from what it has reached (domain, part 3).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

import pandas as pd

from kampungkb.analysis.formed import formed_villages
from kampungkb.model.milestones import CLASSES, MILESTONES, Milestone
from kampungkb.model.periods import period_end, period_key, period_months

# What counts as formed: the formation list, or a stage.
FormedBy = Literal[
    "list", "socialisation", "policy", "working_group", "trained", "plan", "secretariat",
    "launched", "registered", "classified",
]  # fmt: skip
FORMED_BY: Final[tuple[FormedBy, ...]] = get_args(FormedBy)

# Being formed is, by law, having this (SK kepala desa).
_FORMED_STAGE: Final[Milestone] = "working_group"
_PLACE: Final = {stage: place for place, stage in enumerate(MILESTONES)}
_REACHED: Final = {
    "village_code": "str", "milestone": "str", "reached_on": "object", "document": "str",
    "origin": "str", "source_id": "str", "implied": "bool",
}  # fmt: skip


def reached_milestones(
    milestones: pd.DataFrame,
    formations: pd.DataFrame,
    villages: pd.DataFrame,
    as_of: str | None,
) -> pd.DataFrame:
    """The stages that villages have reached as of a period.

    Parameters
    ----------
    milestones : MILESTONES
    formations : FORMATIONS
    villages : AREAS
        Villages only; what is recorded of others is left out.
    as_of : str or None
        A period; leaves out what was reached after its last day. A stage whose day is unknown
        counts at any time, as a formed village does.

    Returns
    -------
    DataFrame, one row per village and stage, by code, then in the order of the programme
        ``village_code``, ``milestone``, ``reached_on`` (date or None: day unknown), ``document``,
        ``origin``, ``source_id``, ``implied`` (bool: follows from the formation list alone).

    Notes
    -----
    Of one stage the official entry goes first, also where it says "not reached". A village of
    the formation list of which nothing says whether it has a working group counts as having one,
    since the day of its formation: from that stage on a village is formed.
    """
    ordered = milestones.sort_values("origin", key=lambda one: one != "official", kind="stable")
    told = ordered.drop_duplicates(["village_code", "milestone"])
    own = told[told["reached"].astype(bool) & _is_until(told["reached_on"], as_of)]
    formed = formed_villages(formations, as_of)
    asked = told.loc[told["milestone"] == _FORMED_STAGE, "village_code"]
    listed = formed[~formed["village_code"].isin(asked)].assign(
        milestone=_FORMED_STAGE, reached_on=lambda one: one["formed_on"], implied=True
    )
    parts = [one for one in (own.assign(implied=False), listed) if len(one)]
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _REACHED.items()})
    found = pd.concat([one[list(_REACHED)] for one in parts], ignore_index=True)
    known = found[found["village_code"].isin(villages["code"])]
    return known.sort_values(
        ["village_code", "milestone"],
        key=lambda one: one.map(_PLACE) if one.name == "milestone" else one,
        ignore_index=True,
    )


def _is_until(days: pd.Series, as_of: str | None) -> pd.Series:
    if as_of is None:
        return pd.Series(True, index=days.index)
    end = period_end(as_of)
    return days.map(lambda day: not isinstance(day, date) or day <= end).astype(bool)


def village_stages(reached: pd.DataFrame, villages: pd.DataFrame) -> pd.DataFrame:
    """The stage of each village: the furthest of the nine that it has reached.

    Parameters
    ----------
    reached : DataFrame
        As `reached_milestones` returns.
    villages : AREAS
        Villages only.

    Returns
    -------
    DataFrame, one row per village, in the order of `villages`
        ``code``, ``stage`` (missing: not started), ``next`` (the stage after it; missing: it has
        the last one), ``since`` (date or None), ``recorded`` (number of stages), ``implied``
        (bool: the stage follows from the formation list alone), ``made_up`` (bool: one of its
        stages is illustrative). ``since`` is the last day on which it reached a stage; None where
        it has not started and where the day of its furthest stage is unknown.
    """
    rows = dict(list(reached.groupby("village_code")))
    found = [_stage(str(code), rows.get(code)) for code in villages["code"]]
    frame = pd.DataFrame(
        found, columns=["code", "stage", "next", "since", "recorded", "implied", "made_up"],
        dtype=object,
    )  # fmt: skip
    kinds = {"code": "str", "stage": "str", "next": "str", "recorded": "int64",
             "implied": "bool", "made_up": "bool"}  # fmt: skip
    return frame.astype(kinds)


def _stage(code: str, own: pd.DataFrame | None) -> tuple[object, ...]:
    if own is None:
        return code, None, MILESTONES[0], None, 0, False, False
    # Rows come in the order of the programme.
    furthest = own.iloc[-1]
    after = _PLACE[furthest["milestone"]] + 1
    days = [day for day in own["reached_on"] if isinstance(day, date)]
    is_known = isinstance(furthest["reached_on"], date)
    return (
        code,
        furthest["milestone"],
        MILESTONES[after] if after < len(MILESTONES) else None,
        max(days) if is_known else None,
        len(own),
        bool(furthest["implied"]),
        bool((own["origin"] != "official").any()),
    )


def funnel(reached: pd.DataFrame, parents: pd.Series) -> pd.DataFrame:
    """How many villages of each unit have reached each stage.

    Parameters
    ----------
    reached : DataFrame
        As `reached_milestones` returns.
    parents : Series
        Code of the unit by village code.

    Returns
    -------
    DataFrame, one row per unit and stage, by code, then in the order of the programme
        ``code``, ``milestone``, ``villages`` (that reached it), ``made_up`` (of these by an
        illustrative entry), ``implied`` (of these by the formation list alone), ``all`` (villages
        of the unit). Whole villages; a stage that nobody has reached has 0.
    """
    units = parents.groupby(parents).size()
    rows = reached.assign(
        code=reached["village_code"].map(parents), made_up=reached["origin"] != "official"
    )
    counts = rows.groupby(["code", "milestone"]).agg(
        villages=("village_code", "size"), made_up=("made_up", "sum"), implied=("implied", "sum")
    )
    every = pd.MultiIndex.from_product([units.index, MILESTONES], names=["code", "milestone"])
    found = counts.reindex(every, fill_value=0).astype("int64").reset_index()
    return found.assign(all=found["code"].map(units).astype("int64"))


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Villages that have reached a stage, and not the next."""

    # One row per village whose day is known, longest first, then by code: code, stage, next,
    # since (date), days (whole), implied, made_up.
    known: pd.DataFrame
    # The same without since and days: the day of the furthest stage is not known.
    unknown: pd.DataFrame


def waiting(stages: pd.DataFrame, as_of: str | None) -> Waiting:
    """Villages that have reached a stage and not the next, the longest wait first.

    Parameters
    ----------
    stages : DataFrame
        As `village_stages` returns.
    as_of : str or None
        A period: days are counted up to its last day. None: no day can be counted.

    Notes
    -----
    An unknown day is no wait of 0 days: those villages are listed apart.
    """
    under_way = stages[stages["stage"].notna() & stages["next"].notna()]
    is_known = under_way["since"].map(lambda day: isinstance(day, date)).astype(bool)
    if as_of is None:
        is_known = pd.Series(False, index=under_way.index)
    known, unknown = under_way[is_known], under_way[~is_known]
    columns = ["code", "stage", "next", "implied", "made_up"]
    if as_of is None or known.empty:
        days = pd.Series(dtype="int64", index=known.index)
    else:
        end = period_end(as_of)
        days = known["since"].map(lambda day: (end - day).days).astype("int64")
    return Waiting(
        known=known.assign(days=days)[["code", "stage", "next", "since", "days", "implied",
                                       "made_up"]]
        .sort_values(["days", "code"], ascending=[False, True], ignore_index=True),
        unknown=unknown[columns].reset_index(drop=True),
    )  # fmt: skip


def formed_by(
    definition: FormedBy, reached: pd.DataFrame, formations: pd.DataFrame,
    villages: pd.DataFrame, as_of: str | None,
) -> pd.DataFrame:  # fmt: skip
    """The villages that count as formed under a definition.

    Parameters
    ----------
    definition : str
        ``list``: the formation list, which every other page and the plan use; else a stage.
    reached : DataFrame
        As `reached_milestones` returns, as of the same period.
    formations : FORMATIONS
    villages : AREAS
        Villages only.
    as_of : str or None

    Returns
    -------
    DataFrame, one row per formed village, by code
        ``code``, ``formed_on`` (date or None: day unknown), ``origin``, ``source_id``.
    """
    if definition == "list":
        rows = formed_villages(formations, as_of)
        rows = rows[rows["village_code"].isin(villages["code"])]
    else:
        rows = reached[reached["milestone"] == definition].rename(
            columns={"reached_on": "formed_on"}
        )
    named = rows.rename(columns={"village_code": "code"})
    return named[["code", "formed_on", "origin", "source_id"]].reset_index(drop=True)


@dataclass(frozen=True, kw_only=True)
class ClassCounts:
    """The latest class of each village."""

    # One row per class, the lowest first: class_name, villages, made_up (of these).
    classes: pd.DataFrame
    # Formed villages without a class.
    unclassified: int
    # Villages that have a class though they do not count as formed.
    not_formed: int


def latest_classes(
    classifications: pd.DataFrame, villages: pd.DataFrame, as_of: str | None
) -> pd.DataFrame:
    """The latest class of each village that has one.

    Parameters
    ----------
    classifications, villages, as_of
        As in `class_counts`.

    Returns
    -------
    CLASSIFICATIONS, one row per village, the earliest period first
        With ``is_made_up`` (bool) and ``order`` (as `period_key`).

    Notes
    -----
    Of one period the official class goes first, then the latest period.
    """
    own = classifications[classifications["village_code"].isin(villages["code"])]
    if as_of is not None:
        own = own[own["period"].map(lambda one: _has_begun(one, as_of)).astype(bool)]
    rows = own.assign(is_made_up=own["origin"] != "official").sort_values(
        "is_made_up", kind="stable"
    )
    rows = rows.drop_duplicates(["village_code", "period"])
    ordered = rows.assign(order=rows["period"].map(period_key)).sort_values("order", kind="stable")
    return ordered.drop_duplicates("village_code", keep="last")


def class_counts(
    classifications: pd.DataFrame, formed: Iterable[str], villages: pd.DataFrame,
    as_of: str | None,
) -> ClassCounts:  # fmt: skip
    """How many villages are in each class.

    Parameters
    ----------
    classifications : CLASSIFICATIONS
    formed : iterable of str
        Codes of the formed villages.
    villages : AREAS
        Villages only.
    as_of : str or None
        A period; leaves out classes of periods that begin after it.

    Notes
    -----
    Rule: `latest_classes`.
    """
    latest = latest_classes(classifications, villages, as_of)
    counts = latest.groupby("class_name").agg(
        villages=("village_code", "size"), made_up=("is_made_up", "sum")
    )
    classes = counts.reindex(pd.Index(CLASSES, name="class_name"), fill_value=0)
    codes = set(formed)
    given = set(latest["village_code"])
    return ClassCounts(
        classes=classes.astype("int64").reset_index(),
        unclassified=len(codes - given),
        not_formed=len(given - codes),
    )


def _has_begun(period: str, as_of: str) -> bool:
    end, now = period_end(period), period_end(as_of)
    first_month = end.year * 12 + end.month - period_months(period) + 1
    return first_month <= now.year * 12 + now.month
