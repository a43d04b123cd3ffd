"""Which villages are formed, and by how many the regency misses its target."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from kampungkb.model.indicators import Target
from kampungkb.model.periods import period_end
from kampungkb.model.tables import OBSERVATIONS, shaped
from kampungkb.model.targets import target_count

FORMED_INDICATOR = "K01"


def formed_villages(formations: pd.DataFrame, as_of: str | None = None) -> pd.DataFrame:
    """The formed villages, an official entry before an illustrative one.

    Parameters
    ----------
    formations : FORMATIONS
    as_of : str, optional
        A period; leaves out villages formed after its last day. A village whose day is unknown
        counts at any time: nobody says that it was formed later.

    Returns
    -------
    FORMATIONS, one row per formed village, ordered by code
    """
    ordered = formations.sort_values(
        ["village_code", "origin"], key=lambda c: c if c.name == "village_code" else c != "official"
    )
    one = ordered.drop_duplicates("village_code")
    keep = one["formed"]
    if as_of is not None:
        end = period_end(as_of)
        keep = keep & one["formed_on"].map(lambda day: not isinstance(day, date) or day <= end)
    return one[keep.astype(bool)].reset_index(drop=True)


def formed_observations(
    formations: pd.DataFrame, villages: pd.DataFrame, as_of: str
) -> pd.DataFrame:
    """The formation list as values of the indicator K01: 1 formed, 0 not (yet) formed.

    Parameters
    ----------
    formations : FORMATIONS
    villages : AREAS
        Villages only.
    as_of : str
        Period that the values are given.

    Returns
    -------
    OBSERVATIONS, one row per village
        While one made-up village stands in the list, no one can say officially that another is
        *not* formed: those rows are illustrative.
    """
    formed = formed_villages(formations, as_of).set_index("village_code")
    codes = villages["code"]
    origin = codes.map(formed["origin"]) if len(formed) else pd.Series(None, index=codes.index)
    others = "illustrative" if (formed["origin"] == "illustrative").any() else "official"
    sources = codes.map(formed["source_id"]) if len(formed) else None
    return shaped(
        pd.DataFrame(
            {
                "indicator": FORMED_INDICATOR,
                "village_code": codes,
                "period": as_of,
                "origin": origin.astype("str").where(codes.isin(formed.index), others),
                "value": codes.isin(formed.index).astype("Float64"),
                "source_id": sources,
                "revision": 0,
            }
        ),
        OBSERVATIONS,
    )


def counted_values(
    values: pd.DataFrame, terms: pd.DataFrame, formed_codes: Iterable[str]
) -> pd.DataFrame:
    """The values that are counted: of formed villages where an indicator asks for no others.

    Parameters
    ----------
    values : DataFrame
        As `kampungkb.analysis.latest.latest_values` returns.
    terms : DataFrame
        As `kampungkb.analysis.gaps.indicator_terms` returns.
    formed_codes : iterable of str
        The formed villages.

    Returns
    -------
    DataFrame, the rows of `values` that are left, in their order
    """
    only_formed = terms.index[terms["population"] == "formed"]
    asked = np.flatnonzero(values["indicator"].isin(only_formed))
    is_formed = values["village_code"].iloc[asked].isin(list(formed_codes)).to_numpy()
    if is_formed.all():
        return values
    return values.drop(index=values.index[asked[~is_formed]]).reset_index(drop=True)


def with_formation_origin(
    by_village: pd.DataFrame, terms: pd.DataFrame, formations: pd.DataFrame, as_of: str | None
) -> pd.DataFrame:
    """Village rows whose origin says that made-up data choose the village, to be added up.

    Parameters
    ----------
    by_village : DataFrame
        As `kampungkb.analysis.gaps.village_gaps` returns.
    terms : DataFrame
        As `kampungkb.analysis.gaps.indicator_terms` returns.
    formations : FORMATIONS
    as_of : str or None
        As in `formed_villages`.

    Returns
    -------
    DataFrame, the rows of `by_village` in their order
        ``origin`` is mixed where an official value counts only because the village is said to
        be formed, and nobody says so officially: a sum of such values is no official figure.
    """
    only_formed = by_village["indicator"].isin(terms.index[terms["population"] == "formed"])
    if not only_formed.any():
        return by_village
    formed = formed_villages(formations, as_of)
    made_up = formed.loc[formed["origin"] == "illustrative", "village_code"]
    chosen = only_formed & by_village["code"].isin(made_up) & (by_village["origin"] == "official")
    return by_village.assign(origin=by_village["origin"].mask(chosen, "mixed"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollout:
    """Where the rollout stands."""

    # Villages of the register.
    villages: int
    # Codes of the formed villages, in order.
    formed_codes: tuple[str, ...]
    # How many of them are official.
    formed_official: int
    # The target in use; None when the dictionary has none.
    target: Target | None
    # Smallest number of villages that reaches the target share; None without a target.
    target_villages: int | None

    @property
    def formed(self) -> int:
        """Formed villages, official and illustrative."""
        return len(self.formed_codes)

    @property
    def to_form(self) -> int | None:
        """Villages still to form, never below 0; None without a target."""
        if self.target_villages is None:
            return None
        return max(0, self.target_villages - self.formed)


def rollout(
    formations: pd.DataFrame, villages: pd.DataFrame, target: Target | None, as_of: str | None
) -> Rollout:
    """Where the rollout stands as of a period.

    Notes
    -----
    The target counts whole villages: 75 % of 326 is 245 (design, part 5).
    """
    formed = formed_villages(formations, as_of)
    register = pd.Index(villages["code"])
    formed = formed[register.get_indexer(pd.Index(formed["village_code"])) >= 0]
    share = None if target is None else target.value
    return Rollout(
        villages=len(villages),
        formed_codes=tuple(formed["village_code"]),
        formed_official=int((formed["origin"] == "official").sum()),
        target=target,
        target_villages=None if share is None else target_count(share, len(villages)),
    )
