"""Stores that know hardly anything: a quiet sentence, no error, never 0 % for unknown."""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from kampungkb.model.tables import OBSERVATIONS, shaped
from kampungkb.store import queries
from kampungkb.store.engine import open_engine, read_transaction
from kampungkb.store.migrate import migrate
from kampungkb.store.revisions import Change, save_revision
from kampungkb.ui import load
from tests.pages.screen import block, blocks, errors, figures, notes, opened, plain
from tests.store.made_up import VILLAGES, area_change

MONGPOK, CIKEUSAL = "36.04.23.2015", "36.04.23"
VIEWS = ("achieved", "indicators", "shortfall", "distribution", "course", "ranking")
NBSP = "\N{NO-BREAK SPACE}"


def seen(code: str, period: str = "2026-Q1", **values: object) -> dict[str, object]:
    return {"indicator": "D02", "village_code": code, "period": period, "origin": "official",
            "source_id": "thin"} | values  # fmt: skip


def everywhere(pack_path: Path, **values: object) -> list[dict[str, object]]:
    engine = open_engine(f"sqlite:///{pack_path}")
    with read_transaction(engine) as conn:
        areas = queries.areas(conn)
    engine.dispose()
    codes = areas.loc[areas["level"] == "village", "code"]
    return [
        seen(code, period, **values) for code in sorted(codes) for period in ("2025-Q4", "2026-Q1")
    ]


def opens(indicator: str) -> list[tuple[str, dict[str, str]]]:
    """Every page, and every view of the gaps."""
    gaps = [
        ("gaps.py", {"indikator": indicator, "lihat": view, "tingkat": level} | more)
        for view in VIEWS
        for level in ("district", "village")
        for more in ({}, {"wilayah": CIKEUSAL}, {"kampung": "formed"})
    ]
    return [
        ("summary.py", {}), ("map.py", {"warna": indicator}), *gaps, ("convergence.py", {}),
        ("convergence.py", {"opd": "Disdukcapil"}), ("profile.py", {"indikator": indicator}),
        ("profile.py", {"wilayah": CIKEUSAL}), ("quality.py", {}),
        ("dictionary.py", {"indikator": indicator}), ("formation.py", {}),
        ("formation.py", {"terbentuk": "launched", "jendela": "12"}),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def thin_case(request, pack_path, tmp_path_factory):
    """A store of the area pack with the values of one case, all of them official; only read."""
    rows = CASES[request.param]
    rows = rows(pack_path) if callable(rows) else rows
    path = tmp_path_factory.mktemp("thin") / "store.sqlite"
    shutil.copyfile(pack_path, path)
    engine = open_engine(f"sqlite:///{path}")
    contract = {name: kind for name, kind in OBSERVATIONS.items() if name != "revision"}
    frame = shaped(pd.DataFrame(rows, columns=list(OBSERVATIONS), dtype=object), contract)
    sources = pd.DataFrame([{"source_id": "thin", "title": "Laporan", "date": "2026"}])
    save_revision(
        engine, author="test", kind="upload", reason="test",
        change=Change(observations=frame, sources=sources),
        now=datetime(2026, 4, 1, tzinfo=UTC),
    )  # fmt: skip
    engine.dispose()
    return request.param, path


@pytest.fixture
def thin(thin_case, monkeypatch):
    """The program's store is that of one case; its name."""
    name, path = thin_case
    monkeypatch.setenv("KAMPUNGKB_STORE", str(path))
    yield name
    load.engine().dispose()


CASES = {
    "one village": [seen(MONGPOK, numerator=40, denominator=100)],
    "all values equal": lambda pack: everywhere(pack, numerator=50, denominator=100),
    "all at the target": lambda pack: everywhere(pack, numerator=60, denominator=100),
    "denominator 0": lambda pack: everywhere(pack, numerator=0, denominator=0),
    "no target": lambda pack: everywhere(pack, indicator="L20", numerator=1, denominator=100),
    "no counts": lambda pack: everywhere(pack, value=0.5),
    "one missing numerator": [seen(MONGPOK, denominator=100)],
}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("thin_case", CASES, indirect=True)
def test_every_page_opens(thin, language):
    indicator = "L20" if thin == "no target" else "D02"
    addresses = opens(indicator)
    if language == "en":
        addresses = [one for one in addresses if one[1].get("tingkat") != "village"]
    for script, address in addresses:
        app = opened(f"pages/{script}", **address, lang=language)
        assert (script, address, errors(app), notes(app)) == (script, address, [], [])
        # All of it is official: nothing is called made up.
        assert block(app, "kkb-ribbon") == ""
        for figure in figures(app):
            assert any(trace.get("type") for trace in figure["data"]), (script, address)


@pytest.mark.parametrize("thin_case", ["denominator 0", "one missing numerator"], indirect=True)
@pytest.mark.usefixtures("thin")
def test_unknown_is_never_0_percent():
    # What the dictionary holds was published: a claim of 0 % is among it.
    for script, address in [one for one in opens("D02") if one[0] != "dictionary.py"]:
        words = " ".join(plain(one) for one in blocks(opened(f"pages/{script}", **address)))
        # No village of Cikeusal is left behind: that 0 % was reported.
        words = re.sub(rf"Desa tertinggal DPMD · 2024 · resmi (tidak )?0,00{NBSP}%", "", words)
        found = re.search(rf".{{0,90}} 0,00{NBSP}%.{{0,40}}", words)
        assert found is None, (script, address, found)


@pytest.mark.parametrize("thin_case", ["one village"], indirect=True)
@pytest.mark.usefixtures("thin")
def test_one_village_says_how_little_it_covers():
    app = opened("pages/gaps.py", indikator="D02")
    panel = block(app, "kkb-panel kkb-gaps-panel")
    assert "1 dari 326 desa" in panel
    app = opened("pages/profile.py")
    assert "40 dari 100" in " ".join(plain(one) for one in blocks(app))


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    "script", ["map.py", "gaps.py", "convergence.py", "formation.py", "profile.py", "quality.py"]
)
def test_a_period_before_everything(script):
    app = opened(f"pages/{script}", periode="1999")
    # It is a period, but none with values: the page says so and shows the latest.
    assert errors(app) == []
    assert notes(app) == ["Bagian alamat ini tidak dikenal dan diabaikan: periode=1999."]


@pytest.fixture
def one_district(tmp_path, monkeypatch):
    """A register of one district with three villages and no value at all."""
    path = tmp_path / "small.sqlite"
    engine = open_engine(f"sqlite:///{path}", create=True)
    migrate(engine)
    save_revision(
        engine, author="test", kind="upload", reason="test", change=area_change(),
        now=datetime(2026, 4, 1, tzinfo=UTC),
    )  # fmt: skip
    engine.dispose()
    monkeypatch.setenv("KAMPUNGKB_STORE", str(path))
    yield path
    load.engine().dispose()


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.usefixtures("one_district")
def test_a_store_without_one_value(language):
    # The pack's polygons are those of other villages; the map says so (tests/test_bad_inputs.py).
    for script, address in [one for one in opens("D02") if one[0] != "map.py"]:
        kept = {name: value for name, value in address.items() if name in ("lihat", "kampung")}
        app = opened(f"pages/{script}", **kept, lang=language)
        assert (script, kept, errors(app)) == (script, kept, [])
    profile = opened("pages/profile.py")
    assert any(VILLAGES[0] in one for one in blocks(profile))
