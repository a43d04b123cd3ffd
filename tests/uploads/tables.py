"""Files on their whole way, from bytes to a store of their own, and what became of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Engine, select

from kampungkb.i18n.translator import translator
from kampungkb.intake.request import Request
from kampungkb.model.indicators import read_dictionary
from kampungkb.settings import read_settings
from kampungkb.store import queries
from kampungkb.store.attempts import attempts
from kampungkb.store.engine import read_transaction
from kampungkb.store.files import kept_files
from kampungkb.store.schema import metadata
from kampungkb.tasks.snapshot import Snapshot, read_snapshot
from kampungkb.tasks.upload_document import import_document

Document = dict[str, Any]

NOW = datetime(2026, 11, 25, 4, tzinfo=UTC)
DICTIONARY = read_dictionary(read_settings({}).dictionary)
HEAD = "kode_desa,kecamatan,desa,indikator,periode,pembilang,penyebut,nilai"
# Three villages of the register, the first of them Mongpok, and how their rows begin.
CODES = ("36.04.23.2015", "36.04.23.2004", "36.04.23.2005")
FIRST, SECOND, THIRD = (f"{code},,,D02,2026-Q3," for code in CODES)
# What is said about almost every file and belongs to no case.
_REMARKS = ("villages_missing", "period_rhythm")

# What to do now: every error says it.
_REMEDY = re.compile(r"unggah|\b(?:bagi|pilih)\b", re.IGNORECASE)
_REMEDIES = re.compile(r"upload|\b(?:split|choose)\b", re.IGNORECASE)


def long_table(*rows: str, head: str = HEAD) -> bytes:
    """A CSV file in our own long form."""
    return "".join(f"{line}\n" for line in (head, *rows)).encode()


@dataclass
class Store:
    """A store, and imports into it."""

    engine: Engine
    snapshots: dict[int, Snapshot] = field(default_factory=dict)

    def imported(
        self,
        data: bytes,
        name: str = "data.csv",
        *,
        dry_run: bool = True,
        lang: str = "id",
        author: str = "Sari",
        title: str | None = None,
        now: datetime = NOW,
        **request: Any,
    ) -> Document:
        """The document of an import."""
        revision = self.revision()
        if revision not in self.snapshots:
            self.snapshots[revision] = read_snapshot(self.engine, DICTIONARY)
        return import_document(
            self.engine, self.snapshots[revision], data, name, Request(**request),
            translator(lang), author=author, title=title, now=now, dry_run=dry_run,
        )  # fmt: skip

    def refused(self, data: bytes, name: str = "data.csv", **request: Any) -> Document:
        """The document of a file to which the common rule applies: all of it is checked here.

        Nothing of the file is stored, everything stored before is intact, the attempt is in the
        trail, and each reason is said in both languages with what to do now.
        """
        before, tried = self.content(), len(self.attempts())
        document = self.imported(data, name, dry_run=False, **request)
        assert (document["verdict"], document["revision"]) == ("refused", None)
        assert document["rows_taken"] == 0
        assert document["changes"] == {"new": 0, "changed": 0, "retracted": 0, "unchanged": 0}
        assert self.content() == before
        trail = self.attempts()
        last = trail.iloc[0]
        assert len(trail) == tried + 1
        assert (last["verdict"], last["action"], last["author"]) == ("refused", "upload", "Sari")
        assert last["file_sha256"] == document["file_sha256"]
        errors = of_severity(document, "error")
        assert last["detail"] == ", ".join(dict.fromkeys(one["kind"] for one in errors))
        english = self.imported(data, name, lang="en", **request)
        for one, other in zip(errors, of_severity(english, "error"), strict=True):
            assert one["key"] == other["key"]
            assert _REMEDY.search(one["message"])
            assert _REMEDIES.search(other["message"])
        return document

    def revision(self) -> int:
        """The last one."""
        with read_transaction(self.engine) as conn:
            return queries.current_revision(conn)

    def attempts(self) -> pd.DataFrame:
        """The trail, the newest first."""
        with read_transaction(self.engine) as conn:
            return attempts(conn)

    def files(self) -> list[str]:
        """Names that kept files have here."""
        with read_transaction(self.engine) as conn:
            return kept_files(conn)["stored_name"].tolist()

    def values(self, indicator: str = "D02") -> list[tuple[Any, ...]]:
        """Village, period, numerator, denominator and value of every official value."""
        with read_transaction(self.engine) as conn:
            rows = queries.observations(conn, queries.current_revision(conn), [indicator])
        names = ["village_code", "period", "numerator", "denominator", "value"]
        told = rows[rows["origin"] == "official"].sort_values(names[:2])[names].astype(object)
        return [tuple(row) for row in told.where(told.notna(), None).to_numpy().tolist()]

    def content(self) -> Mapping[str, Sequence[tuple[Any, ...]]]:
        """Every row of the store but the trail of attempts."""
        with read_transaction(self.engine) as conn:
            return {
                table.name: sorted((tuple(row) for row in conn.execute(select(table))), key=repr)
                for table in metadata.sorted_tables
                if table.name != "attempt"
            }


def of_severity(document: Document, *severities: str) -> list[dict[str, Any]]:
    """Findings of these severities, in order."""
    return [one for one in document["findings"] if one["severity"] in severities]


def kinds(document: Document) -> list[tuple[str, str]]:
    """Kind and severity of each finding but remarks on the register."""
    return [
        (one["kind"], one["severity"])
        for one in document["findings"]
        if one["kind"] not in _REMARKS
    ]


def found(document: Document, kind: str) -> dict[str, Any]:
    """The one finding of a kind."""
    (one,) = (one for one in document["findings"] if one["kind"] == kind)
    return one


def where(one: Mapping[str, Any]) -> tuple[Any, ...]:
    """Sheet, row, column and value of a finding."""
    return one["sheet"], one["row"], one["column"], one["value"]
