"""The list of pages, in both languages, on each state of the store: nothing breaks."""

import pytest

from kampungkb.ui import load
from kampungkb.ui.navigation import PAGES
from tests.pages.screen import address, block, errors, notes, opened

RIBBON = {
    "id": "DATA CONTOH, bukan angka resmi Angka per desa dibuat program agar dasbor dapat dicoba; "
    "digantikan begitu data perangkat daerah masuk.",
    "en": "SAMPLE DATA, not official figures Village figures were made up so that the dashboard "
    "can be tried; data from the agencies replace them.",
}
CONTEXT = {
    ("filled_path", "id"): "Kabupaten Serang · s.d. Triwulan III 2026 · revisi 2",
    ("filled_path", "en"): "Kabupaten Serang · as of Q3 2026 · revision 2",
    ("pack_path", "id"): "Kabupaten Serang · s.d. 2024 · revisi 1",
    ("pack_path", "en"): "Kabupaten Serang · as of 2024 · revision 1",
    ("cleared_path", "id"): "Kabupaten Serang · s.d. 2024 · revisi 3",
    ("cleared_path", "en"): "Kabupaten Serang · as of 2024 · revision 3",
}
TITLES = {
    ("summary.py", "id"): "Ringkasan",
    ("summary.py", "en"): "Summary",
    ("map.py", "id"): "Peta",
    ("map.py", "en"): "Map",
    ("gaps.py", "id"): "Kesenjangan",
    ("gaps.py", "en"): "Gaps",
    ("convergence.py", "id"): "Konvergensi OPD",
    ("convergence.py", "en"): "Convergence",
    ("formation.py", "id"): "Pembentukan",
    ("formation.py", "en"): "Formation",
    ("simulation.py", "id"): "Simulasi",
    ("simulation.py", "en"): "Simulation",
    ("profile.py", "id"): "Profil",
    ("profile.py", "en"): "Profile",
    ("meeting.py", "id"): "Rapat",
    ("meeting.py", "en"): "Meeting",
    ("downloads.py", "id"): "Unduh",
    ("downloads.py", "en"): "Downloads",
    ("quality.py", "id"): "Mutu data",
    ("quality.py", "en"): "Data quality",
    ("upload.py", "id"): "Unggah",
    ("upload.py", "en"): "Upload",
    ("entry.py", "id"): "Koreksi",
    ("entry.py", "en"): "Corrections",
    ("history.py", "id"): "Riwayat",
    ("history.py", "en"): "History",
    ("dictionary.py", "id"): "Kamus",
    ("dictionary.py", "en"): "Dictionary",
}


@pytest.mark.parametrize("store", ["filled_path", "pack_path", "cleared_path"])
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("script", [one.script for one in PAGES])
def test_page(script, language, store, request, monkeypatch):
    monkeypatch.setenv("KAMPUNGKB_STORE", str(request.getfixturevalue(store)))
    app = opened(f"pages/{script}", lang=language)
    assert (errors(app), notes(app)) == ([], [])
    head = block(app, "kkb-head")
    assert head.startswith(f"{TITLES[script, language]} {CONTEXT[store, language]}")
    assert block(app, "kkb-ribbon") == (RIBBON[language] if store == "filled_path" else "")
    assert address(app) == ({} if language == "id" else {"lang": "en"})


@pytest.mark.parametrize(("language", "title"), [("id", "Ringkasan"), ("en", "Summary")])
@pytest.mark.usefixtures("filled")
def test_app_opens_the_first_page(language, title):
    app = opened("app.py", lang=language)
    assert errors(app) == []
    assert block(app, "kkb-head").startswith(f"{title} ")


def test_page_on_postgresql(cluster, monkeypatch):
    monkeypatch.setenv("KAMPUNGKB_STORE", cluster.create("template0"))
    app = opened("pages/summary.py")
    # Connections that nobody closes are a warning, and so a failure.
    load.engine().dispose()
    assert errors(app) == []
    assert block(app, "kkb-head").startswith(f"Ringkasan {CONTEXT['filled_path', 'id']} ")
    assert block(app, "kkb-rollout").startswith(
        "Desa yang sudah menjadi Kampung KB 52 dari 326 desa (15,95\N{NO-BREAK SPACE}%)"
    )
