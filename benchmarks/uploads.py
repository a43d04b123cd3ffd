"""Files on their way in: read, checked and previewed; and what they cost the server's memory.

Each file is taken in by a process of its own, which stands for the server: it has read the store
before the clock starts. Nothing is saved.
"""

import csv
import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter

from benchmarks.figures import Figure
from benchmarks.stores import read, settings, store_path
from kampungkb.errors import UnreadableFileError
from kampungkb.intake.request import Request
from kampungkb.tasks.opening import open_store
from kampungkb.tasks.preview import preview
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.upload import known_of, prepare, read_upload

GROWTH_LIMIT_KB = 300_000
_PERIODS = tuple(f"{year}-Q{quarter}" for year in range(2021, 2026) for quarter in (1, 2, 3, 4))
_LONG = ("kode_desa", "kecamatan", "desa", "indikator", "periode", "pembilang", "penyebut")
# What is measured, its limit in seconds, and whether the file is taken at all.
CASES: dict[str, tuple[str, float, bool]] = {
    "wide.xlsx": ("326 rows x 10 indicators, XLSX", 2, True),
    "long.xlsx": ("50,000 rows, XLSX", 15, True),
    "long.csv": ("100,000 rows, CSV", 10, True),
    "million.csv": ("1,000,000 rows, CSV, refused", 3, False),
    "million.xlsx": ("1,000,000 rows, XLSX, refused", 3, False),
    "bomb.xlsx": ("4 GB packed into 4 MB, refused", 2, False),
}


def measure(folder: Path, runs: int) -> Iterator[Figure]:
    """Seconds of each file, and by how much the process grew at most."""
    path = store_path(folder)
    _write(folder, read(path))
    grown: list[float] = []
    for name, (words, limit, taken) in CASES.items():
        found = [_once(path, folder / name) for _ in range(runs)]
        if {one["taken"] for one in found} != {taken}:
            raise RuntimeError(f"{name}: {found[0]}")
        grown += [one["grown_kb"] for one in found]
        yield Figure(f"{words}: read, checked, previewed" if taken else words, "s",
                     [one["seconds"] for one in found], limit)  # fmt: skip
    yield Figure("The server's memory grows by, at most in any of these", "KB",
                 [max(grown)], GROWTH_LIMIT_KB)  # fmt: skip


def _once(store: Path, file: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.uploads", str(store), str(file)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _take_in(store: Path, file: Path) -> dict[str, Any]:
    """What the command of one measurement prints."""
    snapshot, engine = read(store), open_store(settings(store))
    known, data = known_of(snapshot, date(2026, 11, 25)), file.read_bytes()
    _ = snapshot.reports
    Path("/proc/self/clear_refs").write_text("5")
    before, start, taken = _memory("VmRSS"), time.perf_counter(), True
    try:
        upload = read_upload(data, file.name)
        prepared = prepare(engine, snapshot, known, upload, Request())
        if prepared.verdict == "refused":
            raise RuntimeError(prepared.checked.errors[0])
        preview(snapshot, prepared.change)
    except UnreadableFileError:
        taken = False
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "grown_kb": _memory("VmHWM") - before, "taken": taken}


def _memory(field: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field))


def _write(folder: Path, snapshot: Snapshot) -> None:
    ratios = [one.code for one in snapshot.dictionary if one.kind == "ratio"]
    own = [code for code in ratios if snapshot.dictionary.get(code).lowest_level == "village"]
    villages = list(zip(snapshot.villages["code"], snapshot.villages["name"], strict=True))
    rng = np.random.default_rng(1)
    places = [(code, snapshot.names[code[:8]], name) for code, name in villages]

    def counts() -> tuple[int, int]:
        people = int(rng.integers(200, 900))
        return int(rng.integers(people // 2, people)), people

    wide = [["kode_desa", "kecamatan", "desa"], *([*place] for place in places)]
    for code in own[:10]:
        wide[0] += [f"{code} pembilang", f"{code} penyebut"]
        for row in wide[1:]:
            row += counts()  # type: ignore[arg-type]
    wide.insert(0, ["Periode", "2026-Q3"])
    _xlsx(folder / "wide.xlsx", wide)

    def long(periods: int) -> Iterator[list[Any]]:
        yield list(_LONG)
        for code in own[:17]:
            for period in _PERIODS[:periods]:
                for place in places:
                    yield [*place, code, period, *counts()]

    _xlsx(folder / "long.xlsx", long(9))
    _csv(folder / "long.csv", long(18))
    # Small enough to be looked at: it is refused for its rows, not for its bytes.
    _csv(folder / "million.csv", ([at] for at in range(1_000_000)))
    _xlsx(folder / "million.xlsx", ([at] for at in range(1_000_000)))
    with zipfile.ZipFile(folder / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(4000):
                part.write(b" " * 1_000_000)


def _xlsx(path: Path, rows: Any) -> None:
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("Data")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()


def _csv(path: Path, rows: Any) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    print(json.dumps(_take_in(Path(sys.argv[1]), Path(sys.argv[2]))))
