"""Scenarios: saved plans with what they assume, and which of them is announced."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the table; those that are there stay as they are."""
    op.create_table(
        "scenario",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("scenario_id", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *_texts("action", "name", "author"),
        _text("agency"),
        *_texts("saved_at"),
        sa.Column("data_revision", sa.Integer, nullable=False),
        *_texts("assumptions", "plan", "summary"),
        _text("note"),
        sa.Column("announced", sa.Boolean, nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        *_texts("previous_hash", "hash"),
        sa.PrimaryKeyConstraint("number", name="pk_scenario"),
        sa.ForeignKeyConstraint(
            ["data_revision"], ["revision.number"], name="fk_scenario_data_revision"
        ),
        sa.CheckConstraint("NOT (announced AND withdrawn)", name="ck_scenario_announced"),
    )
    op.create_index("ix_scenario_version", "scenario", ["scenario_id", "version"], unique=True)
    _forbid_changes()


def _text(name: str, *, nullable: bool = True) -> sa.Column[str]:
    return sa.Column(name, TEXT, nullable=nullable)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [_text(name, nullable=False) for name in names]


def _forbid_changes() -> None:
    """Rows can be added, not changed or deleted."""
    if op.get_context().dialect.name != "sqlite":
        # The function is of the first step.
        op.execute(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON scenario "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for action in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER append_only_scenario_{action.lower()} BEFORE {action} ON scenario "
            "BEGIN SELECT RAISE(ABORT, 'rows of scenario are only added'); END"
        )
