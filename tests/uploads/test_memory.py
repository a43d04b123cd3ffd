"""What hostile files cost the server: the limits as they are, and its own memory."""

import io
import zipfile
from pathlib import Path

import pytest

from tests.intake import files
from tests.uploads.tables import Store, kinds

GROWTH_KB = 300_000
PEAK = Path("/proc/self/clear_refs")

pytestmark = pytest.mark.skipif(not PEAK.exists(), reason="only Linux tells a process's peak")


def bomb() -> bytes:
    """More than a workbook may unpack to, in a few hundred kilobytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        with book.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(310):
                part.write(b" " * 1_000_000)
    return packed.getvalue()


def far_cell() -> bytes:
    """Two cells, as far apart as a sheet allows."""
    return files.raw_xlsx(
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )


def memory(field: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field))


@pytest.mark.parametrize(
    ("made", "name", "kind"),
    [
        pytest.param(bomb, "a.xlsx", "file_unpacked_too_large", id="case_06"),
        pytest.param(far_cell, "a.xlsx", "file_too_many_rows", id="case_07"),
        pytest.param(lambda: b"1\n" * 1_000_000, "a.csv", "file_too_many_rows", id="case_10"),
        pytest.param(lambda: bytes(20_000_001), "a.csv", "file_too_large", id="case_09"),
    ],
)
def test_the_server_hardly_grows(store: Store, made, name, kind):
    data = made()
    store.revision()
    PEAK.write_text("5")
    before = memory("VmRSS")
    document = store.imported(data, name)
    grown = memory("VmHWM") - before
    assert kinds(document) == [(kind, "error")]
    assert grown < GROWTH_KB
