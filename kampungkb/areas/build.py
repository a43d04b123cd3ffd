"""Source files to an area pack: `area build`."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import shapely
from pyproj import Transformer

from kampungkb.areas import boundaries
from kampungkb.areas.boundaries import Grid
from kampungkb.areas.figures import build_formations, build_observations, build_village_figures
from kampungkb.areas.published import build_published
from kampungkb.areas.register import build_aliases, build_register, further_names
from kampungkb.areas.sources import (
    LEVELS,
    Level,
    Part,
    Recipe,
    parent_of,
    read_polygons,
    read_recipe,
)
from kampungkb.areas.words import sources_document
from kampungkb.errors import AreaSourceError
from kampungkb.model.tables import AREAS, SOURCES

# Dissolved from the villages, under the name that the layer's file carries.
_LAYERS = {"villages": "village", "districts": "district", "regencies": "regency"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What was built."""

    code: str
    name: str
    level: str
    villages: int
    districts: int
    # Villages of the register that no boundary file has, or that lost all land in cleaning.
    without_polygon: tuple[str, ...]
    # Layer to the villages that lost an islet there (once per islet).
    dropped: Mapping[str, tuple[str, ...]]
    # File name to its size in bytes.
    files: Mapping[str, int]
    out: Path


@dataclass(frozen=True, slots=True)
class _Boundaries:
    """Geometry of a pack: layer (``villages_60m``) to grid, and the finest grids by level."""

    layers: Mapping[str, Grid]
    finest: Mapping[str, Grid]
    areas_km2: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Group:
    """Villages cleaned together, in metres, and the way back to degrees."""

    coverage: Mapping[str, shapely.Geometry]
    back: Transformer


def build_area(recipe: Path, sources: Path, out: Path) -> BuildReport:
    """Build an area pack.

    Parameters
    ----------
    recipe : Path
        TOML; ``data/recipes/36.04.toml`` shows everything that one can say.
    sources : Path
        Folder that the recipe's file names are relative to.
    out : Path
        Folder of the pack. Made if needed; the same input writes the same bytes.

    Raises
    ------
    AreaSourceError
        The sources contradict themselves or the recipe: a code twice, a polygon without
        register, a figure of an unknown village, a file that cannot be read. Nothing is
        written then.
    """
    plan = read_recipe(recipe)
    register = build_register(plan, sources)
    villages = set(register.loc[register["level"] == "village", "code"])
    drawn = _boundaries(plan, sources, villages)
    without = tuple(sorted(villages - set(drawn.finest["village"].polygons)))
    dropped = {name: grid.dropped for name, grid in drawn.layers.items() if grid.dropped}
    tables = _tables(plan, sources, register, drawn)
    files = {name: _csv(table) for name, table in tables.items()}
    files |= {f"{name}.geojson": boundaries.geojson(grid) for name, grid in drawn.layers.items()}
    files["SOURCES.md"] = sources_document(plan, register, without, dropped).encode("utf-8")
    summary = _summary(plan, register, without, _bounds(plan.code, drawn), files)
    files["area.json"] = _json(summary)
    _write(out, files)
    return BuildReport(
        code=plan.code,
        name=summary["name"],
        level=plan.level,
        villages=summary["villages"],
        districts=summary["districts"],
        without_polygon=without,
        dropped=dropped,
        files={name: len(files[name]) for name in sorted(files)},
        out=out,
    )


def _tables(
    plan: Recipe, sources: Path, register: pd.DataFrame, drawn: _Boundaries
) -> dict[str, pd.DataFrame]:
    villages = set(register.loc[register["level"] == "village", "code"])
    aliases = build_aliases(plan, sources, register)
    names = further_names(plan, sources)
    return {
        "register.csv": _located(register, drawn),
        "aliases.csv": aliases,
        "observations.csv": build_observations(plan, sources, villages),
        "village_figures.csv": build_village_figures(plan, sources, register),
        "published.csv": build_published(plan, sources, register, names, aliases),
        "formations.csv": build_formations(plan, villages),
        "sources.csv": _sources(plan.sources),
    }


def _summary(
    plan: Recipe,
    register: pd.DataFrame,
    without_polygon: Sequence[str],
    bounds: Mapping[str, list[float]],
    files: Mapping[str, bytes],
) -> dict[str, Any]:
    """The document area.json."""
    levels = register["level"].value_counts()
    return {
        "code": plan.code,
        "name": str(register.set_index("code").at[plan.code, "name"]),
        "level": plan.level,
        "villages": int(levels.get("village", 0)),
        "districts": int(levels.get("district", 0)),
        "regencies": int(levels.get("regency", 0)),
        "without_polygon": list(without_polygon),
        "bounds": bounds,
        "files": {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)},
    }


def _json(summary: Mapping[str, Any]) -> bytes:
    """One line per entry, boxes on one line each."""
    head = {name: value for name, value in summary.items() if name not in ("bounds", "files")}
    lines = [f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"
             for name, value in head.items()]  # fmt: skip
    for group in ("bounds", "files"):
        entries = [f"  {json.dumps(name)}: {json.dumps(value)}"
                   for name, value in summary[group].items()]  # fmt: skip
        lines.append(f" {json.dumps(group)}: {{\n" + ",\n".join(entries) + "\n }")
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode("utf-8")


def _boundaries(recipe: Recipe, sources: Path, villages: set[str]) -> _Boundaries:
    part = recipe.root.part("boundaries")
    found = read_polygons(sources, part, part.text("code"))
    polygons = {code: shape for code, shape in found.items() if recipe.belongs(code)}
    unknown = sorted(set(polygons) - villages)
    if unknown and not part.values.get("ignore_unknown", False):
        shown = ", ".join(unknown[:5])
        raise AreaSourceError(
            part.text("file"), f"{len(unknown)} polygons without register: {shown}"
        )
    polygons = {code: shape for code, shape in polygons.items() if code in villages}
    groups = _groups(part, polygons)
    layers: dict[str, Grid] = {}
    finest: dict[str, Grid] = {}
    for layer in sorted(part.parts("layers"), key=lambda layer: -int(layer.values["metres"])):
        grids = _levels(recipe, _simplified(layer, groups))
        metres = layer.values["metres"]
        layers |= {
            f"{name}_{metres}m": grids[level]
            for name, level in _LAYERS.items()
            if level in grids and level != recipe.level
        }
        finest = grids
    if "context" in recipe.root.values:
        layers["context"] = _context(recipe, sources, finest["village"])
    return _Boundaries(
        layers, finest, {code: boundaries.area_km2(shape) for code, shape in polygons.items()}
    )


def _groups(part: Part, polygons: Mapping[str, shapely.Geometry]) -> list[_Group]:
    """Clean polygons together, or in groups of equal first code parts.

    Groups keep a nation's work small and each group in its own UTM zone; lines between
    groups stay as the source drew them.
    """
    depth = int(part.values.get("group_parts", 0))
    groups: dict[str, dict[str, shapely.Geometry]] = {}
    for code, shape in polygons.items():
        groups.setdefault(".".join(code.split(".")[:depth]), {})[code] = shape
    return [
        _Group(boundaries.cleaned(groups[key]), boundaries.projection(groups[key])[1])
        for key in sorted(groups)
    ]


def _simplified(layer: Part, groups: Sequence[_Group]) -> Grid:
    """The villages of one tolerance."""
    decimals = int(layer.values["decimals"])
    grids = [
        boundaries.simplified(
            group.coverage,
            group.back,
            tolerance_m=float(layer.values["metres"]),
            decimals=decimals,
        )
        for group in groups
    ]
    return boundaries.joined(grids, decimals=decimals)


def _levels(recipe: Recipe, villages: Grid) -> dict[str, Grid]:
    """Grids of the villages and of every level above them up to the area's own."""
    grids = {"village": villages}
    grid = villages
    upwards: tuple[Level, ...] = ("district", "regency", "province")
    for level in upwards:
        if LEVELS.index(recipe.level) <= LEVELS.index(level):
            owner = {code: parent_of(code) or code for code in grid.polygons}
            grid = grids[level] = boundaries.dissolved(grid, owner)
    return grids


def _context(recipe: Recipe, sources: Path, villages: Grid) -> Grid:
    """Outlines of the areas around, coarse, as far as a map of the area shows them."""
    part = recipe.root.part("context")
    depth = int(part.values["group_parts"])
    found = read_polygons(sources, part, part.text("code"))
    owner = {code: ".".join(code.split(".")[:depth]) for code in found}
    around = {code: found[code] for code in sorted(found) if not recipe.belongs(code)}
    _, back = boundaries.projection(around)
    fine = boundaries.dissolved(
        boundaries.simplified(boundaries.cleaned(around), back, tolerance_m=0.0, decimals=5),
        owner,
    )
    coarse = boundaries.simplified(
        boundaries.in_metres(fine, around),
        back,
        tolerance_m=float(part.values["metres"]),
        decimals=int(part.values["decimals"]),
    )
    return boundaries.clipped(coarse, _padded(villages, float(part.values["pad_share"])))


def _padded(grid: Grid, share: float) -> tuple[float, float, float, float]:
    west, south, east, north = _around(boundaries.bounds(grid).values())
    wide, high = share * (east - west), share * (north - south)
    return west - wide, south - high, east + wide, north + high


def _around(boxes: Any) -> list[float]:
    west, south, east, north = zip(*boxes, strict=True)
    return [min(west), min(south), max(east), max(north)]


def _bounds(code: str, drawn: _Boundaries) -> dict[str, list[float]]:
    """Bounds of the area and of everything in it above the villages."""
    found: dict[str, list[float]] = {}
    for level, grid in drawn.finest.items():
        if level != "village":
            found |= boundaries.bounds(grid)
    if drawn.finest["village"].polygons:
        found[code] = _around(boundaries.bounds(drawn.finest["village"]).values())
    return dict(sorted(found.items()))


def _located(register: pd.DataFrame, drawn: _Boundaries) -> pd.DataFrame:
    """The register with area and inner point, as text, missing where there is no polygon."""
    points = {
        code: boundaries.inner_point(grid, code)
        for grid in drawn.finest.values()
        for code in grid.polygons
    }
    areas: dict[str, float] = {}
    for village, size in drawn.areas_km2.items():
        code: str | None = village
        while code is not None:
            areas[code] = areas.get(code, 0.0) + size
            code = parent_of(code)
    whole = set(points)
    located = register.assign(
        area_km2=[f"{areas[code]:.4f}" if code in whole else "" for code in register["code"]],
        lon=[f"{points[code][0]:.5f}" if code in whole else "" for code in register["code"]],
        lat=[f"{points[code][1]:.5f}" if code in whole else "" for code in register["code"]],
    )
    kept = [name for name in register if name not in AREAS]
    return located[[*AREAS, *kept]]


def _sources(parts: Sequence[Part]) -> pd.DataFrame:
    rows = [[part.text("id"), *(part.text(name) for name in list(SOURCES)[1:])] for part in parts]
    frame = pd.DataFrame(rows, columns=list(SOURCES), dtype="str")
    return frame.sort_values("source_id", ignore_index=True)


def _csv(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, lineterminator="\n").encode("utf-8")


def _write(out: Path, files: Mapping[str, bytes]) -> None:
    """Write a pack; area.json, which vouches for the others, last."""
    out.mkdir(parents=True, exist_ok=True)
    for stale in _files_before(out) - set(files):
        (out / stale).unlink(missing_ok=True)
    for name in sorted(files, key=lambda name: (name == "area.json", name)):
        (out / name).write_bytes(files[name])


def _files_before(out: Path) -> set[str]:
    """Plain file names in the folder that an earlier build wrote there."""
    try:
        before = json.loads((out / "area.json").read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {name for name in before if (out / name).parent == out and (out / name).is_file()}
