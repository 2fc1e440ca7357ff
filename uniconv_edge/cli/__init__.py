"""The command line: `uniconv-edge COMMAND`. Each command's module is imported with the program but stays thin; native
libraries are imported inside the commands, when they are first used."""

from __future__ import annotations

import errno
import io
import os
import sys

import typer

from uniconv_edge import __version__
from uniconv_edge.cli import (
    answers,
    config,
    conversations,
    evaluation,
    indexing,
    library,
    mcp,
    model,
    models,
    search,
    show,
    upkeep,
)
from uniconv_edge.cli.output import give_up_output, narrate, one_line
from uniconv_edge.errors import UniconvError, UsageError

app = typer.Typer(
    name="uniconv-edge",
    help="Ask your own documents, in conversation, offline.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


_MAKING_MODELS = ("convert", "train")  # a model holds nothing of the person's: it may be read as the umask says
_SHOWN = 200  # characters of a path that is too long
_UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG)


def _version(value: bool) -> None:
    if value:
        sys.stdout.write(f"uniconv-edge {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    _asked: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    if context.invoked_subcommand not in _MAKING_MODELS:
        os.umask(0o077)
    if context.invoked_subcommand != "config":
        config.apply_file()


for module in (indexing, library, upkeep, search, show, answers, conversations, mcp, model, models, evaluation, config):
    module.register(app)


def main() -> None:
    """Run the command line; an error that a person can act on ends with its exit code, never with a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # an old locale has no place for every character of a document
    try:
        app()
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):  # a reader that wants no more of the help is no failure
            give_up_output()
            sys.exit(0)
        raise
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # what nobody foresaw is a sentence too: the log has where it happened
        sys.exit(_tell(error))


def _tell(error: Exception) -> int:
    """Say what went wrong and what to do; returns the exit code."""
    code = 1
    if isinstance(error, UniconvError):
        message, hint, code = error.message, error.hint, error.exit_code
    elif isinstance(error, FileNotFoundError) and not _is_somewhere():
        message, hint, code = "the current folder is gone", "change to a folder that is there", UsageError.exit_code
    elif isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        message, hint = (
            f"no file or folder can have so long a name: `{_shortened(str(error.filename))}`",
            "check the path",
        )
        code = UsageError.exit_code
    elif isinstance(error, PermissionError):
        message = f"`{error.filename or 'a file'}` may not be opened: {error.strerror}"
        hint = "check its permissions, and those of the folders above it"
    elif isinstance(error, OSError) and error.filename is not None:
        message, hint = f"cannot read or write `{error.filename}`: {error.strerror}", "check it, and the disk it is on"
    elif isinstance(error, OSError) and error.errno in _UNWRITABLE:
        give_up_output()
        message, hint = f"the output cannot be written: {error.strerror}", ""
    else:
        from uniconv_edge.tui.trouble import explain

        message, hint = explain(error)
    narrate(f"error: {one_line(message)}")
    if hint:
        narrate(f"\nhint: {hint}")
    return code


def _shortened(path: str) -> str:
    """A path that no screen holds, by its beginning."""
    return path if len(path) <= _SHOWN else f"{path[:_SHOWN]}…"


def _is_somewhere() -> bool:
    """Whether the current folder is there, from which paths are looked up."""
    try:
        os.getcwd()  # noqa: PTH109
    except FileNotFoundError:
        return False
    return True
