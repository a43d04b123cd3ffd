"""`area build`: source files to an area pack."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kampungkb.areas.build import build_area
from kampungkb.areas.sources import read_recipe
from kampungkb.settings import ROOT

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add_parser(subparsers: "Subparsers", shared: argparse.ArgumentParser) -> None:
    """Register ``area`` and its actions; ``args.run(args)`` gives exit status and document."""
    area = subparsers.add_parser("area", help="area packs: register, boundaries, official figures")
    actions = area.add_subparsers(dest="action", required=True)
    build = actions.add_parser(
        "build", parents=[shared], help="build an area pack from its source files"
    )
    build.add_argument("--recipe", type=Path, required=True, help="TOML, see data/recipes/")
    build.add_argument(
        "--sources", type=Path, required=True, help="folder that the recipe's file names start in"
    )
    build.add_argument("--out", type=Path, help="the pack's folder (data/areas/CODE)")
    build.set_defaults(run=run_build)


def run_build(args: argparse.Namespace) -> tuple[int, dict[str, Any]]:
    """Build a pack as the arguments say.

    Returns
    -------
    tuple of exit status and document
        Document: ``code``, ``name``, ``level``, ``villages``, ``districts``,
        ``without_polygon`` (codes), ``files`` (name to bytes), ``out``.

    Raises
    ------
    AreaSourceError
        No pack can be built from these sources.
    """
    out = args.out or ROOT / "data" / "areas" / read_recipe(args.recipe).code
    report = build_area(args.recipe, args.sources, out)
    return 0, {
        "code": report.code,
        "name": report.name,
        "level": report.level,
        "villages": report.villages,
        "districts": report.districts,
        "without_polygon": list(report.without_polygon),
        "files": dict(report.files),
        "out": str(report.out),
    }
