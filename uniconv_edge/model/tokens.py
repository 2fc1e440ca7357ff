"""The tokenizer of a model folder, as the runtime uses it. The one module that imports `tokenizers` at run time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from uniconv_edge.errors import ModelDamaged
from uniconv_edge.model.layout import LAYOUT_NAME, SPECIAL_TOKENS, SpecialIds, passage_ids, session_ids
from uniconv_edge.model.manifest import TOKENIZER_FILE, Manifest
from uniconv_edge.types import Turn

_REMEMBERED_TEXTS = 512


class Tokens:
    """Text to ids for one model: the layout's ids for our models, the model's own post-processing for others."""

    def __init__(self, manifest: Manifest) -> None:
        from tokenizers import Tokenizer

        self._manifest = manifest
        path: Path = manifest.folder / TOKENIZER_FILE
        try:
            self._tokenizer: Any = Tokenizer.from_file(str(path))
        except Exception as error:  # the library raises plain Exception
            raise ModelDamaged(f"cannot read tokenizer `{path}`: {error}", "convert or copy the model again") from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        # What a document or a person writes is never a control token, whatever it spells.
        self._tokenizer.encode_special_tokens = True
        self._remembered = lru_cache(_REMEMBERED_TEXTS)(self.encode_once)
        self.special: SpecialIds | None = None
        if manifest.layout == LAYOUT_NAME:
            try:
                ids = {token: self._tokenizer.token_to_id(token) for token in SPECIAL_TOKENS}
                self.special = SpecialIds.from_vocabulary({token: i for token, i in ids.items() if i is not None})
            except KeyError as error:
                raise ModelDamaged(f"tokenizer `{path}` lacks the token {error}", "convert the model again") from error

    def encode(self, text: str) -> list[int]:
        """Ids of a text, no special tokens. The last few hundred texts are remembered: a conversation's turns and its
        sources come again with every question."""
        return list(self._remembered(text))

    def encode_once(self, text: str) -> list[int]:
        """As `encode`, not remembered: thousands of words would drive the texts out."""
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def spans(self, texts: Sequence[str]) -> list[tuple[list[int], list[tuple[int, int]]]]:
        """Of each text the ids of " " + text and, of each id, the (start, end) of its characters in " " + text."""
        found = self._tokenizer.encode_batch([f" {text}" for text in texts], add_special_tokens=False)
        return [(list(each.ids), list(each.offsets)) for each in found]

    def locate(self, text: str) -> tuple[list[int], list[int]]:
        """Ids of a text, no special tokens, and the place of each one's first character."""
        found = self._tokenizer.encode(text, add_special_tokens=False)
        return list(found.ids), [start for start, _ in found.offsets]

    def decode(self, ids: list[int]) -> str:
        """Text of ids; special tokens are left out."""
        return str(self._tokenizer.decode(ids, skip_special_tokens=True))

    def passage(self, title: str, text: str) -> list[int]:
        """Ids whose pooled vector is the passage's, at most `embed_tokens` long."""
        limit = self._manifest.embed_tokens
        if self.special is not None:
            return passage_ids(title, text, self.encode_once, self.special, max_tokens=limit)
        return self._other(self._manifest.passage_prompt + (f"{title}\n{text}" if title else text), limit)

    def session(self, turns: list[Turn]) -> list[int]:
        """Ids whose pooled vector is the search vector of a conversation, at most `embed_tokens` long."""
        limit = self._manifest.embed_tokens
        if self.special is not None:
            return [*session_ids(turns, self.encode, self.special, max_tokens=limit), self.special.emb]
        return self._other(self._manifest.query_prompt + "\n".join(turn.text for turn in turns), limit)

    def _other(self, text: str, limit: int) -> list[int]:
        ids = list(self._tokenizer.encode(text, add_special_tokens=True).ids)
        return ids if len(ids) <= limit else [*ids[: limit - 1], ids[-1]]
