import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from uniconv_edge.library.text import clean

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)
BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@settings(max_examples=400, deadline=None)
@given(ANY_TEXT)
def test_cleaned_text_holds_nothing_that_acts_on_a_terminal(text: str) -> None:
    for character in clean(text):
        assert unicodedata.category(character) not in ("Cc", "Cs") or character in "\n\t"
        assert character not in BIDI
        assert not 0xE0000 <= ord(character) <= 0xE007F


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_cleaning_keeps_every_offset_and_is_done_after_once(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) == len(text)
    assert clean(cleaned) == cleaned
    cleaned.encode("utf-8")


def test_joiners_that_scripts_and_emoji_need_are_kept() -> None:
    assert clean("क्\u200dष 👩\u200d👩 می\u200cخواهم") == "क्\u200dष 👩\u200d👩 می\u200cخواهم"


def test_terminal_sequences_lose_their_introducers() -> None:
    for payload in ("\x1b]52;c;AA==\x07", "\x9b2J", "\x1b[31mred", "a\rb", "\x90q"):
        assert not set(clean(payload)) & {"\x1b", "\x07", "\x9b", "\r", "\x90"}
