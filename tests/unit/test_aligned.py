"""Two texts are laid side by side: what changed, what was added and removed, and what makes no difference."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uniconv_edge.assistant.quoting import aligned as aligning
from uniconv_edge.assistant.quoting.aligned import Alignment, Change, aligned
from uniconv_edge.assistant.quoting.units import Unit, units


def told(*pages: str) -> list[Unit]:
    """The headings are lines such as `4. Excess`."""

    def heading(page: int, start: int) -> str:
        return (["", *re.findall(r"(?m)^\d\. \w+$", pages[page][: start + 12])])[-1]

    return units(pages, heading)


def between(first: str | list[str], second: str | list[str], *edition: str) -> Alignment:
    sides = [told(*([each] if isinstance(each, str) else each)) for each in (first, second)]
    return aligned(sides[0], sides[1], edition)


def texts(change: Change) -> tuple[str, str]:
    before, after = (" / ".join(unit.text for unit in side) for side in (change.before, change.after))
    return before, after


def differing(change: Change) -> tuple[str, str]:
    sides = zip((change.before, change.after), change.differs, strict=True)
    first, second = (side[0].text[slice(*at)] for side, at in sides)
    return first, second


LEASE = (
    "The lease\n\nThe rent is £780 a month. It is paid in advance on the first day of the month.\n\n"
    "The tenant may keep one small dog. The stairs are cleaned every week.\n\nNotices may be sent by fax to the office."
)


def test_a_text_is_the_same_as_itself() -> None:
    found = between(LEASE, LEASE)
    assert (found.changes, found.in_common) == ([], 1.0)


def test_what_changed_was_added_and_was_removed_is_told_in_order() -> None:
    new = (
        LEASE.replace("£780", "£850")
        .replace("Notices may be sent by fax to the office.", "")
        .replace("every week.", "every week. The cellar is shared with the flat below.")
    )
    found = between(LEASE, new)
    assert [(each.kind, *texts(each)) for each in found.changes] == [
        ("changed", "The rent is £780 a month.", "The rent is £850 a month."),
        ("removed", "Notices may be sent by fax to the office.", ""),
        ("added", "", "The cellar is shared with the flat below."),
    ]
    assert differing(found.changes[0]) == ("£780", "£850")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The “deposit” isn’t paid.", 'The "deposit" isn\'t paid.'),
        ("It is payable within thirty\ndays of the invoice.", "It is payable within thirty days of the invoice."),
        ("A self-employed person pays it.", "A self-\nemployed person pays it."),
        ("- The hull is painted.", "• The hull is painted."),
        ("4.2 The rent is due in May.", "5.3 The rent is due in May."),
        ("(a) The rent is due in May.", "(b) The rent is due in May."),
        ("The ﬁrst rent is due.", "The first rent is due."),
        ("The Act^1 applies to all.", "The Act applies to all."),
        ("Size: 2 m | Price: 18.5", "Size: 2 m | Price: 18.50"),
        ("Size: 2 m | Price: 18.50", "2 m | 18.50"),
        ("All rights are reserved. Page 3 of 9", "All rights are reserved. Page 4 of 12"),
    ],
)
def test_how_it_is_written_makes_no_difference(one: str, other: str) -> None:
    assert between(f"{one}\n\nIt ends here.", f"{other}\n\nIt ends here.").changes == []


def test_sentences_may_be_parted_otherwise() -> None:
    first = "3 Price\nThe price is 84 euros. It is fixed.\n\nThe end is near, as all know."
    second = "3 Price The price is 84 euros.\n\nIt is fixed. The end is\n\nnear, as all know."
    assert between(first, second).changes == []


def test_a_sentence_may_go_on_over_the_end_of_a_page() -> None:
    whole = (
        "The panes are made of hardened glass and are marked with the day on which they were made.\n\nThey are large."
    )
    parted = [
        "The panes are made of hardened glass and are marked",
        "with the day on which they were made.\n\nThey are large.",
    ]
    assert between(whole, parted).changes == []
    other = [parted[0].replace("hardened", "plain"), parted[1]]
    [change] = between(whole, other).changes
    assert [place[0] for place in change.after[0].places] == [0, 1]
    assert differing(change) == ("hardened", "plain")


def test_what_runs_through_the_pages_is_no_change() -> None:
    first = [f"The {word} clause is long and says much.\n\nHandbook of 2025, page {n}" for n, word in enumerate("abc")]
    second = [f"The {word} clause is long and says much.\n\nWork in progress {n}" for n, word in enumerate("abc")]
    assert between(first, second).changes == []


def test_a_paragraph_that_moved_is_counted_and_is_no_change() -> None:
    first = "Dogs are allowed here.\n\nThe gate is locked at night.\n\nThe pool is heated in May."
    second = "The gate is locked at night.\n\nThe pool is heated in May.\n\nDogs are allowed here."
    found = between(first, second)
    assert (found.changes, found.moved) == ([], 1)


CLAUSES = "4. Excess\n\n4.1 You pay the first £250 of it.\n\n5. Claims\n\n5.1 The excess of section 4 is taken off it."


def test_numbers_of_clauses_are_no_change_nor_what_refers_to_them() -> None:
    new = (
        "4. Cyber\n\n4.1 We pay for lost data.\n\n5. Excess\n\n5.1 You pay the first £250 of it.\n\n"
        "6. Claims\n\n6.1 The excess of section 5 is taken off it."
    )
    found = between(CLAUSES, new)
    assert [texts(each) for each in found.changes] == [("", "4.1 We pay for lost data.")]
    assert found.new == ["4. Cyber"]
    assert found.renumbered == 4
    [change] = between(CLAUSES, CLAUSES.replace("section 4", "section 3")).changes
    assert differing(change) == ("4", "3")


def test_rows_are_the_same_by_their_first_cell() -> None:
    first = (
        "Article | Price\nArticle: Oak plank | Price: 18\nArticle: Linseed oil | Price: 14\nArticle: Glue | Price: 6"
    )
    second = "Article | Price\nArticle: Oak plank | Price: 21\nArticle: Hard oil | Price: 14\nArticle: Glue | Price: 6"
    found = between(first, second)
    assert [(each.kind, *texts(each)) for each in found.changes] == [
        ("changed", "Article: Oak plank | Price: 18", "Article: Oak plank | Price: 21"),
        ("removed", "Article: Linseed oil | Price: 14", ""),
        ("added", "", "Article: Hard oil | Price: 14"),
    ]
    assert differing(found.changes[0]) == ("18", "21")


def test_a_line_with_another_label_did_not_change() -> None:
    found = between("Menu\n\nSoup: 2.50 euros\nSalad: 3.00 euros", "Menu\n\nSoup: 2.80 euros\nPasta: 6.00 euros")
    assert [each.kind for each in found.changes] == ["changed", "removed", "added"]


@pytest.mark.parametrize(
    ("one", "other", "rank"),
    [
        ("The rent is £780 a month.", "The rent is £850 a month.", 0),
        ("The notice is two months long.", "The notice is three months long.", 0),
        ("The lease ends in May or June.", "The lease ends in May or July.", 0),
        ("The tenant may keep a dog.", "The tenant may not keep a dog.", 0),
        ("Hunde sind im Haus erlaubt.", "Hunde sind im Haus nicht erlaubt.", 0),
        ("The office is run by Ann.", "The office is run by Leo.", 2),
        ("It is in force from May 2025.", "It is in force from May 2026.", 3),
        ("Terms, version 1", "Terms, version 2", 3),
        ("It needs version 1 of the form that we all sign.", "It needs version 2 of the form that we all sign.", 0),
    ],
)  # fmt: skip
def test_how_much_a_change_matters(one: str, other: str, rank: int) -> None:
    [change] = between(one, other, "2025", "2026", "1", "2").changes
    assert change.rank == rank


def test_a_section_that_is_new_is_told_as_one() -> None:
    old = "Leave\n\nThere are 25 days of leave.\n\nTravel\n\nBook your trains early."
    new = old.replace("Travel", "Home\n\nYou may work from home. Ask your manager first.\n\nTravel")
    found = between(old, new)
    assert [texts(each) for each in found.changes] == [("", "You may work from home. / Ask your manager first.")]
    assert (found.new, found.gone, found.changes[0].rank) == (["Home"], [], 1)
    assert (between(new, old).new, between(new, old).gone) == ([], ["Home"])


def test_the_lines_of_a_table_of_contents_are_no_change() -> None:
    body = "Leave\n\nThere are 25 days of leave.\n\nTravel\n\nBook your trains early."
    assert between(f"Leave ........ 3\nTravel ....... 7\n\n{body}", body).changes == []


def test_two_texts_may_have_hardly_anything_in_common() -> None:
    found = between("Moths fly to the lamps at night. They were caught in traps.", "Bridges crack at their welds.")
    assert found.in_common < 0.1
    assert between("", "").changes == []


def test_scripts_without_blanks_are_compared_letter_by_letter() -> None:
    [change] = between("家賃は月に八万円とする。犬を飼ってよい。", "家賃は月に九万円とする。犬を飼ってよい。").changes
    assert differing(change) == ("八", "九")


def test_very_long_texts_are_compared_by_what_either_has_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"Line {number} says what no other one says." for number in range(60)]
    new = [*lines[:20], "A line that is new here and nowhere else.", *lines[20:40], *lines[41:]]
    monkeypatch.setattr(aligning, "_MOST_PRODUCT", 100)
    found = between("\n".join(lines), "\n".join(new))
    assert [(each.kind, *texts(each)) for each in found.changes] == [
        ("added", "", "A line that is new here and nowhere else."),
        ("removed", "Line 40 says what no other one says.", ""),
    ]
    assert found.moved == 0


def test_of_a_very_long_sentence_only_that_it_changed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aligning, "_MOST_PRODUCT", 1_000)
    first = " ".join(f"word{'abcdefghij'[number % 10] * (number % 7 + 1)}" for number in range(100))
    [change] = between(f"{first} five", f"{first} six").changes
    assert change.kind == "changed"
    assert change.rank == 0
    assert change.differs == ((0, 0), (0, 0))


WORDS = st.sampled_from(
    ["the", "rent", "is", "5", "due", "not", "4.2", "|", "Leave", "page 3", "½", "ﬁn", "\n", "\n\n", ".", ". "]
)
TEXTS = st.lists(WORDS, max_size=40).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS)
def test_what_is_told_stands_where_it_is_told_to(first: str, second: str) -> None:
    sides = told(first), told(second)
    for change in aligned(*sides, ()).changes:
        for text, side, at in zip((first, second), (change.before, change.after), change.differs, strict=True):
            for unit in side:
                assert [text[start:end] for _, start, end in unit.places] == [unit.text]
            assert not side or 0 <= at[0] <= at[1] <= len(side[0].text)
