"""A card that asks for a folder or a file: folders are completed as one types, and what would be read is said first.

Nothing is read of which that has not been found out; of the home folder, and what is around it, only once more is said.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from uniconv_edge.tui import display, library_lines
from uniconv_edge.tui import messages as m
from uniconv_edge.tui.core import Core
from uniconv_edge.tui.screens.asking import ConfirmScreen
from uniconv_edge.tui.screens.clicks import StaleClicksDropped
from uniconv_edge.tui.services import FolderPreview
from uniconv_edge.tui.widgets.composer import CleanInput

_MORE = "Type or choose a folder; Tab completes, Enter reads it. You can go on asking meanwhile."
_LISTED = 200
_STILL_SECONDS = 0.25


class PathInput(CleanInput):
    """Opens with the home folder; a path that begins anew, typed behind it or pasted, takes its place."""

    def validate_value(self, value: str) -> str:
        """`~//tmp` is `/tmp`, and `~/~/papers` is `~/papers`."""
        return re.sub(r"^~/(?=[/~])", "", super().validate_value(value))

    def _on_paste(self, event: events.Paste) -> None:
        if event.text.lstrip().startswith(("/", "~")):
            self.value = ""  # and Textual goes on to paste


class FolderScreen(StaleClicksDropped[Path | None], ModalScreen[Path | None]):
    """Answers with a path that exists, None when the person went back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back", key_display="esc"),
        Binding("down", "to_list", "Choose", show=False),
    ]

    def __init__(self, core: Core) -> None:
        super().__init__()
        self._core = core
        self._folders: list[str] = []
        self._listed_for: str | None = None  # what stood there when these were listed
        self._completing: str | None = None  # what stood there when Tab came before the folders of it were listed
        self._still: Timer | None = None
        self._found: FolderPreview | None = None  # what reading the path that stands there would read
        self._entered = ""  # the path that was entered before that was known

    def compose(self) -> ComposeResult:
        """The path, what reading it would read, and the folders that go on from it; last what can be missed."""
        with Vertical(classes="card", id="folder-card"):
            yield Static(display.literal("Read documents", display.STRONG))
            yield PathInput(_shortened(str(Path.home())) + "/", placeholder="~/Documents", id="folder")
            yield Static(id="folder-preview")
            yield OptionList(id="folder-list")
            yield Static(display.literal(_MORE, display.MUTED), classes="card-more")

    def on_mount(self) -> None:
        """Ready to type."""
        box = self.query_one(Input)
        box.focus()
        box.action_end()

    def action_to_list(self) -> None:
        """Choose among the folders."""
        choices = self.query_one(OptionList)
        if choices.option_count:
            choices.focus()

    def on_key(self, event: events.Key) -> None:
        """Tab completes instead of leaving; up at the top of the list goes back to typing."""
        key = event.key
        choices, box = self.query_one(OptionList), self.query_one(Input)
        if key == "tab" and self.focused is box and self._listed_for != box.value:
            self._completing = box.value
        elif key == "tab" and self.focused is box and self._folders:
            self._take(self._folders[0])
        elif key == "up" and self.focused is choices and choices.highlighted in (0, None):
            box.focus()
        else:
            return
        event.stop()
        event.prevent_default()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        typed = event.value
        self._found = None
        self._completing = typed if self._completing == typed else None
        if self._entered != str(existing_path(typed)):
            self._entered = ""
            self._say(Content(""))
        self._core.errand(lambda: m.FoldersListed(typed, folders_like(typed)), self.post_message)
        if self._still is not None:
            self._still.stop()
        self._still = self.set_timer(_STILL_SECONDS, self._ask_preview)

    def _ask_preview(self) -> None:
        path = existing_path(self.query_one(Input).value)
        if path is not None and not is_broad(path):  # that is where one begins to type, seldom what one means
            self._look_into(path)

    def _look_into(self, path: Path) -> None:
        services = self._core.services
        self._core.errand(lambda: m.FolderPreviewed(services.preview(path)), self.post_message)

    def _say(self, content: Content) -> None:
        self.query_one("#folder-preview", Static).update(content)

    @on(m.FoldersListed)
    def _listed(self, event: m.FoldersListed) -> None:
        if event.typed != self.query_one(Input).value:
            return
        self._folders = list(event.folders)
        choices = self.query_one(OptionList)
        choices.clear_options()
        choices.add_options([Option(display.literal(display.one_line(folder, 200))) for folder in self._folders])
        choices.display = bool(self._folders)
        self._listed_for = event.typed
        if self._completing == event.typed and self._folders:
            self._take(self._folders[0])

    @on(m.FolderPreviewed)
    def _previewed(self, event: m.FolderPreviewed) -> None:
        path = existing_path(self.query_one(Input).value)
        if path is not None and str(path) == event.preview.path:
            self._found = event.preview
            self._say(library_lines.preview(event.preview))
            if self._entered == event.preview.path:
                self._take_in(path, event.preview)

    @on(m.ErrandFailed)
    def _failed(self, event: m.ErrandFailed) -> None:
        self._say(display.trouble(event.message, event.hint))

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(self._folders[event.option_index])
        self.query_one(Input).focus()

    def _take(self, folder: str) -> None:
        box = self.query_one(Input)
        box.value = folder
        box.action_end()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        path = existing_path(event.value)
        if path is None:
            missing = f"There is no file or folder {event.value}" if event.value.strip() else "No path is written here"
            self._say(display.trouble(missing, ""))
        elif self._found is not None:
            self._take_in(path, self._found)
        else:
            self._entered = str(path)
            self._say(display.literal("looking what is in it", display.MUTED))
            self._look_into(path)

    def _take_in(self, path: Path, found: FolderPreview) -> None:
        """Read it, unless nothing of it can be read; so much that it may not be meant is asked for again."""
        self._entered = ""
        if not found.files and found.complete:
            return  # the card says so
        if not is_broad(path):
            self.dismiss(path)
            return
        card = ConfirmScreen(f"Read everything in {_shortened(str(path))}?", library_lines.preview(found))
        self.app.push_screen(card, lambda yes: self._confirmed(path) if yes else None)

    def _confirmed(self, path: Path) -> None:
        self.dismiss(path)


def is_broad(path: Path) -> bool:
    """Whether it is the home folder, or holds it: the whole disk is such a folder."""
    return Path.home().is_relative_to(path)


def existing_path(text: str) -> Path | None:
    """The path that was typed, or None when there is nothing there."""
    try:
        path = Path(text).expanduser().absolute()
        return path if text.strip() and path.exists() else None
    except (OSError, RuntimeError, ValueError):
        # A name that is too long, the home of an unknown user.
        return None


def folders_like(typed: str) -> list[str]:
    """The folders whose paths begin as `typed`, with a slash at the end; [] for what is no path."""
    try:
        whole = str(Path(typed).expanduser()).removesuffix("/") + ("/" if typed.endswith("/") or typed == "~" else "")
        above, _, begin = whole.rpartition("/")
        with os.scandir(above or "/") as entries:
            names = [entry.name for entry in entries if _offers(entry.name, begin) and _is_folder(entry)]
    except (OSError, RuntimeError, ValueError):
        return []
    return [_shortened(f"{above}/{name}/") for name in sorted(names, key=str.casefold)[:_LISTED]]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is one; a link that leads in a circle is none, and no reason to list nothing."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _offers(name: str, begin: str) -> bool:
    """Hidden folders are offered only to one who types the dot; names that are not text cannot be typed back."""
    printable = name.isprintable() and "\ufffd" not in name
    return printable and name.casefold().startswith(begin.casefold()) and (begin.startswith(".") or name[0] != ".")


def _shortened(path: str) -> str:
    home = str(Path.home())
    return "~" + path[len(home) :] if path == home or path.startswith(f"{home}/") else path
