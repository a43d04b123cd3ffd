"""Agendas: what an address says is what was chosen, whatever the comment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.tasks.meeting_agenda import (
    LONGEST,
    MOST,
    Item,
    agenda_of,
    cleaned,
    commented,
    from_text,
    moved,
    to_text,
    with_slides,
    without,
)

KNOWN = ("status", "peta", "opd", "kec-36.04.23", "desa-36.04.23.2015")
THREE = agenda_of(("status", "peta", "opd"))


@given(st.lists(st.tuples(st.sampled_from(KNOWN), st.text()), unique_by=lambda one: one[0]))
def test_what_is_written_is_read(items):
    agenda = tuple(Item(key, cleaned(comment)) for key, comment in items)
    assert from_text(to_text(agenda), KNOWN) == (agenda, ())


@given(st.text())
def test_anything_at_all_can_stand_in_an_address(text):
    agenda, dropped = from_text(text, KNOWN)
    assert {one.key for one in agenda} <= set(KNOWN)
    assert set(dropped).isdisjoint(KNOWN)


def test_a_comment_does_not_end_a_slide():
    agenda = (Item("status", "satu, dua! 100 % & lebih"), Item("peta"))
    assert to_text(agenda) == "status!satu%2C%20dua%21%20100%20%25%20%26%20lebih,peta"


def test_what_does_not_exist_and_what_is_there_already_is_left_out():
    found = from_text("peta,kec-99,status!a,peta!b,", KNOWN)
    assert found == ((Item("peta"), Item("status", "a")), ("kec-99",))


def test_an_agenda_ends_where_it_is_full():
    known = [f"desa-{n}" for n in range(MOST + 5)]
    agenda, dropped = from_text(",".join(known), known)
    assert ([one.key for one in agenda], dropped) == (known[:MOST], ())
    assert len(with_slides(agenda, ["status"])) == MOST


@pytest.mark.parametrize(
    ("key", "steps", "order"),
    [
        ("peta", -1, "peta,status,opd"),
        ("peta", 1, "status,opd,peta"),
        ("status", -1, "status,peta,opd"),
        ("opd", 1, "status,peta,opd"),
        ("opd", -2, "opd,status,peta"),
    ],
)
def test_a_slide_is_moved_and_stays_at_the_ends(key, steps, order):
    assert to_text(moved(THREE, key, steps)) == order


def test_slides_are_added_at_the_end_and_taken_out():
    more = with_slides(THREE, ["kec-36.04.23", "peta"])
    assert to_text(more) == "status,peta,opd,kec-36.04.23"
    assert without(more, "kec-36.04.23") == THREE


def test_a_comment_is_one_line_and_not_too_long():
    found = commented(THREE, "peta", "  satu\n dua\t\x07 " + "x" * 2 * LONGEST)
    assert found[1].comment.startswith("satu dua x")
    assert len(found[1].comment) == LONGEST
    assert (found[0], found[2]) == (THREE[0], THREE[2])
