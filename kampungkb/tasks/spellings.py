"""Spellings that a person has confirmed while uploading, and how one is forgotten again."""

from datetime import UTC, datetime
from typing import Final

import pandas as pd
from sqlalchemy import Engine

from kampungkb.errors import UnknownSpellingError
from kampungkb.exports.columns import text_column
from kampungkb.exports.listing import Listing
from kampungkb.i18n.translator import Translator
from kampungkb.store import queries
from kampungkb.store.engine import read_transaction
from kampungkb.store.revisions import Change, SavedRevision, plan_revision
from kampungkb.tasks.entry import KIND
from kampungkb.tasks.entry_saving import save_form
from kampungkb.tasks.snapshot import Snapshot

# Of a spelling's source: those of the register came with the area pack and stay.
_UPLOAD: Final = "upload"


def confirmed_spellings(of: Snapshot) -> pd.DataFrame:
    """Spellings that uploads have taught the program.

    Returns
    -------
    DataFrame, one row per spelling and village, by spelling and then by code
        ``name`` (as it was typed), ``code``, ``village``, ``district`` (names in the register).
    """
    own = of.aliases[of.aliases["source"] == _UPLOAD]
    own = own[own["code"].isin(of.parents.keys())]
    rows = own.sort_values(["name", "code"], ignore_index=True)[["name", "code"]]
    return rows.assign(
        village=[of.names[code] for code in rows["code"]],
        district=[of.names[of.parents[code]] for code in rows["code"]],
    )


def forget_spelling(
    engine: Engine, name: str, code: str, *, author: str, agency: str | None, reason: str,
    now: datetime,
) -> SavedRevision:  # fmt: skip
    """Save a revision without one spelling; figures that came in under it stay as they are.

    Raises
    ------
    UnknownSpellingError
        No upload has taught it, or somebody has taken it away meanwhile.
    PreviewOutdatedError, StoreReadOnlyError, StoreUnreadableError
        As :func:`kampungkb.tasks.entry_saving.save_form`.
    """
    with read_transaction(engine) as conn:
        known = queries.aliases(conn)
    gone = (known["name"] == name) & (known["code"] == code) & (known["source"] == _UPLOAD)
    if not gone.any():
        raise UnknownSpellingError(name)
    change = Change(aliases=known[~gone].reset_index(drop=True))
    return save_form(
        engine, change, kind=KIND, expected=plan_revision(engine, change).content_sha256,
        author=author, agency=agency, reason=reason, now=now,
    )  # fmt: skip


def spellings_listing(of: Snapshot, t: Translator) -> Listing:
    """The confirmed spellings as a file."""
    rows = confirmed_spellings(of)
    return Listing(
        topic=t("entry.spelling_file"), sheet=t("entry.spelling_sheet"),
        title=t("entry.spelling_title", n=len(rows)), area=of.area_name, as_of=of.as_of,
        revision=of.revision,
        columns=(
            text_column(t("entry.spelling_typed"), rows["name"]),
            text_column(t("export.village_code"), rows["code"]),
            text_column(t("export.village_name"), rows["village"]),
            text_column(t("export.district_name"), rows["district"]),
        ),
        made_up=(False,) * len(rows), about=[], sources=(t("entry.spelling_source"),),
        printed_at=datetime.now(UTC),
    )  # fmt: skip
