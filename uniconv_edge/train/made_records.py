"""Pages of what happened, made for the sentence reader: minutes, logs of changes, logs and mails, which have dates."""

from __future__ import annotations

from random import Random

from uniconv_edge.train.made_page import FOLLOWING, QUESTIONS, UNANSWERED, Asked, Page
from uniconv_edge.train.made_words import KINDS, LISTS, Words, lacking, question_on, worded

_FORMS = LISTS["forms"]
_MINUTES = LISTS["minutes"]


def minutes(words: Words, random: Random) -> Page:
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
    for _ in range(QUESTIONS):
        about, other = random.sample(list(_MINUTES), 2)
        forms = _MINUTES[about]["asked"]
        question = worded(random.choice(forms).format(d=date, a=doer), random)
        if random.random() < UNANSWERED:
            question = random.choice(forms[:4]).format(d=words.date(), a=words.first_name())
            asked.append(Asked(worded(question, random), None))
        elif random.random() < FOLLOWING:
            short = worded(_MINUTES[other]["asked"][-1].format(a=doer), random)
            asked.append(Asked(short, places[other], (question, places[about])))
        else:
            asked.append(Asked(question, places[about]))
    return Page(head, lines, asked)


def changes(words: Words, random: Random) -> Page:
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
    for _ in range(QUESTIONS):
        number = random.randrange(len(heads))
        version, head = heads[number]
        item = random.choice([at for of, at in items if of == number])
        if random.random() < UNANSWERED:
            form = random.choice(_FORMS["not_released"])
            asked.append(Asked(worded(form.format(v=words.other(version, [each for each, _ in heads])), random), None))
        elif random.random() < 0.45:
            asked.append(Asked(worded(random.choice(_FORMS["released"]).format(v=version), random), head))
        elif random.random() < 0.5:
            asked.append(Asked(worded(random.choice(_FORMS["changed"]).format(v=version), random), item))
        else:
            before = (_FORMS["released"][0].format(v=version), head)
            asked.append(Asked(worded(random.choice(_FORMS["changed_short"]), random), item, before))
    title = random.choice(("Changelog", "Changes", "Release notes", f"{words.thing(1)} > Changes"))
    return Page(title, lines, asked)


def log(words: Words, random: Random) -> Page:
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
    for _ in range(QUESTIONS):
        at = random.randrange(len(lines))
        time, what = events[at]
        if random.random() < UNANSWERED:
            question = random.choice(
                (
                    f"When did the {words.thing(2)} fail?",
                    f"What happened at {random.randint(21, 23)}:{time[3:]}?",
                    f"Why was the {words.thing(1)} lost?",
                )
            )
            asked.append(Asked(worded(question, random), None))
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
            asked.append(Asked(worded(question, random), at))
    return Page(f"{words.thing(1)}.log", lines, asked)


def mail(words: Words, random: Random) -> Page:
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
    for _ in range(QUESTIONS):
        sure = question_on(facts[0], subject, random)
        header = random.choice(headers)
        short = random.choice(shorts)
        if random.random() < UNANSWERED:
            asked.append(Asked(question_on(lacking(facts, random), subject, random), None))
        elif random.random() < 0.4:
            asked.append(Asked(worded(short[0], random), short[1], (sure, first)))
        elif random.random() < 0.6:
            asked.append(Asked(worded(header[0], random), header[1]))
        else:
            asked.append(Asked(sure, first))
    return Page(random.choice((subject, f"{words.thing(1)} > {subject}")), lines, asked)
