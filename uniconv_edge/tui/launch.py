"""Starts the app in a child process and puts the terminal right should the child die.

A failed assertion in a native library ends a process on the spot: no Python code runs, and the terminal
would stay in the alternate screen with the mouse on. The parent only waits, and cleans up.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from uniconv_edge.errors import UniconvError, UsageError
from uniconv_edge.library.text import clean
from uniconv_edge.paths import library_folder, log_file, wanted_model

if TYPE_CHECKING:
    from uniconv_edge.config import Settings

# Leave the alternate screen; show the cursor; mouse, focus, paste and resize reports off; wrap on.
RESTORE = (
    "\x1b[<u\x1b[?1049l\x1b[?25h"
    "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1004l\x1b[?1006l\x1b[?1015l\x1b[?1016l"
    "\x1b[?2004l\x1b[?2048l\x1b[?7h\x1b[0m\r"
)
# Without `site`, which the search path that is passed on makes superfluous, the child starts a fifth sooner.
# Nothing becomes garbage while modules are loaded; looking for it costs a tenth of the time. `child` allows it again.
_BOOT = (
    "import gc; gc.disable(); import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from uniconv_edge.tui.child import main; main(int(sys.argv[2]))"
)


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """What the app is started with: resolved folders, the paths to read first, and the settings of the app.

    `keys` are those that the person moved, by command; `resume` is a stored conversation to go on with; `filters`, as
    typed, say which documents are asked; `terminal` are the terminal's settings to go back to, when the launcher has
    painted the first frame (`first_frame`).
    """

    library: str
    model: str
    paths: tuple[str, ...] = ()
    theme: str = "auto"
    mouse: bool = True
    watch: bool = False
    opener: str = ""
    context: int = 0
    min_confidence: float | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    resume: int | None = None
    filters: str = ""
    terminal: Sequence[object] = ()

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> ChatSettings:
        raw = json.loads(text)
        return cls(**{**raw, "paths": tuple(raw["paths"]), "terminal": tuple(raw["terminal"])})


def chat_settings(
    library: Path,
    model: Path,
    paths: Sequence[Path],
    settings: Settings,
    resume: int | None = None,
    filters: str = "",
) -> ChatSettings:
    """What the app is started with, from the person's settings. Raises UsageError where there is no UTF-8."""
    import locale

    encoding = locale.getencoding()
    if encoding.lower().replace("-", "") != "utf8":
        raise UsageError(
            f"the app needs a UTF-8 terminal, this one is set to {encoding}",
            "start it with `LC_ALL=C.UTF-8`, or use `uniconv-edge chat --plain`",
        )
    usual = asdict(type(settings.keys)())
    return ChatSettings(
        library=str(library),
        model=str(model.absolute()),
        paths=tuple(str(path) for path in paths),
        theme=settings.app.theme,
        mouse=settings.app.mouse,
        watch=settings.app.watch,
        opener=settings.app.opener,
        context=settings.context,
        min_confidence=settings.min_confidence,
        keys={name: key for name, key in asdict(settings.keys).items() if key != usual[name]},
        resume=resume,
        filters=filters,
    )


class Launch:
    """The app's process, which loads Textual while the command line is still read, and then waits for its settings.

    It touches the terminal only once it has them; when they do not come, because the command was wrong, it ends.
    """

    def __init__(self) -> None:
        # The parent's own search path is passed on, so that a file in the current folder cannot pose as a module.
        root = str(Path(__file__).resolve().parents[2])
        path = sys.path if root in sys.path else [*sys.path, root]
        self.log, errors = open_log()
        reading, self._writing = os.pipe()
        command = [sys.executable, "-P", "-S", "-c", _BOOT, json.dumps(path), str(reading)]
        with errors:
            self.process = subprocess.Popen(command, stderr=errors, pass_fds=(reading,))
        os.close(reading)

    def settle(self, settings: ChatSettings) -> None:
        """Tell the app its settings: it begins to paint."""
        with os.fdopen(self._writing, "w", encoding="utf-8") as pipe:
            pipe.write(settings.to_json())


_early: Launch | None = None


def launch_early(arguments: Sequence[str]) -> int | None:
    """Start the app's process when `arguments` are those of `chat` on a terminal.

    A `chat` without arguments is run to its end, its exit code returned: it needs no command line to be read. For any
    other, and where something is wrong with the settings, the answer is None: the command line says it in its own way.
    """
    global _early
    others = {"-h", "--help", "--json", "--plain"}
    plain = others & set(arguments) or os.environ.get("UNICONV_EDGE_PLAIN") or os.environ.get("TERM") == "dumb"
    if arguments[:1] != ["chat"] or plain or not sys.stdin.isatty() or not sys.stdout.isatty():
        return None
    _early = Launch()
    settings = _usual_settings() if arguments == ["chat"] else None
    return None if settings is None else run_chat(settings, first_frame=True)


def _usual_settings() -> ChatSettings | None:
    """The settings of a `chat` without arguments; None where they are not right, or say plain mode."""
    from uniconv_edge.config import resolve

    try:
        settings = resolve().settings
        library = library_folder(Path(settings.library) if settings.library else None)
        model = wanted_model(settings.model or None)
        return None if settings.app.plain else chat_settings(library, model, (), settings)
    except UniconvError:
        return None


def run_chat(settings: ChatSettings, *, first_frame: bool = False) -> int:
    """Run the app until the person quits; returns the exit code of the command."""
    os.umask(0o077)
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        launch = _early or Launch()
        if first_frame:
            from uniconv_edge.tui.first_frame import paint

            settings = replace(settings, terminal=paint(terminal, settings.theme))
        launch.settle(settings)
    except KeyboardInterrupt:
        _restore(terminal, before)
        raise
    return _attend(launch.process, terminal, before, launch.log)


def _attend(child: subprocess.Popen[bytes], terminal: int, before: list[object], log: str) -> int:
    code = _wait(child)
    if code:
        _restore(terminal, before)
    if code == -signal.SIGINT:  # Ctrl+C before the app had the terminal, where it is a key
        return 128 - code
    if -code in (signal.SIGTERM, signal.SIGHUP):
        ended = (
            f"uniconv-edge was ended from outside ({_signal_name(-code)}). What was answered and read so far is kept."
        )
        sys.stderr.write(f"{ended}\n")
        return 128 - code
    if code < 0:
        _report(f"uniconv-edge stopped unexpectedly ({_signal_name(-code)}).", log)
        return 128 - code
    if code > 0:
        _report("uniconv-edge ended with an error.", log)
    return code


def open_log() -> tuple[str, BinaryIO]:
    """Where the log is, and the log opened for appending, readable by its owner only; nowhere if that is forbidden."""
    try:
        path = str(log_file())
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    except OSError:
        path = os.devnull
        descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    return path, os.fdopen(descriptor, "ab")


def _wait(child: subprocess.Popen[bytes]) -> int:
    """Wait for the child; Ctrl+C belongs to it, and a polite end of the parent is passed on. The parent is stopped
    (`fg` goes on) only after the child: before, the shell would have the terminal that the child is still to leave."""
    previous = {
        number: signal.signal(number, lambda received, _frame: os.kill(child.pid, received))
        for number in (signal.SIGTERM, signal.SIGHUP)
    }
    for number in (signal.SIGINT, signal.SIGTSTP):
        previous[number] = signal.signal(number, signal.SIG_IGN)
    try:
        while os.WIFSTOPPED(status := os.waitpid(child.pid, os.WUNTRACED)[1]):
            os.kill(os.getpid(), signal.SIGSTOP)
        child.returncode = os.waitstatus_to_exitcode(status)
        return child.returncode
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _restore(terminal: int, before: list[object]) -> None:
    try:
        termios.tcsetattr(terminal, termios.TCSANOW, before)  # type: ignore[arg-type]
        termios.tcflush(terminal, termios.TCIFLUSH)
    except termios.error:
        # The terminal itself is gone (its window was closed); there is nothing to put right.
        return
    sys.stdout.write(RESTORE)
    sys.stdout.flush()


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _report(sentence: str, log: str) -> None:
    sys.stderr.write(clean(f"{sentence} The log is {log}\n"))
    sys.stderr.write("hint: `uniconv-edge doctor` checks the model and the library\n")
    sys.stderr.flush()
