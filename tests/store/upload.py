"""An upload of made-up values, as the pages save one: a file, a draft, and what was previewed."""

import hashlib
from datetime import timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Engine, text

from kampungkb.store.drafts import Draft, list_drafts, save_draft
from kampungkb.store.engine import read_transaction
from kampungkb.store.files import kept_files
from kampungkb.store.revisions import Change, KeptFile, SavedRevision
from tests.store.made_up import NOW, observation, observations, read_revision, save

CONTENT = b"kode_desa;nilai\n"
DRAFT = "3f0c"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def kept(content: bytes = CONTENT, name: str = "akta.csv") -> KeptFile:
    return KeptFile(file_sha256=digest(content), original_name=name, content=content)


def draft(**values: Any) -> Draft:
    usual = {
        "draft_id": DRAFT, "started_at": NOW, "changed_at": NOW + timedelta(minutes=1),
        "author": "Siti", "agency": "DKBP3A", "file_name": "akta.csv",
        "file_sha256": digest(CONTENT), "content": CONTENT, "choices": '{"sheet": 1}',
        "base_revision": 1,
    }  # fmt: skip
    return Draft(**usual | values)


def change(numerator: int = 7, *, village: int = 0, **values: Any) -> Change:
    """One value from a source of its own."""
    row = observation(village, numerator=numerator, source_id="upload", **values)
    return Change(
        observations=observations(row),
        sources=pd.DataFrame([{"source_id": "upload", "title": "Akta", "date": "2026"}]),
    )


def upload(engine: Engine, what: Change, **about: Any) -> SavedRevision:
    """Save with file and draft."""
    return save(engine, what, **{"file": kept(), "draft_id": DRAFT} | about)


def begin(engine: Engine, **values: Any) -> None:
    save_draft(engine, draft(**values))


def situation(engine: Engine) -> tuple[int, list[str], list[str]]:
    """Revision, names of kept files, and drafts."""
    with read_transaction(engine) as conn:
        names = kept_files(conn)["stored_name"].tolist()
    return read_revision(engine), names, [one.draft_id for one in list_drafts(engine)]


def content_hash(engine: Engine, number: int) -> str:
    with read_transaction(engine) as conn:
        query = text("SELECT content_sha256 FROM revision WHERE number = :number")
        return conn.scalar(query, {"number": number})
