"""Follow-ups of a word or two, as people type them and data sets lack them: "Why?", "And when?"."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from random import Random

from uniconv_edge.train.data import Row, RowSet
from uniconv_edge.train.made_words import LISTS
from uniconv_edge.types import Turn

_NEAR = 400  # characters between the evidence of a question and that of the short one behind it


def shortened(source: RowSet, count: int, random: Random) -> RowSet:
    """Up to `count` questions of a source cut to a word or two, each behind another question on the same passage whose
    evidence is near."""
    of_passage: defaultdict[int, list[tuple[Row, tuple[int, int]]]] = defaultdict(list)
    for row in source.rows:
        if row.positive is not None and row.evidence is not None and not row.retrieval_only:
            of_passage[row.positive].append((row, row.evidence))
    rows = []
    for passage, together in of_passage.items():
        for row, evidence in together:
            said = row.turns[-1].text.lower()
            forms = next((forms for begin, forms in LISTS["short_forms"].items() if said.startswith(begin)), None)
            near = [each for each in together if each[1] != evidence and abs(each[1][0] - evidence[0]) < _NEAR]
            if forms is None or not near:
                continue
            before, answered = random.choice(near)
            reply = Turn("assistant", source.passages[passage][1][slice(*answered)])
            rows.append(replace(row, turns=(*before.turns, reply, Turn("user", random.choice(forms)))))
    return replace(source, source=f"{source.source}, shortened", rows=random.sample(rows, min(count, len(rows))))
