"""A chat model that a person brings: a GGUF file with a chat template, read from the file itself.

What people and documents write is tokenised apart from the template, so that a control token spelled in a text is never
one. The prompt's common beginning with what the cache holds is not computed again.
"""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from uniconv_edge.errors import ModelDamaged, ModelMissing, UsageError
from uniconv_edge.expressions import expression
from uniconv_edge.model.native import SHORTEST_CONTEXT, CachedSequence, stop_if
from uniconv_edge.regular import open_regular
from uniconv_edge.types import Turn

USUAL_CONTEXT = 4096
STEP_TOKENS = 32  # between two looks at the stop flag: a chat model is tens of times slower than ours
_MARK = expression("\ue000(\\d+)\ue001")
_MAGIC = b"GGUF"
_TEMPLATE_FILE = "<template>"  # what Jinja calls the code that it makes
_MOST_STEPS, _MOST_CHARACTERS = 1_000_000, 1_000_000
_OTHER_BUILD = "take another build of the model"


class ChatModel(CachedSequence):
    """Reads a conversation through its own template and writes on, the likeliest token each time."""

    def __init__(self, path: Path, *, context: int = USUAL_CONTEXT) -> None:
        """Load with a window of `context` tokens, or what the model was trained for if that is less. Raises
        ModelDamaged for a file that is no GGUF, that llama.cpp cannot load or whose template cannot be read, UsageError
        for a model without a chat template or a window that is too short."""
        if context < SHORTEST_CONTEXT:
            raise UsageError(f"context of {context} tokens is too short", f"choose at least {SHORTEST_CONTEXT}")
        check_file(path)
        super().__init__(path, context, step_tokens=STEP_TOKENS)
        template = self._llama.llama_model_chat_template(self._model, None)
        if not template:
            self.close()
            raise UsageError(f"`{path}` has no chat template", "take an instruct (chat) version of the model")
        try:
            self._format = self._formatter(template.decode("utf-8", "replace"))
        except Exception as error:  # a template is a program: reading it may raise anything
            self.close()
            raise ModelDamaged(f"the chat template of `{path}` cannot be read: {error}", _OTHER_BUILD) from error

    def _formatter(self, template: str) -> Any:
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter

        names = [self._piece(getattr(self._llama, f"llama_vocab_{end}")(self._vocabulary)) for end in ("eos", "bos")]
        return Jinja2ChatFormatter(template, names[0].decode("utf-8", "replace"), names[1].decode("utf-8", "replace"))

    def prompt(self, instructions: str, turns: Sequence[Turn]) -> list[int]:
        """The ids of a conversation whose last turn is the person's, up to where the model is to write. Raises
        ModelDamaged when the model's template cannot be used."""
        texts = [instructions, *(turn.text for turn in turns)]
        marks = [f"\ue000{number}\ue001" for number in range(len(texts))]
        roles = ["system", *(turn.role for turn in turns)]
        messages = [{"role": role, "content": mark} for role, mark in zip(roles, marks, strict=True)]
        first = [{"role": "user", "content": f"{marks[0]}\n\n{marks[1]}"}, *messages[2:]]
        for attempt in (messages, first):  # some templates know no system message
            try:
                written = _ending(partial(self._format, messages=attempt, enable_thinking=False))
            except Exception as error:  # running it too
                reason = str(error) or repr(error)
                continue
            if set(_MARK.findall(written)) == set(map(str, range(len(texts)))):
                return self._ids(written, texts)
            reason = "it leaves out a message, or writes one that there is not"
        raise ModelDamaged(f"the model's chat template cannot be used: {reason}", _OTHER_BUILD)

    def _ids(self, written: str, texts: Sequence[str]) -> list[int]:
        parts = _MARK.split(written)
        ids: list[int] = []
        for place, part in enumerate(parts):
            ids += self.encode(texts[int(part)]) if place % 2 else self.encode(part, control=True)
        bos = int(self._llama.llama_vocab_bos(self._vocabulary))
        if self._llama.llama_vocab_get_add_bos(self._vocabulary) and ids[:1] != [bos]:
            ids.insert(0, bos)
        return ids

    def encode(self, text: str, *, control: bool = False) -> list[int]:
        """Ids of a text; with `control` the names of control tokens in it are those tokens."""
        raw = text.encode()
        room = len(raw) + 8
        found = (ctypes.c_int32 * room)()
        count = self._llama.llama_tokenize(self._vocabulary, raw, len(raw), found, room, False, control)
        return list(found[: max(0, count)])

    def write(self, ids: Sequence[int], most: int, *, stop: threading.Event | None = None) -> Iterator[bytes]:
        """Read the prompt and yield what the model writes, piece by piece, at most `most` tokens. A piece may end
        within a character. Raises Interrupted when `stop` is set."""
        kept = self.shared(ids)
        logits, _ = self.append(ids[kept:], stop=stop)
        for _ in range(min(most, self.context_length - len(ids))):
            token = int(logits.argmax())
            if self._llama.llama_vocab_is_eog(self._vocabulary, token):
                return
            yield self._piece(token)
            stop_if(stop)
            logits, _ = self.append([token], stop=stop)

    def _piece(self, token: int) -> bytes:
        if token < 0:
            return b""
        room = 256
        found = ctypes.create_string_buffer(room)
        size = self._llama.llama_token_to_piece(self._vocabulary, token, found, room, 0, True)
        return found.raw[: max(0, size)]


class _Endless(BaseException):
    """Not an Exception: nothing that runs for a template may pass over it."""


def _ending(render: Callable[[], Any]) -> str:
    """The prompt that a template writes. Raises ValueError when it takes too many steps, a line each, or when it writes
    too much."""
    left = _MOST_STEPS

    def count(frame: FrameType, _event: str, _value: object) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise _Endless
        return count if frame.f_code.co_filename == _TEMPLATE_FILE else None  # of other code each call is a step

    before = sys.gettrace()
    sys.settrace(count)
    try:
        written = str(render().prompt)
    except _Endless:
        raise ValueError("it does not come to an end") from None
    finally:
        sys.settrace(before)
    if len(written) > _MOST_CHARACTERS:
        raise ValueError(f"it writes {len(written):,} characters")
    return written


def check_file(path: Path) -> None:
    """Raises ModelMissing when there is no such file, ModelDamaged when it cannot be read or is no GGUF file."""
    try:
        with open_regular(path) as stream:
            magic = stream.read(4)
    except FileNotFoundError as error:
        raise ModelMissing(f"there is no file `{path}`", "name a GGUF file") from error
    except OSError as error:
        raise ModelDamaged(f"cannot read `{path}`: {error.strerror}", "name a GGUF file") from error
    if magic != _MAGIC:
        raise ModelDamaged(f"`{path}` is not a GGUF file", "name the model's .gguf file")
