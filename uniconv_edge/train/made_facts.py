"""Pages of facts, made for the sentence reader: tables, cards, settings, lists and codes, which tell of things."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from uniconv_edge.train.made_page import FOLLOWING, QUESTIONS, UNANSWERED, Asked, Page
from uniconv_edge.train.made_words import KINDS, LISTS, Key, Words, keys, lacking, question_on, short_question, worded

_FORMS = LISTS["forms"]
_CODES = LISTS["codes"]


def table(words: Words, random: Random) -> Page:
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
    for _ in range(QUESTIONS):
        at = random.randrange(len(entities))
        key = random.choice(columns)
        question = question_on(key, entities[at], random)
        if random.random() < UNANSWERED:
            if random.random() < 0.6:
                question = question_on(key, words.other(entities[at], entities), random)
            else:
                question = question_on(lacking(columns, random), entities[at], random)
            asked.append(Asked(question, None))
        elif random.random() < FOLLOWING:
            before = (question, first + at)
            other = random.randrange(len(entities))
            if len(columns) > 1 and random.random() < 0.6:
                asked.append(Asked(short_question(random.choice(columns), random), first + at, before))
            else:
                form = random.choice(_FORMS["another"])
                asked.append(Asked(form.format(e=entities[other]), first + other, before))
        else:
            asked.append(Asked(question, first + at))
    return Page(random.choice((words.thing(2), words.thing(), words.name())), lines, asked)


def card(words: Words, random: Random) -> Page:
    """What is known of one thing, a line each."""
    given = keys(random, random.randint(3, 9))
    entity = words.entity()
    sign = random.choice((": ", ": ", " - ", " = ", " | "))
    mark = random.choice(("", "", "- ", "* ", "• "))
    lines = [f"{mark}{key.capitalize()}{sign}{words.value(kind)}" for kind, key in given]
    title = random.choice((entity, f"{words.thing(1)} {entity}", f"{words.thing(2)} > {entity}"))
    if random.random() < 0.3:
        lines = [entity, *lines]
    return Page(title, lines, list(_on_card(given, entity, len(lines) - len(given), words, random)))


def _on_card(given: Sequence[Key], entity: str, first: int, words: Words, random: Random) -> Iterator[Asked]:
    """Questions on lines of one thing, of which each holds a key."""
    for _ in range(QUESTIONS):
        at, following = random.sample(range(len(given)), 2)
        question = question_on(given[at], entity, random)
        if random.random() < 0.3:
            question = worded(random.choice(_FORMS["card"]).format(k=given[at][1]), random)
        if random.random() < UNANSWERED:
            if random.random() < 0.4:
                yield Asked(question_on(given[at], words.other(entity), random), None)
            else:
                yield Asked(question_on(lacking(given, random), entity, random), None)
        elif random.random() < FOLLOWING:
            yield Asked(short_question(given[following], random), first + following, (question, first + at))
        else:
            yield Asked(question, first + at)


@dataclass(frozen=True, slots=True)
class _Setting:
    section: str
    key: str
    line: int

    def asked(self, form: str, random: Random) -> str:
        return worded(form.format(k=self.key, s=self.section, n=self.key.replace(" ", "_")), random)


def settings(words: Words, random: Random) -> Page:
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
    for _ in range(QUESTIONS):
        place = random.choice(places)
        question = random.choice(_FORMS["settings"])
        if random.random() < UNANSWERED:
            _, key = lacking([("", name) for each in places for name in (each.key, each.key.split()[-1])], random)
            asked.append(Asked(_Setting(place.section, key, 0).asked(question, random), None))
            continue
        whole = place.asked(question, random)
        same = [each for each in places if each.section == place.section and each.line != place.line]
        if same and random.random() < FOLLOWING:
            following = random.choice(same)
            short = following.asked(random.choice(_FORMS["settings_short"]), random)
            asked.append(Asked(short, following.line, (whole, place.line)))
        else:
            asked.append(Asked(whole, place.line))
    return Page(f"{words.thing(1)}.{random.choice(('yaml', 'ini', 'env', 'json', 'py'))}", lines, asked)


def _setting(form: str, section: str, name: str, value: str) -> str:
    return {
        "yaml": f"  {name}: {value}",
        "ini": f"{name} = {value}",
        "env": f"{section}_{name}={value}".upper(),
        "json": f'  "{name}": "{value}",',
        "python": f"{section}_{name}".upper() + f" = {value!r}",
    }[form]


def items(words: Words, random: Random) -> Page:
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
    for _ in range(QUESTIONS):
        at, other = random.randrange(len(entities)), random.randrange(len(entities))
        question = question_on(given[at], entities[at], random)
        if random.random() < UNANSWERED:
            asked.append(Asked(question_on(given[at], words.other(entities[at], entities), random), None))
        elif same and random.random() < FOLLOWING:
            short = random.choice(_FORMS["another"][:2]).format(e=entities[other])
            asked.append(Asked(short, other, (question, at)))
        else:
            asked.append(Asked(question, at))
    return Page(words.thing(2), lines, asked)


def codes(words: Words, random: Random) -> Page:
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
    for _ in range(QUESTIONS):
        at, other = random.sample(range(len(rows)), 2)
        form = random.choice((*_CODES["asked"], *(_CODES["asked_do"] if told else ())))
        question = worded(form.format(c=called, n=names[at]), random)
        if random.random() < UNANSWERED:
            question = worded(form.format(c=called, n=words.other(names[at], names)), random)
            asked.append(Asked(question, None))
        elif random.random() < FOLLOWING:
            before = (question, above + at)
            if told and random.random() < 0.5:
                asked.append(Asked(worded(random.choice(_CODES["do_short"]), random), above + at, before))
            else:
                short = random.choice(_FORMS["another"]).format(e=names[other])
                asked.append(Asked(short, above + other, before))
        else:
            asked.append(Asked(question, above + at))
    device = random.choice((words.thing(2), f"{words.thing(1)} {random.choice('ABCGKX')}{random.randint(1, 90)}"))
    return Page(random.choice((device, f"{device} > {called} codes", f"{called} codes")), lines, asked)
