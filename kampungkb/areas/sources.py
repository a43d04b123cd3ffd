"""A recipe, and the source files that it names."""

import gzip
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args

import numpy as np
import pandas as pd
import shapely

from kampungkb.errors import AreaSourceError

Level = Literal["nation", "province", "regency", "district", "village"]
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
_SOURCE_FIELDS: Final = ("id", "title", "publisher", "date", "licence", "url")


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a recipe, which says where it stands when something is missing in it.

    Parameters
    ----------
    place : str
        The recipe's file name and the table, for messages.
    values : mapping
        As read from TOML.
    """

    place: str
    values: Mapping[str, Any]

    def text(self, key: str) -> str:
        """A required text."""
        found = self.values.get(key)
        if not isinstance(found, str):
            raise AreaSourceError(self.place, f"{key} is missing or no text")
        return found

    def maybe(self, key: str) -> str | None:
        """A text, or None."""
        return self.text(key) if key in self.values else None

    def texts(self, key: str) -> list[str]:
        """A list of texts; empty when it is not there."""
        found = self.values.get(key, [])
        return [str(entry) for entry in found]

    def words(self, key: str) -> dict[str, str]:
        """A table of texts; empty when it is not there."""
        found = self.values.get(key, {})
        if not isinstance(found, Mapping):
            raise AreaSourceError(self.place, f"{key} is no table")
        return {name: str(value) for name, value in found.items()}

    def part(self, key: str) -> "Part":
        """A required table."""
        found = self.values.get(key)
        if not isinstance(found, Mapping):
            raise AreaSourceError(self.place, f"[{key}] is missing")
        return Part(f"{self.place} [{key}]", found)

    def parts(self, key: str) -> "list[Part]":
        """The tables of a list; empty when it is not there."""
        entries = self.values.get(key, [])
        return [Part(f"{self.place} [{key}] {n}", entry) for n, entry in enumerate(entries, 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What an area pack is made of."""

    # Dotted code of the area; "0" is the nation.
    code: str
    level: Level
    # One per source: the columns of `tables.SOURCES` (``id`` for ``source_id``) and the words
    # that SOURCES.md says about it (``taken``, ``processing``, ``problems``).
    sources: Sequence[Part]
    # The whole recipe.
    root: Part

    def belongs(self, code: str) -> bool:
        """Whether a code is the area or lies in it."""
        return self.level == "nation" or code == self.code or code.startswith(f"{self.code}.")


def read_recipe(path: Path) -> Recipe:
    """Read a recipe (TOML).

    Raises
    ------
    AreaSourceError
        The file is not there, is no TOML, or lacks what every recipe must say.
    """
    try:
        root = Part(path.name, tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise AreaSourceError(path.name, "there is no such recipe") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AreaSourceError(path.name, f"cannot be read as a recipe: {error}") from error
    area = root.part("area")
    level = next((known for known in LEVELS if known == area.text("level")), None)
    if level is None:
        raise AreaSourceError(area.place, f"level must be one of {', '.join(LEVELS)}")
    sources = root.parts("sources")
    for source in sources:
        for name in _SOURCE_FIELDS:
            source.text(name)
    return Recipe(code=area.text("code"), level=level, sources=sources, root=root)


def level_of(code: str) -> Level:
    """Level of a dotted code: ``0`` is the nation, each further part is one level down."""
    return "nation" if code == "0" else LEVELS[code.count(".") + 1]


def parent_of(code: str) -> str | None:
    """Code without its last part; None for a province and the nation."""
    head, dot, _ = code.rpartition(".")
    return head if dot else None


def read_table(sources: Path, part: Part, columns: Sequence[str]) -> pd.DataFrame:
    """Read the CSV (or CSV.GZ) that a part of the recipe names as ``file``.

    Returns
    -------
    DataFrame, one row per row of the file
        All columns as text, stripped, runs of blanks made one; missing is the empty text.

    Raises
    ------
    AreaSourceError
        The file cannot be read, or lacks one of `columns`.
    """
    name = part.text("file")
    try:
        frame = pd.read_csv(sources / name, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise AreaSourceError(name, "there is no such source file") from error
    except (OSError, ValueError) as error:
        raise AreaSourceError(name, f"cannot be read as a table: {error}") from error
    missing = [column for column in columns if column not in frame]
    if missing:
        raise AreaSourceError(name, f"columns are missing: {', '.join(missing)}")
    tidy = {column: frame[column].str.split().str.join(" ") for column in frame}
    return pd.DataFrame(tidy, dtype="str")


def read_polygons(sources: Path, part: Part, code_property: str) -> dict[str, shapely.Geometry]:
    """Read a GeoJSON (or GeoJSON.GZ) of polygons in longitude and latitude.

    Returns
    -------
    dict of code to polygon or multipolygon, ordered by code
        Two features of one code are put together. Repaired where the source is invalid.

    Raises
    ------
    AreaSourceError
        The file cannot be read, or a feature has no code.
    """
    name = part.text("file")
    found: dict[str, list[str]] = {}
    for code, geometry in _features(sources / name, name, code_property):
        if geometry is not None:
            found.setdefault(code, []).append(json.dumps(geometry))
    codes = sorted(found)
    try:
        merged = [shapely.union_all(shapely.from_geojson(found[code])) for code in codes]
    except shapely.errors.GEOSException as error:
        raise AreaSourceError(name, f"holds a shape that cannot be read: {error}") from error
    return dict(zip(codes, polygonal(np.array(merged, dtype=object)), strict=True))


def _features(
    path: Path, name: str, code_property: str
) -> Iterator[tuple[str, Mapping[str, Any] | None]]:
    try:
        data = path.read_bytes()
        document = json.loads(gzip.decompress(data) if name.endswith(".gz") else data)
        features = document["features"]
    except FileNotFoundError as error:
        raise AreaSourceError(name, "there is no such source file") from error
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise AreaSourceError(name, f"cannot be read as GeoJSON: {error}") from error
    for number, feature in enumerate(features, 1):
        code = (feature.get("properties") or {}).get(code_property)
        if not isinstance(code, str):
            raise AreaSourceError(name, f"feature {number} has no {code_property}")
        yield code, feature.get("geometry")


def polygonal(geometries: np.ndarray) -> np.ndarray:
    """The polygons in geometries, valid and flat; lines and points that repair leaves are gone."""
    repaired = np.where(shapely.is_valid(geometries), geometries, shapely.make_valid(geometries))
    mixed = shapely.get_type_id(repaired) == shapely.GeometryType.GEOMETRYCOLLECTION
    for index in np.flatnonzero(mixed):
        parts = shapely.get_parts(repaired[index])
        repaired[index] = shapely.union_all(parts[shapely.area(parts) > 0])
    return np.asarray(shapely.force_2d(repaired), dtype=object)
