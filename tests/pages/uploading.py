"""The page Unggah as its visitors use it, and what is in the store afterwards."""

from datetime import UTC, datetime
from pathlib import Path

from streamlit.testing.v1 import AppTest

from kampungkb.model.indicators import read_dictionary
from kampungkb.settings import ROOT, read_settings
from kampungkb.store.attempts import attempts
from kampungkb.store.drafts import list_drafts
from kampungkb.store.engine import open_engine, read_transaction
from kampungkb.store.queries import current_revision, observations
from kampungkb.tasks.snapshot import Snapshot, read_snapshot
from kampungkb.ui.identity import IDENTITY, Identity
from tests.pages.screen import address, blocks, errors, plain

PAGE = "pages/upload.py"
TITLE = "Kartu Identitas Anak (KIA)\nPeriode;Triwulan III 2026\n"
HEAD = "kecamatan;desa;pembilang;penyebut\n"
CLEAN = f"{TITLE}{HEAD}Cikeusal;Mongpok;40;100\nCikeusal;Panyabrangan;30;60\n".encode()
ASKED = f"{TITLE}{HEAD}Cikeusal;Mongpk;40;100\nCikeusal;Panyabrangan;30;60\n".encode()
FAULTY = f"{TITLE}{HEAD}Cikeusal;Mongpk;40;100\nCikeusal;Panyabrangan;70;60\n".encode()
MONGPOK, PANYABRANGAN = "36.04.23.2015", "36.04.23.2008"
NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)


def page(**parameters: str) -> AppTest:
    """The page of somebody who has said who they are."""
    app = AppTest.from_file(ROOT / PAGE, default_timeout=60)
    app.session_state[IDENTITY] = Identity(name="Siti Aminah", agency="Disdukcapil")
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert errors(app) == []
    return app


def send(app: AppTest, data: bytes, name: str = "kia.csv", place: int = 0) -> AppTest:
    app.file_uploader[place].set_value((name, data, "text/csv")).run()
    assert errors(app) == []
    return app


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [one for one in app.button if one.label == label]
    button.click().run()
    assert errors(app) == []
    return app


def labels(app: AppTest) -> list[str]:
    return [one.label for one in app.button]


def saves(app: AppTest) -> list[bool]:
    """Whether the button that saves can be pressed; empty where there is none."""
    return [not one.disabled for one in app.button if one.label.startswith("Simpan sebagai")]


def words(app: AppTest) -> str:
    return " ".join(plain(one) for one in blocks(app))


def draft_id(app: AppTest) -> str:
    return address(app)["draf"]


class Store:
    """What is in the store of a test."""

    def __init__(self, path: Path) -> None:
        self.engine = open_engine(f"sqlite:///{path}")

    @property
    def revision(self) -> int:
        with read_transaction(self.engine) as conn:
            return current_revision(conn)

    @property
    def snapshot(self) -> Snapshot:
        settings = read_settings({})
        return read_snapshot(self.engine, read_dictionary(settings.dictionary), None)

    @property
    def drafts(self) -> list[str | None]:
        return [one.file_name for one in list_drafts(self.engine)]

    @property
    def tried(self) -> list[tuple[str, str | None]]:
        """Verdict and detail of each attempt, the first one first."""
        with read_transaction(self.engine) as conn:
            rows = attempts(conn)
        detail = rows["detail"].fillna("")
        return list(zip(rows["verdict"], detail, strict=True))[::-1]

    def official(self, code: str) -> tuple[int, int] | None:
        """Numerator and denominator of KIA in a village."""
        with read_transaction(self.engine) as conn:
            rows = observations(conn, current_revision(conn), ["D02"])
        rows = rows[
            (rows["village_code"] == code)
            & (rows["period"] == "2026-Q3") & (rows["origin"] == "official")
        ]  # fmt: skip
        if rows.empty:
            return None
        return int(rows["numerator"].iloc[0]), int(rows["denominator"].iloc[0])
