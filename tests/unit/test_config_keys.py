"""Keys of the settings: only those that the app's events have, by the names that they have there."""

from __future__ import annotations

import pytest
from textual.keys import _character_to_key

from uniconv_edge import config
from uniconv_edge.errors import ConfigurationError

KEYBOARDS = [
    chr(point) for point in range(0x21, 0x250) if chr(point).isprintable() and chr(point) == chr(point).lower()
]


@pytest.fixture(autouse=True)
def own_file(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNICONV_EDGE_CONFIG", str(tmp_path / "config.toml"))


@pytest.mark.parametrize("character", KEYBOARDS, ids=[f"{ord(character):x}" for character in KEYBOARDS])
def test_a_character_is_called_as_in_textual(character: str) -> None:
    assert config._called(_character_to_key(character)) == _character_to_key(character)


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("ctrl+?", "ctrl+question_mark"),
        ("ctrl+@", "ctrl+at"),
        ("ctrl+solidus", "ctrl+slash"),
        ("ctrl+digit_one", "ctrl+1"),
        ("ctrl+latin_small_letter_a", "ctrl+a"),
        ("ctrl+latin_small_letter_e_with_acute", "ctrl+é"),
        ("ctrl+N", "ctrl+n"),
        ("ctrl+return", "ctrl+enter"),
        ("shift+ctrl+n", "ctrl+shift+n"),
        ("ctrl+alt+n", "alt+ctrl+n"),
    ],
)
def test_a_key_that_the_app_knows_by_another_name_is_refused_with_it(typed: str, known: str) -> None:
    with pytest.raises(ConfigurationError, match=r"is no key for `keys\.new`") as caught:
        config.change("keys.new", typed)
    assert caught.value.hint == f"write `{known}`"
    config.change("keys.new", known)


@pytest.mark.parametrize("key", ["ctrl+i", "ctrl+m", "shift+a", "enter", "return"])
def test_what_a_terminal_sends_while_one_writes_is_refused(key: str) -> None:
    with pytest.raises(ConfigurationError, match="needed for writing"):
        config.change("keys.new", key)


@pytest.mark.parametrize("key", ["ctrl+", "", "f25", "ctrl+nokey", "hyper+x", "ctrl+ n", "banana"])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(ConfigurationError, match="no key"):
        config.change("keys.new", key)
