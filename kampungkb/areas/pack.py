"""Reading an area pack, and checking one.

A pack is trusted only as a whole: `area.json` holds the SHA-256 of every other file.
"""

import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

import pandas as pd

from kampungkb.errors import AreaPackError
from kampungkb.model.findings import Finding, finding
from kampungkb.model.tables import (
    ALIASES,
    AREAS,
    FORMATIONS,
    OBSERVATIONS,
    PUBLISHED,
    SOURCES,
    VILLAGE_FIGURES,
    Contract,
    shaped,
)

Layer = Literal["villages", "districts", "regencies", "context"]

_SUMMARY: Final = "area.json"
_MISSING: Final = "is missing"
_REGISTER: Final = "register.csv"


def _unrevised(contract: Contract) -> Contract:
    """A contract without ``revision``, which only a store gives."""
    return {name: dtype for name, dtype in contract.items() if name != "revision"}


_TABLES: Final[Mapping[str, Contract]] = {
    _REGISTER: AREAS,
    "aliases.csv": ALIASES,
    "observations.csv": _unrevised(OBSERVATIONS),
    "village_figures.csv": VILLAGE_FIGURES,
    "published.csv": PUBLISHED,
    "formations.csv": _unrevised(FORMATIONS),
    "sources.csv": SOURCES,
}
_IN_WORDS: Final = {
    "pack_code_twice": "stands there more than once",
    "pack_unknown_parent": "lies in an area that is not there",
    "pack_unknown_area": "is not in the register",
}
# Tables whose rows must belong to a known area, and the column that says to which.
_ABOUT: Final = {
    "aliases.csv": "code",
    "observations.csv": "village_code",
    "village_figures.csv": "village_code",
    "formations.csv": "village_code",
}
_TEXT: Final[Mapping[str, Callable[[str], object]]] = {
    "bool": lambda text: {"true": True, "false": False}[text],
    "object": date.fromisoformat,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AreaPack:
    """An area pack in memory; the frames have the shapes of `kampungkb.model.tables`.

    ``observations`` and ``formations`` are without ``revision``: that is the store's to give.
    """

    folder: Path
    code: str
    name: str
    level: str
    areas: pd.DataFrame
    aliases: pd.DataFrame
    observations: pd.DataFrame
    village_figures: pd.DataFrame
    published: pd.DataFrame
    formations: pd.DataFrame
    sources: pd.DataFrame
    # Code of an area above the villages to west, south, east, north.
    bounds: Mapping[str, tuple[float, float, float, float]]
    # Villages of the register that have no polygon, ordered.
    without_polygon: tuple[str, ...]
    # Of the whole pack: of area.json, which holds those of all other files.
    sha256: str


def read_pack(folder: Path) -> AreaPack:
    """Read an area pack whose every file is as it was built.

    Geometry is verified but not parsed (`geometry_path`).

    Raises
    ------
    AreaPackError
        A file is missing, damaged or contradicts the register.
    """
    data = _read_bytes(folder, _SUMMARY)
    summary = _summary(data)
    files = {name: _read_bytes(folder, name) for name in sorted({*summary["files"], *_TABLES})}
    for name, content in files.items():
        if hashlib.sha256(content).hexdigest() != summary["files"].get(name):
            raise AreaPackError(name, "has changed since it was built")
    tables = {name: _table(name, files[name]) for name in _TABLES}
    for problem in _table_problems(tables):
        detail = f"{problem.value} {_IN_WORDS[problem.kind]}"
        raise AreaPackError(problem.sheet or _REGISTER, detail)
    register = tables[_REGISTER]
    if summary["code"] not in set(register["code"]):
        raise AreaPackError(_REGISTER, f"has no row of the area itself, {summary['code']}")
    return AreaPack(
        folder=folder,
        code=summary["code"],
        name=summary["name"],
        level=summary["level"],
        areas=register,
        aliases=tables["aliases.csv"],
        observations=tables["observations.csv"],
        village_figures=tables["village_figures.csv"],
        published=tables["published.csv"],
        formations=tables["formations.csv"],
        sources=tables["sources.csv"],
        bounds={code: (w, s, e, n) for code, (w, s, e, n) in summary["bounds"].items()},
        without_polygon=tuple(summary["without_polygon"]),
        sha256=hashlib.sha256(data).hexdigest(),
    )


def geometry_path(folder: Path, layer: Layer, metres: int = 60) -> Path:
    """Path of a layer's GeoJSON; ``context`` has one tolerance only.

    Raises
    ------
    AreaPackError
        The pack has no such layer.
    """
    name = "context.geojson" if layer == "context" else f"{layer}_{metres}m.geojson"
    path = folder / name
    if not path.is_file():
        raise AreaPackError(name, "is not in the pack")
    return path


def check_pack(folder: Path) -> list[Finding]:
    """Everything that is wrong with a pack, all at once, and what is worth knowing.

    Returns
    -------
    list of Finding, by file, kind and row
        Kinds: ``pack_missing_file``, ``pack_damaged_file``, ``pack_unreadable_file``,
        ``pack_code_twice``, ``pack_unknown_parent``, ``pack_unknown_area``,
        ``pack_polygon_without_register`` (errors) and ``pack_register_without_polygon`` (info).
    """
    try:
        summary = _summary(_read_bytes(folder, _SUMMARY))
    except AreaPackError as error:
        return [_broken(error)]
    found: list[Finding] = []
    contents: dict[str, bytes] = {}
    for name in sorted({*summary["files"], *_TABLES}):
        try:
            contents[name] = _read_bytes(folder, name)
        except AreaPackError as error:
            found.append(_broken(error))
            continue
        if hashlib.sha256(contents[name]).hexdigest() != summary["files"].get(name):
            found.append(finding("pack_damaged_file", "error", sheet=name, file=name))
    tables: dict[str, pd.DataFrame] = {}
    for name in sorted(_TABLES.keys() & contents.keys()):
        try:
            tables[name] = _table(name, contents[name])
        except AreaPackError as error:
            found.append(_broken(error))
    found += _table_problems(tables)
    found += _polygon_problems(tables, contents)
    return sorted(found, key=lambda one: (one.sheet or "", one.kind, one.row or 0))


def _broken(error: AreaPackError) -> Finding:
    file, detail = str(error.blanks["file"]), str(error.blanks["detail"])
    if detail == _MISSING:
        return finding("pack_missing_file", "error", sheet=file, file=file)
    return finding("pack_unreadable_file", "error", sheet=file, file=file, detail=detail)


def _read_bytes(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError as error:
        raise AreaPackError(name, _MISSING) from error
    except OSError as error:
        raise AreaPackError(name, f"cannot be read: {error.strerror}") from error


def _summary(data: bytes) -> dict[str, Any]:
    """The pack's area.json, with everything that reading needs."""
    try:
        summary = json.loads(data)
        if not {"code", "name", "level", "bounds", "without_polygon", "files"} <= set(summary):
            raise ValueError("entries are missing")
        # A name with a slash would read outside the pack.
        if any(Path(name).name != name for name in summary["files"]):
            raise ValueError("a file lies outside the pack")
    except (ValueError, TypeError) as error:
        raise AreaPackError(_SUMMARY, f"cannot be read: {error}") from error
    return dict(summary)


def _table(name: str, content: bytes) -> pd.DataFrame:
    contract = _TABLES[name]
    try:
        raw = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, na_values=[""])
        missing = [column for column in contract if column not in raw]
        if missing:
            raise ValueError(f"columns are missing: {', '.join(missing)}")
        columns = {column: _typed(raw[column], dtype) for column, dtype in contract.items()}
        return shaped(pd.DataFrame(columns, index=raw.index), contract)
    except (ValueError, KeyError, TypeError) as error:
        raise AreaPackError(name, f"cannot be read: {error}") from error


def _typed(column: "pd.Series[str]", dtype: str) -> "pd.Series[Any]":
    """Text as the values that `shaped` expects: numbers, truth, days."""
    if dtype in _TEXT:
        values = [None if pd.isna(text) else _TEXT[dtype](text) for text in column]
        return pd.Series(values, index=column.index, dtype=object)
    return column if dtype == "str" else pd.to_numeric(column)


def _table_problems(tables: Mapping[str, pd.DataFrame]) -> Iterator[Finding]:
    """Contradictions inside the tables; the header is row 1 of each."""
    if _REGISTER not in tables:
        return
    register = tables[_REGISTER]
    codes = set(register["code"])
    for row, code in _rows(register["code"], register["code"].duplicated()):
        yield finding("pack_code_twice", "error", sheet=_REGISTER, row=row, column="code",
                      value=code, code=code)  # fmt: skip
    orphan = register["parent_code"].notna() & ~register["parent_code"].isin(codes)
    for row, code in _rows(register["code"], orphan):
        yield finding("pack_unknown_parent", "error", sheet=_REGISTER, row=row,
                      column="parent_code", value=code, code=code)  # fmt: skip
    villages = set(register.loc[register["level"] == "village", "code"])
    for name, column in _ABOUT.items():
        if name in tables:
            about = tables[name][column]
            known = codes if column == "code" else villages
            for row, code in _rows(about, ~about.isin(known)):
                yield finding("pack_unknown_area", "error", sheet=name, row=row, column=column,
                              value=code, file=name, code=code)  # fmt: skip


def _rows(column: "pd.Series[str]", chosen: "pd.Series[bool]") -> Iterator[tuple[int, str]]:
    for index, code in column[chosen].items():
        yield int(str(index)) + 2, str(code)


def _polygon_problems(
    tables: Mapping[str, pd.DataFrame], contents: Mapping[str, bytes]
) -> Iterator[Finding]:
    """Where the drawn areas and the register differ."""
    if _REGISTER not in tables:
        return
    register = tables[_REGISTER]
    for name in sorted(contents):
        layer, _, end = name.partition("_")
        level = {"villages": "village", "districts": "district", "regencies": "regency"}.get(layer)
        if level is None or not end.endswith(".geojson"):
            continue
        try:
            drawn = [str(feature["id"]) for feature in json.loads(contents[name])["features"]]
        except (ValueError, KeyError, TypeError) as error:
            yield _broken(AreaPackError(name, f"cannot be read: {error}"))
            continue
        of_level = register[register["level"] == level]
        for number, code in enumerate(drawn, 1):
            if code not in set(of_level["code"]):
                yield finding("pack_polygon_without_register", "error", sheet=name, row=number,
                              column="id", value=code, file=name, code=code)  # fmt: skip
        if level == "village":
            undrawn = ~of_level["code"].isin(drawn)
            for row, code in _rows(of_level["code"], undrawn):
                named = str(register.loc[row - 2, "name"])
                yield finding("pack_register_without_polygon", "info", sheet=name, row=row,
                              column="code", value=code, file=name, code=code,
                              name=named)  # fmt: skip
