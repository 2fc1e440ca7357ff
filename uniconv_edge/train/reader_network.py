"""The sentence reader's network: which sentence of the sources answers a question, or that none does.

Parts whose scores are added. *Holding*: how well each word of the question is held by a sentence, the one before,
the title and the whole source, word for word or by likeness of vectors, and what that is worth; a learned form of what
`quoting/choice.py` weighs by hand, after the kernels of Xiong et al., 2017 (K-NRM). *Kind*: a sentence's words, each
with the part of the question it is most like, coloured by their neighbours and by what is asked for, after the aligned
question of Chen et al., 2017 (DrQA); it learns that "when" wants a date. *Meaning*
(`reader_meaning.py`), where the model has a sentence encoder: what each sentence says as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from uniconv_edge.assistant.quoting.reader_words import SIGNS
from uniconv_edge.train.pooling import NEVER, greatest, of_sentences, spread, summed
from uniconv_edge.train.reader_meaning import Meaning

_SHARPNESS = 8.0  # of a word's look at the question
_VIEW = 8  # numbers by which a word of the question tells how it is to be held
_NEIGHBOURS = 5
_MATCHES = 4  # numbers by which a word of a source tells how it meets the question


class _Coloured(nn.Module):
    """Adds to each word what its neighbours and the question say of it."""

    def __init__(self, dims: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(dims)
        self.question = nn.Linear(dims, 2 * dims)
        self.neighbours = nn.Conv1d(dims, dims, _NEIGHBOURS, padding=_NEIGHBOURS // 2, groups=dims)
        self.inner, self.outer = nn.Linear(dims, dims), nn.Linear(dims, dims)
        nn.init.zeros_(self.question.weight)
        nn.init.zeros_(self.question.bias)

    def forward(self, words: Tensor, read: Tensor, question: Tensor) -> Tensor:
        """words (b, l, d), read (b, l, 1), question (b, d) -> (b, l, d)."""
        scale, shift = self.question(question)[:, None].chunk(2, -1)
        seen = (self.norm(words) * (1 + scale) + shift) * read
        seen = self.neighbours(seen.transpose(1, 2)).transpose(1, 2)
        coloured: Tensor = words + self.outer(F.gelu(self.inner(seen)))
        return coloured


class SentenceReader(nn.Module):
    """Scores (b, s) of sentences, higher where one answers, and (b,) of none of them; a softmax over all is trained."""

    def __init__(self, vector_dims: int, dims: int, dropout: float, meaning: int = 0) -> None:
        """`meaning`: dimensions of the vectors of sentences (0: there are none)."""
        super().__init__()
        self.dims = dims
        self.project = nn.Linear(vector_dims, dims, bias=False)
        with torch.no_grad():  # the first dimensions of the vectors vary most
            self.project.weight.copy_(torch.eye(dims, vector_dims))
        self.earlier = nn.Embedding(2, dims)
        self.asked_norm = nn.LayerNorm(dims)
        self.asked_neighbours = nn.Conv1d(dims, dims, 3, padding=1)
        self.wanted = nn.Linear(dims, 1)
        self.view, self.matters = nn.Linear(dims, _VIEW), nn.Linear(dims, 1)
        self.holding = nn.Sequential(nn.Linear(8 + _VIEW + 2, 32), nn.GELU(), nn.Linear(32, 1))
        self.entry = nn.Linear(2 * dims + SIGNS + _MATCHES, dims)
        self.coloured = nn.ModuleList([_Coloured(dims), _Coloured(dims)])
        self.pooled_norm = nn.LayerNorm(2 * dims)
        self.meets = nn.Linear(dims, dims)
        self.kind = nn.Sequential(nn.Linear(3 * dims + 4, dims), nn.GELU(), nn.Dropout(dropout), nn.Linear(dims, 1))
        self.none = nn.Sequential(nn.Linear(dims, 32), nn.GELU(), nn.Linear(32, 1))
        self.dropout = nn.Dropout(dropout)
        self.meaning = Meaning(meaning, dropout) if meaning else None

    def forward(self, vectors: Tensor, given: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
        """Read `given` (`reader_words.arrays`); `vectors` (words, dims) are the projected ones of all words in it.

        With `words_of` and `sentences_of` in it (one example only) the words of a sentence and the sentences of a
        source are picked by them: the same result, by operations that onnxruntime does faster.
        """
        asked, read = given["asked"], given["read"][..., None]
        directions = F.normalize(vectors, dim=-1)
        question = F.embedding(given["question"], vectors) * asked[..., None]
        question = self.asked_norm(question + self.earlier(given["earlier"]))
        near = self.asked_neighbours((question * asked[..., None]).transpose(1, 2)).transpose(1, 2)
        question = self.dropout(question + F.gelu(near))
        own = asked * (given["earlier"] == 0)
        looks = self.wanted(question)[..., 0].masked_fill(own == 0, NEVER).softmax(-1)
        wanted = (looks[..., None] * question).sum(1)

        held = (given["word_stem"][:, :, None] == given["question_stem"][:, None]).float() * asked[:, None] * read
        same = (given["word"][:, :, None] == given["question"][:, None]).float() * asked[:, None] * read
        asked_ways = F.embedding(given["question"], directions)
        like = F.embedding(given["word"], directions) @ asked_ways.transpose(1, 2)
        like = torch.maximum(like, held).clamp(min=0) * asked[:, None] * read
        share = given["worth"] / given["worth"].sum(-1, keepdim=True).clamp(min=1e-6)

        alike = (like * _SHARPNESS + (asked[:, None] - 1) * -NEVER).softmax(-1)
        weighed = share[:, None]
        matches = [(held * weighed).amax(-1), (like * weighed).amax(-1), like.amax(-1), held.amax(-1)]
        met = torch.stack(matches, -1)

        count = summed(read, given.get("sentence"), given["asks"].shape[1], given.get("words_of"))[..., 0]
        more = torch.stack([count.log1p() / 4, given["asks"], given["place"], (count > 0).float()], -1)
        scores = self._holding(held, same, like, share, question, given)
        words = F.embedding(given["word"], vectors) * read
        scores = scores + self._kind(words, alike @ question, met, wanted, more, given)
        if self.meaning is not None:
            scores = scores + self.meaning(more, given)
        return scores.masked_fill(count == 0, NEVER), self.none(wanted)[..., 0]

    def _holding(
        self, held: Tensor, same: Tensor, like: Tensor, share: Tensor, question: Tensor, given: Mapping[str, Tensor]
    ) -> Tensor:
        """The part (b, s) of what the sentences hold of the question; held, same and like are (b, l, q)."""
        asked, source = given["asked"], given["source"]
        s, k = source.shape[1], given["title_stem"].shape[1]
        words_of, sentences_of = given.get("words_of"), given.get("sentences_of")
        own = [greatest(each, given.get("sentence"), s, words_of, 0.0) for each in (held, same, like)]
        whole = [greatest(own[i], source, k, sentences_of, 0.0) for i in (0, 2)]
        title = (given["title_stem"][..., None] == given["question_stem"][:, None, None]).float().amax(2) * asked[
            :, None
        ]
        follows = (source[:, 1:] == source[:, :-1]).float()[..., None]
        before = [F.pad(own[i][:, :-1] * follows, (0, 0, 1, 0)) for i in (0, 2)]
        rest = [spread(each, source, alone=sentences_of is not None) for each in (title, *whole)]
        weighed = torch.stack([share, given["worth"] / 8], -1)[:, None].expand(-1, s, -1, -1)
        views = self.view(question)[:, None].expand(-1, s, -1, -1)
        seen = torch.cat([torch.stack([*own, *before, *rest], -1), views, weighed], -1)
        matters = share * self.matters(question)[..., 0].clamp(-3, 3).exp() * asked
        total: Tensor = 5 * (self.holding(seen)[..., 0] * matters[:, None]).sum(-1)
        return total

    def _kind(
        self, words: Tensor, aligned: Tensor, met: Tensor, wanted: Tensor, more: Tensor, given: Mapping[str, Tensor]
    ) -> Tensor:
        """The part (b, s) of what kind of sentences they are; words, aligned (b, l, d), met (b, l, 4), wanted
        (b, d), more (b, s, 4)."""
        read = given["read"][..., None]
        seen = torch.cat([3 * words, given["signs"], met, aligned], -1)
        seen = self.dropout(self.entry(seen))
        for coloured in self.coloured:
            seen = coloured(seen, read, wanted)
        pooled = self.pooled_norm(torch.cat(of_sentences(seen, given), -1))
        meets = pooled[..., : seen.shape[-1]] * self.meets(wanted)[:, None]
        kind: Tensor = self.kind(torch.cat([pooled, meets, more], -1))[..., 0]
        return kind


def loss(scores: Tensor, none: Tensor, right: Tensor) -> Tensor:
    """Mean of -log p(one of the right sentences), or of none where no sentence is right; scores and right (b, s)."""
    all_scores = torch.cat([scores, none[:, None]], 1)
    aims = torch.cat([right, right.sum(1, keepdim=True) == 0], 1).bool()
    chances = all_scores.log_softmax(1).masked_fill(~aims, NEVER)
    return -torch.logsumexp(chances, 1).mean()
