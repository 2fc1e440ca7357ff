"""The app on a real pseudo-terminal: the terminal is put right however the app ends, and hostile text goes through
every screen while the bytes that come out are compared. In one file: its long waits must not begin last of a run."""

from __future__ import annotations

import base64
import os
import re
import signal
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from processes import children, runs, wait_until

from .payloads import CHARACTERS, ESCAPES, EVERYTHING
from .terminal import (
    CTRL_C,
    CTRL_F,
    CTRL_L,
    CTRL_O,
    CTRL_P,
    CTRL_Q,
    CTRL_Y,
    ENTER,
    ESCAPE,
    F1,
    F2,
    F3,
    F4,
    TAB,
    Terminal,
    visible,
)

UNSAFE = re.compile("[\x80-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")


@pytest.fixture
def state(tmp_path: Path) -> dict[str, str]:
    return {"XDG_STATE_HOME": str(tmp_path)}


@contextmanager
def started(role: str, state: dict[str, str]) -> Iterator[tuple[Terminal, int]]:
    """The app in a terminal, and the number of its process (the launcher's child), which its screen shows."""
    with Terminal([role], state) as terminal:
        terminal.wait_for("pid")
        wait_until(lambda: re.search(r"pid\d+\b", visible(terminal.output)))
        terminal.settle(0.1)
        [app] = children(terminal.process.pid)
        assert f"pid{app}" in visible(terminal.output)
        yield terminal, app


def assert_put_right(terminal: Terminal) -> None:
    after = terminal.output[terminal.output.rindex(b"\x1b[?1049h") :]
    for sequence in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?2004l"):
        assert sequence in after
    assert after.rindex(b"\x1b[?25h") > after.rindex(b"\x1b[?25l")
    assert termios.tcgetattr(terminal.slave) == terminal.settings_before


@pytest.mark.parametrize(
    "number", [pytest.param(signal.SIGABRT, marks=pytest.mark.slow), signal.SIGSEGV, signal.SIGKILL]
)
def test_a_native_crash_leaves_a_usable_terminal_and_names_the_log(state: dict[str, str], number: signal.Signals):
    with started("plain", state) as (terminal, pid):
        assert termios.tcgetattr(terminal.slave) != terminal.settings_before
        os.kill(pid, number)
        assert terminal.end() == 128 + number
        assert_put_right(terminal)
        last = visible(terminal.output[terminal.output.rindex(b"\x1b[?1049l") :])
        assert f"stopped unexpectedly ({number.name})" in last
        assert "uniconv-edge.log" in last
        assert "hint:" in last


def assert_quits_cleanly(terminal: Terminal, *keys: bytes) -> None:
    terminal.press(*keys)
    assert terminal.end() == 0
    assert_put_right(terminal)
    assert b"hint" not in terminal.output[terminal.output.rindex(b"\x1b[?1049l") :]


def test_the_app_quits_when_ctrl_c_is_pressed_twice(state: dict[str, str]):
    with started("plain", state) as (terminal, _):
        assert_quits_cleanly(terminal, CTRL_C, CTRL_C)


def test_the_app_quits_within_four_seconds_while_a_native_call_does_not_return(state: dict[str, str]):
    def seconds() -> float:
        with started("stuck", state) as (terminal, _):
            terminal.press(b"a", ENTER)
            terminal.wait_for("reading your question")
            began = time.monotonic()
            terminal.press(CTRL_Q)
            assert terminal.end() == 0
            took = time.monotonic() - began
            assert_put_right(terminal)
            return took

    assert any(seconds() < 4 for _ in range(3)), "a machine that is busy for a moment does not decide, but this is more"


def test_the_app_runs_when_the_log_cannot_be_written():
    with started("plain", {"XDG_STATE_HOME": "/proc/nowhere"}) as (terminal, _):
        terminal.press(b"a", ENTER)
        terminal.wait_for("412 ms")
        assert_quits_cleanly(terminal, CTRL_Q)


def test_what_native_code_prints_goes_to_the_log_and_not_to_the_screen(state: dict[str, str], tmp_path: Path):
    with started("noisy", state) as (terminal, _):
        terminal.press(b"a", ENTER)
        terminal.wait_for("412 ms")
        assert_quits_cleanly(terminal, CTRL_Q)
        assert b"NATIVE-" not in terminal.output
        assert b"PYTHON-PRINT" not in terminal.output
        (log,) = tmp_path.rglob("*.log")
        assert "NATIVE-STDOUT\nNATIVE-STDERR\n" in log.read_text()
        assert log.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, pytest.param(signal.SIGHUP, marks=pytest.mark.slow), signal.SIGKILL]
)
def test_the_app_ends_with_its_launcher(state: dict[str, str], number: signal.Signals):
    with started("plain", state) as (terminal, pid):
        terminal.process.send_signal(number)
        terminal.end()
        wait_until(lambda: not runs(pid))
        terminal.drain()
        assert_put_right(terminal)
        last = visible(terminal.output[terminal.output.rindex(b"\x1b[?1049l") :])
        assert ("ended from outside" in last) == (number != signal.SIGKILL)
        assert "hint" not in last


def is_stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


@pytest.mark.parametrize("by_command", [True, False])
def test_the_app_leaves_the_terminal_before_it_is_suspended_and_comes_back(state: dict[str, str], by_command: bool):
    with started("plain", state) as (terminal, pid):
        launcher = terminal.process.pid
        if by_command:
            terminal.press_until("Back to the shell", CTRL_P, b"Suspend")
            terminal.press(ENTER)
        else:
            os.killpg(launcher, signal.SIGTSTP)
        wait_until(lambda: is_stopped(pid) and is_stopped(launcher))
        terminal.drain()
        assert_put_right(terminal)
        left = len(terminal.output)
        os.killpg(launcher, signal.SIGCONT)
        # Before the app has the terminal again, that echoes what is typed and keeps Ctrl+Q to itself.
        wait_until(lambda: b"\x1b[?1049h" in terminal.output[left:])
        terminal.press_until("back again", b"back again")
        assert_quits_cleanly(terminal, CTRL_Q)


REAL = ("-m", "uniconv_edge", "chat")


def test_the_real_command_opens_the_app_and_quits(state: dict[str, str]):
    with Terminal([], state, program=REAL) as terminal:
        terminal.wait_for("Which documents do you want to ask?")
        terminal.press(CTRL_Q)
        assert terminal.end() == 0
        assert_put_right(terminal)


@pytest.mark.parametrize(
    ("arguments", "settings", "said"),
    [
        (["--nonsense"], {}, "No such option"),
        (["--model", "no such model"], {}, "no model `no such model`"),
        ([], {"LC_ALL": "", "LC_CTYPE": "", "LANG": "", "UNICONV_EDGE_MOUSE": "perhaps"}, "`perhaps` is no value"),
    ],
)
def test_a_wrong_command_is_said_on_a_terminal_that_was_not_touched(
    state: dict[str, str], arguments: list[str], settings: dict[str, str], said: str
):
    with Terminal(arguments, {**state, **settings}, program=REAL) as terminal:
        assert terminal.end(60) != 0
        assert said in visible(terminal.output)
        assert b"\x1b[?1049h" not in terminal.output
        assert b"Traceback" not in terminal.output
        assert termios.tcgetattr(terminal.slave) == terminal.settings_before


def test_what_is_typed_at_the_first_frame_is_in_the_question_box(state: dict[str, str], tmp_path: Path):
    settings = {**state, "UNICONV_EDGE_LIBRARY": str(tmp_path / "none")}
    with Terminal([], settings, program=REAL) as terminal:
        terminal.wait_for("Ask your documents")
        first = len(terminal.output)
        terminal.press(*(bytes([letter]) for letter in b"early bird"))
        terminal.wait_for("Which documents do you want to ask?")
        terminal.settle(0.5)
        assert "early bird" in visible(terminal.output)
        assert "early" not in visible(terminal.output[:first])
        assert terminal.output.count(b"\x1b[?1049h") == 1
        terminal.press(CTRL_Q)
        assert terminal.end() == 0
        assert_put_right(terminal)


def test_the_real_command_puts_the_terminal_right_when_its_launcher_is_killed(state: dict[str, str], tmp_path: Path):
    with Terminal([], {**state, "UNICONV_EDGE_LIBRARY": str(tmp_path / "none")}, program=REAL) as terminal:
        terminal.wait_for("Which documents do you want to ask?")
        [app] = children(terminal.process.pid)
        terminal.process.kill()
        terminal.end()
        wait_until(lambda: not runs(app))
        terminal.drain()
        assert_put_right(terminal)


# Hostile text ---------------------------------------------------------------------------------------------------------


CITING = """
from hostile_terminal.payloads import EVERYTHING
from uniconv_edge.cli.links import emit_cited
from uniconv_edge.cli.presentation import hits_text
from uniconv_edge.types import Hit
hit = Hit(1, 1.0, 1, 1, f"/d/{EVERYTHING}", EVERYTHING, None, 0, 0, 4, EVERYTHING, EVERYTHING)
emit_cited(hits_text([hit]), [hit])
"""


def test_what_is_cited_on_a_terminal_brings_no_link_of_its_own(tmp_path: Path):
    settings = {"PYTHONPATH": os.pathsep.join(str(each) for each in Path(__file__).parents[1:3]), "NO_COLOR": ""}
    with Terminal([], {**settings, "UNICONV_EDGE_CONFIG": str(tmp_path / "none")}, program=("-c", CITING)) as terminal:
        assert terminal.end() == 0
    printed = terminal.output
    assert [target[:7] for target in re.findall(rb"\x1b\]8;;([^\x1b]*)\x1b", printed)] == [b"file://", b""]
    assert printed.count(b"\x1b") == 4
    assert not UNSAFE.search(printed.decode())


def back(terminal: Terminal) -> None:
    """Escape, and some quiet behind what it paints: an Escape joined by the next key would be another key, and on a
    busy machine it is read late."""
    terminal.settle(0.25)
    painted = len(terminal.output)
    terminal.press(ESCAPE)
    terminal.wait_for_more(painted)
    terminal.settle(0.35)


def tour(terminal: Terminal) -> None:
    """Every screen and every widget that shows text of others."""
    terminal.wait_for("7 documents")
    terminal.wait_for("reading")
    terminal.wait_for("The library holds")
    terminal.paste("Q" + EVERYTHING)
    terminal.press(ENTER)
    terminal.wait_for("word for word")
    terminal.wait_for("412 ms")
    terminal.press(CTRL_Y)
    terminal.wait_for("Copied")
    for row in range(3, 28, 2):
        for column in (8, 30, 70, 90):
            terminal.click(column, row)
    terminal.settle(0.8)
    terminal.press(ESCAPE)
    terminal.settle(0.8)
    terminal.press_until("page 3 of 3", ESCAPE, CTRL_L, TAB, ENTER)
    terminal.press(b"p", b"m")
    back(terminal)
    terminal.press_until("hint:", CTRL_L, b"fail", ENTER)
    terminal.press_until("Read documents", CTRL_O)
    terminal.paste("/nowhere" + EVERYTHING)
    terminal.press(ENTER)
    terminal.wait_for("There is no file or folder")
    back(terminal)
    terminal.press_until("Ask only some documents", CTRL_F)
    terminal.press(*(bytes([letter]) for letter in b"refused"))
    terminal.press(ENTER)
    terminal.wait_for("filtering ")
    back(terminal)
    terminal.press_until("Ask only some documents", CTRL_F)
    terminal.paste("path:" + EVERYTHING)
    terminal.press(ENTER)
    terminal.wait_for("only ")
    terminal.press_until("Every trace of it leaves", F2, b"d")
    terminal.press(b"y")
    terminal.wait_for("forgetting ")
    terminal.press_until("opening ", TAB, ENTER)
    terminal.press_until("1 question", F3)
    terminal.press_until("is shown now", b"t")
    back(terminal)
    terminal.press_until("Rename this conversation", b"n")
    back(terminal)
    terminal.press_until("for good", b"d")
    back(terminal)
    terminal.press_until("kB on disk", F4)
    terminal.press_until("verifying ", b"v")
    back(terminal)
    terminal.press_until("another line in the question", F1)
    back(terminal)
    terminal.press_until("Search for commands", CTRL_P)
    back(terminal)
    terminal.press(CTRL_Q)


def test_no_payload_byte_reaches_the_terminal_and_no_action_runs(state: dict[str, str]):
    with Terminal(["hostile"], state) as terminal:
        tour(terminal)
        assert terminal.end() == 0
        output = terminal.output
        for payload in ESCAPES:
            assert payload.encode() not in output
        assert UNSAFE.findall(output.decode("utf-8")) == []
        copied = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)", output)
        assert len(copied) == 1
        text = base64.b64decode(copied[0]).decode()
        assert "[/some/path]" in text
        assert not UNSAFE.search(text)
        assert "\x1b" not in text
        assert set(re.findall(rb"\x1b\](\d+);", output)) <= {b"52", b"22"}
        assert b"Traceback" not in output
        assert b"[@click=app.quit]" in output


def test_the_same_text_would_reach_the_terminal_without_cleaning(state: dict[str, str]):
    with Terminal(["hostile", "unclean"], state) as terminal:
        terminal.wait_for("documents")
        terminal.press(b"a", ENTER)
        terminal.wait_for("412 ms")
        terminal.settle()
        output = terminal.output
        assert ESCAPES[1].encode() in output or UNSAFE.search(output.decode("utf-8", "replace"))
        assert any(payload.encode() in output for payload in CHARACTERS)
