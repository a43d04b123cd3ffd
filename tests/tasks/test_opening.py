"""A new store from the shipped area pack, and the illustrative data in it."""

import shutil
from dataclasses import replace

import pytest

from kampungkb.errors import AreaPackError
from kampungkb.model.indicators import read_dictionary
from kampungkb.settings import read_settings
from kampungkb.store.engine import open_engine
from kampungkb.store.migrate import migrate
from kampungkb.tasks.illustrative import add_illustrative, remove_illustrative
from kampungkb.tasks.ledger import ledger, status_document
from kampungkb.tasks.opening import open_store
from kampungkb.tasks.snapshot import UnknownRevisionError, read_snapshot

SHIPPED = read_settings({})


@pytest.fixture(scope="module")
def dictionary():
    return read_dictionary(SHIPPED.dictionary)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A filled store; tests copy it."""
    path = tmp_path_factory.mktemp("filled") / "store.sqlite"
    open_store(read_settings({}, store=str(path))).dispose()
    return path


@pytest.fixture
def filled(template, tmp_path):
    path = shutil.copyfile(template, tmp_path / "store.sqlite")
    engine = open_store(read_settings({}, store=str(path)))
    yield engine
    engine.dispose()


@pytest.fixture
def settings(tmp_path):
    return read_settings({}, store=str(tmp_path / "new" / "store.sqlite"))


def counts(document):
    names = ("villages", "districts", "formed", "target_share", "target_villages", "to_form")
    return [document[name] for name in names]


def test_status_of_a_new_store(filled, dictionary):
    document = status_document(read_snapshot(filled, dictionary))
    assert counts(document) == [326, 29, 52, 0.75, 245, 193]
    assert document["area"] == {"code": "36.04", "name": "Kabupaten Serang"}
    assert (document["formed_official"], document["revision"], document["illustrative"]) == (
        3, 2, True,
    )  # fmt: skip
    assert document["formed_published"]["count"] == 52
    assert document["formed_published"]["as_of"] == "2023"
    assert len(document["formed_codes"]) == 52
    assert document["formed_codes"] == sorted(document["formed_codes"])


def test_empty_store_holds_official_data_only(settings, dictionary):
    engine = open_store(settings, empty=True)
    found = read_snapshot(engine, dictionary)
    document = status_document(found)
    assert counts(document) == [326, 29, 3, 0.75, 245, 242]
    assert (document["revision"], document["illustrative"]) == (1, False)
    assert set(found.observations["origin"]) == {"official"}
    idm = ledger(found).regency.set_index("indicator").loc["IDM"]
    assert (idm["villages_with_value"], idm["origin"]) == (326, "official")
    engine.dispose()


def test_opening_again_changes_nothing(settings, dictionary):
    open_store(settings, empty=True).dispose()
    engine = open_store(settings)
    assert read_snapshot(engine, dictionary).last_revision == 1
    engine.dispose()


def test_filling_goes_on_where_it_was_stopped(settings, dictionary):
    engine = open_engine(settings.store_url, create=True)
    migrate(engine)
    engine.dispose()
    engine = open_store(settings, empty=True)
    assert counts(status_document(read_snapshot(engine, dictionary)))[:2] == [326, 29]
    engine.dispose()


def test_damaged_pack_leaves_no_store_behind(settings, tmp_path):
    with pytest.raises(AreaPackError, match=r"^area pack: area\.json: is missing$"):
        open_store(replace(settings, area_pack=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_illustrative_data_go_and_come_back(filled, dictionary):
    before = read_snapshot(filled, dictionary)
    removed = remove_illustrative(filled, author="Siti")
    without = read_snapshot(filled, dictionary)
    assert counts(status_document(without)) == [326, 29, 3, 0.75, 245, 242]
    assert without.illustrative is False
    assert set(without.observations["origin"]) == {"official"}
    # The history keeps them.
    assert len(read_snapshot(filled, dictionary, before.revision).observations) == len(
        before.observations
    )
    added = add_illustrative(filled, author="Siti")
    again = read_snapshot(filled, dictionary)
    assert (removed.number, added.number, again.revision) == (3, 4, 4)
    assert (removed.changed, added.new) == (added.new, removed.changed)
    columns = [name for name in before.observations if name != "revision"]
    assert again.observations[columns].equals(before.observations[columns])
    assert counts(status_document(again)) == [326, 29, 52, 0.75, 245, 193]
    assert again.revisions["kind"].tolist() == [
        "area_pack", "illustrative_add", "illustrative_remove", "illustrative_add",
    ]  # fmt: skip
    assert again.revisions["author"].tolist() == ["program", "program", "Siti", "Siti"]


def test_adding_what_is_there_saves_no_revision(filled, dictionary):
    add_illustrative(filled, author="Siti")
    assert read_snapshot(filled, dictionary).last_revision == 2


def test_unknown_revision(filled, dictionary):
    for revision in (3, -1):
        with pytest.raises(UnknownRevisionError, match=rf"^there is no revision {revision}$"):
            read_snapshot(filled, dictionary, revision)
