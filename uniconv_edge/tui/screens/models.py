"""The models of this machine: which one answers, the memory each needs, whether it is sound, how fast it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from uniconv_edge.errors import UniconvError
from uniconv_edge.tui import display, entries
from uniconv_edge.tui import messages as m
from uniconv_edge.tui.screens.clicks import StaleClicksDropped
from uniconv_edge.tui.services import ModelRow, ModelShelf
from uniconv_edge.tui.widgets.bars import KeyLine

if TYPE_CHECKING:
    from uniconv_edge.tui.core import Core


class ModelsScreen(StaleClicksDropped[None]):
    """Checks and speed tests run one at a time, beside the conversation."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "app.pop_screen", "Back", key_display="esc"),
        Binding("v", "verify", "Check files"),
        Binding("s", "speed", "Speed test"),
        Binding("question_mark", "app.help", "Help", show=False),
    ]
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("Enter", "answer with this model from now on"),
        ("v", "check that its files are the ones that were made"),
        ("s", "time it on this machine, for about two seconds"),
        ("Escape", "back to the conversation"),
        ("palette", "all commands"),
    )

    def __init__(self, core: Core) -> None:
        super().__init__()
        self._core = core
        self._shelf = ModelShelf((), 0)
        self._findings: dict[tuple[str, str], tuple[str, bool]] = {}

    def compose(self) -> ComposeResult:
        """The free memory and the list."""
        yield Static(display.literal("Models", "bold $primary"), classes="screen-title")
        yield Static(id="models-note", classes="screen-line")
        yield OptionList(id="models", classes="screen-list")
        yield KeyLine()

    def on_mount(self) -> None:
        """Look which there are."""
        self._choices.focus()
        self._look()

    @property
    def _choices(self) -> OptionList:
        return self.query_one("#models", OptionList)

    def _look(self) -> None:
        services = self._core.services
        self._core.errand(lambda: m.ModelsListed(services.models()), self.post_message)

    def _chosen(self) -> ModelRow | None:
        index = self._choices.highlighted
        models = self._shelf.models
        return models[index] if index is not None and index < len(models) else None

    def action_verify(self) -> None:
        """Check the files."""
        if (chosen := self._chosen()) is not None:
            self._find(chosen, "files", "checking its files", lambda: self._core.services.verify_model(chosen.folder))

    def action_speed(self) -> None:
        """Time the model."""
        if (chosen := self._chosen()) is not None:
            self._find(
                chosen,
                "speed",
                "timing it",
                lambda: entries.speed_sentence(
                    self._core.services.speed_of_model(chosen.folder), answers=chosen.answers
                ),
            )

    def _find(self, chosen: ModelRow, what: str, doing: str, work: Callable[[], str]) -> None:
        def errand() -> Message:
            try:
                return m.ModelChecked(chosen.folder, what, work())
            except UniconvError as error:
                return m.ModelChecked(chosen.folder, what, f"{error.message}. {error.hint}", good=False)

        self._findings[chosen.folder, what] = (f"{doing} …", True)
        self._show()
        self._core.errand(errand, self.post_message)

    @on(OptionList.OptionSelected)
    def _use(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        chosen = self._chosen()
        if chosen is None or chosen.current:
            return
        if chosen.fault:
            display.say(self, f"{chosen.name} cannot be used.", severe=True)
        elif not chosen.answers:
            display.say(self, f"{chosen.name} finds passages but does not answer.", severe=True)
        elif self._shelf.free_bytes and chosen.memory_bytes > self._shelf.free_bytes:
            display.say(self, f"{chosen.name} needs more memory than is free.", severe=True)
        else:
            self._core.use_model(chosen.folder)
            self.app.pop_screen()

    @on(m.ModelsListed)
    def _listed(self, event: m.ModelsListed) -> None:
        self._shelf = event.shelf
        free = f"{display.megabytes(event.shelf.free_bytes)} of memory are free. " if event.shelf.free_bytes else ""
        note = display.literal(f"{free}`uniconv-edge models add NAME FILE` adds one.", display.MUTED)
        self.query_one("#models-note", Static).update(note)
        self._show()

    @on(m.ModelChecked)
    def _checked(self, event: m.ModelChecked) -> None:
        self._findings[event.name, event.what] = (event.finding, event.good)
        self._show()

    @on(m.ErrandFailed)
    def _failed(self, event: m.ErrandFailed) -> None:
        self.query_one("#models-note", Static).update(display.trouble(event.message, event.hint))

    def _found(self, row: ModelRow) -> list[tuple[str, bool]]:
        """What the check and the speed test of a model found, as far as they were made."""
        return [found for (folder, _), found in self._findings.items() if folder == row.folder]

    def _show(self) -> None:
        place = self._choices.highlighted
        self._choices.clear_options()
        of = Counter(row.name for row in self._shelf.models)
        rows = [entries.model(row, self._found(row), twin=of[row.name] > 1) for row in self._shelf.models]
        self._choices.add_options([Option(row) for row in rows])
        if rows:
            self._choices.highlighted = min(place or 0, len(rows) - 1)
