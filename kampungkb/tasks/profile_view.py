"""What the profile of one village or district says: its figures, and who stands beside it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from kampungkb.analysis.changes import earlier_values
from kampungkb.analysis.course import course
from kampungkb.analysis.formed import counted_values
from kampungkb.analysis.gaps import COVERAGE_FLOOR, latest_published
from kampungkb.analysis.judged import Judged, is_judged, judged
from kampungkb.analysis.latest import period_ranks, readable, up_to, with_shares
from kampungkb.analysis.peers import peers, village_traits
from kampungkb.analysis.staleness import ages
from kampungkb.analysis.unit_changes import unit_changes
from kampungkb.i18n.translator import Translator
from kampungkb.model.indicators import Indicator
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.place import villages_of
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.words import with_thin

# Domain, part 5, rule 5: a percentage of fewer people than this swings by chance.
SMALL_DENOMINATOR: Final = 30
# Of one village nobody learns what is usual.
_ENOUGH: Final = 3
_MOVES: Final = ["change", "change_low", "change_high", "direction", "period_before"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a unit stands against the targets that apply to it."""

    targets: Judged
    # How many of those judged count people, so that somebody could be short.
    counted: int
    # Code of the indicator with most people short, and how many; None: nobody is short.
    most_short: str | None
    shortfall: int | None


def profile_rows(of: Snapshot, ledger: Ledger, code: str) -> pd.DataFrame:
    """The unit's row of each indicator that has a value anywhere, and what stands beside it.

    Returns
    -------
    DataFrame, one row per indicator, in the order of the dictionary
        The columns of `kampungkb.analysis.gaps.COLUMNS`; ``district_value`` (missing for a
        district) and ``regency_value``, in the indicator's own unit; ``change``,
        ``change_low``, ``change_high``, ``direction``, ``period_before`` (of
        `kampungkb.analysis.unit_changes`; missing: nothing to compare with); ``age_months``,
        ``stale`` (of `kampungkb.analysis.staleness`); ``small`` (bool): a ratio of fewer than
        SMALL_DENOMINATOR; ``is_state`` (bool): a yes_no of one village, which is in the state
        or is not; ``judged`` (bool): its verdict counts, because it has one, is no state (whose
        target is a share of villages) and covers 80 % of the villages.

    Raises
    ------
    UnknownAreaError
        Neither a village nor a district of the register.
    """
    inside = villages_of(of, code)
    is_village = code in of.parents
    frame = ledger.village if is_village else ledger.district
    rows = frame[frame["code"] == code].reset_index(drop=True)
    district = ledger.district[ledger.district["code"] == of.parents.get(code, "")]
    kind = rows["indicator"].map(ledger.terms["kind"])
    rhythm = {one.code: one.rhythm_months for one in of.dictionary}
    is_state = (kind == "yes_no") & is_village
    rows = rows.assign(
        district_value=_beside(rows, district),
        regency_value=_beside(rows, ledger.regency),
        small=(kind == "ratio") & rows["denominator"].lt(SMALL_DENOMINATOR).fillna(False),
        is_state=is_state,
        judged=is_judged(rows) & ~is_state,
    )
    rows = rows.join(ages(rows, rhythm, ledger.as_of))
    return rows.merge(
        _moves(of, ledger, code, inside), on="indicator", how="left", validate="one_to_one"
    )


def _beside(rows: pd.DataFrame, others: pd.DataFrame) -> pd.Series:
    return rows["indicator"].map(others.set_index("indicator")["value"]).astype("float64")


def _moves(of: Snapshot, ledger: Ledger, code: str, inside: list[str]) -> pd.DataFrame:
    now = ledger.latest[ledger.latest["village_code"].isin(inside)]
    # The period before the unit's own last one, whoever else has reported since; and no village
    # beside itself: where it did not report in the last period, its earlier value is today's.
    before = earlier_values(_own_observations(of, inside), ledger.as_of)
    keys = ["indicator", "village_code", "period"]
    is_todays = pd.MultiIndex.from_frame(before[keys]).isin(pd.MultiIndex.from_frame(now[keys]))
    parents = pd.Series(code, index=pd.Index(inside, dtype="str"), dtype="str")
    moved = unit_changes(now, before[~is_todays], parents, ledger.terms)
    return moved.rename(columns={"low": "change_low", "high": "change_high"})[
        ["indicator", *_MOVES]
    ]


def _own_observations(of: Snapshot, inside: list[str]) -> pd.DataFrame:
    return of.observations[of.observations["village_code"].isin(inside)]


def standing(rows: pd.DataFrame, terms: pd.DataFrame) -> Standing:
    """How many targets are met, and where most people are short.

    Parameters
    ----------
    rows : DataFrame
        What `profile_rows` returns.
    terms : DataFrame
        What `kampungkb.analysis.gaps.indicator_terms` returns.
    """
    counts = judged_targets(rows)
    short = most_short(rows, terms, 1)
    top = None if short.empty else short.iloc[0]
    return Standing(
        targets=counts,
        counted=int((rows["judged"] & _counts_people(rows, terms)).sum()),
        most_short=None if top is None else str(top["indicator"]),
        shortfall=None if top is None else int(top["shortfall"]),
    )


def judged_targets(rows: pd.DataFrame) -> Judged:
    """How a unit stands against its targets; what a village is or is not has none.

    Parameters
    ----------
    rows : DataFrame
        What `profile_rows` returns.
    """
    return judged(rows[~rows["is_state"]])


def most_short(rows: pd.DataFrame, terms: pd.DataFrame, count: int = 3) -> pd.DataFrame:
    """The rows of `profile_rows` with most people short, most first, then by code.

    A yes_no counts villages and is left out; so is what covers less than 80 % of them.
    """
    short = rows[
        _counts_people(rows, terms) & ~rows["low_coverage"] & rows["shortfall"].gt(0).fillna(False)
    ]
    return short.sort_values(["shortfall", "indicator"], ascending=[False, True]).head(count)


def _counts_people(rows: pd.DataFrame, terms: pd.DataFrame) -> pd.Series:
    return (rows["indicator"].map(terms["kind"]) == "ratio") & rows["shortfall"].notna()


def default_indicator(rows: pd.DataFrame, terms: pd.DataFrame) -> str | None:
    """What a profile looks at closely unless told: the indicator with most people short.

    Where nobody is short: the first with a target and a value, else the first with a value;
    None where the unit has no value at all.
    """
    short = most_short(rows, terms, 1)
    valued = rows[rows["value"].notna() & ~rows["is_state"]]
    for found in (short, valued[valued["judged"]], valued):
        if len(found):
            return str(found["indicator"].iloc[0])
    return None


def missing_indicators(
    of: Snapshot, ledger: Ledger, code: str
) -> tuple[tuple[str, tuple[Indicator, ...]], ...]:
    """What has no value for a unit although it could have one, by the agency to ask.

    Returns
    -------
    tuple of (agency, indicators)
        Agencies in the order of the dictionary. Left out are indicators that exist for the
        regency only (none may be derived), and those of formed villages where none is formed.
    """
    inside = set(villages_of(of, code))
    frame = ledger.village if code in of.parents else ledger.district
    rows = frame[frame["code"] == code]
    valued = set(rows.loc[rows["value"].notna(), "indicator"])
    is_formed = not inside.isdisjoint(ledger.rollout.formed_codes)
    absent = [
        one
        for one in of.dictionary
        if one.code not in valued
        and one.lowest_level == "village"
        and (is_formed or one.population == "all")
    ]
    agencies = dict.fromkeys(one.responsible for one in absent)
    return tuple(
        (agency, tuple(one for one in absent if one.responsible == agency)) for agency in agencies
    )


def unit_values(of: Snapshot, ledger: Ledger, code: str) -> pd.DataFrame:
    """How every indicator went in a unit: `kampungkb.analysis.course.course` of all at once.

    Returns
    -------
    DataFrame, one row per indicator and period with a reported rate
        ``indicator``, ``period``, ``value``, ``low_coverage``, as that function has them; the
        oldest first within an indicator.
    """
    inside = villages_of(of, code)
    rows = readable(_own_observations(of, inside))
    rows = with_shares(rows if ledger.as_of is None else up_to(rows, ledger.as_of))
    rows = counted_values(
        rows[rows["value"].notna() & rows["indicator"].isin(ledger.terms.index)],
        ledger.terms, inside if code in of.parents else ledger.rollout.formed_codes,
    )  # fmt: skip
    few = len(_asked(of, ledger, code, "formed"))
    only_formed = rows["indicator"].map(ledger.terms["population"]) == "formed"
    asked = pd.Series(len(inside), index=rows.index).mask(only_formed, few)
    is_ratio = rows["indicator"].map(ledger.terms["kind"]) == "ratio"
    counted = is_ratio & rows["numerator"].notna() & rows["denominator"].notna()
    # A share that came without its counts cannot be added to others.
    rows = rows[counted | ~is_ratio | (asked == 1)]
    parts = rows[["indicator", "period"]].assign(
        asked=asked,
        x=rows["numerator"].where(counted).to_numpy("float64", na_value=np.nan),
        n=rows["denominator"].where(counted).to_numpy("float64", na_value=np.nan),
        value=rows["value"].to_numpy("float64"),
        rank=period_ranks(rows["period"]),
    )
    groups = parts.groupby(["indicator", "rank", "period"], sort=True)
    sums = groups[["x", "n", "value"]].sum()
    reports, asked = groups.size(), groups["asked"].first()
    share = sums["x"] / sums["n"].where(sums["n"] > 0)
    return (
        pd.DataFrame(
            {
                "value": share.fillna(sums["value"] / reports),
                "low_coverage": reports < COVERAGE_FLOOR * asked,
            }
        )
        .reset_index()
        .drop(columns="rank")
    )


def _asked(of: Snapshot, ledger: Ledger, code: str, population: str) -> list[str]:
    """The villages of a unit that are counted; a single village always is."""
    inside = list(of.parents) if code == of.area_code else villages_of(of, code)
    if population != "formed" or code in of.parents:
        return inside
    formed = frozenset(ledger.rollout.formed_codes)
    return [one for one in inside if one in formed]


def unit_courses(
    of: Snapshot, ledger: Ledger, code: str, indicator: str
) -> tuple[tuple[str, pd.DataFrame], ...]:
    """How an indicator went in a unit and around it.

    Returns
    -------
    tuple of (code, course)
        Of the unit, of a village's district, and of the whole area; each as
        `kampungkb.analysis.course.course` returns, without a row where nobody reported.
    """
    population = of.dictionary.get(indicator).population
    around = list(dict.fromkeys([code, of.parents.get(code, code), of.area_code]))
    # Sorting out the indicator once is most of the work.
    rows = of.observations[of.observations["indicator"] == indicator]
    return tuple(
        (
            one,
            course(
                rows, _asked(of, ledger, one, population), ledger.terms, indicator, ledger.as_of
            ),
        )
        for one in around
    )


def peers_of(
    of: Snapshot, ledger: Ledger, code: str, rows: pd.DataFrame, chosen: str | None
) -> tuple[str | None, pd.DataFrame]:
    """The indicator to learn about, and what `peer_rows` says of it.

    The chosen one; without a choice the first of those with most people short that `_ENOUGH`
    similar villages have met, or else that most of them have.
    """
    traits = village_traits(of.villages, of.village_figures, ledger.latest)
    if chosen is not None:
        return chosen, peer_rows(of, ledger, traits, code, chosen)
    found: tuple[str | None, pd.DataFrame] = (None, pd.DataFrame())
    for indicator in most_short(rows, ledger.terms)["indicator"]:
        own = peer_rows(of, ledger, traits, code, indicator)
        if found[0] is None or len(own) > len(found[1]):
            found = (str(indicator), own)
        if len(own) > _ENOUGH:
            break
    return found


def peer_rows(
    of: Snapshot, ledger: Ledger, traits: pd.DataFrame, code: str, indicator: str, count: int = 5
) -> pd.DataFrame:
    """Villages like a given one that have met the target of an indicator, and the one itself.

    Parameters
    ----------
    traits : DataFrame
        What `kampungkb.analysis.peers.village_traits` returns.

    Returns
    -------
    DataFrame, one row per village: the village itself, then its peers, the nearest first
        The columns of `kampungkb.analysis.peers.COLUMNS`, ``name``, ``district`` (its name),
        ``value``, ``origin``. The peers alone decide whether there is something to learn: with
        none, no row at all.
    """
    own = ledger.village[ledger.village["indicator"] == indicator]
    met = own.loc[own["verdict"] == "met", "code"]
    found = peers(traits, code, met, count)
    if found.empty:
        return found.assign(name="", district="", value=float("nan"), origin="")
    itself = traits.loc[[code]].assign(code=code, distance=0.0)
    rows = pd.concat([itself[list(found.columns)], found], ignore_index=True)
    values = own.set_index("code")
    return rows.assign(
        name=rows["code"].map(of.names),
        district=rows["code"].map(of.district_of).map(of.names),
        value=rows["code"].map(values["value"]),
        origin=rows["code"].map(values["origin"]),
    )


def village_rows(
    of: Snapshot, ledger: Ledger, district: str, indicators: list[str]
) -> pd.DataFrame:
    """The villages of a district on one line each.

    Parameters
    ----------
    indicators : list of str
        Whose shortfalls are shown.

    Returns
    -------
    DataFrame, one row per village, by code
        ``code``, ``name``, ``formed`` (bool), ``judged``, ``below`` (counts of indicators; a
        yes_no is no target of one village), ``origin`` (illustrative where one of these figures
        is), and a column per indicator with its ``shortfall`` (Int64; missing: unknown).
    """
    inside = villages_of(of, district)
    rows = ledger.village[ledger.village["code"].isin(inside)]
    counts = rows[rows["indicator"].map(ledger.terms["kind"]) != "yes_no"]
    own = counts[is_judged(counts)]
    shown = rows[rows["indicator"].isin(indicators)]
    short = shown.pivot(index="code", columns="indicator", values="shortfall")
    made_up = set(own.loc[own["origin"] == "illustrative", "code"])
    frame = pd.DataFrame({"code": pd.array(inside, dtype="str")})
    return frame.assign(
        name=frame["code"].map(of.names),
        formed=frame["code"].isin(ledger.rollout.formed_codes),
        judged=_counted(own, inside),
        below=_counted(own[own["verdict"] == "below"], inside),
        origin=["illustrative" if code in made_up else "official" for code in inside],
        **{one: short[one].reindex(inside).array for one in indicators if one in short},
    )


def _counted(rows: pd.DataFrame, codes: list[str]) -> "list[int]":
    return [int(n) for n in rows["code"].value_counts().reindex(codes, fill_value=0)]


def published_beside(of: Snapshot, ledger: Ledger, code: str) -> pd.DataFrame:
    """The latest figures that somebody published for a unit or its district.

    Returns
    -------
    DataFrame, one row per area and indicator, the unit's own first, then by indicator
        The columns of PUBLISHED and ``regency_value``: what was published for the regency, for
        the same indicator and period (missing: nothing). Figures that belong to no indicator,
        or are not confirmed, are left out.
    """
    asked = [code, of.parents.get(code, code)]
    rows = of.published[of.published["area_code"].isin([*asked, of.area_code])]
    latest = latest_published(rows, ledger.as_of)
    own = latest[latest["area_code"].isin(asked) & latest["indicator"].isin(of.dictionary.codes)]
    whole = rows[
        (rows["area_code"] == of.area_code) & rows["confirmed"] & rows["indicator"].notna()
    ]
    whole = whole.drop_duplicates(["indicator", "period", "unit"], keep="last")
    beside = own.merge(
        whole[["indicator", "period", "unit", "value"]].rename(columns={"value": "regency_value"}),
        on=["indicator", "period", "unit"], how="left", validate="many_to_one",
    )  # fmt: skip
    return (
        beside.assign(rank=beside["area_code"].map({one: i for i, one in enumerate(asked)}))
        .sort_values(["rank", "indicator"], kind="stable", ignore_index=True)
        .drop(columns="rank")
    )


def profile_finding(
    of: Snapshot, ledger: Ledger, code: str, rows: pd.DataFrame, t: Translator,
    *, place: str | None = None,
) -> str:  # fmt: skip
    """What a profile says, in one sentence.

    Parameters
    ----------
    place : str, optional
        How the place is called; a village by its name alone, as below its own title.
    """
    stand = standing(rows, ledger.terms)
    own = of.names[code] if code in of.parents else t("map.place_district", name=of.names[code])
    name = place or own
    if stand.targets.n:
        return with_thin(t, _stands(of, stand, name, t), stand.targets)
    valued = int(rows["value"].notna().sum())
    if not valued:
        return t("profile.finding_nothing", place=name)
    return with_thin(t, t("profile.finding_no_target", place=name, n=valued), stand.targets)


def _stands(of: Snapshot, stand: Standing, name: str, t: Translator) -> str:
    met, n = t.number(stand.targets.met), t.number(stand.targets.n)
    if stand.most_short is None and not stand.counted:
        return t("profile.finding_judged", place=name, met=met, judged=n)
    if stand.most_short is None:
        return t("profile.finding_none_short", place=name, met=met, judged=n)
    indicator = of.dictionary.get(stand.most_short)
    return t(
        "profile.finding", place=name, met=met, judged=n,
        indicator=t.words(indicator.short), n=stand.shortfall or 0,
        counted=t.counted(indicator, stand.shortfall or 0), agency=indicator.responsible,
    )  # fmt: skip


def uses_made_up(ledger: Ledger) -> bool:
    """Whether one illustrative number is on the page: the regency's values stand beside all."""
    values = ledger.regency["origin"].isin(["illustrative", "mixed"]).any()
    return bool(values) or ledger.rollout.formed_official < ledger.rollout.formed
