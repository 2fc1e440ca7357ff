"""Rows made for the sentence reader: tables, settings, lists, codes, minutes, logs and mails. Prose alone teaches it
that a row of a table answers nothing.

Names and things are drawn from the passages given, keys and forms of questions from made_rows.toml. A page is lines;
each question is answered by one of them, or by none: its thing, its key or its date is not there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from uniconv_edge.train.data import Row, RowSet
from uniconv_edge.train.made_words import KINDS, LISTS, Key, Words, keys, lacking, question_on, short_question, worded
from uniconv_edge.types import Turn

_UNANSWERED = 0.3
_FOLLOWING = 0.35  # of the questions come after another one
_QUESTIONS = 3  # on each page
_FORMS = LISTS["forms"]
_MINUTES = LISTS["minutes"]
_CODES = LISTS["codes"]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with the number of the line that answers it, None where none does, and the question before it with the
    line that answered that."""

    question: str
    line: int | None
    before: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class _Page:
    title: str
    lines: list[str]
    asked: list[_Asked]

    def span(self, line: int) -> tuple[int, int]:
        start = sum(len(each) + 1 for each in self.lines[:line])
        return start, start + len(self.lines[line])


def made(prose: RowSet, count: int, random: Random) -> RowSet:
    """`count` rows on made pages, beside each pages of its kind and passages of `prose`."""
    words = Words(prose, random)
    makers = (_table, _table, _card, _card, _settings, _settings, _items, _codes, _minutes, _changes, _log, _mail)
    passages: list[tuple[str, str]] = []
    drafts: list[tuple[int, _Page, _Asked]] = []
    of_maker: defaultdict[Callable[..., _Page], list[int]] = defaultdict(list)
    while len(drafts) < count:
        maker = random.choice(makers)
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


def _row(number: int, page: _Page, asked: _Asked, others: tuple[int, ...]) -> Row:
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


def _table(words: Words, random: Random) -> _Page:
    """Things in rows, what is known of them in columns."""
    columns = keys(random, random.randint(1, 5))
    entities = list(dict.fromkeys(words.entity() for _ in range(random.randint(3, 14))))
    head = random.choice(("name", "item", "what", "article", "person", "site", "device", "no", "position"))
    names = [head, *(random.choice((key, key.capitalize(), key.replace(" ", "_"))) for _, key in columns)]
    rows = [[entity, *(words.value(kind) for kind, _ in columns)] for entity in entities]
    named = random.random() < 0.7
    lines = [" | ".join(names)] if not named or random.random() < 0.5 else []
    first = len(lines)
    lines += [" | ".join(map("{}: {}".format, names, row) if named else row) for row in rows]
    asked = []
    for _ in range(_QUESTIONS):
        at = random.randrange(len(entities))
        key = random.choice(columns)
        question = question_on(key, entities[at], random)
        if random.random() < _UNANSWERED:
            if random.random() < 0.6:
                question = question_on(key, words.other(entities[at], entities), random)
            else:
                question = question_on(lacking(columns, random), entities[at], random)
            asked.append(_Asked(question, None))
        elif random.random() < _FOLLOWING:
            before = (question, first + at)
            other = random.randrange(len(entities))
            if len(columns) > 1 and random.random() < 0.6:
                asked.append(_Asked(short_question(random.choice(columns), random), first + at, before))
            else:
                form = random.choice(_FORMS["another"])
                asked.append(_Asked(form.format(e=entities[other]), first + other, before))
        else:
            asked.append(_Asked(question, first + at))
    return _Page(random.choice((words.thing(2), words.thing(), words.name())), lines, asked)


def _card(words: Words, random: Random) -> _Page:
    """What is known of one thing, a line each."""
    given = keys(random, random.randint(3, 9))
    entity = words.entity()
    sign = random.choice((": ", ": ", " - ", " = ", " | "))
    mark = random.choice(("", "", "- ", "* ", "• "))
    lines = [f"{mark}{key.capitalize()}{sign}{words.value(kind)}" for kind, key in given]
    title = random.choice((entity, f"{words.thing(1)} {entity}", f"{words.thing(2)} > {entity}"))
    if random.random() < 0.3:
        lines = [entity, *lines]
    return _Page(title, lines, list(_on_card(given, entity, len(lines) - len(given), words, random)))


def _on_card(given: Sequence[Key], entity: str, first: int, words: Words, random: Random) -> Iterator[_Asked]:
    """Questions on lines of one thing, of which each holds a key."""
    for _ in range(_QUESTIONS):
        at, following = random.sample(range(len(given)), 2)
        question = question_on(given[at], entity, random)
        if random.random() < 0.3:
            question = worded(random.choice(_FORMS["card"]).format(k=given[at][1]), random)
        if random.random() < _UNANSWERED:
            if random.random() < 0.4:
                yield _Asked(question_on(given[at], words.other(entity), random), None)
            else:
                yield _Asked(question_on(lacking(given, random), entity, random), None)
        elif random.random() < _FOLLOWING:
            yield _Asked(short_question(given[following], random), first + following, (question, first + at))
        else:
            yield _Asked(question, first + at)


@dataclass(frozen=True, slots=True)
class _Setting:
    section: str
    key: str
    line: int

    def asked(self, form: str, random: Random) -> str:
        return worded(form.format(k=self.key, s=self.section, n=self.key.replace(" ", "_")), random)


def _settings(words: Words, random: Random) -> _Page:
    """Sections of settings in the forms that programs read."""
    form = random.choice(("yaml", "ini", "env", "json", "python"))
    lines: list[str] = []
    places: list[_Setting] = []
    for _ in range(random.randint(1, 4)):
        section = words.thing(1)
        if form in (heads := {"yaml": f"{section}:", "ini": f"[{section}]", "json": f'"{section}": {{'}):
            lines.append(heads[form])
        for kind, key in keys(random, random.randint(2, 5)):
            if random.random() < 0.5:
                key = f"{random.choice(('max', 'min', 'default', words.thing(1)))} {key}"
            value = words.value(kind if kind != "person" else "code")
            if kind in ("measure", "amount", "count"):
                value = value.split()[0].strip("€$£")
            places.append(_Setting(section, key, len(lines)))
            lines.append(_setting(form, section, key.replace(" ", "_").replace("-", "_"), value))
    asked = []
    for _ in range(_QUESTIONS):
        place = random.choice(places)
        question = random.choice(_FORMS["settings"])
        if random.random() < _UNANSWERED:
            _, key = lacking([("", name) for each in places for name in (each.key, each.key.split()[-1])], random)
            asked.append(_Asked(_Setting(place.section, key, 0).asked(question, random), None))
            continue
        whole = place.asked(question, random)
        same = [each for each in places if each.section == place.section and each.line != place.line]
        if same and random.random() < _FOLLOWING:
            following = random.choice(same)
            short = following.asked(random.choice(_FORMS["settings_short"]), random)
            asked.append(_Asked(short, following.line, (whole, place.line)))
        else:
            asked.append(_Asked(whole, place.line))
    return _Page(f"{words.thing(1)}.{random.choice(('yaml', 'ini', 'env', 'json', 'py'))}", lines, asked)


def _setting(form: str, section: str, name: str, value: str) -> str:
    return {
        "yaml": f"  {name}: {value}",
        "ini": f"{name} = {value}",
        "env": f"{section}_{name}={value}".upper(),
        "json": f'  "{name}": "{value}",',
        "python": f"{section}_{name}".upper() + f" = {value!r}",
    }[form]


def _items(words: Words, random: Random) -> _Page:
    """A list of things, each with a remark."""
    entities = list(dict.fromkeys(words.entity() for _ in range(random.randint(3, 10))))
    same = random.choice(list(KINDS)) if random.random() < 0.6 else None
    kinds = [same or random.choice(list(KINDS)) for _ in entities]
    mark, sign = random.choice(("- ", "* ", "• ", "")), random.choice((": ", " - ", ", ", ": ", " ("))
    close = ")" if sign == " (" else ""
    one_key = random.choice(KINDS[same]["keys"]) if same else ""
    given = [(kind, one_key or random.choice(KINDS[kind]["keys"])) for kind in kinds]
    keyed = random.random() < 0.5
    lines = [
        f"{mark}{entity}{sign}{f'{key} ' if keyed else ''}{words.value(kind)}{close}"
        for entity, (kind, key) in zip(entities, given, strict=True)
    ]
    asked = []
    for _ in range(_QUESTIONS):
        at, other = random.randrange(len(entities)), random.randrange(len(entities))
        question = question_on(given[at], entities[at], random)
        if random.random() < _UNANSWERED:
            asked.append(_Asked(question_on(given[at], words.other(entities[at], entities), random), None))
        elif same and random.random() < _FOLLOWING:
            short = random.choice(_FORMS["another"][:2]).format(e=entities[other])
            asked.append(_Asked(short, other, (question, at)))
        else:
            asked.append(_Asked(question, at))
    return _Page(words.thing(2), lines, asked)


def _codes(words: Words, random: Random) -> _Page:
    """Codes with what they mean and, in most pages, what to do."""
    letters = random.choice((*"AEFHPT", "ER", "AL", "F-", "E-", ""))
    first = random.randint(1, 90) * random.choice((1, 1, 5, 10))
    numbers = sorted(random.sample(range(first, first + 40), random.randint(3, 12)))
    width = random.choice((1, 2, 3)) if letters else 3
    names = [f"{letters}{number:0{width}}" for number in numbers]
    told = random.random() < 0.7
    sign = random.choice((" | ", " | ", ": ", " - "))
    rows = [[name, random.choice(_CODES["means"]), *([random.choice(_CODES["do"])] if told else [])] for name in names]
    rows = [[each.format(a=words.thing(1), b=words.thing(2)) for each in row] for row in rows]
    called = random.choice(_CODES["called"])
    lines = [sign.join(row) if sign == " | " else row[0] + sign + "; ".join(row[1:]) for row in rows]
    if sign == " | " and random.random() < 0.6:
        lines = [sign.join([called, "meaning", "what to do"][: 2 + told]), *lines]
    above = len(lines) - len(rows)
    asked = []
    for _ in range(_QUESTIONS):
        at, other = random.sample(range(len(rows)), 2)
        form = random.choice((*_CODES["asked"], *(_CODES["asked_do"] if told else ())))
        question = worded(form.format(c=called, n=names[at]), random)
        if random.random() < _UNANSWERED:
            question = worded(form.format(c=called, n=words.other(names[at], names)), random)
            asked.append(_Asked(question, None))
        elif random.random() < _FOLLOWING:
            before = (question, above + at)
            if told and random.random() < 0.5:
                asked.append(_Asked(worded(random.choice(_CODES["do_short"]), random), above + at, before))
            else:
                short = random.choice(_FORMS["another"]).format(e=names[other])
                asked.append(_Asked(short, above + other, before))
        else:
            asked.append(_Asked(question, above + at))
    device = random.choice((words.thing(2), f"{words.thing(1)} {random.choice('ABCGKX')}{random.randint(1, 90)}"))
    return _Page(random.choice((device, f"{device} > {called} codes", f"{called} codes")), lines, asked)


def _minutes(words: Words, random: Random) -> _Page:
    """Who was there, what was decided and who does what; the date stands in the title or above."""
    date, title = words.date(), words.thing()
    present = ", ".join(words.first_name() for _ in range(random.randint(2, 5)))
    bought, moved = words.thing(2), words.thing(2)
    decided = random.choice(
        (
            f"{words.first_name()} buys a {bought} for {words.value('amount')}.",
            f"the {moved} is moved to {words.date()}.",
            f"we keep the {words.thing(2)} and ask {words.name()}.",
            words.thing(2) + " costs " + words.value("amount") + " from now on.",
        )
    )
    doer = words.first_name()
    heads = {about: random.choice(_MINUTES[about]["heads"]) for about in ("present", "decided")}
    said = {"present": f"{present}.", "decided": decided}
    heads["task"] = random.choice(_MINUTES["task"]["heads"])
    does = random.choice(("calls", "writes to", "asks", "repairs", "orders"))
    said["task"] = f"{doer} {does} the {words.thing(2)} by {words.date()}."
    heads["absent"] = random.choice(_MINUTES["absent"]["heads"])
    said["absent"] = f"{words.first_name()}."
    lines = [f"{heads[about]}: {said[about]}" for about in _MINUTES]
    if words.reports:
        lines.insert(random.randint(1, 4), random.choice(words.reports))
    head = random.choice((f"{title} > {date}", date, f"Meeting {date}"))
    if random.random() < 0.4:
        lines.insert(0, date)
        head = title
    places = {about: lines.index(f"{heads[about]}: {said[about]}") for about in _MINUTES}
    asked = []
    for _ in range(_QUESTIONS):
        about, other = random.sample(list(_MINUTES), 2)
        forms = _MINUTES[about]["asked"]
        question = worded(random.choice(forms).format(d=date, a=doer), random)
        if random.random() < _UNANSWERED:
            question = random.choice(forms[:4]).format(d=words.date(), a=words.first_name())
            asked.append(_Asked(worded(question, random), None))
        elif random.random() < _FOLLOWING:
            short = worded(_MINUTES[other]["asked"][-1].format(a=doer), random)
            asked.append(_Asked(short, places[other], (question, places[about])))
        else:
            asked.append(_Asked(question, places[about]))
    return _Page(head, lines, asked)


def _changes(words: Words, random: Random) -> _Page:
    """A log of changes: versions with their dates, and what is new in each."""
    lines: list[str] = []
    heads: list[tuple[str, int]] = []
    items: list[tuple[int, int]] = []
    major, minor = random.randint(0, 9), random.randint(2, 20)
    for _ in range(random.randint(2, 4)):
        version = f"{major}.{minor}.{random.randint(0, 4)}"
        minor -= 1
        heads.append((version, len(lines)))
        form = random.choice(("{v} - {d}", "{v} ({d})", "Version {v}, {d}", "## {v} - {d}"))
        lines.append(form.format(v=version, d=words.date()))
        for _ in range(random.randint(1, 3)):
            items.append((len(heads) - 1, len(lines)))
            became = f"{words.thing(2)} is {random.choice(('faster', 'gone', 'new', 'mended', 'renamed'))}."
            did = random.choice(("Added", "Removed", "Fixed", "Changed"))
            done = f"{did} {words.thing(2)} of the {words.thing(1)}."
            change = random.choice((became, done, f"The {words.thing(1)} needs {words.value('code')} now."))
            lines.append(f"- {change[0].upper()}{change[1:]}")
    asked = []
    for _ in range(_QUESTIONS):
        number = random.randrange(len(heads))
        version, head = heads[number]
        item = random.choice([at for of, at in items if of == number])
        if random.random() < _UNANSWERED:
            form = random.choice(_FORMS["not_released"])
            asked.append(_Asked(worded(form.format(v=words.other(version, [each for each, _ in heads])), random), None))
        elif random.random() < 0.45:
            asked.append(_Asked(worded(random.choice(_FORMS["released"]).format(v=version), random), head))
        elif random.random() < 0.5:
            asked.append(_Asked(worded(random.choice(_FORMS["changed"]).format(v=version), random), item))
        else:
            before = (_FORMS["released"][0].format(v=version), head)
            asked.append(_Asked(worded(random.choice(_FORMS["changed_short"]), random), item, before))
    title = random.choice(("Changelog", "Changes", "Release notes", f"{words.thing(1)} > Changes"))
    return _Page(title, lines, asked)


def _log(words: Words, random: Random) -> _Page:
    """Entries of a log with their times."""
    day = f"20{random.randint(10, 29)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    hour = random.randint(0, 20)
    lines, events = [], []
    happened = ("failed", "started", "finished", "lost", "is full", "was replaced", "checked")
    for number in range(random.randint(4, 12)):
        tens = 10 * (number % 5)
        time = f"{hour + number // 5:02}:{random.randint(tens, tens + 9):02}"
        what = f"{words.thing(2)} {random.choice(happened)}"
        events.append((time, what))
        more = random.choice(("", f" after {words.value('measure')}", f" by {words.name()}", f": {words.thing(2)}"))
        level = f"{random.randint(0, 59):02} {random.choice(('INFO', 'ERROR', 'WARNING', ''))}"
        lines.append(f"{day} {time}:{level} {what}{more}".replace("  ", " "))
    asked = []
    for _ in range(_QUESTIONS):
        at = random.randrange(len(lines))
        time, what = events[at]
        if random.random() < _UNANSWERED:
            question = random.choice(
                (
                    f"When did the {words.thing(2)} fail?",
                    f"What happened at {random.randint(21, 23)}:{time[3:]}?",
                    f"Why was the {words.thing(1)} lost?",
                )
            )
            asked.append(_Asked(worded(question, random), None))
        else:
            question = random.choice(
                (
                    f"What happened at {time}?",
                    f"When {what}?",
                    f"When did we see that {what}?",
                    f"Which entry is of {time}?",
                    f"what about {' '.join(what.split()[:2])} on {day}",
                )
            )
            asked.append(_Asked(worded(question, random), at))
    return _Page(f"{words.thing(1)}.log", lines, asked)


def _mail(words: Words, random: Random) -> _Page:
    """A message with its header."""
    sender, receiver, subject = words.name(), words.name(), words.thing(2)
    name = sender.split()[0]
    address = f"{name.lower()}@{words.thing(1)}.example"
    sent = f"{words.date()}, {random.randint(6, 20)}:15"
    lines = [f"From: {sender} <{address}>", f"To: {receiver}", f"Date: {sent}", f"Subject: {subject}"]
    body = random.sample(words.reports, min(len(words.reports), random.randint(1, 4)))
    kinds = [random.choice(list(KINDS)) for _ in range(2)]
    facts = [(kind, random.choice(KINDS[kind]["keys"])) for kind in kinds]
    first = len(lines) + len(body)
    lines += [*body, *(f"The {key} of the {subject} is {words.value(kind)}." for kind, key in facts), name]
    headers = (
        (f"Who wrote about the {subject}?", 0),
        (f"Who sent the message on {subject}?", 0),
        (f"When was the mail about {subject} sent?", 2),
        (f"To whom was the mail on {subject} sent?", 1),
        (f"When did {name} write?", 2),
    )
    shorts = tuple(zip(_FORMS["sent_short"], (0, 0, 0, 2, 0, 1), strict=True))
    asked = []
    for _ in range(_QUESTIONS):
        sure = question_on(facts[0], subject, random)
        header = random.choice(headers)
        short = random.choice(shorts)
        if random.random() < _UNANSWERED:
            asked.append(_Asked(question_on(lacking(facts, random), subject, random), None))
        elif random.random() < 0.4:
            asked.append(_Asked(worded(short[0], random), short[1], (sure, first)))
        elif random.random() < 0.6:
            asked.append(_Asked(worded(header[0], random), header[1]))
        else:
            asked.append(_Asked(sure, first))
    return _Page(random.choice((subject, f"{words.thing(1)} > {subject}")), lines, asked)
