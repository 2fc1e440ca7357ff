"""Rows made for the sentence reader: tables, settings, lists, codes, minutes, logs and mails. Prose alone teaches it
that a row of a table answers nothing.

Names and things are drawn from the passages given, keys and forms of questions from made_rows.toml. A page is lines;
each question is answered by one of them, or by none: its thing, its key or its date is not there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from random import Random

from uniconv_edge.train.data import Row, RowSet
from uniconv_edge.train.made_facts import card, codes, items, settings, table
from uniconv_edge.train.made_page import Asked, Page
from uniconv_edge.train.made_records import changes, log, mail, minutes
from uniconv_edge.train.made_words import Words
from uniconv_edge.types import Turn

_MAKERS = (table, table, card, card, settings, settings, items, codes, minutes, changes, log, mail)


def made(prose: RowSet, count: int, random: Random) -> RowSet:
    """`count` rows on made pages, beside each pages of its kind and passages of `prose`."""
    words = Words(prose, random)
    passages: list[tuple[str, str]] = []
    drafts: list[tuple[int, Page, Asked]] = []
    of_maker: defaultdict[Callable[..., Page], list[int]] = defaultdict(list)
    while len(drafts) < count:
        maker = random.choice(_MAKERS)
        page = maker(words, random)
        of_maker[maker].append(len(passages))
        drafts += [(len(passages), page, asked) for asked in page.asked]
        passages.append((page.title, "\n".join(page.lines)))
    likes = {number: others for others in of_maker.values() for number in others}
    pages = len(passages)
    passages += random.sample(prose.passages, min(len(prose.passages), 3 * pages))
    rows = []
    for number, page, asked in drafts[:count]:
        others = {random.choice(likes[number]), random.choice(likes[number]), random.randrange(pages)}
        if len(passages) > pages:
            others |= {random.randrange(pages, len(passages)) for _ in range(2)}
        rows.append(_row(number, page, asked, tuple(others - {number})))
    return RowSet("made", prose.license, passages, [row for row in rows if row.negatives])


def _row(number: int, page: Page, asked: Asked, others: tuple[int, ...]) -> Row:
    turns = [Turn("user", asked.question)]
    if asked.before is not None:
        turns = [Turn("user", asked.before[0]), Turn("assistant", page.lines[asked.before[1]]), *turns]
    answered = asked.line is not None
    return Row(
        source="made",
        turns=tuple(turns),
        positive=number if answered else None,
        negatives=others if answered else (number, *others),
        evidence=None if asked.line is None else page.span(asked.line),
        reply="",
        answerable=answered,
        retrieval_only=False,
    )
