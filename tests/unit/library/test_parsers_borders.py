"""Where messages of a mailbox begin, which lines HTML inside Markdown stands on, and which limits a reason names."""

import signal
import subprocess
import sys

import pytest

from uniconv_edge.library.extract import child
from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.process import Extractor
from uniconv_edge.library.outline import Places


def pages(data: bytes, name: str) -> list[str]:
    return [assemble(page).text for page in parse(data, name).pages]


SENTENCES = (
    "From January 2024 on the rent is 900.",
    "From 10:30 on 2 May 2024 we meet.",
    "From 2023: nothing",
    "From Rome with love 2020",
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_that_begins_with_from_stays_in_its_message(sentence: str) -> None:
    first = f"From a@b.org Mon Jan  1 10:00:00 2024\nSubject: One\n\nHello.\n\n{sentence}\nAnd more.\n\n{sentence}\n\n"
    second = "From MAILER-DAEMON Tue Jan  2 10:00:00 2024\nSubject: Two\n\nBye.\n"
    found = pages((first + second).encode(), "a.mbox")
    assert found == [f"One\n\nHello.\n\n{sentence}\nAnd more.\n\n{sentence}", "Two\n\nBye."]


@pytest.mark.parametrize(
    "line",
    [
        "From a@b.org Thu, 04 Jan 2024 10:00:00 +0000",
        "From 1788@xxx Thu Jan 04 10:00:00 +0000 2024",
        "From - Thu Jan  4 10:00:00 2024",
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_usual_separators_begin_messages(line: str, line_end: str) -> None:
    message = f"{line}\nX-GM-THRID: 1\nSubject: Hi\n\nText.\n\n".replace("\n", line_end)
    assert pages((message * 2).encode(), "a.mbox") == ["Hi\n\nText."] * 2


def places(source: str, *words: str) -> list[str]:
    laid = assemble(parse(source.encode(), "a.md").pages[0])
    named = Places(laid.text, "", laid.marks)
    return [named.name(laid.text.index(word), laid.text.index(word) + len(word)) for word in words]


@pytest.mark.parametrize(
    "line", ["row {0}", "row {0}<br>", "<p>row {0}</p>", "<li>row {0}</li>", "<tr><td>row {0}</td><td>x</td></tr>"]
)
def test_html_inside_markdown_knows_its_lines(line: str) -> None:
    rows = "\n".join(line.format(number) for number in range(4, 61))
    source = f"# Title\n\n<div>\n{rows}\n</div>\n\nAfter.\n"
    assert places(source, "row 4", "row 50", "row 60", "After.") == ["line 4", "line 50", "line 60", "line 63"]


def test_html_that_is_not_one_row_a_line_knows_its_lines() -> None:
    hidden = "<!-- a\nb -->\n<script>\nno\n</script>"
    source = f"<div>one<br>two\n{hidden}\nthree\n<pre>\nfour\nfive</pre><h2>a<br>six</h2>\n</div>"
    assert places(source, "one", "two", "three", "four", "five") == ["line 1", "line 1", "line 7", "line 9", "line 10"]


@pytest.mark.parametrize(("scans", "seconds", "megabytes"), [(False, 20, 512), (True, 300, 1536)])
def test_a_reason_names_the_limits_that_applied(
    scans: bool, seconds: int, megabytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = []
    for number in (signal.SIGXCPU, signal.SIGABRT):
        ended = subprocess.Popen([sys.executable, "-c", f"import os; os.kill(os.getpid(), {int(number)})"])
        ended.wait()
        said.append(Extractor(scans=scans)._cause_of_death(ended))
    assert f"more than {seconds} s of processor time" in said[0]
    assert f"more than {megabytes} MB of memory" in said[1]

    def exhausted(_data: bytes, _name: str) -> None:
        raise MemoryError

    monkeypatch.setattr(child, "_limit_cpu", lambda seconds: None)
    monkeypatch.setattr(child, "parse", exhausted)
    monkeypatch.setattr(child, "parse_scan", exhausted)
    assert f"more than {megabytes} MB" in child._answer(b"x", "a.pdf", scans)["reason"]
