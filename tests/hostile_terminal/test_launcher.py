"""The launcher on a real pseudo-terminal: the terminal is put right however the app ends."""

from __future__ import annotations

import os
import re
import signal
import termios
import time
from pathlib import Path

import pytest

from .terminal import CTRL_C, CTRL_Q, ENTER, Terminal, visible


@pytest.fixture
def state(tmp_path: Path) -> dict[str, str]:
    return {"XDG_STATE_HOME": str(tmp_path)}


def started(role: str, state: dict[str, str]) -> tuple[Terminal, int]:
    terminal = Terminal([role], state)
    terminal.wait_for("pid")
    terminal.settle(0.1)
    found = re.search(r"pid(\d+)", visible(terminal.output))
    assert found
    return terminal, int(found[1])


def alive(pid: int) -> bool:
    """Whether the process runs (one that has ended and waits to be collected does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def assert_put_right(terminal: Terminal) -> None:
    after = terminal.output[terminal.output.rindex(b"\x1b[?1049h") :]
    for sequence in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?2004l"):
        assert sequence in after
    assert after.rindex(b"\x1b[?25h") > after.rindex(b"\x1b[?25l")
    assert termios.tcgetattr(terminal.slave) == terminal.settings_before


@pytest.mark.parametrize("number", [signal.SIGABRT, signal.SIGSEGV, signal.SIGKILL])
def test_a_native_crash_leaves_a_usable_terminal_and_names_the_log(state: dict[str, str], number: signal.Signals):
    terminal, pid = started("plain", state)
    try:
        assert termios.tcgetattr(terminal.slave) != terminal.settings_before
        os.kill(pid, number)
        assert terminal.end() == 128 + number
        assert_put_right(terminal)
        last = visible(terminal.output[terminal.output.rindex(b"\x1b[?1049l") :])
        assert f"stopped unexpectedly ({number.name})" in last
        assert "uniconv-edge.log" in last
        assert "hint:" in last
    finally:
        terminal.close()


@pytest.mark.parametrize("keys", [(CTRL_Q,), (CTRL_C, CTRL_C)])
def test_the_app_quits_cleanly(state: dict[str, str], keys: tuple[bytes, ...]):
    terminal, _ = started("plain", state)
    try:
        terminal.press(*keys)
        assert terminal.end() == 0
        assert_put_right(terminal)
        assert b"hint" not in terminal.output[terminal.output.rindex(b"\x1b[?1049l") :]
    finally:
        terminal.close()


def test_the_app_quits_within_four_seconds_while_a_native_call_does_not_return(state: dict[str, str]):
    terminal, _ = started("stuck", state)
    try:
        terminal.press(b"a", ENTER)
        terminal.wait_for("reading your question")
        began = time.monotonic()
        terminal.press(CTRL_Q)
        assert terminal.end() == 0
        assert time.monotonic() - began < 4
        assert_put_right(terminal)
    finally:
        terminal.close()


def test_the_app_runs_when_the_log_cannot_be_written():
    terminal, _ = started("plain", {"XDG_STATE_HOME": "/proc/nowhere"})
    try:
        terminal.press(b"a", ENTER)
        terminal.wait_for("412 ms")
        terminal.press(CTRL_Q)
        assert terminal.end() == 0
        assert_put_right(terminal)
    finally:
        terminal.close()


def test_what_native_code_prints_goes_to_the_log_and_not_to_the_screen(state: dict[str, str], tmp_path: Path):
    terminal, _ = started("noisy", state)
    try:
        terminal.press(b"a", ENTER)
        terminal.wait_for("412 ms")
        terminal.press(CTRL_Q)
        assert terminal.end() == 0
        assert b"NATIVE-" not in terminal.output
        assert b"PYTHON-PRINT" not in terminal.output
        (log,) = tmp_path.rglob("*.log")
        assert "NATIVE-STDOUT\nNATIVE-STDERR\n" in log.read_text()
        assert log.stat().st_mode & 0o777 == 0o600
    finally:
        terminal.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_the_app_ends_with_its_launcher(state: dict[str, str], number: signal.Signals):
    terminal, pid = started("plain", state)
    try:
        terminal.process.send_signal(number)
        terminal.end()
        deadline = time.monotonic() + 5
        while alive(pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not alive(pid)
        time.sleep(0.2)
        assert_put_right(terminal)
    finally:
        terminal.close()


REAL = ("-m", "uniconv_edge", "chat")


def test_the_real_command_opens_the_app_and_quits(state: dict[str, str]):
    terminal = Terminal([], state, program=REAL)
    try:
        terminal.wait_for("Which documents do you want to ask?")
        terminal.press(CTRL_Q)
        assert terminal.end() == 0
        assert_put_right(terminal)
    finally:
        terminal.close()


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
    terminal = Terminal(arguments, {**state, **settings}, program=REAL)
    try:
        assert terminal.end(60) != 0
        assert said in visible(terminal.output)
        assert b"\x1b[?1049h" not in terminal.output
        assert b"Traceback" not in terminal.output
        assert termios.tcgetattr(terminal.slave) == terminal.settings_before
    finally:
        terminal.close()


def test_what_is_typed_at_the_first_frame_is_in_the_question_box(state: dict[str, str], tmp_path: Path):
    settings = {**state, "UNICONV_EDGE_LIBRARY": str(tmp_path / "none")}
    terminal = Terminal([], settings, program=REAL)
    try:
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
    finally:
        terminal.close()


def test_the_real_command_puts_the_terminal_right_when_its_launcher_is_killed(state: dict[str, str], tmp_path: Path):
    terminal = Terminal([], {**state, "UNICONV_EDGE_LIBRARY": str(tmp_path / "none")}, program=REAL)
    try:
        terminal.wait_for("Which documents do you want to ask?")
        terminal.process.kill()
        terminal.end()
        deadline = time.monotonic() + 8
        while termios.tcgetattr(terminal.slave) != terminal.settings_before and time.monotonic() < deadline:
            time.sleep(0.1)
        assert_put_right(terminal)
    finally:
        terminal.close()
