"""Hard negatives that the model itself confuses, found anew between rounds of the joint stage."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from uniconv_edge.train.backbone import Backbone
from uniconv_edge.train.batches import BatchMaker, TokenRow
from uniconv_edge.train.recipe import UnifyRecipe
from uniconv_edge.train.record import write_json
from uniconv_edge.train.stage import narrate

_KEPT = 6
_MARGIN = 0.05


class Miner:
    """Searches every `mine_every` steps; what it found is kept in the run folder, so that a resumed run sees the same
    negatives."""

    def __init__(
        self, backbone: Backbone, makers: Mapping[str, BatchMaker], part: UnifyRecipe, seed: int, run: Path
    ) -> None:
        self._backbone, self._makers, self._part = backbone, makers, part
        self._seed, self._run = seed, run
        self._round = 0

    def before(self, step: int) -> None:
        """Bring the makers to the negatives of `step`'s round, searching if nobody has yet."""
        number = step // self._part.mine_every
        while self._round < number:
            self._round += 1
            path = self._run / f"negatives-{self._round}.json"
            if not path.is_file():
                if self._round < number:
                    continue  # an older round's file is gone; the newer one replaces it
                narrate(f"unify: mining hard negatives, round {number}")
                found = {source: self._mine(source) for source in self._makers}
                write_json(path, found)
            for source, negatives in json.loads(path.read_text()).items():
                self._makers[source].replace_negatives({int(place): ids for place, ids in negatives.items()})

    def _mine(self, source: str) -> dict[int, list[int]]:
        maker = self._makers[source]
        random = Random(f"{self._seed}/mine/{self._round}/{source}")
        places = random.sample(range(len(maker)), min(self._part.mine_rows, len(maker)))
        positives = [int(maker.contrastive[place].positive or 0) for place in places]
        others = random.sample(range(maker.passages), min(self._part.mine_rows, maker.passages))
        pool = sorted({*positives, *others})
        sessions = self._vectors([maker.session(maker.contrastive[place]) for place in places])
        passages = self._vectors([maker.passage(index) for index in pool])
        at = {index: i for i, index in enumerate(pool)}
        texts = [maker.passage_text(index) for index in pool]
        answers = [maker.evidence_text(maker.contrastive[place]) for place in places]
        return confusions(sessions, passages, [at[i] for i in positives], texts, answers, places, pool)

    def _vectors(self, rows: Sequence[TokenRow]) -> Tensor:
        parts = []
        with torch.no_grad():
            for first in range(0, len(rows), 512):
                part = rows[first : first + 512]
                ids, places = [row.ids for row in part], [row.vectors for row in part]
                parts.append(torch.cat(self._backbone.read(ids, places, vectors=True)))
        return F.normalize(torch.cat(parts).float(), dim=-1)


def confusions(
    sessions: Tensor,
    passages: Tensor,
    positives: Sequence[int],
    texts: Sequence[str],
    evidence: Sequence[str],
    names: Sequence[int],
    pool: Sequence[int],
) -> dict[int, list[int]]:
    """For each session (n, d) the passages (m, d) it ranks highest besides its own, as name -> ids of `pool`.

    A passage with the evidence in its text, or with a score above the positive's + `_MARGIN`, is taken for a second
    right one and left out.
    """
    scores = sessions @ passages.T
    best = scores.topk(min(4 * _KEPT, len(pool)), dim=1).indices.tolist()
    out: dict[int, list[int]] = {}
    for row, (name, own) in enumerate(zip(names, positives, strict=True)):
        limit = float(scores[row, own]) + _MARGIN
        kept = [
            pool[i]
            for i in best[row]
            if texts[i] != texts[own]
            and float(scores[row, i]) <= limit
            and not (evidence[row] and evidence[row] in texts[i])
        ]
        if kept:
            out[name] = kept[:_KEPT]
    return out
