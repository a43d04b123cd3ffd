"""Efforts that are kept beside the drafts, so that a plan's address needs to say their id only.

An id is made of what the effort says: the same file has the same id, whoever sends it, and a link
always means the effort that its sender saw.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from typing import Final

from sqlalchemy import Engine

from kampungkb.store.drafts import Draft, discard_draft, list_drafts, read_draft, save_draft

EffortDays = Mapping[tuple[str, str], Fraction]

_KIND: Final = "plan-effort-"
_ID: Final = re.compile(r"[0-9a-f]{12}")
# A link to one that was pushed out by so many newer ones says that it is no more.
MOST_KEPT: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptEffort:
    """An effort as it was kept."""

    days: EffortDays
    # As the sender called the file; None: it came with a scenario.
    file_name: str | None


def effort_id(days: EffortDays) -> str:
    """What an address calls an effort: twelve digits; empty for none."""
    return sha256(_text(days).encode()).hexdigest()[:12] if days else ""


def keep_effort(
    engine: Engine, days: EffortDays, *, file_name: str | None, author: str, now: datetime
) -> str:
    """Keep an effort, and no more than `MOST_KEPT` of them; the ones kept first go.

    Returns
    -------
    str
        Its id.

    Raises
    ------
    StoreReadOnlyError, StoreUnreadableError, StoreMissingError
        See :func:`kampungkb.store.engine.write_transaction`.
    ValueError
        It is empty, or the time has no zone.
    """
    own = effort_id(days)
    if not own:
        raise ValueError("an empty effort has no id")
    content = _text(days).encode()
    # Without a file's name: pages that go on with an uploaded file do not offer it.
    draft = Draft(
        draft_id=f"{_KIND}{own}", started_at=now, changed_at=now, author=author, agency=None,
        file_name=None, file_sha256=sha256(content).hexdigest(), content=content,
        choices=json.dumps({"file": file_name}, ensure_ascii=False), base_revision=0,
    )  # fmt: skip
    save_draft(engine, draft)
    every = [one.draft_id for one in list_drafts(engine) if one.draft_id.startswith(_KIND)]
    for old in every[MOST_KEPT:]:
        discard_draft(engine, old)
    return own


def kept_effort(engine: Engine, own_id: str) -> KeptEffort | None:
    """The effort with an id; None where there is none, or where it is none any more.

    Parameters
    ----------
    own_id : str
        As an address says it, whatever it says.
    """
    draft = read_draft(engine, f"{_KIND}{own_id}") if _ID.fullmatch(own_id) else None
    if draft is None or draft.content is None:
        return None
    try:
        days = {(v, agency): Fraction(n) for v, agency, n in json.loads(draft.content)}
        name = json.loads(draft.choices)["file"]
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    if effort_id(days) != own_id:
        return None
    return KeptEffort(days=days, file_name=None if name is None else str(name))


def _text(days: EffortDays) -> str:
    rows = sorted([village, agency, str(n)] for (village, agency), n in days.items())
    return json.dumps(rows, ensure_ascii=False)
