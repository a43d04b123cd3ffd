"""What the environment decides, read once into one frozen object."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


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
    """

    store_url: str
    area_pack: Path
    dictionary: Path


def read_settings(
    environ: Mapping[str, str] | None = None, *, store: str | None = None
) -> Settings:
    """Settings from the environment.

    Parameters
    ----------
    environ : Mapping, optional
        ``os.environ`` unless given. ``KAMPUNGKB_STORE``: the database; ``KAMPUNGKB_AREA``: the
        area pack's folder.
    store : str, optional
        Goes before ``KAMPUNGKB_STORE``. A text without ``://`` is the path of a SQLite file.
    """
    environ = os.environ if environ is None else environ
    named = store or environ.get("KAMPUNGKB_STORE") or str(ROOT / "var" / "kampungkb.sqlite")
    return Settings(
        store_url=_store_url(named),
        area_pack=Path(environ.get("KAMPUNGKB_AREA") or ROOT / "data" / "areas" / "36.04"),
        dictionary=ROOT / "data" / "indicators.toml",
    )


def _store_url(named: str) -> str:
    if "://" not in named:
        return f"sqlite:///{Path(named).resolve()}"
    # The driver is ours to choose: hosting services hand out the bare scheme.
    for scheme in ("postgresql://", "postgres://"):
        if named.startswith(scheme):
            return "postgresql+psycopg://" + named.removeprefix(scheme)
    return named
