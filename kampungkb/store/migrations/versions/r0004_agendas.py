"""Agendas of meetings, saved by name."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the table; those that are there stay as they are."""
    op.create_table(
        "agenda",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        _text("name", nullable=False),
        _text("author", nullable=False),
        _text("agency"),
        _text("saved_at", nullable=False),
        _text("items", nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        _text("previous_hash", nullable=False),
        _text("hash", nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_agenda"),
    )
    _forbid_changes()


def _text(name: str, *, nullable: bool = True) -> sa.Column[str]:
    return sa.Column(name, TEXT, nullable=nullable)


def _forbid_changes() -> None:
    """Rows can be added, not changed or deleted."""
    if op.get_context().dialect.name != "sqlite":
        # The function is of the first step.
        op.execute(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON agenda "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for action in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER append_only_agenda_{action.lower()} BEFORE {action} ON agenda "
            "BEGIN SELECT RAISE(ABORT, 'rows of agenda are only added'); END"
        )
