"""Who may write: this machine alone, unless the administrator says otherwise."""

import pytest

from kampungkb.settings import LOOPBACK, is_loopback, read_settings


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost"])
def test_this_machine_alone_may_write(host):
    assert is_loopback(host)
    assert read_settings({}, host=host).writable


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.7", "", None, "kantor", "localhost.x"]
)
def test_what_others_reach_is_for_reading(host):
    assert not is_loopback(host)
    assert not read_settings({}, host=host).writable
    assert read_settings({}, host=host, allow_writing=True).writable
    assert read_settings({"KAMPUNGKB_WRITING": "allow"}, host=host).writable


@pytest.mark.parametrize("said", ["deny", "no", "ALLOW", "1"])
def test_anything_but_allow_is_no(said):
    environ = {"KAMPUNGKB_WRITING": said}
    assert not read_settings(environ, host=LOOPBACK).writable
    # What is said at the start goes before what was said once.
    assert read_settings(environ, host=LOOPBACK, allow_writing=True).writable


def test_an_empty_word_says_nothing():
    assert read_settings({"KAMPUNGKB_WRITING": ""}).writable
