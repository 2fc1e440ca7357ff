"""The library: its folders, what is being read, what was not read and why."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from uniconv_edge.errors import LibraryMissing
from uniconv_edge.tui import display, library_lines
from uniconv_edge.tui import messages as m
from uniconv_edge.tui.screens.asking import ConfirmScreen
from uniconv_edge.tui.screens.clicks import StaleClicksDropped
from uniconv_edge.tui.screens.folder import FolderScreen
from uniconv_edge.tui.widgets.bars import KeyLine
from uniconv_edge.wording import count, is_passed_over

if TYPE_CHECKING:
    from uniconv_edge.tui.core import Core
    from uniconv_edge.types import LibraryStatus, Skipped

_SHOWN_SKIPPED = 500
_LOOK_SECONDS = 2.0


class LibraryScreen(StaleClicksDropped[None]):
    """Goes on with the conversation's runs; what it shows is asked of the core anew when it is opened."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "app.pop_screen", "Back", key_display="esc"),
        Binding("s", "stop_reading", "Stop reading"),
        Binding("a", "add", "Add", priority=True),  # what arrives with it is for its card
        Binding("r", "read", "Read again"),
        Binding("d", "remove", "Remove"),
        Binding("w", "watch", "Watch"),
        Binding("question_mark", "app.help", "Help", show=False),
    ]
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("a", "add a folder or a file"),
        ("d", "remove the folder from the library; its files are not touched"),
        ("r", "read the folders again: what is new, changed or gone"),
        ("s", "stop the reading; what has been read so far stays"),
        ("w", "follow the folders while the app is open, or stop"),
        ("Tab", "to the files that were not read, or only in part"),
        ("Enter", "on such a file: open it in your own program"),
        ("Escape", "back to the conversation"),
        ("palette", "all commands"),
    )

    def __init__(self, core: Core) -> None:
        super().__init__()
        self._core = core
        self._roots: Sequence[str] = ()
        self._unread: Sequence[Skipped] = ()
        self._shown: tuple[LibraryStatus | None, bool] | None = None
        self._unfinished = False

    def compose(self) -> ComposeResult:
        """Counts, progress, folders, and what was not read."""
        yield Static(display.literal("Library", "bold $primary"), classes="screen-title")
        yield Static(id="library-counts", classes="screen-line")
        yield Static(id="library-run", classes="screen-line")
        yield Static(display.literal("Folders", display.STRONG), classes="screen-heading")
        yield OptionList(id="roots", classes="screen-list")
        yield Static(id="skipped-heading", classes="screen-heading")
        yield OptionList(id="skipped", classes="screen-list")
        yield KeyLine()

    def on_mount(self) -> None:
        """Ask what the library holds."""
        self.chat.listen(self)
        self.query_one("#roots").focus()
        self._look()
        self._say_state()
        self.set_interval(_LOOK_SECONDS, self._look)

    def on_unmount(self) -> None:
        """No more reports."""
        self.chat.unlisten(self)

    # Orders of the person --------------------------------------------------------------------------

    def action_add(self) -> None:
        """Choose a folder to read."""
        self.app.push_screen(FolderScreen(self._core), self._add)

    def _add(self, path: Path | None) -> None:
        if path is not None:
            self._read([path])

    def action_read(self) -> None:
        """Read all folders again."""
        self._read([])

    def _read(self, paths: Sequence[Path]) -> None:
        self.chat.conversation.read_paths(paths)
        self._say("looking for documents")
        self.refresh_bindings()

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """There is a reading to stop only while there is one."""
        return action != "stop_reading" or self._core.runs.indexing

    def action_stop_reading(self) -> None:
        """End the reading; what has been read so far stays."""
        self.chat.conversation.action_stop_reading()
        self._say("stopping; what has been read so far stays")

    def action_watch(self) -> None:
        """Follow the folders, or no longer."""
        self._core.runs.watch(not self._core.runs.watching)

    def action_remove(self) -> None:
        """Remove the folder from the library, once that is confirmed."""
        chosen = self.query_one("#roots", OptionList).highlighted
        if chosen is None or chosen >= len(self._roots):
            return
        root = self._roots[chosen]
        if self._core.runs.indexing:
            display.say(self, "Wait until the reading is done.")
            return
        more = "Every trace of it leaves the library. The files themselves are not touched."
        card = ConfirmScreen(f"Remove {display.one_line(root, 200)}?", more)
        self.app.push_screen(card, lambda yes: self._remove(root) if yes else None)

    def _remove(self, root: str) -> None:
        services = self._core.services

        def forget() -> Message:
            number = services.forget(Path(root))
            held = f"its {count(number, 'document')} left the library" if number else "it held no document"
            return m.ErrandDone(f"Removed: {held}.")

        self._core.errand(forget, self.post_message)

    @on(OptionList.OptionSelected, "#skipped")
    def _open_skipped(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._core.open_file(self._unread[event.option_index].path, None, self.post_message)

    # What the core reports -------------------------------------------------------------------------

    def _look(self) -> None:
        services = self._core.services

        def look() -> Message:
            try:
                return m.LibraryLooked(services.status())
            except LibraryMissing:
                return m.LibraryLooked(None)

        self._core.errand(look, self.post_message)

    @on(m.LibraryLooked)
    def _looked(self, event: m.LibraryLooked) -> None:
        status, reading = event.status, self._core.runs.indexing
        if self._shown == (status, reading):
            return  # the lists are left as they are, and where they are
        self._shown = (status, reading)
        self.refresh_bindings()
        self._roots = status.roots if status else ()
        if self._unfinished != bool(status and status.unfinished):
            self._unfinished = not self._unfinished
            self._say_state()
        partly = status.partly if status else ()
        skipped = sorted(status.skipped if status else (), key=is_passed_over)  # what is wrong with a file comes first
        self._unread = (*partly, *skipped)[:_SHOWN_SKIPPED]
        self.query_one("#library-counts", Static).update(library_lines.library_counts(status))
        held = status.root_documents if status else ()
        roots = [Option(library_lines.root(*each)) for each in zip_longest(self._roots, held)]
        empty = "the first documents are being read" if reading else "no folder yet; press a to add one"
        nothing = Option(display.literal(empty, display.MUTED))
        self._fill("#roots", roots or [nothing])
        entries = [library_lines.skipped(each, self._roots, partly=each in partly) for each in self._unread]
        self._fill("#skipped", [Option(entry) for entry in entries])
        self._head_skipped(status)

    def _fill(self, selector: str, options: Sequence[Option]) -> None:
        choices = self.query_one(selector, OptionList)
        place = choices.highlighted
        choices.clear_options()
        choices.add_options(options)
        if options:
            choices.highlighted = min(place or 0, len(options) - 1)

    def _head_skipped(self, status: LibraryStatus | None) -> None:
        partly, unread = (status.partly, status.skipped) if status else ((), ())
        folders = sum(each.path in self._roots for each in unread)  # one that is not there is no file
        number = len(partly) + len(unread)
        said = [f"Read in part: {count(len(partly), 'file')}"] if partly else []
        kinds = (count(len(unread) - folders, "file"), count(folders, "folder"))
        named = [kind for kind in kinds if not kind.startswith("0 ")]
        said += [f"{'not' if partly else 'Not'} read: {', '.join(named)}"] if unread else []
        said += [f"the first {_SHOWN_SKIPPED} shown"] if number > _SHOWN_SKIPPED else []
        nothing = "Every file that was opened could be read" if status and status.documents else ""
        heading = display.literal(", ".join(said) or nothing, display.STRONG)
        self.query_one("#skipped-heading", Static).update(heading)
        self.query_one("#skipped").display = bool(number)

    @on(m.IndexProgressed)
    def _progressed(self, event: m.IndexProgressed) -> None:
        width = max(6, min(30, self.app.size.width // 5))
        self.query_one("#library-run", Static).update(library_lines.stages(event.progress, width))

    @on(m.IndexFinished)
    def _finished(self) -> None:
        self._say_state()
        self.refresh_bindings()
        self._look()

    @on(m.WatchChanged)
    def _watch_changed(self, event: m.WatchChanged) -> None:
        self._say_state()
        if event.message:
            display.say(self, event.message, severe=True)

    @on(m.ErrandDone)
    def _done(self, event: m.ErrandDone) -> None:
        display.say(self, event.sentence)
        self._say_state()
        self._core.look()
        self._look()

    @on(m.IndexFailed)
    @on(m.ErrandFailed)
    def _failed(self, event: m.IndexFailed | m.ErrandFailed) -> None:
        self.refresh_bindings()
        self.query_one("#library-run", Static).update(display.trouble(event.message, event.hint))

    def _say_state(self) -> None:
        if not self._core.runs.indexing:
            left = "the last reading ended before all files were read: r goes on" if self._unfinished else ""
            self._say("the folders are followed: changes are read at once" if self._core.runs.watching else left)

    def _say(self, text: str) -> None:
        self.query_one("#library-run", Static).update(display.literal(text, display.MUTED))
