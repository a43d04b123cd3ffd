"""Bringing the illustrative data in, and taking all of it away again."""

from datetime import UTC, datetime

from sqlalchemy import Engine

from kampungkb.areas.illustrative import illustrative_data
from kampungkb.store import queries
from kampungkb.store.engine import read_transaction
from kampungkb.store.revisions import Change, SavedRevision, save_revision


def add_illustrative(engine: Engine, *, author: str, agency: str | None = None) -> SavedRevision:
    """Save the seeded illustrative data as a revision; nothing when it is there already."""
    with read_transaction(engine) as conn:
        revision = queries.current_revision(conn)
        official = queries.formations(conn, revision)
        data = illustrative_data(
            queries.areas(conn),
            queries.village_figures(conn, revision),
            queries.published(conn, revision),
            official[official["origin"] == "official"],
        )
    return save_revision(
        engine,
        author=author,
        agency=agency,
        kind="illustrative_add",
        reason="DATA CONTOH, bukan angka resmi",
        change=Change(
            observations=data.observations,
            formations=data.formations,
            milestones=data.milestones,
            classifications=data.classifications,
            sources=data.sources,
        ),
        now=datetime.now(UTC),
    )


def remove_illustrative(engine: Engine, *, author: str, agency: str | None = None) -> SavedRevision:
    """Take every illustrative value away, as a revision; the history keeps them."""
    with read_transaction(engine) as conn:
        revision = queries.current_revision(conn)
        observations = queries.observations(conn, revision)
        formations = queries.formations(conn, revision)
        milestones = queries.milestones(conn, revision)
        classifications = queries.classifications(conn, revision)
    return save_revision(
        engine,
        author=author,
        agency=agency,
        kind="illustrative_remove",
        reason="DATA CONTOH diambil",
        change=Change(
            retract_observations=observations[observations["origin"] == "illustrative"],
            retract_formations=formations[formations["origin"] == "illustrative"],
            retract_milestones=milestones[milestones["origin"] == "illustrative"],
            retract_classifications=classifications[classifications["origin"] == "illustrative"],
        ),
        now=datetime.now(UTC),
    )
