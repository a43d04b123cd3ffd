"""Opening the store; the first time, making it from the area pack."""

from datetime import UTC, datetime

import pandas as pd
from sqlalchemy import Engine

from kampungkb.areas.pack import AreaPack, read_pack
from kampungkb.settings import Settings
from kampungkb.store import queries
from kampungkb.store.engine import open_engine, read_transaction, store_exists
from kampungkb.store.migrate import migrate
from kampungkb.store.revisions import Change, save_revision
from kampungkb.tasks.illustrative import add_illustrative

PROGRAM = "program"


def open_store(settings: Settings, *, empty: bool = False) -> Engine:
    """The store, ready to be read; made with the area pack where there is none.

    Parameters
    ----------
    settings : Settings
    empty : bool
        Make a new store without the illustrative data. A store that exists stays as it is.

    Raises
    ------
    StoreUnreadableError, StoreReadOnlyError
        The store cannot be opened, or not be made.
    AreaPackError
        There is no store yet and the pack to make it from is damaged.
    """
    if not store_exists(settings.store_url):
        # Read before the file is made: a damaged pack must not leave an empty store behind.
        read_pack(settings.area_pack)
    making = open_engine(settings.store_url, create=True)
    migrate(making)
    with read_transaction(making) as conn:
        started = queries.current_revision(conn) > 0
    # At revision 0 the program was stopped before the pack was saved: go on from there.
    if not started:
        fill(making, read_pack(settings.area_pack), illustrative=not empty)
    making.dispose()
    # Not the one that makes a file: a store lost later (55) must not be replaced by an empty one.
    return open_engine(settings.store_url)


def fill(engine: Engine, pack: AreaPack, *, illustrative: bool) -> None:
    """Save an area pack as a revision, and after it the illustrative data if wanted."""
    save_revision(
        engine,
        author=PROGRAM,
        kind="area_pack",
        reason=f"{pack.name} ({pack.code})",
        change=Change(
            areas=pack.areas,
            aliases=pack.aliases,
            observations=pack.observations,
            village_figures=pack.village_figures,
            published=_within(pack),
            formations=pack.formations,
            sources=pack.sources,
            meta={"area_code": pack.code, "area_pack_sha256": pack.sha256},
        ),
        file_name=pack.folder.name,
        file_sha256=pack.sha256,
        now=datetime.now(UTC),
    )
    if illustrative:
        add_illustrative(engine, author=PROGRAM)


def _within(pack: AreaPack) -> pd.DataFrame:
    """PUBLISHED; figures of other regencies stand there to compare, without a code of ours."""
    known = pack.published["area_code"].isin(pack.areas["code"])
    return pack.published.assign(area_code=pack.published["area_code"].where(known))
