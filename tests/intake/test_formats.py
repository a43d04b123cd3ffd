"""What a file is by its first bytes; nothing in it is nothing in every encoding."""

import codecs

import pytest

from kampungkb.intake.formats import container
from kampungkb.intake.limits import Refusal

MARKS = {
    "utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE, "utf-32-be": codecs.BOM_UTF32_BE,
}  # fmt: skip


@pytest.mark.parametrize("encoding", MARKS)
@pytest.mark.parametrize("text", ["", " ", "\r\n", "\t\t\n"])
def test_case_1_white_space_behind_a_mark_is_an_empty_file(encoding, text):
    with pytest.raises(Refusal) as refused:
        container(MARKS[encoding] + text.encode(encoding))
    assert refused.value.reason == "empty"


# Each of these consists of bytes that are white space, or a mark, of their own.
@pytest.mark.parametrize("encoding", MARKS)
@pytest.mark.parametrize("text", ["\u2020", "\u0a0d", "\u00fe", "\u00ff", "\u00ef\t\u00bb", "a"])
def test_a_letter_of_odd_bytes_is_something(encoding, text):
    assert container(MARKS[encoding] + text.encode(encoding)) == "text"


@pytest.mark.parametrize("data", [b"", b" \r\n", b"\x00\x00", b"\t"])
def test_case_1_without_a_mark_white_space_is_an_empty_file(data):
    with pytest.raises(Refusal) as refused:
        container(data)
    assert refused.value.reason == "empty"
