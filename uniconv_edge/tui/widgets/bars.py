"""The quiet lines around the conversation: what is open, what is happening, how far the reading is."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Footer, Static

from uniconv_edge.tui import display, library_lines
from uniconv_edge.tui.first_frame import SMALLEST
from uniconv_edge.tui.pin import in_short
from uniconv_edge.tui.progress import Progress

if TYPE_CHECKING:
    from uniconv_edge.types import LibraryStatus

_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_LEAST = " × ".join(map(str, SMALLEST))
_BRAND = "uniconv-edge"
_SHOWN_FILTERS = 60


class TopBar(Horizontal):
    """The name of the program, the size of the library and the model that answers."""

    def __init__(self, model_name: str) -> None:
        super().__init__(id="top")
        self._model = model_name
        self._status: LibraryStatus | None = None

    def compose(self) -> ComposeResult:
        """Left and right."""
        yield Static(display.literal(_BRAND, "bold $primary"), id="brand")
        yield Static(id="library-line")

    def show(self, status: LibraryStatus | None) -> None:
        """The library changed."""
        self._status = status
        self.on_resize()

    def name_model(self, name: str) -> None:
        """Another model answers."""
        self._model = name
        self.on_resize()

    def on_resize(self) -> None:
        """Show as much as fits."""
        room = self.size.width - len(_BRAND) - 4
        self.query_one("#library-line", Static).update(library_lines.library_line(self._status, self._model, room))


class TooSmall(Static):
    """Says what to do where the terminal has no room for a conversation."""

    def __init__(self) -> None:
        super().__init__(
            display.literal(f"This window is too small: {_LEAST} is the least, and 60 × 20 is enough."), id="too-small"
        )


@runtime_checkable
class _Key(Protocol):
    """What is used of a key of Textual's footer, whose class has no public name."""

    key_display: str
    description: str
    action: str


class KeyLine(Footer):
    """The keys of the screen, as many as fit as a whole; help is among them wherever there is room for one."""

    def __init__(self) -> None:
        super().__init__(show_command_palette=False, compact=True)

    def compose(self) -> ComposeResult:
        """Textual's keys, without those that would be cut off."""
        keys = [key for key in super().compose() if isinstance(key, _Key)]
        keys.sort(key=lambda key: key.action in ("quit", "app.quit"))  # the last, though Textual has it first
        room = self.screen.size.width - 1
        helping = [key for key in keys if key.action in ("help", "app.help")]
        room -= sum(map(_width, helping))
        for key in keys:
            if key in helping:
                yield key
            elif _width(key) <= room:
                room -= _width(key)
                yield key

    def on_resize(self) -> None:
        """More or fewer keys fit."""
        self.call_after_refresh(self.recompose)


def _width(key: _Key) -> int:
    """The columns of a key, its description and the gaps after them."""
    return cell_len(key.key_display) + cell_len(key.description) + 2


class Feedback(Static):
    """One line that says what is happening now."""

    def __init__(self) -> None:
        super().__init__(id="feedback")
        self._since = 0.0
        self._doing = ""
        self._elapsed = ""

    def on_mount(self) -> None:
        """A slow clock that runs only while something is being done."""
        self._clock = self.set_interval(0.1, self._tick, pause=True)

    def doing(self, what: str) -> None:
        """Something began; the seconds are counted from the first `doing` after a `rest`."""
        if not self._doing:
            self._since = time.monotonic()
        self._doing = what
        self._clock.resume()
        self._say(anew=True)

    def rest(self, content: Content | None = None) -> None:
        """Nothing is being done; say `content`, or nothing."""
        self._doing = ""
        self._clock.pause()
        self.update(content if content is not None else "")

    def _tick(self) -> None:
        self._say()

    def _say(self, *, anew: bool = False) -> None:
        """The next frame. The screen is laid out anew only where that may take more room: with a conversation on it,
        ten times a second would take half a processor from the model."""
        seconds = time.monotonic() - self._since
        frame = _FRAMES[int(seconds * 10) % len(_FRAMES)]
        before, self._elapsed = self._elapsed, f"  {seconds:.0f} s" if seconds >= 1 else ""
        said = display.joined((f"{frame} ", display.ACCENT), (self._doing, ""), (self._elapsed, display.MUTED))
        self.update(said, layout=anew or len(self._elapsed) != len(before))


class IndexLine(Static):
    """How far the reading of documents is."""

    def __init__(self) -> None:
        super().__init__(id="index-line")

    def show(self, state: Progress) -> None:
        """A run goes on."""
        self.display = True  # which lays the screen out where it was hidden; its height is one line
        self.update(library_lines.progress(state, max(6, min(24, self.app.size.width // 5))), layout=False)

    def done(self) -> None:
        """The run is over."""
        self.display = False


class WaitingLine(Static):
    """The questions that will be asked as soon as that is possible."""

    def __init__(self) -> None:
        super().__init__(id="waiting-line")

    def show(self, questions: Sequence[str], key: str) -> None:
        """Other questions wait, or none; `key` gives them back."""
        self.display = bool(questions)
        head = "next: " if len(questions) < 2 else f"next, with {len(questions) - 1} more after it: "
        said = display.one_line(questions[0], 200) if questions else ""
        more = display.joined((head, display.ACCENT), (f"{key} takes it back  ", display.MUTED))
        self.update(more + display.literal(said))


class ScopeLine(Static):
    """Which documents are asked, when it is not all of them."""

    def __init__(self) -> None:
        super().__init__(id="scope-line")

    def show(self, filters: str, key: str) -> None:
        """The filters changed; `key` changes them again."""
        self.display = bool(filters)
        self.update(
            display.joined(
                ("only ", display.MUTED),
                (display.one_line(in_short(filters), _SHOWN_FILTERS), display.ACCENT),
                (f"  {key} changes", display.MUTED),
            )
        )
