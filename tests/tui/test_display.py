"""The functions that stand between untrusted text and the widgets, and the rules that keep it that way."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.content import Content

from uniconv_edge.assistant.past.history import Conversation
from uniconv_edge.tui import cards, display, entries, library_lines, shared_words
from uniconv_edge.tui.progress import Progress, advanced, passed
from uniconv_edge.tui.services import FolderPreview, ModelRow
from uniconv_edge.types import Indexed, LibraryStatus, Published, Removed, Scanned, Skipped, Unchanged

from .fakes import hit, quote_of

SOURCES = sorted((Path(display.__file__).parent).rglob("*.py"))
# ESC, C1, bidi, tags, markup, and ordinary letters, so that shrunk examples are about what matters.
NASTY = st.text(
    st.sampled_from(list("\x1b\x9b\x07\u202e\u2066\U000e0041[]@=/$“ab \n\té漢")) | st.characters(), max_size=80
)


def is_safe(content: Content) -> bool:
    return all(
        character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs") for character in str(content)
    ) and not re.search("[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]", str(content))


@settings(max_examples=100, deadline=None)
@given(NASTY, NASTY, NASTY)
def test_nothing_unsafe_comes_out_of_any_display_function(text: str, title: str, path: str):
    source = hit(title=title, path=path, text=text)
    for content in (
        display.literal(text),
        display.joined((text, "bold"), (title, "")),
        display.marked(text, 0, len(text) // 2),
        cards.question(text),
        cards.quote(quote_of(source)),
        cards.quote(quote_of(source, verified=False)),
        cards.source(source),
        display.trouble(text, title),
        library_lines.library_line(LibraryStatus(path, 1, 2, title), title, 60),
        display.literal(display.one_line(text)),
        display.literal(cards.quote_text(quote_of(source))),
        cards.source(source, text),
        cards.question(text, title),
        cards.unsupported([text, title]),
        library_lines.library_counts(LibraryStatus(path, 1, 2, title)),
        library_lines.skipped(Skipped(path, text), [title]),
        entries.conversation(Conversation(1, title, path, 0, 2)),
        entries.model(ModelRow(title, path, 1, 2, text, True, False, True), [(text, False)]),
        library_lines.preview(FolderPreview(path, ((title, 3),), 5, 1)),
        library_lines.progress(Progress(done=1, total=2, latest=path), 10),
    ):
        assert is_safe(content)


@settings(max_examples=60, deadline=None)
@given(NASTY)
def test_a_mark_covers_the_same_characters_as_before_cleaning(text: str):
    start, end = len(text) // 3, len(text)
    content = display.marked(text, start, end)
    assert len(str(content)) == len(text)
    if start < end:
        assert [(span.start, span.end) for span in content.spans] == [(start, end)]


def test_a_file_that_was_not_read_is_told_from_one_of_the_same_name_in_another_folder():
    def named(path: str, *roots: str) -> str:
        return str(library_lines.skipped(Skipped(path, "empty"), roots)).partition("  ")[0]

    assert named("/home/ann/tax/2024/a.pdf", "/home/ann/tax") == "2024/a.pdf"
    assert named("/home/ann/tax/2024/a.pdf", "/home/ann/tax", "/home/ann/old") == "tax/2024/a.pdf"
    assert named("/home/ann/tax/a.pdf", "/home/ann", "/home/ann/old") == "tax/a.pdf"
    assert named("/home/ann/a.pdf", "/home/ann", "/media/disk") == "/home/ann/a.pdf"
    assert named("/home/ann/old", "/home/ann/old", "/home/ann/tax") == "/home/ann/old"
    assert named("/a.pdf", "/") == "/a.pdf"


def test_brackets_are_shown_as_they_are():
    for text in ("[@click=app.quit]x[/]", "[/]", "[/some/path]", "[bold]b[/bold]", "$error [1]"):
        assert str(display.literal(text)) == text
        assert not display.literal(text).spans


def test_a_document_without_a_title_goes_by_its_file_name():
    def place(title: str, path: str, page: int | None, heading: str = "") -> str:
        return display.place(replace(hit(1), title=title, path=path, page=page, heading=heading))

    assert place("", "/home/ada/letter.txt", None) == "letter.txt"
    assert place("Contract", "/x/contract.pdf", 3) == "Contract, page 3"
    assert place("", "", None) == "untitled"
    assert place("plan", "/home/ada/plan.md", None) == "plan.md"  # plan.docx is another
    assert place("Lease", "/x/Lease flat 3.docx", 2, "Rent") == "Lease › Rent, page 2 · Lease flat 3.docx"
    under = "Contract > 4. Deposit > Return"
    assert place("Contract", "/x/contract.pdf", 3, under) == "Contract › 4. Deposit › Return, page 3"
    assert place("Contract", "/x/contract.pdf", None, "Deposit\x1b[31m") == "Contract › Deposit�[31m"


@pytest.mark.parametrize(
    ("room", "said"), [(60, "passages"), (26, "12 documents · tiny"), (13, "12 documents"), (3, "")]
)
def test_the_top_bar_shows_what_fits(room: int, said: str):
    line = str(library_lines.library_line(LibraryStatus("", 12, 480, "tiny:abc"), "tiny", room))
    assert said in line
    assert len(line) <= room


def test_no_untrusted_text_can_reach_a_widget_except_through_display():
    forbidden = re.compile(
        r"""Static\(\s*f?["']|\.update\(\s*f?["'][^"']|markup\s*=\s*True|\bnotify\(|from_markup"""
        r"""|import .*\bMarkdown\b|\bLabel\("""
    )
    found = [
        f"{path.name}:{number}: {line.strip()}"
        for path in SOURCES
        if path.name != "display.py"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if forbidden.search(line)
    ]
    assert found == []
    assert len(SOURCES) > 10


def imported(path: Path) -> set[str]:
    """The modules that a file imports, anywhere, but for its type checker."""
    found: set[str] = set()

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            return
        if isinstance(node, ast.Import):
            found.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add(str(node.module))
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(ast.parse(path.read_text()))
    return found


def test_no_widget_calls_a_model_or_a_database():
    forbidden = re.compile(
        r"sqlite3|llama_cpp|onnxruntime|hnswlib|uniconv_edge\.(assistant(?!\.words\.terms$)|model|library(?!\.(text|query|words)$))"
    )
    assert any(map(forbidden.match, imported(Path(display.__file__).with_name("local.py"))))
    found = [path.name for path in SOURCES if path.name != "local.py" and any(map(forbidden.match, imported(path)))]
    assert found == ["picture.py"]


def test_nothing_native_is_loaded_before_the_first_paint(tmp_path: Path):
    code = (
        "import sys; import uniconv_edge.tui.child, uniconv_edge.tui.app;"
        "print(sorted({'numpy','llama_cpp','onnxruntime','hnswlib','sqlite3','tokenizers'} & set(sys.modules)))"
    )
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path)}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert run.stdout == "[]\n"


def test_progress_counts_every_file_once():
    progress = Progress()
    for event in (
        Scanned(3, 10),
        Indexed("a", 2),
        Unchanged("b"),
        Removed("c"),
        Skipped("d", "why"),
        Published(2, 4, 1),
    ):
        progress = advanced(progress, event)
    assert progress == Progress(
        done=3, total=3, skipped=1, latest="d", fresh=1, removed=1, size_bytes=10, stage="reading", read_passages=2
    )


def test_the_stages_are_told_with_what_each_has_done():
    state = passed(advanced(Progress(), Scanned(40, 4_000)), 64, 0)
    assert state.stage == "embedding"
    state = replace(passed(state, 0, 32), done=10, skipped=2, fresh=8, seconds=20.0, read_bytes=500, read_passages=16)
    lines = str(library_lines.stages(state, 10)).splitlines()
    assert lines == [
        "  files     ━━────────  10 of 40 done, 2 not read",
        "▸ passages  ━━━━━─────  32 of 64 ready, 2 a second",
        "about 55 s left",
    ]
    assert "10 of 40 files done, about 55 s left, 2 not read, 32 passages" in str(library_lines.progress(state, 10))
    assert passed(state, 0, 32).stage == "writing"
    assert advanced(passed(state, 0, 32), Indexed("a", 64)).stage == "reading"


def test_a_folder_is_shown_with_its_documents_where_that_is_known() -> None:
    assert str(library_lines.root("/home/ada/papers", 1)) == "/home/ada/papers  1 document"
    assert str(library_lines.root("/home/ada\x1b[2J", 1_200)).endswith("  1,200 documents")
    assert "\x1b" not in str(library_lines.root("/home/ada\x1b[2J", None))
    assert str(library_lines.root("/home/ada/papers", None)) == "/home/ada/papers"


def test_what_the_walk_passed_over_is_no_file_of_the_run():
    progress = Progress()
    events = [Scanned(2, 10, refused=40), *(Skipped(f"photo {n}", "a photo") for n in range(40)), Indexed("a", 2)]
    for event in events:
        progress = advanced(progress, event)
    assert (progress.done, progress.total, progress.skipped) == (1, 2, 40)
    assert "1 of 2 files done, 40 not read" in str(library_lines.progress(progress, 10))
    for event in (Skipped("b", "damaged"), Skipped("/mnt/disk", "not mounted")):
        progress = advanced(progress, event)
    assert (progress.done, progress.total, progress.skipped) == (2, 2, 42)


@pytest.mark.parametrize(
    ("asked", "text", "words"),
    [
        ("What does error E18 mean?", "E18: the door is open", ["E18"]),
        ("Is the PIN or the VAT on it?", "PIN and vat.", ["PIN", "VAT"]),
        ("the tax of my cat", "Tax for cats, of the town.", ["tax", "cat"]),
        ("path:lease rent?", "The lease names the rent.", ["rent"]),
        ("Don't they have it, how much?", "don they have how much it", []),
        ("room 7 in EU", "Room 7, eu", ["room", "7", "EU"]),
        ("Until when can we cancel it?", "Free cancellation until 14 May", ["Until", "cancel"]),
    ],
)
def test_short_words_and_codes_say_why_a_source_was_found_and_filters_do_not(asked: str, text: str, words: list[str]):
    assert shared_words.shared_words(asked, text) == words
