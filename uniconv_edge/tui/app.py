"""The terminal app. It knows screens and the core; it never touches a model or a database."""

from __future__ import annotations

import copy
import gc
import os
import re
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen

from uniconv_edge.library.text import clean
from uniconv_edge.tui import display, palette, themes
from uniconv_edge.tui.core import Core
from uniconv_edge.tui.keys import DEFAULTS, command, readable
from uniconv_edge.tui.launch import ChatSettings
from uniconv_edge.tui.screens.conversation import ConversationScreen
from uniconv_edge.tui.services import Services
from uniconv_edge.tui.trouble import record

# Textual's: its list of keys is not ours, and one widget alone is no screen one could go on from.
_NOT_OFFERED = ("Keys", "Maximize", "Minimize")


class ChatApp(App[None]):
    """Ask one's documents. The services are handed in, so that tests bring their own."""

    TITLE = "uniconv-edge"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        command("help", "help", "Help"),
        command("library", "library", "Library"),
        command("conversations", "conversations", "Conversations"),
        command("models", "models", "Models"),
        command("palette", "command_palette", "Commands", show=False),
        command("quit", "quit", "Quit"),
        Binding("ctrl+c", "interrupt", "Quit", show=False, priority=True),
    ]

    def __init__(self, services: Services, settings: ChatSettings) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
        self.VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-tall")]
        self._settings = settings
        self._wear_theme()
        self._interrupted = 0.0
        self._begun = False
        self._suiting = False  # the theme is being chosen by the terminal, not by its name
        self.painted = threading.Event()
        self._listeners: list[Screen[Any]] = []
        self.core = Core(services, self._post)
        self.conversation = ConversationScreen(self.core, services.model_name)
        # These orders come before any question: what was typed ahead may be sent before the first frame is painted.
        if settings.resume is not None:
            self.core.resume(settings.resume)
        if settings.filters:
            self.core.keep_filters(settings.filters)

    def _post(self, message: Message) -> None:
        # Called by the core's threads; a screen that is gone answers false, which is as it should be.
        for screen in list(self._listeners):
            screen.post_message(copy.copy(message))
        self.conversation.post_message(message)

    def is_listening(self, screen: Screen[Any]) -> bool:
        """Whether this screen is told what the core reports, and says it in its own way."""
        return screen in self._listeners

    def listen(self, screen: Screen[Any]) -> None:
        """Let a screen have what the core reports, beside the conversation, until it is `unlisten`ed."""
        self._listeners.append(screen)

    def unlisten(self, screen: Screen[Any]) -> None:
        """The screen is closed."""
        if screen in self._listeners:
            self._listeners.remove(screen)

    def get_default_screen(self) -> Screen[Any]:
        """The conversation."""
        return self.conversation

    def on_mount(self) -> None:
        """Paint first, load the model after."""
        wanted = palette.chosen(self._settings.theme, os.environ)
        if wanted not in self.available_themes:
            told = f"There is no theme {wanted}. {self.keys_of('palette')}, Theme, lists those there are."
            display.say(self, told, severe=True)
        self.set_keymap(self._settings.keys)
        self.call_after_refresh(self._begin)

    def _wear_theme(self) -> None:
        """Put the colours on before the style sheet is parsed: setting them later would parse it twice."""
        for theme in (themes.DARK, themes.LIGHT):
            self.register_theme(theme)
        wanted = palette.chosen(self._settings.theme, os.environ)
        self.set_reactive(ChatApp.theme, wanted if wanted in self.available_themes else themes.DARK.name)
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_class(self.current_theme.dark, "-dark-mode", update=False)
        # Sixteen colours have no shades: there, what is chosen is shown in reverse.
        self.set_class(self.console.color_system == "standard", "-few-colours", update=False)
        self.set_class(not self.current_theme.dark, "-light-mode", update=False)

    def refresh_css(self, animate: bool = True) -> None:
        """Textual calls this at the start too, when the colours are those that the style sheet was parsed with."""
        if self._begun or self.get_css_variables() != self.stylesheet._variables:
            super().refresh_css(animate=animate)

    def on_unmount(self) -> None:
        """Tell the threads to end; `child.run` waits for them."""
        self.core.close(0.0)

    def _begin(self) -> None:
        """The first frame is painted: what is not needed for it comes now."""
        self.painted.set()
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
        self.core.start()
        self._begun = True
        if self._settings.paths:
            self.conversation.read_paths([Path(path) for path in self._settings.paths])
        elif self._settings.watch:
            self.core.runs.watch(True)

    def watch_theme(self, name: str) -> None:
        """A theme that was chosen in the palette is the theme of the next start too."""
        if self._begun and not self._suiting:
            self._keep_theme(name)

    def _keep_theme(self, name: str) -> None:
        def keep() -> None:
            self.core.services.keep_setting("app.theme", name)

        self.core.errand(keep, self.conversation.post_message)

    def action_suit_terminal(self) -> None:
        """Wear the theme that suits the terminal's background, now and at the next start."""
        self._suiting = True
        self.theme = palette.chosen("auto", os.environ)
        self._suiting = False
        self._keep_theme("auto")

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own colours, for themes that do not name them."""
        return palette.DEFAULTS

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """The screen as SVG, without Textual's references to fonts on the network: no picture fetches anything."""
        svg = super().export_screenshot(title=title, simplify=simplify)
        return re.sub(r"@font-face\s*\{[^}]*\}", "", svg)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What the palette offers: Textual's own commands, as far as they are of use here, and ours."""
        for offered in super().get_system_commands(screen):
            if offered.title not in _NOT_OFFERED:
                yield offered
        yield SystemCommand("Theme: auto", "Light where the terminal says that it is", self.action_suit_terminal)
        yield SystemCommand("Suspend", "Back to the shell, where fg goes on", self.action_suspend_process)
        yield SystemCommand("Keys", "The keys of this screen", self.action_help)
        yield SystemCommand("Library", "Folders, what was not read, watching", self.action_library)
        yield SystemCommand("Conversations", "Search, go on with, export, delete", self.action_conversations)
        yield SystemCommand("Models", "Switch, check, time them on this machine", self.action_models)
        if screen is self.conversation:
            ours: tuple[tuple[str, str, Callable[[], object]], ...] = self.conversation.offers()
            for title, meaning, action in ours:
                yield SystemCommand(title, meaning, action)

    def keys_of(self, name: str) -> str:
        """How the key of a command is written, as it is set now; other names are keys already."""
        usual = getattr(DEFAULTS, name, None)
        return name if usual is None else readable(self._settings.keys.get(name) or usual)

    def action_help(self) -> None:
        """The keys of the screen one is on; once more puts them away."""
        from uniconv_edge.tui.screens.help import HelpScreen

        if isinstance(self.screen, HelpScreen):
            self.pop_screen()
        else:
            rows = getattr(self.screen, "KEYS", ConversationScreen.KEYS)
            self.push_screen(HelpScreen([(self.keys_of(key), meaning) for key, meaning in rows]))

    def action_library(self) -> None:
        """Open the library screen."""
        from uniconv_edge.tui.screens.library import LibraryScreen

        self._visit(LibraryScreen, lambda: LibraryScreen(self.core))

    def action_conversations(self) -> None:
        """Open the list of stored conversations."""
        from uniconv_edge.tui.screens.conversations import ConversationsScreen

        self._visit(ConversationsScreen, lambda: ConversationsScreen(self.core))

    def action_models(self) -> None:
        """Open the list of models."""
        from uniconv_edge.tui.screens.models import ModelsScreen

        self._visit(ModelsScreen, lambda: ModelsScreen(self.core))

    def _visit(self, kind: type[Screen[None]], make: Callable[[], Screen[None]]) -> None:
        """One visited screen at a time, above the conversation; a second press of its key goes back."""
        back_only = isinstance(self.screen, kind)
        while len(self.screen_stack) > 1:
            self.pop_screen()
        if not back_only:
            self.push_screen(make())

    def action_interrupt(self) -> None:
        """Ctrl+C: copy what is selected, else quit when pressed again while the notice stands there."""
        selected = self.screen.get_selected_text()
        if selected:
            self.copy_to_clipboard(selected)
            display.say(self, "Copied.")
        elif time.monotonic() - self._interrupted < display.NOTICE_SECONDS:
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
