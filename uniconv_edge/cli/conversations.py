"""`uniconv-edge conversations`: list, show, export and delete what was asked before."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from uniconv_edge.cli import arguments, presentation
from uniconv_edge.cli.arguments import JsonOption
from uniconv_edge.cli.links import emit_cited
from uniconv_edge.cli.output import SCHEMA, emit, emit_done, emit_json, narrate, one_line
from uniconv_edge.cli.search import words_of
from uniconv_edge.errors import ConversationMissing, UsageError
from uniconv_edge.paths import history_file, library_folder

if TYPE_CHECKING:
    from uniconv_edge.assistant.past.history import History
    from uniconv_edge.types import Answer, Turn

conversations = typer.Typer(name="conversations", help="Conversations kept on this machine.", no_args_is_help=True)

Identifier = Annotated[int, typer.Argument(metavar="NUMBER", help="Its number in `conversations list`.")]


def register(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(conversations)


def stored(number: int, library: Path) -> tuple[list[Turn], str]:
    """The turns of a stored conversation, and the filters that it asks with. That it was held with another library than
    this one is said on stderr. Raises ConversationMissing."""
    from uniconv_edge.assistant.past.history import turns_of

    with _history() as history:
        held = history.conversation(number)
        if not held.is_of(library):
            there, here = one_line(held.library), one_line(str(library))
            narrate(
                f"note: conversation {number} was held with the library {there}; what is asked now goes to {here} "
                "(`--library` names another)"
            )
        return turns_of(history.thread(number)), history.filters(number)


def check_stored(number: int) -> None:
    """Raises ConversationMissing for a conversation that is not stored, and what opening those that are raises."""
    with _history() as history:
        history.thread(number)


def _history() -> History:
    from uniconv_edge.assistant.past.history import History

    return History.open(history_file())


def _told(number: int) -> tuple[str, list[Answer]]:
    """The title of a conversation and its answers, as it was last shown. Raises ConversationMissing."""
    with _history() as history:
        return history.conversation(number).title, [exchange.answer for exchange in history.thread(number)]


@conversations.command("list")
def _list(
    words: Annotated[str, typer.Option("--search", help="Only those in which all these words were said.")] = "",
    as_json: JsonOption = False,
) -> None:
    """List stored conversations, the newest first."""
    with _history() as history:
        found = history.conversations(words)
    if as_json:
        emit_json({"schema": SCHEMA, "conversations": [asdict(each) for each in found]})
    elif not found:
        narrate("no conversations")
    here = library_folder()
    for each in () if as_json else found:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(each.changed_ms / 1000))
        elsewhere = "" if each.is_of(here) else f"  (library {one_line(each.library)})"
        emit(f"{each.id:>4}  {when}  {each.exchanges:>3}  {each.title}{elsewhere}")


@conversations.command("show")
def _show(number: Identifier, as_json: JsonOption = False) -> None:
    """Print a conversation as it was last shown."""
    from uniconv_edge.assistant.past.record import conversation_json

    title, answers = _told(number)
    if as_json:
        emit_json(conversation_json(number, title, answers))
        return
    for answer in answers:
        emit_cited(f"> {answer.question}\n\n{presentation.answer_text(answer)}\n", (*answer.quotes, *answer.nearest))


@conversations.command("export")
def _export(
    number: Identifier,
    out: Annotated[
        Path | None, typer.Option("--out", parser=arguments.path, help="Write to this new file.", show_default="stdout")
    ] = None,
    form: Annotated[Literal["markdown", "json"], typer.Option("--format", help="What to write.")] = "markdown",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object: the conversation, or with --out the file.")
    ] = False,
) -> None:
    """Write a conversation as Markdown or JSON."""
    from uniconv_edge.assistant.past.exported import write_new
    from uniconv_edge.assistant.past.record import conversation_json, conversation_markdown

    title, answers = _told(number)
    if as_json and out is None:
        emit_json(conversation_json(number, title, answers))
        return
    if form == "markdown":
        text = conversation_markdown(title, answers)
    else:
        text = json.dumps(conversation_json(number, title, answers), indent=2) + "\n"
    if out is None:
        emit(text.rstrip("\n"))
        return
    write_new(out, text)
    if as_json:
        emit_json({"schema": SCHEMA, "conversation": number, "file": str(out)})
    else:
        narrate(f"wrote {one_line(str(out))}")


@conversations.command("rename")
def _rename(
    number: Identifier,
    title: Annotated[str, typer.Argument(help="The new title.")],
    as_json: JsonOption = False,
) -> None:
    """Give a conversation another title."""
    title = words_of(title, "title")
    with _history() as history:
        history.rename(number, title)
    emit_done(as_json, f"renamed {number}", conversation=number, title=title)


@conversations.command("delete")
def _delete(
    numbers: Annotated[list[int] | None, typer.Argument(metavar="[NUMBER]...", help="Which to delete.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Delete all of them.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Delete conversations for good."""
    if bool(numbers) == everything:
        raise UsageError("say which conversations to delete", "name their numbers or give --all, not both")
    with _history() as history:
        titles = {c.id: c.title for c in history.conversations(limit=-1)}
        chosen = list(titles) if everything else list(dict.fromkeys(numbers or ()))
        if absent := [str(number) for number in chosen if number not in titles]:
            raise ConversationMissing(
                f"there is no conversation {', '.join(absent)}; none was deleted",
                "list them with `uniconv-edge conversations list`",
            )
        for number in chosen:
            history.delete(number)
    if as_json:
        emit_json({"schema": SCHEMA, "deleted": chosen})
        return
    for number in chosen:
        emit(f"deleted {number}: {one_line(titles[number])}")
    if not chosen:
        narrate("no conversations")
