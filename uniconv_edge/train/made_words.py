"""Draws names, things and values for the rows made for the sentence reader, and words questions on them."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from importlib.resources import files
from random import Random
from typing import Any

from uniconv_edge.assistant.words.terms import is_empty
from uniconv_edge.expressions import expression
from uniconv_edge.library.sentences import MONTHS
from uniconv_edge.train.data import RowSet

LISTS: Mapping[str, Any] = tomllib.loads(files(__package__).joinpath("made_rows.toml").read_text("utf-8"))
KINDS: Mapping[str, Mapping[str, Sequence[str]]] = LISTS["kinds"]
_IN_OTHER_WORDS: Mapping[str, Sequence[str]] = LISTS["in_other_words"]

_TRIES = 20  # to draw what is not given
_READ = 30_000  # passages whose words are taken
_OTHER_WORDS = 0.4  # of the questions where there are any
_CARELESS = 0.25  # of the questions lack their mark, or their capitals too
_NAME = expression(r"(?<=[a-z,] )[A-Z][a-z]+ [A-Z][a-z]+\b")
_WORD = expression(r"\b[a-z]{4,11}\b")
_MONTHS = MONTHS.split("|")
_UNITS = (
    "kg", "cm", "mm", "km", "litres", "hours", "minutes", "seconds", "s", "ms", "°C", "%", "bar", "V", "W", "MB",
    "metres",
)  # fmt: skip
_CURRENCIES = ("{} euros", "€ {}", "${}", "{} EUR", "£{}", "{} CHF")

Key = tuple[str, str]
"""The kind of a value, and the key under which it stands."""


class Words:
    """Draws from the words of passages; `reports` are short sentences of them."""

    def __init__(self, prose: RowSet, random: Random) -> None:
        self._random = random
        texts = [text for _, text in random.sample(prose.passages, min(len(prose.passages), _READ))]
        names = Counter(name for text in texts for name in _NAME.findall(text))
        words = Counter(word for text in texts for word in set(_WORD.findall(text)))
        self._names: list[str] = sorted(name for name, n in names.items() if n < 50) or ["Ada Lovelace", "Alan Turing"]
        most = len(texts) // 20
        rare = [w for w, n in words.items() if 5 < n < most and not is_empty(w) and w[-2:] not in ("ly", "ed")]
        self._things = sorted(rare) or sorted(words) or ["lamp"]
        cuts = [
            prose.passages[row.positive][1][slice(*row.evidence)]
            for row in prose.rows
            if row.positive is not None and row.evidence is not None
        ]
        self.reports = sorted({cut for cut in cuts if 25 < len(cut) < 110 and "\n" not in cut and cut.endswith(".")})

    def name(self) -> str:
        """A first and a last name."""
        return self._random.choice(self._names)

    def first_name(self) -> str:
        """The first of two names."""
        return self.name().split()[0]

    def thing(self, words: int = 0) -> str:
        """So many words in small letters; 0: one or two."""
        return " ".join(self._random.choice(self._things) for _ in range(words or self._random.choice((1, 1, 2))))

    def entity(self) -> str:
        """What a row, a page or a section is about."""
        r = self._random
        draw: Callable[[], str] = r.choice(
            (
                lambda: self.thing(2),
                self.thing,
                self.name,
                lambda: f"{self.thing(1)} {r.randint(1, 40)}",
                lambda: f"{r.choice('ABCDEFGHKMPRSTX')}{r.choice(('', '-'))}{r.randint(1, 900)}",
                lambda: self.name().split()[-1],
                lambda: f"{self.thing(1)} {self.first_name()}",
            )
        )
        return draw()

    def other(self, entity: str, given: Collection[str] = ()) -> str:
        """Something near that is none of those given: another number, another name, or anything."""
        known = {each.lower() for each in (entity, *given)}
        for _ in range(_TRIES):
            if (found := self._other(entity)).lower() not in known:
                return found
        return f"{self.thing(2)} {self._random.randint(1000, 9999)}"

    def _other(self, entity: str) -> str:
        r = self._random
        if any(c.isdigit() for c in entity):
            return re.sub(r"\d+", lambda at: f"{int(at.group()) + r.randint(1, 30):0{len(at.group())}}", entity)
        if " " in entity and r.random() < 0.6:
            first, *_, last = entity.split()
            return r.choice(
                (f"{first} {self.thing(1) if last.islower() else self.name().split()[-1]}", f"{self.thing(1)} {last}")
            )
        return self.entity()

    def date(self) -> str:
        """A day, month or year, as people write it."""
        r = self._random
        day, month, year = r.randint(1, 28), r.randint(1, 12), r.randint(1998, 2030)
        name = _MONTHS[month - 1]
        return r.choice(
            (
                f"{year}-{month:02}-{day:02}", f"{day} {name} {year}", f"{day} {name}", f"{name} {day}, {year}",
                f"{day:02}.{month:02}.{year}", f"{day} {name[:3]} {year}", f"{month}/{day}/{year}", f"{name} {year}",
                str(year),
            )
        )  # fmt: skip

    def value(self, kind: str) -> str:
        """A value of a kind."""
        r = self._random
        number = r.choice((r.randint(2, 12), r.randint(10, 200), r.randint(100, 5000)))
        if kind == "person":
            name = self.name()
            return r.choice((name, name, name.split()[0], f"{name}, {self.thing()}"))
        if kind == "date":
            return r.choice((self.date(), self.date(), f"{r.randint(6, 22)}:{r.choice(('00', '15', '30'))}"))
        if kind == "amount":
            amount = r.choice((f"{number}", f"{number}.{r.randint(10, 99)}", f"{number:,}"))
            return r.choice(_CURRENCIES).format(amount)
        if kind == "count":
            return r.choice((str(number), str(number), f"{number} {self.thing(1)}"))
        if kind == "measure":
            return f"{r.choice((number, number / 10))} {r.choice(_UNITS)}"
        if kind == "place":
            return r.choice(
                (self.name(), f"room {number}", f"{self.thing(1)} street {number}", f"shelf {number}", self.thing())
            )
        if kind == "code":
            letters = "".join(r.choices("ABCDEFHKLMNPRSTUVWXZ", k=r.randint(1, 3)))
            return r.choice(
                (f"{letters}-{number}", f"{letters}{number}", str(number * 7), f"/{self.thing(1)}/{self.thing(1)}",
                 f"{self.thing(1)}@{self.thing(1)}.example", f"{number % 9}.{number % 13}.{number % 7}",
                 f"0{number} {number * 3}")
            )  # fmt: skip
        return self.thing()


def worded(question: str, random: Random) -> str:
    """As people type: now and then in small letters, without the mark."""
    if random.random() < _CARELESS:
        question = question.rstrip("?").lower() if random.random() < 0.5 else question.rstrip("?")
    return question


def question_on(key: Key, entity: str, random: Random) -> str:
    """A question for what stands under a key of something."""
    kind, name = key
    name = name.replace("_", " ")
    forms = KINDS[kind]["asked"]
    if name in _IN_OTHER_WORDS and random.random() < _OTHER_WORDS:
        forms = _IN_OTHER_WORDS[name]
    called = random.choice((entity, f"the {entity}")) if entity[0].islower() else entity
    return worded(random.choice(forms).format(k=name, e=called), random)


def short_question(key: Key, random: Random) -> str:
    """The same behind another question on the same thing."""
    kind, name = key
    forms = KINDS[kind]["short"]
    if name in _IN_OTHER_WORDS and random.random() < _OTHER_WORDS:
        forms = [form.format(e="it") for form in _IN_OTHER_WORDS[name]]
    return worded(random.choice(forms).format(k=name.replace("_", " ")), random)


def keys(random: Random, count: int) -> list[Key]:
    """So many keys, each once."""
    found: dict[str, str] = {}
    while len(found) < count:
        kind = random.choice(list(KINDS))
        found.setdefault(random.choice(KINDS[kind]["keys"]), kind)
    return [(kind, key) for key, kind in found.items()]


def lacking(given: Sequence[Key], random: Random) -> Key:
    """A key that is not among these."""
    have = {key for _, key in given}
    return next((kind, key) for kind, key in keys(random, len(have) + 5) if key not in have)
