"""The register of an area and its further spellings, from source files."""

from pathlib import Path

import pandas as pd

from kampungkb.areas.sources import Level, Part, Recipe, level_of, parent_of, read_table
from kampungkb.errors import AreaSourceError

_KIND: dict[Level, str] = {
    "nation": "negara",
    "province": "provinsi",
    "regency": "kabupaten",
    "district": "kecamatan",
    "village": "desa",
}
# In the official code a regency from 71 on is a kota, a village from 1001 to 1999 a kelurahan.
_FIRST_CITY = 71


def build_register(recipe: Recipe, sources: Path) -> pd.DataFrame:
    """The area, everything in it, and the areas above that the recipe's files name.

    Returns
    -------
    DataFrame, one row per area, ordered by code
        ``code``, ``level``, ``name``, ``parent_code`` (missing at the top), ``kind`` and the
        columns that the recipe keeps (missing above the villages).

    Raises
    ------
    AreaSourceError
        A code twice or malformed, one code under two names, or an area whose parent is missing.
    """
    part = recipe.root.part("register")
    listed = _listed(recipe, sources, part)
    names = _ancestors(recipe, sources, part) | dict(
        zip(listed["code"], listed["name"], strict=True)
    )
    frame = pd.DataFrame({"code": sorted(names)})
    frame["level"] = frame["code"].map(level_of)
    frame["name"] = frame["code"].map(names)
    frame["parent_code"] = [_parent(recipe, code, names) for code in frame["code"]]
    further = listed.drop(columns="name")
    frame = frame.merge(further, on="code", how="left", validate="one_to_one")
    derived = frame["code"].map(_kind)
    frame["kind"] = frame["kind"].where(frame["kind"].fillna("") != "", derived)
    _check_parents(recipe, frame, part.text("file"))
    return frame


def further_names(recipe: Recipe, sources: Path) -> dict[str, str]:
    """Name by code of the areas in the recipe's ``[register.further]``, also outside the area."""
    part = recipe.root.part("register")
    if "further" not in part.values:
        return {}
    further = part.part("further")
    code, name = further.text("code"), further.text("name")
    table = read_table(sources, further, [code, name])
    return dict(zip(table[code], table[name], strict=True))


def build_aliases(recipe: Recipe, sources: Path, register: pd.DataFrame) -> pd.DataFrame:
    """Every spelling in the recipe's files that is not the official one.

    Returns
    -------
    DataFrame, one row per area and spelling, ordered by both
        ``code``, ``name``, ``source`` (of the first file that has the spelling).

    Raises
    ------
    AreaSourceError
        A spelling of an unknown area.
    """
    rows: dict[tuple[str, str], str] = {}
    official = dict(zip(register["code"], register["name"], strict=True))
    for part in recipe.root.parts("aliases"):
        code, name = part.text("code"), part.text("name")
        table = read_table(sources, part, [code, name, *part.texts("source_columns")])
        labels = _labels(table, part)
        for area, spelling, label in zip(table[code], table[name], labels, strict=True):
            if not recipe.belongs(area) or spelling in ("", official.get(area)):
                continue
            if area not in official:
                raise AreaSourceError(part.text("file"), f"spelling of unknown area {area}")
            rows.setdefault((area, spelling), label)
    return pd.DataFrame(
        [(*key, label) for key, label in sorted(rows.items())],
        columns=["code", "name", "source"],
        dtype="str",
    )


def _labels(table: pd.DataFrame, part: Part) -> list[str]:
    columns = part.texts("source_columns")
    if not columns:
        return [part.text("label")] * len(table)
    return table[columns].agg("; ".join, axis=1).tolist()


def _listed(recipe: Recipe, sources: Path, part: Part) -> pd.DataFrame:
    """Rows of the register's own file that belong to the area."""
    code, name, kind = part.text("code"), part.text("name"), part.maybe("kind")
    keep = part.words("keep")
    wanted = [code, name, *([kind] if kind else []), *keep.values()]
    table = read_table(sources, part, wanted)
    table = table[table[code].map(recipe.belongs)]
    if table.empty:
        raise AreaSourceError(part.text("file"), f"holds no area of {recipe.code}")
    _check_codes(table[code], part.text("file"))
    columns = {"code": table[code], "name": table[name]}
    columns["kind"] = table[kind] if kind else pd.Series("", index=table.index, dtype="str")
    return pd.DataFrame(columns | {new: table[old] for new, old in keep.items()})


def _check_codes(codes: pd.Series, file: str) -> None:
    twice = sorted(set(codes[codes.duplicated()]))
    if twice:
        raise AreaSourceError(file, f"codes stand there more than once: {', '.join(twice[:5])}")
    form = r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?"
    bad = sorted(codes[~codes.str.fullmatch(form)])
    if bad:
        raise AreaSourceError(file, f"not dotted codes: {', '.join(bad[:5])}")


def _ancestors(recipe: Recipe, sources: Path, part: Part) -> dict[str, str]:
    """Names of the areas above the listed ones, from columns of their rows or a further file."""
    further = further_names(recipe, sources)
    names = {
        code: name
        for code, name in further.items()
        if recipe.belongs(code) or recipe.code.startswith(f"{code}.")
    }
    columns: list[list[str]] = part.values.get("ancestors", [])
    table = read_table(sources, part, [column for pair in columns for column in pair])
    for code, name in columns:
        pairs = table[[code, name]].drop_duplicates()
        pairs = pairs[pairs[code].map(recipe.belongs)]
        _check_codes(pairs[code], part.text("file"))
        names |= dict(zip(pairs[code], pairs[name], strict=True))
    return names | ({"0": recipe.root.part("area").text("name")} if recipe.code == "0" else {})


def _parent(recipe: Recipe, code: str, names: dict[str, str]) -> str | None:
    if recipe.level == "nation":
        return None if code == "0" else parent_of(code) or "0"
    parent = parent_of(code)
    above = recipe.code.startswith(f"{code}.") or code == recipe.code
    return None if above and parent not in names else parent


def _kind(code: str) -> str:
    level = level_of(code)
    last = code.rpartition(".")[2]
    if level == "village" and last.startswith("1"):
        return "kelurahan"
    return "kota" if level == "regency" and int(last) >= _FIRST_CITY else _KIND[level]


def _check_parents(recipe: Recipe, frame: pd.DataFrame, file: str) -> None:
    if recipe.code not in set(frame["code"]):
        raise AreaSourceError(file, f"has no name for {recipe.code} itself")
    orphans = frame[frame["parent_code"].notna() & ~frame["parent_code"].isin(frame["code"])]
    if len(orphans):
        shown = ", ".join(orphans["code"].head(5))
        raise AreaSourceError(file, f"areas without the area above them: {shown}")
