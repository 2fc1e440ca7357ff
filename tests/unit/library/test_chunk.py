import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from uniconv_edge.library.chunk import MAX_WORDS, passage_title, passages, weight
from uniconv_edge.library.outline import Heading
from uniconv_edge.types import Page

PROSE = "The tenant pays the rent on the first day of each month. "
TEXTS = st.lists(
    st.sampled_from(
        ["word", "Word.", "\n\n", "\n", " ", "租金", "e\u0301", "👩\u200d👩", "x" * 700, "3.5", "| a", "- b", "\t"]
    ),
    max_size=400,
).map("".join)


def of_text(text: str, *headings: Heading):
    return passages([Page(None, text)], [headings])


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_every_character_is_in_exactly_one_passage_with_exact_offsets(texts: list[str]) -> None:
    pages = [Page(number, text) for number, text in enumerate(texts, start=1)]
    covered = [[0] * len(text) for text in texts]
    for passage in passages(pages):
        page = pages[passage.page_index]
        assert passage.page == page.number
        assert passage.text == page.text[passage.start : passage.end]
        assert passage.text.strip() == passage.text != ""
        assert weight(passage.text) <= MAX_WORDS + 1
        for position in range(passage.start, passage.end):
            covered[passage.page_index][position] += 1
    for text, counts in zip(texts, covered, strict=True):
        assert all(count == 1 or (count == 0 and text[at].isspace()) for at, count in enumerate(counts))


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="ae\u0301\u0308👩\u200d中", min_size=500, max_size=1500))
def test_no_cut_parts_a_character_from_its_accents_or_joined_parts(text: str) -> None:
    for passage in of_text(text)[1:]:
        assert not unicodedata.combining(passage.text[0])
        assert passage.text[0] != "\u200d"
        assert text[passage.start - 1] != "\u200d"


def test_a_word_is_not_cut_when_a_sentence_is_too_long() -> None:
    text = " ".join(f"item{number}" for number in range(1000))
    found = of_text(text)
    assert [word for passage in found for word in passage.text.split()] == text.split()
    assert len(found) > 5


def test_passages_of_prose_are_near_the_target_and_end_with_sentences() -> None:
    found = of_text(PROSE * 100)
    assert all(passage.text.endswith(".") for passage in found)
    assert all(90 <= len(passage.text.split()) <= 160 for passage in found[:-1])


def test_a_paragraph_is_preferred_as_the_border() -> None:
    text = PROSE * 7 + "\n\n" + "Pets are allowed. " * 30
    assert of_text(text)[0].text.count("Pets") == 0


def test_a_passage_carries_the_trail_of_headings_and_the_heading_line() -> None:
    text = "Lease\n\nDeposit\n\n" + PROSE * 8 + "\n\nRepairs\n\n" + PROSE * 8
    headings = [
        Heading(0, 1, "Lease"),
        Heading(text.index("Deposit"), 2, "Deposit"),
        Heading(text.index("Repairs"), 2, "Repairs"),
    ]
    found = of_text(text, *headings)
    assert [passage.heading for passage in found] == ["Lease > Deposit", "Lease > Repairs"]
    assert found[0].text.startswith("Lease\n\nDeposit")
    assert found[1].text.startswith("Repairs")


def test_a_heading_trail_goes_on_over_the_page_border() -> None:
    pages = [Page(1, "Costs\n\n" + PROSE * 3), Page(2, PROSE * 3)]
    assert [p.heading for p in passages(pages, [[Heading(0, 1, "Costs")], []])] == ["Costs", "Costs"]


def test_short_sections_of_one_chapter_share_a_passage() -> None:
    text = "Food\n\nEggs\n\nTwo of them.\n\nMilk\n\nA cup."
    headings = [Heading(0, 1, "Food"), Heading(6, 2, "Eggs"), Heading(text.index("Milk"), 2, "Milk")]
    found = of_text(text, *headings)
    assert [(passage.text, passage.heading) for passage in found] == [(text, "Food")]


def test_blank_pages_have_no_passages() -> None:
    assert passages([Page(1, ""), Page(2, " \n\t ")]) == []


def test_the_title_of_a_passage_is_document_then_heading_and_never_long() -> None:
    assert passage_title("Lease", "Deposit") == "Lease > Deposit"
    assert passage_title("Lease", "") == "Lease"
    assert len(passage_title("L" * 100, "D" * 100)) == 120


def test_what_stands_below_the_number_of_its_page_is_told_with_its_own_heading() -> None:
    text = f"7\n\n2. Membership\n\n{PROSE * 9}"
    before = f"1. Purpose\n\n{PROSE * 9}"
    pages = [Page(1, before), Page(2, text)]
    headings = [[Heading(0, 1, "1. Purpose")], [Heading(3, 1, "2. Membership")]]
    assert {each.heading for each in passages(pages, headings) if each.page == 2} == {"2. Membership"}
    letter = [Page(1, before), Page(2, text.replace("7", "See below", 1))]
    headings[1] = [Heading(11, 1, "2. Membership")]
    assert [each.heading for each in passages(letter, headings) if "See below" in each.text] == ["1. Purpose"]


def test_scripts_without_blanks_weigh_more_than_one_word() -> None:
    assert weight("租金为一千元，押金为两千元") > 5
    assert weight("word " * 10) == 10


def test_passages_that_go_on_with_the_rows_of_a_table_are_told_with_its_caption() -> None:
    rows = "\n".join(f"Stop: Mill Lane {number} | Fare: {number}.50 euros" for number in range(60))
    text = f"All fares.\n\nTable 1: Fares of adults\n\n{rows}\n\nTable 2: Fares of children\n{rows}\n\nThe end."
    found = passages([Page(None, text)])
    told = {passage.heading for passage in found if "Table" not in passage.text and "All" not in passage.text}
    assert told == {"Table 1: Fares of adults", "Table 2: Fares of children"}
    assert [passage.heading for passage in found if "All fares" in passage.text] == [""]


def test_a_line_that_is_no_caption_is_told_with_no_rows() -> None:
    rows = "\n".join(f"Stop: Mill Lane {number} | Fare: {number}.50 euros" for number in range(60))
    assert {passage.heading for passage in passages([Page(None, f"(minutes)\n\n{rows}")])} == {""}
