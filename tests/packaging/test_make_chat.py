"""`make chat` without a terminal, with a stand-in for the program that writes down how it was called."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from project_tree import ROOT

STAND_IN = """#!/bin/sh
echo "$@ | library=$UNICONV_EDGE_LIBRARY" >> "{calls}"
case "$1" in
    ask) echo "answer to: $2";;
    chat) while read -r line; do echo "chat answers: $line"; done;;
    *) echo "narration";;
esac
"""


@pytest.fixture
def made(tmp_path: Path) -> list[str]:
    """The command `make chat`, its installation taken as done."""
    environment = tmp_path / "venv"
    (environment / "bin").mkdir(parents=True)
    (environment / "bin" / "python").symlink_to(sys.executable)
    program = tmp_path / "program"
    program.write_text(STAND_IN.format(calls=tmp_path / "calls"))
    program.chmod(0o755)
    (environment / ".runtime").touch()
    return ["make", "-s", "chat", f"VENV={environment}", f"RUN={program}", "WAIT=1"]


def run(command: list[str], **streams: object) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "UNICONV_EDGE_LIBRARY"}
    streams = streams or {"stdin": subprocess.DEVNULL}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, **streams)


def calls(tmp_path: Path) -> list[str]:
    return (tmp_path / "calls").read_text().splitlines()


def test_without_input_three_questions_about_the_examples_are_answered(made: list[str], tmp_path: Path) -> None:
    done = run(made)
    assert done.returncode == 0, done.stderr
    asked = [line for line in done.stdout.splitlines() if line.startswith("> ")]
    assert len(asked) == 3
    assert [line for line in done.stdout.splitlines() if line.startswith("answer to: ")] == [
        line.replace("> ", "answer to: ", 1) for line in asked
    ]
    assert calls(tmp_path)[0] == "index examples | library=build/examples-library"


def test_standard_input_that_is_closed_is_no_input(made: list[str]) -> None:
    done = run(["sh", "-c", '"$@" <&-', "sh", *made])
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("answer to: ") == 3


def test_a_pipe_that_stays_silent_does_not_hold_the_answers_back(made: list[str]) -> None:
    reading, writing = os.pipe()
    try:
        done = run(made, stdin=reading)
    finally:
        os.close(reading)
        os.close(writing)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("answer to: ") == 3


def test_each_line_of_the_input_is_a_question(made: list[str]) -> None:
    done = run(made, input="How much is it?\nand when?\n")
    assert done.stdout.splitlines() == ["chat answers: How much is it?", "chat answers: and when?"]


def test_a_last_line_without_an_end_is_a_question_too(made: list[str]) -> None:
    assert run(made, input="How much is it?").stdout.splitlines() == ["chat answers: How much is it?"]


def test_own_documents_go_to_the_persons_library(made: list[str], tmp_path: Path) -> None:
    done = run([*made, "DOCS=/some where/papers"], input="Who wrote this?\n")
    assert done.stdout.splitlines() == ["chat answers: Who wrote this?"]
    assert calls(tmp_path) == ["index /some where/papers | library=", "chat | library="]


def test_the_home_folder_may_be_written_short(made: list[str], tmp_path: Path) -> None:
    run([*made, "DOCS=~/papers"])
    assert calls(tmp_path) == [f"index {os.environ['HOME']}/papers | library="]


def test_no_sample_question_is_asked_about_own_documents(made: list[str]) -> None:
    done = run([*made, "DOCS=/papers"])
    assert (done.returncode, done.stdout) == (0, "")
    assert "No question" in done.stderr


def test_a_failed_index_stops_before_any_question(made: list[str], tmp_path: Path) -> None:
    (tmp_path / "program").write_text("#!/bin/sh\nexit 4\n")
    done = run(made)
    assert done.returncode != 0
    assert "answer" not in done.stdout
