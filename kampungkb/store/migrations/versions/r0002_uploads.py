"""What uploads need: milestones, classes, dictionary entries, files, drafts and attempts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
APPEND_ONLY = (
    "milestone", "classification", "indicator_entry", "target_entry", "kept_file", "attempt",
)  # fmt: skip


def upgrade() -> None:
    """Add the tables; those that are there stay as they are."""
    _formation_data()
    _entries()
    _files()
    _attempt()
    _forbid_changes()


def _text(name: str, *, nullable: bool = True) -> sa.Column[str]:
    return sa.Column(name, TEXT, nullable=nullable)


def _key(*names: str) -> list[sa.Column[str]]:
    return [_text(name, nullable=False) for name in names]


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [other], name=f"fk_{table}_{column}")


def _versioned(table: str, value: str, *key: str) -> list[SchemaItem]:
    """Key, revision, mark of retraction, and the value that only a retracted row lacks."""
    return [
        *_key(*key),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("retracted", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint(*key, "revision", name=f"pk_{table}"),
        _refers(table, "revision", "revision.number"),
        sa.CheckConstraint(f"retracted OR {value} IS NOT NULL", name=f"ck_{table}_{value}"),
    ]


def _of_village(table: str) -> list[SchemaItem]:
    """What a row about a village carries beside its values."""
    return [
        *(_text(name) for name in ("document", "note", "source_id")),
        _refers(table, "village_code", "area.code"),
        _refers(table, "source_id", "source.source_id"),
        sa.CheckConstraint("origin IN ('official', 'illustrative')", name=f"ck_{table}_origin"),
    ]


def _formation_data() -> None:
    op.create_table(
        "milestone",
        *_versioned("milestone", "reached", "village_code", "milestone", "origin"),
        sa.Column("reached", sa.Boolean),
        sa.Column("reached_on", sa.Date),
        *_of_village("milestone"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "classification",
        *_versioned("classification", "class_name", "village_code", "period", "origin"),
        _text("class_name"),
        *_of_village("classification"),
        sqlite_with_rowid=False,
    )


def _entries() -> None:
    for table, key in (
        ("indicator_entry", ("code",)),
        ("target_entry", ("indicator", "target_id")),
    ):
        op.create_table(
            table, *_versioned(table, "entry", *key), _text("entry"), sqlite_with_rowid=False
        )


def _files() -> None:
    op.create_table(
        "kept_file",
        *_key("file_sha256", "stored_name", "original_name"),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        *_key("stored_at"),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("file_sha256", name="pk_kept_file"),
    )
    op.create_table(
        "draft",
        *_key("draft_id", "started_at", "changed_at", "author"),
        *(_text(name) for name in ("agency", "file_name", "file_sha256")),
        *_key("choices"),
        sa.Column("base_revision", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary),
        sa.PrimaryKeyConstraint("draft_id", name="pk_draft"),
    )


def _attempt() -> None:
    op.create_table(
        "attempt",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        *_key("at"),
        *(_text(name) for name in ("author", "agency")),
        *_key("action"),
        *(_text(name) for name in ("file_name", "file_sha256")),
        *_key("verdict"),
        _text("detail"),
        sa.Column("revision", sa.Integer),
        *_key("previous_hash", "hash"),
        sa.PrimaryKeyConstraint("number", name="pk_attempt"),
        _refers("attempt", "revision", "revision.number"),
    )


def _forbid_changes() -> None:
    """Rows of data, files and attempts can be added, not changed or deleted."""
    sqlite = op.get_context().dialect.name == "sqlite"
    for table in APPEND_ONLY:
        if not sqlite:
            # The function is of the first step.
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
