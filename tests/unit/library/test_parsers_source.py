"""Source code by its syntax, places of text, PDF columns and running heads."""

import pytest
from makers import pdf, pdf_of_streams

from uniconv_edge.library.chunk import passages
from uniconv_edge.library.extract import pdf as pdf_parser
from uniconv_edge.library.extract.columns import reading_order
from uniconv_edge.library.extract.formats import format_of
from uniconv_edge.library.extract.process import Extractor
from uniconv_edge.library.extract.running import without_running_lines


def parts_of(extractor: Extractor, source: str, name: str):
    found = extractor.extract(name, source.encode())
    parts = passages(found.pages, found.headings, found.marks)
    assert all(found.pages[0].text[part.start : part.end] == part.text for part in parts)
    assert "".join("".join(part.text.split()) for part in parts) == "".join(source.split())
    return parts


BODY = "\n".join(f"        value_{n} = compute_something(first_argument, {n})" for n in range(24))
PYTHON = f'''
"""What the module does."""

import os

# Says what Greeter is for.
@final
class Greeter:
    def hello(self, name):
        """Greet."""
{BODY}

    async def bye(self):
{BODY}


def alone():
    def inner(): pass
{BODY}

{BODY.replace("        value", "constant")}
'''


def test_passages_of_code_name_their_class_and_function_and_their_lines(extractor: Extractor) -> None:
    parts = parts_of(extractor, PYTHON, "a.py")
    trails = [part.heading for part in parts]
    assert list(dict.fromkeys(trails)) == ["", "Greeter > hello", "Greeter > bye", "alone"]
    bye = next(part for part in parts if part.heading.endswith("bye"))
    assert bye.text.startswith("    async def bye")
    line = PYTHON.split("\n").index("    async def bye(self):") + 1
    assert bye.place.startswith(f"lines {line}–")
    assert parts[-1].heading == ""
    assert parts[-1].text.startswith("constant")


@pytest.mark.parametrize(
    ("name", "source", "trail"),
    [
        ("a.js", "class A {{ run() {{\n{0}\n}} }}", "A > run"),
        ("a.ts", "export class A {{ run(): void {{\n{0}\n}} }}", "A > run"),
        ("a.c", "static int *run(int a) {{\n{0}\n}}", "run"),
        ("a.h", "namespace n {{ template<class T> class A {{ int& run() {{\n{0}\n}} }}; }}", "n > A > run"),
        ("a.java", "class A {{ void run() {{\n{0}\n}} }}", "A > run"),
        ("a.go", "package a\n\nfunc (x *A) run() {{\n{0}\n}}", "run"),
        ("a.rs", "impl A {{ fn run(&self) {{\n{0}\n}} }}", "A > run"),
        ("a.cs", "class A {{ void run() {{\n{0}\n}} }}", "A > run"),
        ("a.rb", "class A\n def run\n{0}\n end end", "A > run"),
        ("a.php", "<?php class A {{ function run() {{\n{0}\n}} }}", "A > run"),
        ("a.sh", "run() {{\n{0}\n}}", "run"),
    ],
)
def test_every_grammar_finds_its_definitions(extractor: Extractor, name: str, source: str, trail: str) -> None:
    body = "\n".join(f"  call_of_something({n});" for n in range(60))
    parts = parts_of(extractor, source.format(body), name)
    assert parts[-1].heading == trail


def test_code_in_a_language_without_grammar_is_divided_at_blank_lines(extractor: Extractor) -> None:
    block = "\n".join(f"  let variable_{n} = {n}" for n in range(20))
    source = "\n\n".join(f"fun f{n}() =\n{block}" for n in range(5))
    assert [part.text[:5] for part in parts_of(extractor, source, "a.kt")] == [f"fun f{n}"[:5] for n in range(5)]


def test_broken_code_loses_nothing(extractor: Extractor) -> None:
    parts_of(extractor, "def f(:\n  ))) class {{{\n" * 50, "a.py")
    parts_of(extractor, "x = 'é租金'\ndef f(): pass\n", "a.py")


def test_endings_of_code_are_known_and_data_is_not() -> None:
    assert format_of("a.PY") == format_of("b.cpp") == format_of("c.yaml") == "source"
    assert format_of("package-lock.json") is None


# places


def test_lines_of_text_are_those_of_the_file(extractor: Extractor) -> None:
    text = "\n\n\x0cFirst words of a text.\n\n" + "\n\n".join(f"Paragraph {n}. " + "word " * 90 for n in range(4))
    found = extractor.extract("a.txt", text.encode())
    parts = passages(found.pages, found.headings, found.marks)
    lines = text.replace("\x0c", "").split("\n")
    for part in parts:
        first = part.place.removeprefix("lines ").removeprefix("line ").split("–")[0]
        assert lines[int(first) - 1].strip().startswith(part.text.split("\n")[0].strip()[:20])


def test_lines_of_markdown_and_restructuredtext_are_those_of_the_file(extractor: Extractor) -> None:
    paragraph = "word " * 100
    markdown = f"---\ntitle: x\n---\n\n# One\n\n{paragraph}\n\n## Two\n\n- a\n- b\n\n```\ncode {paragraph}\n```\n"
    markdown += f"\n### End\n\n{paragraph}"
    rst = f"One\n===\n\n{paragraph}\n\nTwo\n---\n\n{paragraph}\n"
    for name, source in (("a.md", markdown), ("a.rst", rst)):
        found = extractor.extract(name, source.encode())
        parts = passages(found.pages, found.headings, found.marks)
        assert len(parts) > 1
        for part in parts[1:]:
            first = int(part.place.removeprefix("lines ").removeprefix("line ").split("–")[0])
            assert part.text.split("\n")[0].strip()[:20] in source.split("\n")[first - 1]


# pdf


def test_columns_drawn_in_turns_are_read_one_after_the_other() -> None:
    left = [f"left line {n} with enough words to be a line of a col-" for n in range(8)]
    right = [f"right line {n} with enough words to be a line of a page" for n in range(8)]
    drawn = "".join(
        f"1 0 0 1 50 {700 - 12 * n} Tm ({one}) Tj 1 0 0 1 330 {700 - 12 * n} Tm ({other}) Tj\n"
        for n, (one, other) in enumerate(zip(left, right, strict=True))
    )
    page = pdf_parser.parse(pdf_of_streams([f"BT /F1 9 Tf {drawn} ET".encode()]), "").pages[0]
    text = " ".join(block.text for block in page.blocks)
    assert text.index("left line 7") < text.index("right line 0")
    assert "left line 0 with enough words to be a line of a colleft line 1" in text


def test_short_cells_of_a_table_are_not_columns() -> None:
    boxes = [(x, 700.0 - 12 * n, x + 60, 709.0 - 12 * n) for n in range(20) for x in (50.0, 330.0)]
    assert reading_order(boxes) is None


def test_running_heads_leave_after_the_first_and_page_numbers_stand_alone() -> None:
    pages = [["The lease of the house", f"Body {'abcdef'[n]} of the page.", "ends here", str(n + 1)] for n in range(6)]
    kept, heads = without_running_lines(pages)
    assert heads == {"The lease of the house", "ends here"}
    assert kept[0][0] == "The lease of the house"
    assert all(lines[0].startswith("Body") for lines in kept[1:])
    assert kept[3][-1] == "4"
    data = pdf(
        [
            ["My own head", f"The rent of room {'abcdef'[n]} is", f"due in {('may', 'june')[n % 2]}", str(n)]
            for n in range(6)
        ]
    )
    blocks = pdf_parser.parse(data, "").pages[2].blocks
    assert [block.text for block in blocks][-1] == "2"
    assert "head" not in blocks[0].text


def test_of_two_pages_no_head_is_left_out_but_a_first_line_that_both_have_is_one() -> None:
    pages = [["Same", "a"], ["Same", "b"]]
    assert without_running_lines(pages) == (pages, {"Same"})
    for others in ([["a", "Same"], ["b", "Same"]], [["1", "a"], ["1", "b"]], [["Same", "a"]]):
        assert without_running_lines(others) == (others, set())
