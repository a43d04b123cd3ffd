"""A made-up agenda, as the page of the meeting saves one."""

from typing import Any

from sqlalchemy import Engine

from kampungkb.store.agendas import SavedAgenda, agendas, save_agenda
from kampungkb.store.engine import read_transaction
from tests.store.made_up import NOW

ITEMS = "status,peta!Tanyakan%20batas"
OTHER_ITEMS = "peta,status"


def save(engine: Engine, name: str = "Rapat Oktober", **values: Any) -> SavedAgenda:
    usual = {"author": "Siti", "agency": "DKBP3A", "items": ITEMS, "now": NOW}
    return save_agenda(engine, **usual | values, name=name)


def listed(engine: Engine) -> list[tuple[int, str, str, str]]:
    """Number, name, author and items of what is on the list."""
    with read_transaction(engine) as conn:
        return [(one.number, one.name, one.author, one.items) for one in agendas(conn)]
