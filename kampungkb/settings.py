"""What the environment decides, read once into one frozen object."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK: Final = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where things are.

    Parameters
    ----------
    store_url : str
        SQLAlchemy address of the database (``sqlite:////path`` or ``postgresql+psycopg://...``).
    area_pack : Path
        Folder of the area pack that a new store is filled from.
    dictionary : Path
        The indicator dictionary.
    letterhead : Path
        Who sends a document; a missing file is a letterhead without words.
    writable : bool
        Whether the dashboard's visitors may change the store. The command line always may:
        whoever reaches it reaches the store's file as well.
    """

    store_url: str
    area_pack: Path
    dictionary: Path
    letterhead: Path
    writable: bool


def read_settings(
    environ: Mapping[str, str] | None = None,
    *,
    store: str | None = None,
    host: str | None = LOOPBACK,
    allow_writing: bool = False,
) -> Settings:
    """Settings from the environment.

    Parameters
    ----------
    environ : Mapping, optional
        ``os.environ`` unless given. ``KAMPUNGKB_STORE``: the database; ``KAMPUNGKB_AREA``: the
        area pack's folder; ``KAMPUNGKB_LETTERHEAD``: the letterhead; ``KAMPUNGKB_WRITING``:
        ``allow`` or anything else, which is no.
    store : str, optional
        Goes before ``KAMPUNGKB_STORE``. A text without ``://`` is the path of a SQLite file.
    host : str, optional
        Address that the server listens on. Only one of this machine alone lets people write
        where nothing is said about it; None listens everywhere.
    allow_writing : bool
        Goes before ``KAMPUNGKB_WRITING`` and `host`.
    """
    environ = os.environ if environ is None else environ
    named = store or environ.get("KAMPUNGKB_STORE") or str(ROOT / "var" / "kampungkb.sqlite")
    return Settings(
        store_url=_store_url(named),
        area_pack=Path(environ.get("KAMPUNGKB_AREA") or ROOT / "data" / "areas" / "36.04"),
        dictionary=ROOT / "data" / "indicators.toml",
        letterhead=Path(environ.get("KAMPUNGKB_LETTERHEAD") or ROOT / "data" / "letterhead.toml"),
        writable=allow_writing or _may_write(environ.get("KAMPUNGKB_WRITING"), host),
    )


def is_loopback(host: str | None) -> bool:
    """Whether only this machine reaches a server that listens on this address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False  # A name; who reaches it is for the network to say.


def _may_write(said: str | None, host: str | None) -> bool:
    return said == "allow" if said else is_loopback(host)


def _store_url(named: str) -> str:
    if "://" not in named:
        return f"sqlite:///{Path(named).resolve()}"
    # The driver is ours to choose: hosting services hand out the bare scheme.
    for scheme in ("postgresql://", "postgres://"):
        if named.startswith(scheme):
            return "postgresql+psycopg://" + named.removeprefix(scheme)
    return named
