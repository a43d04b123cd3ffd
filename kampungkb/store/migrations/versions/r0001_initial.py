"""The first schema: register, sources, and data by revision."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
ORIGIN = "origin IN ('official', 'illustrative')"
APPEND_ONLY = ("revision", "observation", "formation", "published", "village_figure")


def upgrade() -> None:
    """Create the tables."""
    _revision()
    _register()
    _observation()
    _formation()
    _published()
    _village_figure()
    _forbid_changes()


def _text(name: str, *, nullable: bool = True) -> sa.Column[str]:
    return sa.Column(name, TEXT, nullable=nullable)


def _key(*names: str) -> list[sa.Column[str]]:
    return [_text(name, nullable=False) for name in names]


def _versioned(table: str, *key: str) -> list[SchemaItem]:
    """Key, revision and mark of retraction of a table of data."""
    return [
        *_key(*key),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("retracted", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint(*key, "revision", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["revision"], ["revision.number"], name=f"fk_{table}_revision"),
    ]


def _refers(table: str, column: str, other: str, *, later: bool = False) -> sa.ForeignKeyConstraint:
    """A foreign key; one that is looked at `later`, on commit, allows any order of rows."""
    return sa.ForeignKeyConstraint(
        [column],
        [other],
        name=f"fk_{table}_{column}",
        deferrable=later or None,
        initially="DEFERRED" if later else None,
    )


def _revision() -> None:
    op.create_table(
        "revision",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        *_key("saved_at", "author"),
        _text("agency"),
        *_key("kind", "reason"),
        _text("file_name"),
        _text("file_sha256"),
        sa.Column("undoes", sa.Integer),
        *_key("content_sha256", "previous_hash", "hash"),
        sa.PrimaryKeyConstraint("number", name="pk_revision"),
        _refers("revision", "undoes", "revision.number"),
    )


def _register() -> None:
    op.create_table(
        "area",
        *_key("code", "level", "name"),
        _text("parent_code"),
        _text("kind"),
        *(sa.Column(name, sa.Double) for name in ("area_km2", "lon", "lat")),
        sa.PrimaryKeyConstraint("code", name="pk_area"),
        _refers("area", "parent_code", "area.code", later=True),
    )
    op.create_table(
        "area_alias",
        *_key("code", "name", "source"),
        sa.PrimaryKeyConstraint("code", "name", "source", name="pk_area_alias"),
        _refers("area_alias", "code", "area.code", later=True),
    )
    op.create_table(
        "source",
        *_key("source_id"),
        *(_text(name) for name in ("title", "publisher", "date", "licence", "url")),
        sa.PrimaryKeyConstraint("source_id", name="pk_source"),
    )
    op.create_table("meta", *_key("key", "value"), sa.PrimaryKeyConstraint("key", name="pk_meta"))


def _observation() -> None:
    op.create_table(
        "observation",
        *_versioned("observation", "indicator", "village_code", "period", "origin"),
        sa.Column("numerator", sa.BigInteger),
        sa.Column("denominator", sa.BigInteger),
        sa.Column("value", sa.Double),
        _text("status"),
        _text("source_id"),
        _refers("observation", "village_code", "area.code"),
        _refers("observation", "source_id", "source.source_id"),
        sa.CheckConstraint(ORIGIN, name="ck_observation_origin"),
        sa.CheckConstraint("numerator >= 0", name="ck_observation_numerator"),
        sa.CheckConstraint("denominator >= 0", name="ck_observation_denominator"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_observation_revision", "observation", ["revision"])


def _formation() -> None:
    op.create_table(
        "formation",
        *_versioned("formation", "village_code", "origin"),
        sa.Column("formed", sa.Boolean),
        sa.Column("formed_on", sa.Date),
        *(_text(name) for name in ("scheme", "document", "note", "source_id")),
        _refers("formation", "village_code", "area.code"),
        _refers("formation", "source_id", "source.source_id"),
        sa.CheckConstraint(ORIGIN, name="ck_formation_origin"),
        sa.CheckConstraint("retracted OR formed IS NOT NULL", name="ck_formation_formed"),
        sqlite_with_rowid=False,
    )


def _published() -> None:
    op.create_table(
        "published",
        *_versioned("published", "figure", "area_name", "period", "source_title"),
        *(_text(name) for name in ("indicator", "area_code", "unit", "source_url", "note")),
        sa.Column("value", sa.Double),
        sa.Column("numerator", sa.BigInteger),
        sa.Column("denominator", sa.BigInteger),
        sa.Column("confirmed", sa.Boolean),
        _refers("published", "area_code", "area.code"),
        sa.CheckConstraint("retracted OR confirmed IS NOT NULL", name="ck_published_confirmed"),
        sqlite_with_rowid=False,
    )


def _village_figure() -> None:
    op.create_table(
        "village_figure",
        *_versioned("village_figure", "village_code", "figure", "period"),
        sa.Column("value", sa.Double),
        *(_text(name) for name in ("note", "source_id")),
        _refers("village_figure", "village_code", "area.code"),
        _refers("village_figure", "source_id", "source.source_id"),
        sqlite_with_rowid=False,
    )


def _forbid_changes() -> None:
    """Rows of data and of the log of revisions can be added, not changed or deleted."""
    sqlite = op.get_context().dialect.name == "sqlite"
    if not sqlite:
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME; END $$"
        )
    for table in APPEND_ONLY:
        if not sqlite:
            op.execute(
                f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
            continue
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER append_only_{table}_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are only added'); END"
            )
