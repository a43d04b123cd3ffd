"""The revisions as documents: listed, compared, undone, backed up and restored.

Every document always has every field; ``null`` where one does not apply.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from kampungkb.i18n.translator import Translator
from kampungkb.store import queries
from kampungkb.store.backup import back_up, restore
from kampungkb.store.chain import timestamp
from kampungkb.store.compare import AFTER, BEFORE, differences
from kampungkb.store.engine import read_transaction, store_name
from kampungkb.store.schema import VERSIONED
from kampungkb.store.undo import CHANGED_SINCE, Kept, undo_revision, undone_by

Document = dict[str, Any]

_VALUES = {versioned.table.name: versioned.values for versioned in VERSIONED}
_KEYS = {versioned.table.name: versioned.key for versioned in VERSIONED}

# By table of rows about a village: the sentence, and the one for sample data.
_SENTENCES = {
    "observation": ("history.changed_observation", "history.changed_observation_sample"),
    "formation": ("history.changed_formation", "history.changed_formation_sample"),
    "village_figure": ("history.changed_village_figure", "history.changed_village_figure"),
    "milestone": ("history.changed_milestone", "history.changed_milestone_sample"),
    "classification": ("history.changed_classification", "history.changed_classification_sample"),
}
_MILESTONES = {
    "socialisation": "history.milestone_socialisation",
    "policy": "history.milestone_policy",
    "working_group": "history.milestone_working_group",
    "trained": "history.milestone_trained",
    "plan": "history.milestone_plan",
    "secretariat": "history.milestone_secretariat",
    "launched": "history.milestone_launched",
    "registered": "history.milestone_registered",
    "classified": "history.milestone_classified",
}


def revisions_document(engine: Engine) -> Document:
    """Everything that was ever saved.

    Returns
    -------
    dict
        ``revisions``: one entry per revision, by number, with ``revision``, ``time`` (UTC, ISO
        8601), ``author``, ``agency``, ``kind``, ``reason``, ``file_name``, ``file_sha256``,
        ``changes`` (rows of data, against the revision before: ``new``; ``changed``: with other
        values or ended; ``retracted``: those of them that ended; ``unchanged``: null, as rows
        that are the same are not stored), ``undoes``, ``undone_by`` (the undo in effect).
    """
    with read_transaction(engine) as conn:
        revisions, counts = queries.revisions(conn), queries.change_counts(conn)
    undoing = revisions.dropna(subset="undoes")
    undoes = {
        int(number): int(taken)
        for number, taken in zip(undoing["revision"], undoing["undoes"], strict=True)
    }
    undone = undone_by(undoes)
    counted = counts.set_index("revision").reindex(revisions["revision"], fill_value=0)
    names = ("author", "agency", "kind", "reason", "file_name", "file_sha256")
    entries = []
    for row in revisions.merge(counted, on="revision", validate="one_to_one").to_dict("records"):
        number = int(row["revision"])
        entries.append(
            {"revision": number, "time": timestamp(row["time"].to_pydatetime())}
            | {name: _plain(row[name]) for name in names}
            | {
                "changes": _changes(
                    row["new"], row["changed"] + row["retracted"], row["retracted"], None
                ),
                "undoes": undoes.get(number),
                "undone_by": undone.get(number),
            }
        )
    return {"revisions": entries}


def undo_document(
    engine: Engine,
    number: int,
    *,
    author: str,
    reason: str,
    now: datetime,
    t: Translator,
    agency: str | None = None,
    accepted: Collection[str] = (),
    expected: str | None = None,
    dry_run: bool = False,
) -> Document:
    """Undo a revision, or say what that would do.

    Parameters and errors: :func:`kampungkb.store.undo.undo_revision`.

    Returns
    -------
    dict
        ``verdict`` (``accepted``; ``unchanged``: all is as before it already; ``decision``: a
        finding waits to be confirmed), ``revision`` (the one made; the current one where nothing
        had to change; else null), ``undoes``, ``changes`` (``new``, ``changed``, ``retracted``,
        ``unchanged``: as in `revisions_document`), ``findings`` (one per row that stays),
        ``change_sha256`` (of the rows; the revision made has it as its ``content_sha256``; null
        where nothing changes), ``error`` (null).
    """
    undone = undo_revision(
        engine, number, author=author, reason=reason, now=now, agency=agency, accepted=accepted,
        expected=expected, dry_run=dry_run,
    )  # fmt: skip
    plan = undone.plan
    names: Mapping[str, str] = {}
    if plan.kept:
        with read_transaction(engine) as conn:
            areas = queries.areas(conn)
        names = dict(zip(areas["code"], areas["name"], strict=True))
    return blank_undo(number) | {
        "verdict": undone.verdict,
        "revision": undone.revision,
        "changes": _changes(plan.new, plan.changed, plan.retracted, plan.unchanged),
        "findings": [_finding(t, kept, names) for kept in plan.kept],
        "change_sha256": plan.sha256,
    }


def blank_undo(number: int) -> Document:
    """The document of an undo that was refused before anything was known."""
    return {
        "verdict": "refused",
        "revision": None,
        "undoes": number,
        "changes": _changes(0, 0, 0, 0),
        "findings": [],
        "change_sha256": None,
        "error": None,
    }


def comparison_document(engine: Engine, a: int, b: int) -> Document:
    """Every row of data that differs between two revisions.

    Parameters and errors: :func:`kampungkb.store.compare.differences`.

    Returns
    -------
    dict
        ``from``, ``to``, ``changes`` (as in `revisions_document`), ``rows``: by table and key,
        ``table``, ``key`` (its columns), ``change`` (``new``, ``changed``, ``retracted``),
        ``before``, ``after`` (the values, null where that revision lacks the row).
    """
    found = differences(engine, a, b)
    frames = {one.table.name: getattr(found, one.plural) for one in VERSIONED}
    rows = [row for table, frame in frames.items() for row in _compared(table, frame)]
    kinds = [row["change"] for row in rows]
    retracted = kinds.count("retracted")
    return {
        "from": a,
        "to": b,
        "changes": _changes(
            kinds.count("new"), kinds.count("changed") + retracted, retracted, None
        ),
        "rows": rows,
    }


def backup_document(engine: Engine, path: Path) -> Document:
    """Write a backup and say what was written.

    Errors: :func:`kampungkb.store.backup.back_up`.

    Returns
    -------
    dict
        ``verdict``, ``path``, ``bytes``, ``sha256`` (of the file), ``revision`` (the last one in
        it), ``hash`` (of that revision), ``error`` (null).
    """
    backup = back_up(engine, path)
    return blank_backup(path) | {
        "verdict": "accepted",
        "path": str(backup.path),
        "bytes": backup.bytes,
        "sha256": backup.sha256,
        "revision": backup.revision,
        "hash": backup.hash,
    }


def restore_document(url: str, path: Path) -> Document:
    """Restore a backup and say what was restored.

    Errors: :func:`kampungkb.store.backup.restore`.

    Returns
    -------
    dict
        As `backup_document`, and ``store`` (its name, without a password), ``kept`` (where a
        damaged store was moved to, else null). ``verdict`` is ``unchanged`` where the store
        equalled the backup.
    """
    restored = restore(url, path)
    backup = restored.backup
    return blank_restore(url, path) | {
        "verdict": "accepted" if restored.saved else "unchanged",
        "path": str(backup.path),
        "bytes": backup.bytes,
        "sha256": backup.sha256,
        "revision": backup.revision,
        "hash": backup.hash,
        "kept": None if restored.kept is None else str(restored.kept),
    }


def blank_backup(path: Path) -> Document:
    """The document of a backup that was refused."""
    return {
        "verdict": "refused",
        "path": str(path),
        **dict.fromkeys(("bytes", "sha256", "revision", "hash", "error")),
    }


def blank_restore(url: str, path: Path) -> Document:
    """The document of a restore that was refused."""
    return blank_backup(path) | {"store": store_name(url), "kept": None}


def _changes(new: int, changed: int, retracted: int, unchanged: int | None) -> dict[str, Any]:
    return {
        "new": int(new), "changed": int(changed), "retracted": int(retracted),
        "unchanged": unchanged,
    }  # fmt: skip


def _finding(t: Translator, kept: Kept, names: Mapping[str, str]) -> Document:
    return {
        "key": kept.finding,
        "kind": CHANGED_SINCE,
        "severity": "warning",
        "sheet": None,
        "row": None,
        "column": None,
        "value": _shown(kept.now),
        "expected": _shown(kept.before),
        "suggestions": [],
        "message": _sentence(t, kept, names),
        "table": kept.table,
        "row_key": dict(kept.key),
        "revision": kept.revision,
    }


def _sentence(t: Translator, kept: Kept, names: Mapping[str, str]) -> str:
    key, revision = kept.key, t.number(kept.revision)
    if kept.table == "published":
        return t(
            "history.changed_published", figure=key["figure"], area=key["area_name"],
            period=key["period"], source=key["source_title"], revision=revision,
        )  # fmt: skip
    if kept.table == "indicator_entry":
        return t("history.changed_indicator_entry", indicator=key["code"], revision=revision)
    if kept.table == "target_entry":
        return t(
            "history.changed_target_entry", indicator=key["indicator"], target=key["target_id"],
            revision=revision,
        )  # fmt: skip
    code = key["village_code"]
    message = _SENTENCES[kept.table][key.get("origin") == "illustrative"]
    about = {"area": names.get(code, code), "code": code, "revision": revision}
    return t(message, **about, **_told(t, kept))


def milestone_word(t: Translator, milestone: str) -> str:
    """A milestone in words; one of another version as it is stored."""
    return t(_MILESTONES[milestone]) if milestone in _MILESTONES else milestone


def _told(t: Translator, kept: Kept) -> dict[str, str]:
    """What a sentence about a village's row tells of its key."""
    key = kept.key
    if kept.table == "observation":
        return {"indicator": key["indicator"], "period": t.period(key["period"])}
    if kept.table == "village_figure":
        return {"figure": key["figure"], "period": key["period"]}
    if kept.table == "milestone":
        return {"milestone": milestone_word(t, key["milestone"])}
    return {"period": t.period(key["period"])} if kept.table == "classification" else {}


def _shown(values: Mapping[str, object] | None) -> str | None:
    """Values as they are stored, without the missing ones; None where there is no row."""
    if values is None:
        return None
    told = ((name, value) for name, value in values.items() if value is not None)
    return ", ".join(f"{name}={value}" for name, value in told)


def _compared(table: str, frame: pd.DataFrame) -> list[Document]:
    rows = []
    for row in frame.to_dict("records"):
        sides = {
            side: {name: _plain(row[f"{side}{name}"]) for name in _VALUES[table]}
            for side in (BEFORE, AFTER)
        }
        change = row["change"]
        rows.append(
            {
                "table": table,
                "key": {name: row[name] for name in _KEYS[table]},
                "change": change,
                "before": None if change == "new" else sides[BEFORE],
                "after": None if change == "retracted" else sides[AFTER],
            }
        )
    return rows


def _plain(value: Any) -> Any:
    """A value of a frame as JSON has it."""
    if pd.isna(value):
        return None
    return value.isoformat() if isinstance(value, date) else getattr(value, "item", lambda: value)()
