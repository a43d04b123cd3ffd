"""Every chart and map of the pages as pictures: which there are, and what stands around them."""

import io
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kampungkb.errors import AreaPackError, ExportCancelledError
from kampungkb.exports.picture_zip import picture_zip
from kampungkb.i18n.translator import translator
from kampungkb.tasks.brief_source import BriefSource
from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.pictures_content import every_picture
from tests.tasks.snapshots import reported, snapshot
from tests.tasks.test_book_content import planned
from tests.villages import DISTRICTS, VILLAGES, areas, formation, formations

ID = translator("id")
MARK = "DATA CONTOH, bukan angka resmi"
AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


def source(folder: Path, *rows, **more) -> BriefSource:
    of = snapshot(*(rows or reported()), **more)
    return BriefSource(snapshot=of, ledger=ledger(of), t=ID, folder=folder, printed_at=AT)


@pytest.fixture
def folder(tmp_path):
    """Geometry of the nine villages."""
    for layer, codes, side in (("villages", VILLAGES, 0.05), ("districts", DISTRICTS, 0.15)):
        features = [
            {"type": "Feature", "id": code, "properties": {},
             "geometry": {"type": "Polygon", "coordinates": [square(at % 3, at // 3, side)]}}
            for at, code in enumerate(codes)
        ]  # fmt: skip
        path = tmp_path / f"{layer}_60m.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return tmp_path


def square(column, row, side):
    west, south = 106 + column * side, -6 - row * side
    corners = [(0, 0), (side, 0), (side, side), (0, side), (0, 0)]
    return [[west + x, south + y] for x, y in corners]


def drawn(of, announced=None, indicators=None):
    count, items = every_picture(of, announced, indicators)
    found = list(items)
    assert len(found) == count
    return {one.name: one for one in found if one is not None}


def test_every_chart_and_map_of_the_pages(folder):
    found = drawn(source(folder), planned()[0])
    assert set(found) >= {
        "pembentukan/angka-terbit", "rencana/kalender", "rencana/peta",
        "kesenjangan/semua-indikator", "kesenjangan/kekurangan", "kesenjangan/D02-capaian",
        "kesenjangan/D02-sebaran", "kesenjangan/D02-waktu", "kesenjangan/D02-peringkat",
        "peta/K01", "peta/D02", "peta/IDM",
    }  # fmt: skip
    # No formation of these has a day.
    assert "pembentukan/perjalanan" not in found


def test_only_the_pictures_of_an_indicator(folder):
    found = drawn(source(folder), planned()[0], ["IDM"])
    assert {name.partition("/")[2][:3] for name in found} == {"IDM"}


def test_what_stands_around_a_picture(folder):
    found = drawn(source(folder))
    about = found["peta/D02"].about
    assert about.mark == MARK  # who is formed is marked on it, and one of two is made up
    assert found["kesenjangan/D02-capaian"].about.mark is None
    assert "revisi 1" in about.period
    assert about.folder == folder
    assert [one.form for one in about.legend][-1] == "outline"
    assert about.legend[-1].words == "Kampung KB terbentuk (2)"


def test_the_plan_is_made_up_where_its_needs_or_formations_are(folder):
    found = drawn(source(folder), planned()[0])
    assert {found[name].about.mark for name in ("rencana/kalender", "rencana/peta")} == {MARK}
    assert found["rencana/peta"].about.title.endswith("=Rencana <b>")


def test_each_figure_is_there_three_times_and_the_progress_is_told(folder):
    of, told, file = source(folder), [], io.BytesIO()
    count, items = every_picture(of, None, ["IDM"])

    def progress(done, title):
        told.append((done, title))
        return True

    made_up = picture_zip(items, file, printed_on=date(2026, 11, 25), t=ID, progress=progress)
    assert made_up
    assert [done for done, _ in told] == list(range(count))
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        assert len(names) == 3 * len(set(drawn(of, None, ["IDM"])))
        assert {one.date_time for one in archive.infolist()} == {(2026, 11, 25, 0, 0, 0)}
        assert b"<text" in archive.read("peta/IDM.svg")


def test_whoever_stops_the_pictures_gets_none(folder):
    _, items = every_picture(source(folder), None)
    with pytest.raises(ExportCancelledError):
        picture_zip(items, io.BytesIO(), printed_on=date(2026, 1, 1), t=ID,
                    progress=lambda done, _title: done < 1)  # fmt: skip


def test_without_geometry_maps_are_refused(tmp_path):
    _, items = every_picture(source(tmp_path), None, ["IDM"])
    with pytest.raises(AreaPackError):
        list(items)


def test_no_data(tmp_path):
    of = snapshot(areas=areas().iloc[:0], formations=formations())
    empty = BriefSource(
        snapshot=of, ledger=ledger(of), t=ID, folder=tmp_path, printed_at=AT
    )  # fmt: skip
    assert set(drawn(empty)) == {"pembentukan/angka-terbit"}


def test_official_pictures_carry_no_mark(folder):
    found = drawn(source(folder, formations=formations(formation(8))))
    assert {one.about.mark for one in found.values()} == {None}
