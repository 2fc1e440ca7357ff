"""The terminal app. It knows screens and the core; it never touches a model or a database."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from uniconv_edge.library.text import clean
from uniconv_edge.tui import display, themes
from uniconv_edge.tui.core import Core, IndexPaths, OpenAssistant, ReadPages
from uniconv_edge.tui.screens.conversation import ConversationScreen
from uniconv_edge.tui.trouble import record

_TWICE_SECONDS = 2.0


class ChatApp(App[None]):
    """Ask one's documents. The assistant and the indexing are handed in, so that tests bring their own."""

    TITLE = "uniconv-edge"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", priority=True, tooltip="Leave"),
        Binding("ctrl+c", "interrupt", "Quit", show=False, priority=True),
    ]

    def __init__(
        self,
        *,
        open_assistant: OpenAssistant,
        index_paths: IndexPaths,
        read_pages: ReadPages,
        model_name: str,
        paths: Sequence[Path] = (),
        theme: str = themes.DARK.name,
    ) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
        self.VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-tall")]
        self._paths = list(paths)
        self._interrupted = 0.0
        self._theme_name = theme
        self.core = Core(open_assistant, index_paths, read_pages, self._post)
        self.conversation = ConversationScreen(self.core, model_name)

    def _post(self, message: object) -> None:
        # Called by the core's threads; a screen that is gone answers false, which is as it should be.
        self.conversation.post_message(message)  # type: ignore[arg-type]

    def get_default_screen(self) -> Screen[object]:
        """The conversation."""
        return self.conversation  # type: ignore[return-value]

    def on_mount(self) -> None:
        """Paint first, load the model after."""
        for theme in (themes.DARK, themes.LIGHT):
            self.register_theme(theme)
        self.theme = self._theme_name
        self.call_after_refresh(self._begin)

    def on_unmount(self) -> None:
        """Tell the threads to end; `child.run` waits for them."""
        self.core.close(0.0)

    def _begin(self) -> None:
        self.core.start()
        if self._paths:
            self.conversation.read_paths(self._paths)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own colours, for themes that do not name them."""
        return themes.DEFAULTS

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """The screen as SVG, without Textual's references to fonts on the network: no picture fetches anything."""
        svg = super().export_screenshot(title=title, simplify=simplify)
        return re.sub(r"@font-face\s*\{[^}]*\}", "", svg)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the palette offers beside Textual's own commands."""
        yield from super().get_system_commands(screen)
        if screen is self.conversation:
            yield SystemCommand("New conversation", "Forget this one", self.conversation.action_new)
            yield SystemCommand("Add documents", "Read a folder or a file", self.conversation.action_add)
            yield SystemCommand("Copy the last answer", "With its quotes", self.conversation.action_copy)

    def action_interrupt(self) -> None:
        """Ctrl+C: copy what is selected, else quit when pressed twice."""
        selected = self.screen.get_selected_text()
        if selected:
            self.copy_to_clipboard(selected)
            display.say(self, "Copied.")
        elif time.monotonic() - self._interrupted < _TWICE_SECONDS:
            self.exit()
        else:
            self._interrupted = time.monotonic()
            display.say(self, "Press Ctrl+C again to quit.")

    def copy_to_clipboard(self, text: str) -> None:
        """Every way to the clipboard, Textual's own included, carries cleaned text."""
        super().copy_to_clipboard(clean(text))

    def _handle_exception(self, error: Exception) -> None:
        """An error of our own goes into the log, never onto the screen with values from documents."""
        record(error)
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()
