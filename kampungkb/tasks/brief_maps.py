"""The maps of briefs: who is formed, and where most is missing."""

from typing import Final

import pandas as pd

from kampungkb.analysis.classes import value_classes
from kampungkb.charts.theme import LIGHT, spread
from kampungkb.errors import AreaPackError
from kampungkb.exports.brief_map import BriefMap, LegendLine, drawn_map
from kampungkb.tasks.brief_source import BriefSource, short_name

_OTHER: Final = LIGHT.sequential[0]
# Villages of the district that is not looked at.
_AROUND: Final = LIGHT.surface
_CLASSES: Final = 4


def drawn(of: BriefSource, asked: BriefMap) -> bytes | None:
    """The map as SVG; None where its geometry is not there: the brief says so in its place."""
    try:
        return drawn_map(of.folder, asked)
    except AreaPackError:
        return None


def formed_map(of: BriefSource) -> BriefMap:
    """The villages of the whole area, and which of them are formed."""
    t, codes = of.t, of.snapshot.villages["code"]
    formed = frozenset(of.ledger.rollout.formed_codes)
    return BriefMap(
        level="villages",
        fills={code: LIGHT.reached if code in formed else _OTHER for code in codes},
        dots=_places(of, formed),
        names=_names(of.snapshot.districts),
        caption=t("brief.map_formed"),
        legend=_formed_legend(of, len(formed), len(codes), is_dotted=True),
    )


def unit_map(of: BriefSource, district: str, village: str | None = None) -> BriefMap:
    """The villages of a district, which of them are formed, and one of them outlined."""
    t, snapshot = of.t, of.snapshot
    inside = frozenset(code for code, parent in snapshot.parents.items() if parent == district)
    formed = frozenset(of.ledger.rollout.formed_codes) & inside
    fills = {code: LIGHT.reached if code in formed else _OTHER if code in inside else _AROUND
             for code in snapshot.villages["code"]}  # fmt: skip
    own = snapshot.villages[snapshot.villages["code"].isin(inside)]
    # A point would lie under the name.
    legend = _formed_legend(of, len(formed), len(inside), is_dotted=False)
    if village is None:
        legend += (LegendLine(colour=_AROUND, text=t("brief.legend_around")),)
    else:
        legend += (LegendLine(colour=_AROUND, text=t("brief.legend_unit"), is_outline=True),)
    return BriefMap(
        level="villages",
        fills=fills,
        inside=inside,
        outlined=frozenset() if village is None else frozenset([village]),
        names=_names(own),
        caption=t("brief.map_district", district=of.names[district]),
        legend=legend,
        # On paper this one is half as wide.
        name_scale=1.0 if village is None else 1.35,
    )


def shortfall_map(of: BriefSource, shortfall: "pd.Series[int]") -> BriefMap:
    """The villages of the whole area by what is missing in them.

    Parameters
    ----------
    shortfall : Series
        Services missing, by code of a village; a village that is not in it has no data.
    """
    t, codes = of.t, list(of.snapshot.villages["code"])
    values = pd.Series(shortfall.reindex(codes).to_numpy(), index=codes).astype("Float64")
    found = value_classes(values, method="quantiles", count=_CLASSES, zero_apart=True)
    has_zero = bool(found.classes) and found.classes[0].high == 0
    colours = _shades(len(found.classes), has_zero=has_zero)
    index = list(found.index)
    fills = {
        code: LIGHT.no_data if at < 0 else colours[at]
        for code, at in zip(codes, index, strict=True)
    }  # fmt: skip
    legend = [
        LegendLine(
            colour=colour,
            text=_legend(of, _range(of, one.low, one.high), one.count),
        )
        for one, colour in zip(found.classes, colours, strict=True)
    ]
    if missing := sum(at < 0 for at in index):
        text = _legend(of, t("common.no_data"), missing)
        legend.append(LegendLine(colour=LIGHT.no_data, text=text))
    return BriefMap(
        level="villages",
        fills=fills,
        names=_names(of.snapshot.districts),
        caption=t("brief.map_agency"),
        legend=tuple(legend),
    )


def _shades(count: int, *, has_zero: bool) -> tuple[str, ...]:
    """From little missing to most: light to dark, so that grey tells it too."""
    zero = (LIGHT.surface,) if has_zero else ()
    return (*zero, *spread(LIGHT.short[::-1], count - len(zero)))


def _range(of: BriefSource, low: float, high: float) -> str:
    t = of.t
    if high == 0:
        return t("brief.legend_none")
    return t.number(int(low)) if low == high else f"{t.number(int(low))}–{t.number(int(high))}"


def _legend(of: BriefSource, text: str, n: int) -> str:
    return f"{text} ({of.t.number(n)})"


def _formed_legend(
    of: BriefSource, formed: int, villages: int, *, is_dotted: bool
) -> tuple[LegendLine, ...]:
    t = of.t
    return (
        LegendLine(colour=LIGHT.reached, text=_legend(of, t("brief.legend_formed"), formed),
                   is_dotted=is_dotted),
        LegendLine(colour=_OTHER,
                   text=_legend(of, t("brief.legend_not_formed"), villages - formed)),
    )  # fmt: skip


def _places(of: BriefSource, codes: frozenset[str]) -> tuple[tuple[float, float], ...]:
    villages = of.snapshot.villages
    own = villages[villages["code"].isin(codes) & villages["lon"].notna() & villages["lat"].notna()]
    return tuple(zip(own["lon"], own["lat"], strict=True))


def _names(areas: pd.DataFrame) -> tuple[tuple[str, float, float], ...]:
    placed = areas[areas["lon"].notna() & areas["lat"].notna()]
    return tuple(zip(placed["name"].map(short_name), placed["lon"], placed["lat"], strict=True))
