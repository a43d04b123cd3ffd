"""The tables of the store, and which of their columns identify a row.

Data are only ever added. A row of a versioned table says what its key was worth from its
revision on; ``retracted`` says that from there on it is worth nothing. The state at a revision
is, for each key, the row of the highest revision not above it, unless that row is retracted.
Register, spellings, sources and ``meta`` are kept as they are now.

Beside the data: the files that revisions were read from, every attempt to change the data, and
the scenarios version by version and the agendas of meetings (all only added to), and drafts,
which come and go. The bytes of files lie in the database, so that a backup holds them and one
transaction stores them with the revision.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

from kampungkb.model import tables

HEAD: Final = "0004"
"""Newest schema; tests hold it equal to the last migration. Known here so that opening a store
of the current schema need not load Alembic (0.3 s)."""

VERSION_TABLE: Final = "alembic_version"

# Both databases order text by its bytes, whatever the language of the PostgreSQL server.
_TEXT = Text().with_variant(Text(collation="C"), "postgresql")

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


def _text(name: str, *, key: bool = False, required: bool = False) -> Column[str]:
    return Column(name, _TEXT, primary_key=key, nullable=not (key or required))


def _village() -> Column[str]:
    return Column("village_code", _TEXT, ForeignKey("area.code"), primary_key=True)


def _source() -> Column[str]:
    return Column("source_id", _TEXT, ForeignKey("source.source_id"))


def _revision() -> Column[int]:
    return Column("revision", Integer, ForeignKey("revision.number"), primary_key=True)


def _retracted() -> Column[bool]:
    return Column("retracted", Boolean, nullable=False)


def _origin_check() -> CheckConstraint:
    return CheckConstraint("origin IN ('official', 'illustrative')", name="origin")


revision = Table(
    "revision",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    # Text, so that the hash is over the same characters on both databases.
    _text("saved_at", required=True),
    _text("author", required=True),
    _text("agency"),
    _text("kind", required=True),
    _text("reason", required=True),
    _text("file_name"),
    _text("file_sha256"),
    Column("undoes", Integer, ForeignKey("revision.number")),
    _text("content_sha256", required=True),
    _text("previous_hash", required=True),
    _text("hash", required=True),
)

area = Table(
    "area",
    metadata,
    _text("code", key=True),
    _text("level", required=True),
    _text("name", required=True),
    Column("parent_code", _TEXT, ForeignKey("area.code", deferrable=True, initially="DEFERRED")),
    _text("kind"),
    Column("area_km2", Double),
    Column("lon", Double),
    Column("lat", Double),
)

area_alias = Table(
    "area_alias",
    metadata,
    Column(
        "code",
        _TEXT,
        ForeignKey("area.code", deferrable=True, initially="DEFERRED"),
        primary_key=True,
    ),
    _text("name", key=True),
    _text("source", key=True),
)

source = Table(
    "source",
    metadata,
    _text("source_id", key=True),
    _text("title"),
    _text("publisher"),
    _text("date"),
    _text("licence"),
    _text("url"),
)

meta = Table("meta", metadata, _text("key", key=True), _text("value", required=True))

observation = Table(
    "observation",
    metadata,
    _text("indicator", key=True),
    _village(),
    _text("period", key=True),
    _text("origin", key=True),
    _revision(),
    Column("numerator", BigInteger),
    Column("denominator", BigInteger),
    Column("value", Double),
    _text("status"),
    _source(),
    _retracted(),
    _origin_check(),
    CheckConstraint("numerator >= 0", name="numerator"),
    CheckConstraint("denominator >= 0", name="denominator"),
    Index("ix_observation_revision", "revision"),
    # The rows lie in the order of their key, which is the order of every state query.
    sqlite_with_rowid=False,
)

formation = Table(
    "formation",
    metadata,
    _village(),
    _text("origin", key=True),
    _revision(),
    Column("formed", Boolean),
    Column("formed_on", Date),
    _text("scheme"),
    _text("document"),
    _text("note"),
    _source(),
    _retracted(),
    _origin_check(),
    CheckConstraint("retracted OR formed IS NOT NULL", name="formed"),
    sqlite_with_rowid=False,
)

published = Table(
    "published",
    metadata,
    _text("figure", key=True),
    _text("area_name", key=True),
    _text("period", key=True),
    _text("source_title", key=True),
    _revision(),
    _text("indicator"),
    # Missing outside the register, hence no part of the key.
    Column("area_code", _TEXT, ForeignKey("area.code")),
    Column("value", Double),
    _text("unit"),
    Column("numerator", BigInteger),
    Column("denominator", BigInteger),
    _text("source_url"),
    Column("confirmed", Boolean),
    _text("note"),
    _retracted(),
    CheckConstraint("retracted OR confirmed IS NOT NULL", name="confirmed"),
    sqlite_with_rowid=False,
)

village_figure = Table(
    "village_figure",
    metadata,
    _village(),
    _text("figure", key=True),
    _text("period", key=True),
    _revision(),
    Column("value", Double),
    _text("note"),
    _source(),
    _retracted(),
    sqlite_with_rowid=False,
)

milestone = Table(
    "milestone",
    metadata,
    _village(),
    _text("milestone", key=True),
    _text("origin", key=True),
    _revision(),
    Column("reached", Boolean),
    Column("reached_on", Date),
    _text("document"),
    _text("note"),
    _source(),
    _retracted(),
    _origin_check(),
    CheckConstraint("retracted OR reached IS NOT NULL", name="reached"),
    sqlite_with_rowid=False,
)

classification = Table(
    "classification",
    metadata,
    _village(),
    _text("period", key=True),
    _text("origin", key=True),
    _revision(),
    _text("class_name"),
    _text("document"),
    _text("note"),
    _source(),
    _retracted(),
    _origin_check(),
    CheckConstraint("retracted OR class_name IS NOT NULL", name="class_name"),
    sqlite_with_rowid=False,
)

indicator_entry = Table(
    "indicator_entry",
    metadata,
    _text("code", key=True),
    _revision(),
    _text("entry"),
    _retracted(),
    CheckConstraint("retracted OR entry IS NOT NULL", name="entry"),
    sqlite_with_rowid=False,
)

target_entry = Table(
    "target_entry",
    metadata,
    _text("indicator", key=True),
    _text("target_id", key=True),
    _revision(),
    _text("entry"),
    _retracted(),
    CheckConstraint("retracted OR entry IS NOT NULL", name="entry"),
    sqlite_with_rowid=False,
)

# The bytes stand last: SQLite passes over them only where they are asked for.
kept_file = Table(
    "kept_file",
    metadata,
    _text("file_sha256", key=True),
    _text("stored_name", required=True),
    _text("original_name", required=True),
    Column("bytes", BigInteger, nullable=False),
    _text("stored_at", required=True),
    Column("content", LargeBinary, nullable=False),
)

draft = Table(
    "draft",
    metadata,
    _text("draft_id", key=True),
    _text("started_at", required=True),
    _text("changed_at", required=True),
    _text("author", required=True),
    _text("agency"),
    _text("file_name"),
    _text("file_sha256"),
    _text("choices", required=True),
    Column("base_revision", Integer, nullable=False),
    Column("content", LargeBinary),
)

attempt = Table(
    "attempt",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    _text("at", required=True),
    _text("author"),
    _text("agency"),
    _text("action", required=True),
    _text("file_name"),
    _text("file_sha256"),
    _text("verdict", required=True),
    _text("detail"),
    Column("revision", Integer, ForeignKey("revision.number")),
    _text("previous_hash", required=True),
    _text("hash", required=True),
)

# What a scenario is worth now is its highest version; each row is one, whatever was done.
scenario = Table(
    "scenario",
    metadata,
    # The order of all rows, whatever their scenario.
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("scenario_id", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    _text("action", required=True),
    _text("name", required=True),
    _text("author", required=True),
    _text("agency"),
    _text("saved_at", required=True),
    Column("data_revision", Integer, ForeignKey("revision.number"), nullable=False),
    _text("assumptions", required=True),
    _text("plan", required=True),
    _text("summary", required=True),
    _text("note"),
    Column("announced", Boolean, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    _text("previous_hash", required=True),
    _text("hash", required=True),
    CheckConstraint("NOT (announced AND withdrawn)", name="announced"),
    Index("ix_scenario_version", "scenario_id", "version", unique=True),
)

# What a name stands for now is its last row.
agenda = Table(
    "agenda",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    _text("name", required=True),
    _text("author", required=True),
    _text("agency"),
    _text("saved_at", required=True),
    _text("items", required=True),
    Column("withdrawn", Boolean, nullable=False),
    _text("previous_hash", required=True),
    _text("hash", required=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Versioned:
    """A table whose rows are only added, revision by revision."""

    table: Table
    contract: tables.Contract
    """The frame it comes from and is handed out as."""
    key: tuple[str, ...]
    """Columns that identify a row within one state."""
    plural: str
    """What its rows are called in ``Change``, ``Differences``, the queries and the snapshot."""

    @property
    def values(self) -> tuple[str, ...]:
        """Columns that a revision can change."""
        fixed = {*self.key, "revision", "retracted"}
        return tuple(column.name for column in self.table.columns if column.name not in fixed)


OBSERVATION: Final = Versioned(
    table=observation,
    contract=tables.OBSERVATIONS,
    key=("indicator", "village_code", "period", "origin"),
    plural="observations",
)
FORMATION: Final = Versioned(
    table=formation,
    contract=tables.FORMATIONS,
    key=("village_code", "origin"),
    plural="formations",
)
PUBLISHED: Final = Versioned(
    table=published,
    contract=tables.PUBLISHED,
    key=("figure", "area_name", "period", "source_title"),
    plural="published",
)
VILLAGE_FIGURE: Final = Versioned(
    table=village_figure,
    contract=tables.VILLAGE_FIGURES,
    key=("village_code", "figure", "period"),
    plural="village_figures",
)
MILESTONE: Final = Versioned(
    table=milestone,
    contract=tables.MILESTONES,
    key=("village_code", "milestone", "origin"),
    plural="milestones",
)
CLASSIFICATION: Final = Versioned(
    table=classification,
    contract=tables.CLASSIFICATIONS,
    key=("village_code", "period", "origin"),
    plural="classifications",
)
INDICATOR_ENTRY: Final = Versioned(
    table=indicator_entry,
    contract=tables.INDICATOR_ENTRIES,
    key=("code",),
    plural="indicator_entries",
)
TARGET_ENTRY: Final = Versioned(
    table=target_entry,
    contract=tables.TARGET_ENTRIES,
    key=("indicator", "target_id"),
    plural="target_entries",
)

# The order in which a revision's rows are written and hashed. New ones go at the end.
VERSIONED: Final = (
    OBSERVATION,
    FORMATION,
    PUBLISHED,
    VILLAGE_FIGURE,
    MILESTONE,
    CLASSIFICATION,
    INDICATOR_ENTRY,
    TARGET_ENTRY,
)
