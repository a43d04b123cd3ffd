import pytest

from kampungkb.i18n.catalogue import read_messages


def catalogue(folder, text):
    (folder / "gaps.toml").write_text(text, encoding="utf-8")
    return read_messages(folder)


def test_keys_follow_the_tables(tmp_path):
    messages = catalogue(
        tmp_path,
        '[gaps]\nnone = { id = "Tidak ada {n}", en = "None of {n}" }\n'
        '[gaps.table]\nid = "Tabel"\nen = "Table"\n',
    )
    assert list(messages) == ["gaps.none", "gaps.table"]
    assert messages["gaps.none"].blanks == {"id": {"n"}, "en": {"n"}}
    assert messages["gaps.table"].text("en", None) == "Table"


def test_one_and_many(tmp_path):
    message = catalogue(
        tmp_path,
        '[gaps]\nleft = { id = "{n} desa", en = { one = "One village", other = "{n} villages" } }',
    )["gaps.left"]
    assert [message.text("en", n) for n in ("1", "2", None)] == [
        "One village", "{n} villages", "{n} villages",
    ]  # fmt: skip
    assert message.blanks == {"id": {"n"}, "en": {"n"}}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[map]\n", r"gaps\.toml: every key starts with gaps, not \['map'\]"),
        ('[gaps]\nnone = { id = "Tidak" }', r"gaps\.none has \['id'\], expected \['en', 'id'\]"),
        ('[gaps]\nnone = "None"', r"gaps\.none is neither a message nor a table of messages"),
        (
            '[gaps]\nnone = { id = "{0}", en = "x" }',
            r"gaps\.none has a brace that encloses no simple name: \{0\}",
        ),
        (
            '[gaps]\nnone = { id = "x", en = { few = "x", other = "y" } }',
            r"gaps\.none has the forms \['few', 'other'\], expected one and other",
        ),
    ],
    ids=["another topic", "a language too few", "no languages", "a bare brace", "another form"],
)
def test_malformed(tmp_path, text, complaint):
    with pytest.raises(ValueError, match=f"^{complaint}$"):
        catalogue(tmp_path, text)
