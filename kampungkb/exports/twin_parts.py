"""What the offline twin shows: data that is ready to be drawn, and nothing to compute."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinContent:
    """One state of the data, in one language."""

    file_name: str
    title: str
    # Area, period, revision and date of printing, in one line.
    state: str
    # Empty: nothing in it is made up.
    mark: str
    # Quarters of the announced plan.
    quarters: int
    # JSON: ``gaps`` (by level, as `kampungkb.exports.twin_table.packed`, each with ``texts`` in
    # the same order), ``indicators``, ``views``, ``units``, ``shapes``, ``agencies``, ``plan``,
    # ``stand``, ``sources`` and what `kampungkb.tasks.twin_content` says of each.
    data: Mapping[str, Any]
