"""What a person types to search: filters and phrases are taken out, the rest is text."""

import time
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uniconv_edge.errors import UsageError
from uniconv_edge.library.extract import formats
from uniconv_edge.library.query import (
    Filters,
    Query,
    as_typed,
    both,
    filters_of,
    filters_typed,
    note_of_words,
    parse,
    path_passes,
    without_filters,
)

NOW = datetime(2026, 5, 20, 15, 30).astimezone()


def nanoseconds(year: int, month: int, day: int) -> int:
    return int(datetime(year, month, day).astimezone().timestamp()) * 10**9


def test_filters_are_taken_out_of_the_words() -> None:
    query = parse('roof path:notes/ cost type:PDF type:.md collection:work path:"My Docs"')
    assert query.text == "roof cost"
    assert query.filters == Filters(("notes/", "My Docs"), ("pdf", "md"), ("work",))


@pytest.mark.parametrize(
    ("typed", "after"),
    [
        ("after:2024", (2024, 1, 1)),
        ("after:2024-05", (2024, 5, 1)),
        ("after:2024-5-31", (2024, 5, 31)),
        ("after:30d", (2026, 4, 20)),
        ("after:2w after:1m", (2026, 5, 6)),
    ],
)
def test_a_date_is_the_beginning_of_its_day(typed: str, after: tuple[int, int, int]) -> None:
    assert parse(typed, now=NOW).filters == Filters(after_ns=nanoseconds(*after))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("rent typ:docx", "`typ:docx` is no filter and was read as words: `type:docx` is one."),
        ("rent Type:pdf", "`Type:pdf` is no filter and was read as words: `type:pdf` is one."),
        ('rent folder:"My Docs"', '`folder:"My Docs"` is no filter and was read as words: `path:"My Docs"` is one.'),
        (
            "after:lunch",
            "`after:lunch` is no filter and was read as words: a date is meant by `after:2024-05-31` or `after:30d`.",
        ),
        (
            "Since:spring",
            "`Since:spring` is no filter and was read as words: a date is meant by `after:2024-05-31` or `after:30d`.",
        ),
        ("rent type:pdf path:a after:2024 before:30d collection:x", ""),
        ('rent after:"2024-05-31"', ""),
        ('what does "use typ:pdf here" mean, or `typ:pdf`', ""),
        ("call ext:12 about blood Type:A", ""),  # of no kind of file
        ("see file:///etc, http://a.b, note:this, 12:30, getUser:name, file: the rent", ""),
    ],
)
def test_of_what_looks_like_a_filter_and_is_none_it_is_told(typed: str, told: str) -> None:
    assert note_of_words(typed) == told


def test_of_two_bounds_the_narrower_holds() -> None:
    found = both(parse("before:2024 after:2020").filters, parse("before:2023 after:2019").filters)
    assert found == Filters(after_ns=nanoseconds(2020, 1, 1), before_ns=nanoseconds(2023, 1, 1))


@pytest.mark.parametrize("typed", ["after:2024-13", "before:2024-02-30", "after:5pm", "before:99999", "after:9999y"])
def test_what_begins_like_a_date_and_is_none_is_an_error(typed: str) -> None:
    with pytest.raises(UsageError, match="is not a date"):
        parse(f"roof {typed}")


@pytest.mark.parametrize(
    "typed", ["before: lunch", "after:lunch", "what does path: mean", "C:path:x", "https://a.b/path:x", "type:"]
)
def test_words_that_only_look_like_filters_stay(typed: str) -> None:
    assert parse(typed) == Query(typed)


def test_a_phrase_in_quotation_marks_is_kept_whole() -> None:
    query = parse('who said "the roof is blue" and “in May”?')
    assert query.phrases == ("the roof is blue", "in May")
    assert query.text == "who said the roof is blue and in May?"


@pytest.mark.parametrize("typed", ['a 5" screw and a 6" bolt', 'an "open quotation', 'one "word" only'])
def test_other_quotation_marks_ask_for_no_phrase(typed: str) -> None:
    assert parse(typed).phrases == ()


@given(st.text())
def test_every_text_is_a_query_or_a_bad_date(typed: str) -> None:
    try:
        query = parse(typed)
    except UsageError:
        return
    assert parse(typed) == query


@pytest.mark.parametrize(
    ("path", "wanted", "passes"),
    [
        ("/home/a/Notes/roof.md", "notes/", True),
        ("/home/a/Notes/roof.md", "*.MD", True),
        ("/home/a/Notes/roof.md", "/home/*/roof.md", True),
        ("/home/a/Notes/roof.md", "/other/*", False),
        ("/home/a/Notes/roof.md", "*.txt", False),
        ("/home/a/Cafe\u0301.md", "CAFÉ", True),
    ],
)
def test_a_path_filter_is_a_part_or_a_pattern(path: str, wanted: str, passes: bool) -> None:
    assert path_passes(path, [wanted]) is passes


def test_a_kind_has_names_that_people_use() -> None:
    assert filters_of({"type": ["word", "pdf"]}).kinds == ("docx", "docm", "doc", "odt", "rtf", "pdf")


@pytest.mark.parametrize(
    ("kind", "read_as"),
    [
        ("sheet", "xlsx csv"),
        ("slides", "pptx ppt odp"),
        ("mail", "eml msg mbox"),
        ("markdown", "markdown"),
        ("html", "html mhtml"),
    ],
)
def test_a_kind_holds_every_ending_that_is_read_as_such(kind: str, read_as: str) -> None:
    endings = {ending[1:] for each in read_as.split() for ending in formats._ENDINGS_OF[each].split()}
    assert set(filters_of({"type": [kind]}).kinds) == endings


def test_filters_given_as_options_are_read_back_from_the_line_that_types_them() -> None:
    named = {"path": ["My Documents", "*.md"], "type": ["mail"], "collection": ["a b"], "after": ["2024-05"]}
    assert parse(f"{as_typed(named)} what about the roof?") == Query("what about the roof?", (), filters_of(named))
    assert as_typed({"path": [], "after": []}) == ""


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"path": ['a"b']}, "a filter by path"),
        ({"type": [" "]}, "a filter by type"),
        ({"after": ["soon"]}, "not a date"),
    ],
)
def test_an_option_that_cannot_be_typed_is_refused_instead_of_passed_over(named, said) -> None:
    with pytest.raises(UsageError, match=said):
        as_typed(named)


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("What happened after:lunch in the  garden?", "What happened after:lunch in the  garden?"),
        ("after:lunch", "after:lunch"),
        ("frost after:2024 before:noon type:md", "frost before:noon"),
    ],
)
def test_the_model_reads_the_words_that_are_searched(typed: str, left: str) -> None:
    assert without_filters(typed) == parse(typed).text == left
    assert parse(f"{filters_typed(typed)} {left}") == parse(typed)


@pytest.mark.parametrize("typed", ["what is the rent after:2025?", 'what is the rent after:"2025"?'])
def test_the_mark_at_the_end_of_a_question_is_none_of_a_filter(typed: str) -> None:
    found = parse(typed)
    assert found.text == "what is the rent"
    assert found.filters == parse("after:2025 x").filters
    assert parse("rent path:no?e").filters.paths == ("no?e",)


def test_many_marks_take_no_longer_than_other_text() -> None:
    began = time.process_time()
    assert parse("path:" + "?" * 40_000 + "x").filters.paths
    assert time.process_time() - began < 2
