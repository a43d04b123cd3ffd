"""What people answered: kept once, and never taken for an answer about another file."""

from kampungkb.i18n.translator import translator
from kampungkb.intake.request import Request
from kampungkb.store import queries
from kampungkb.store.engine import read_transaction
from kampungkb.tasks.preview import preview
from kampungkb.tasks.preview_words import headline, notes
from kampungkb.tasks.snapshot import read_snapshot
from kampungkb.tasks.upload import known_of, prepare, read_upload
from tests.uploads.tables import CODES, DICTIONARY, NOW, Store, long_table, of_severity

MONGPOK, SUKAMAJU = CODES[:2]


def line(name: str, counts: str, district: str = "Cikeusal") -> str:
    return f",{district},{name},D02,2026-Q3,{counts},"


def spellings(store: Store) -> set[tuple[str, str]]:
    with read_transaction(store.engine) as conn:
        rows = queries.aliases(conn)
    mine = rows[rows["source"] == "upload"]
    return set(zip(mine["code"], mine["name"], strict=True))


def question(store: Store, data: bytes) -> str:
    (one,) = of_severity(store.imported(data), "question")
    return str(one["key"])


def test_case_45_and_53_a_spelling_is_remembered_where_no_figure_changes(store):
    first = store.imported(long_table(line("Mongpok", "31,100")), dry_run=False)
    assert first["verdict"] == "accepted"
    data = long_table(line("Mongpog", "31,100"))
    key = question(store, data)
    dry = store.imported(data, accepted=(key,))
    assert (dry["verdict"], spellings(store)) == ("accepted", set())
    taught = store.imported(data, accepted=(key,), dry_run=False)
    assert (taught["verdict"], taught["revision"]) == ("accepted", first["revision"] + 1)
    assert taught["changes"] == {"new": 0, "changed": 0, "retracted": 0, "unchanged": 1}
    assert spellings(store) == {(MONGPOK, "Mongpog")}
    assert store.values()[-1][:4] == (MONGPOK, "2026-Q3", 31, 100)
    # Nobody is asked again, with or without the old answer, and nothing is stored again.
    for accepted in ((), (key,)):
        again = store.imported(data, accepted=accepted, dry_run=False)
        assert (again["verdict"], again["revision"]) == ("unchanged", taught["revision"])
        assert of_severity(again, "question") == []


def test_case_45_the_preview_says_that_a_spelling_is_remembered(store):
    store.imported(long_table(line("Sukamaju", "12,100")), dry_run=False)
    data = long_table(line("Sukamajoe", "12,100"))
    key = question(store, data)
    snapshot = read_snapshot(store.engine, DICTIONARY)
    prepared = prepare(
        store.engine, snapshot, known_of(snapshot, NOW.date()), read_upload(data, "a.csv"),
        Request(accepted=(key,)),
    )  # fmt: skip
    assert (prepared.verdict, prepared.planned.unchanged) == ("ready", 1)
    shown = preview(snapshot, prepared.change)
    assert shown.empty
    taught = shown.after.aliases[shown.after.aliases["source"] == "upload"]
    assert ("Sukamajoe" in set(taught["name"]), len(shown.before.aliases) + 1) == (
        True, len(shown.after.aliases),
    )  # fmt: skip
    for language, words in (("id", "1 ejaan nama desa"), ("en", "1 spelling of a village")):
        t = translator(language)
        assert headline(t, shown) == t("preview.nothing")
        (said,) = notes(t, shown)
        assert said.startswith(words)
