"""What the movements of an account tell: what was spent on what and when, what came in, the largest payments, the last
one, the balance of a day. Pure; questions in English, columns as banks of seven languages call them.

A statement is a table with a column of days and one of amounts of which some are negative, or one of what went out and
one of what came in. Money that went out is told without its sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import pairwise

from uniconv_edge.assistant.quoting.tables import Row, Table
from uniconv_edge.assistant.rows.bounds import Bound, apart
from uniconv_edge.assistant.rows.chosen_rows import amounts_in, days_in, is_of_dates
from uniconv_edge.assistant.rows.over_rows import MAX_QUOTED
from uniconv_edge.assistant.words.amounts import Amount, written_sum
from uniconv_edge.assistant.words.bare import plain
from uniconv_edge.assistant.words.days import in_year, told
from uniconv_edge.assistant.words.periods import period_of
from uniconv_edge.assistant.words.terms import bag, stem, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.wording import count

_LONGEST = 200  # characters of a question
_MOST_WORDS = 4  # by which rows are chosen
_ONE_YEAR = 12  # months
_CENT = Decimal("0.01")
_FEWEST_RECURRING = 3  # rows of one amount, on average
_SIGNED = bag("amount value sum betrag umsatz importe montant importo bedrag valor")
_OUT = bag("debit out withdrawal withdrawals paid soll ausgabe ausgaben lastschrift cargo débit uscite af")
_IN = bag("credit in deposit deposits received haben einnahme einnahmen gutschrift abono crédit entrate bij")
_BALANCE = bag("balance saldo kontostand solde")
_CURRENCY = bag("currency währung devise divisa moneda valuta moeda")
_MAY_BE_ELSE = bag("value sum valor")  # of a table of anything: an account tells its balance beside these


class Movement(Enum):
    """What of an account is asked for."""

    SPENT = "went out"
    EARNED = "came in"
    LARGEST = "largest"
    SMALLEST = "smallest"
    LAST = "latest"
    BALANCE = "balance"
    LISTED = "listed"
    RECURRING = "recurring"  # what is paid again and again: "how much is Netflix?"
    CHANGED = "changed"  # when that became another amount


@dataclass(frozen=True, slots=True)
class LedgerAsked:
    """What is asked for of the rows that say all of `about` (stems; as they are `said`) and lie within the bounds; of
    `number` rows the largest; `monthly`: on average a month; `income`: of what came in."""

    movement: Movement
    about: frozenset[str] = frozenset()
    said: tuple[str, ...] = ()
    bounds: tuple[Bound, ...] = ()
    number: int = 1
    monthly: bool = False
    income: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a statement: its day, what it moved, negative for what went out, what it says besides, the balance
    behind it and its currency, in capitals; "" where none is told."""

    row: Row
    day: date
    moved: Amount
    said: str
    balance: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """The entries to quote, in which words it is told, how many were added, and the cell that was asked for."""

    entries: tuple[Entry, ...]
    note: str
    of: int = 0
    cell: str = ""


_ONE = r"(?:i|we)"
_HOW_MUCH = r"(?:how much(?: money)?|what)"
_NOUN = r"(?:payments?|expenses?|purchases?|transactions?|expenditures?|outgoings?|withdrawals?|debits?|spendings?)"
_CAME = r"(?:incomes?|deposits?|receipts?|credits?)"
_RANK = r"(?:(?P<high>largest|biggest|highest|most expensive)|smallest|lowest|cheapest)"
_NUMBER = r"(?:(?P<number>two|three|four|five|ten|[1-9]\d?) )?"
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}
_MINE = r"(?:the|my|our)"
_ACCOUNT = rf"(?: (?:in|on) {_MINE} account)?"
_FORMS = (
    (Movement.SPENT, rf"{_HOW_MUCH} (?:did|do|have) {_ONE} (?:spend|spent|pay|paid)(?P<rest>.*)"),
    (Movement.SPENT, rf"(?:{_HOW_MUCH} (?:was|is|were|are) )?{_MINE} (?:total )?(?:spending|expenses)(?P<rest>.*)"),
    (Movement.EARNED, rf"{_HOW_MUCH} (?:did|do|have) {_ONE} (?:earn|receive|make|get paid|got paid)(?P<rest>.*)"),
    (Movement.EARNED, rf"{_HOW_MUCH} have {_ONE} (?:earned|received|made)(?P<rest>.*)"),
    (Movement.EARNED, rf"{_HOW_MUCH} (?:was|is) (?:my|our) (?:total )?income(?P<rest>.*)"),
    (
        Movement.LARGEST,
        rf"(?:what|which) (?:is|was|are|were) {_MINE} {_NUMBER}{_RANK} {_NUMBER.replace('number', 'many')}"
        rf"(?P<what>.{{0,40}}?)(?:{_NOUN}|(?P<came>{_CAME}))\b(?P<rest>.*)",
    ),
    (Movement.LAST, rf"when did {_ONE} last (?:pay|paid|spend|buy|shop|go|eat)\b(?P<rest>.*)"),
    (Movement.LAST, rf"when was {_MINE} (?:last|latest|most recent) (?:{_NOUN}|{_CAME})\b(?P<rest>.*)"),
    (Movement.BALANCE, rf"{_HOW_MUCH} (?:is|was) {_MINE} (?:account |bank )?balance\b(?P<rest>.*)"),
    (Movement.BALANCE, rf"{_HOW_MUCH} (?:do|did) {_ONE} have(?: left)?(?: now)?{_ACCOUNT}(?P<rest>.*)"),
    (
        Movement.LISTED,
        rf"(?:list|show me|show|give me|(?:what|which)(?: (?:are|were))?)(?: (?:all|{_MINE}|of))*(?P<what> .{{0,40}}?)?"
        rf" (?:{_NOUN}|(?P<came>{_CAME}))\b(?P<rest>.*)",
    ),
    (
        Movement.CHANGED,
        rf"(?:when )?(?:did|has|have) (?:the price of )?(?:{_MINE} )?(?P<rest>.+?)"
        r" (?:change|go up|increase|rise|gone up|changed|increased|risen|(?:get|got|become) (?:more expensive|dearer))",
    ),
    (Movement.RECURRING, rf"how much (?:is|are) (?:{_MINE} )?(?P<rest>.+)"),
    (Movement.RECURRING, r"what (?:is|are) (?:my|our) (?P<rest>.+)"),
)
_OF_ONE_THING = (Movement.LAST, Movement.RECURRING, Movement.CHANGED)
_READ = tuple((movement, expression(rf"\W*{form}\W*")) for movement, form in _FORMS)
_AVERAGE = expression(r"\b(?:on average|in the average|(?:a|per|each|every) month|monthly|average)\b")
_BETWEEN = expression(r"(?i)\b(?:between|from) (?P<first>.{3,30}?) (?:and|to|until|till) (?P<last>.{3,30}?)\W*$")
_END = bag("end beginning start")  # of a month: what the balance was then
_GLUE = bag(
    "total altogether all together money so far account year month on at for to with from in of per and it that were"
    " was are is did do i we my our me us go went"
)


def ledger_asked(question: str, today: date) -> LedgerAsked | None:
    """What a question asks of an account; None of another question."""
    if len(question) > _LONGEST:
        return None
    text, bounds = _apart(question, today)
    found = next(((kind, match) for kind, form in _READ if (match := form.fullmatch(text))), None)
    if found is None:
        return None
    movement, groups = found[0], found[1].groupdict()
    rest = f"{groups.get('what') or ''} {groups['rest']}"
    glue = _GLUE | _END if movement is Movement.BALANCE else _GLUE
    said = tuple(word for word in telling_words(_AVERAGE.sub(" ", rest)) if stem(word) not in glue)
    needs_words = movement in _OF_ONE_THING or (movement is Movement.LISTED and not bounds)
    if len(said) > _MOST_WORDS or (needs_words and not said) or (said and movement is Movement.BALANCE):
        return None
    number = groups.get("number") or groups.get("many") or "1"
    if movement is Movement.LARGEST and not groups["high"]:
        movement = Movement.SMALLEST
    return LedgerAsked(
        movement,
        frozenset(map(stem, said)),
        said,
        bounds,
        _NUMBERS.get(number) or int(number),
        _AVERAGE.search(rest) is not None,
        groups.get("came") is not None or movement is Movement.EARNED,
    )


def _apart(question: str, today: date) -> tuple[str, tuple[Bound, ...]]:
    """A question in small letters without the days and amounts that bound it, and these."""
    if (between := _BETWEEN.search(question)) and (first := period_of(f"in {between['first']}", today)):
        last = period_of(f"in {between['last']}", today)
        if last and first.first <= last.last:
            bound = Bound(between[0].rstrip(" ?!."), first.first, last.last, dated=True, yearless=last.yearless)
            return plain(question[: between.start()]), (bound,)
    asked = apart(question, today)
    return plain(f"{asked.rest} {'per ' + asked.per if asked.per else ''}".strip()), asked.bounds


def entries_of(table: Table) -> list[Entry]:
    """The movements of a table, in its order; [] for one that is no statement."""
    days_of = next((name for name in table.names if is_of_dates(table, name)), None)
    days = days_in(table.rows, days_of) if days_of else {}
    if not days or not all(day[0] and day[1] and day[2] for day in days.values()):
        return []
    moved = _moved(table)
    if not moved:
        return []
    balance = next((name for name in table.names if bag(name) & _BALANCE), "")
    currency = next((name for name in table.names if bag(name) & _CURRENCY), "")
    numbers = _CURRENCY | _SIGNED | _OUT | _IN | _BALANCE
    texts = [
        name for name in table.names if name != days_of and not (bag(name) & numbers and amounts_in(table.rows, name))
    ]
    return [
        Entry(
            row,
            date(*days[row.start]),
            moved[row.start],
            "\n".join(row.cells.get(name, "") for name in texts),
            row.cells.get(balance, ""),
            row.cells.get(currency, "").strip().upper(),
        )
        for row in table.rows
        if row.start in days and row.start in moved
    ]


def _moved(table: Table) -> dict[int, Amount]:
    """What each row moved, negative for what went out; {} where the table does not tell both ways apart."""
    names = [name for name in table.names if not bag(name) & _BALANCE]
    has_balance = len(names) < len(table.names)
    for name in (name for name in names if bag(name) & _SIGNED and (has_balance or not bag(name) & _MAY_BE_ELSE)):
        amounts = amounts_in(table.rows, name)
        if {each.value < 0 for each in amounts.values()} == {True, False}:
            return amounts
    out = next((name for name in names if bag(name) & _OUT and amounts_in(table.rows, name)), "")
    came = next((name for name in names if bag(name) & _IN and name != out and amounts_in(table.rows, name)), "")
    if not (out and came):
        return {}
    gone = {at: each for at, each in amounts_in(table.rows, out).items() if each.value}
    got = {at: each for at, each in amounts_in(table.rows, came).items() if each.value}
    if not gone.keys().isdisjoint(got):
        return {}
    # Most are written with or without a minus; one that is not is taken back.
    sign = -1 if 2 * sum(each.value > 0 for each in gone.values()) >= len(gone) else 1
    return {**got, **{at: replace(each, value=sign * each.value) for at, each in gone.items()}}


def tell(asked: LedgerAsked, entries: Sequence[Entry]) -> Moved | None:
    """What the entries of an account tell of it; None where no row is of what is asked for, or they tell nothing."""
    said = {text: asked.about <= bag(text) for text in {entry.said for entry in entries}} if asked.about else {}
    own = [entry for entry in entries if said.get(entry.said, True)]
    if not own:
        return None
    if asked.movement is Movement.BALANCE:
        return _balance(asked, entries)
    own, year = _within(asked, own)
    either = asked.movement in _OF_ONE_THING and all(entry.moved.value > 0 for entry in own)
    came = asked.income or either
    bounds = [bound for bound in asked.bounds if not bound.dated]
    sided = [entry for entry in own if (entry.moved.value > 0) == came]
    sided = [entry for entry in sided if all(bound.holds(abs(entry.moved.value)) for bound in bounds)]
    if not sided:
        days = sorted(entry.day for entry in entries)
        return Moved((), f"No such row{_which(asked, year)}: the rows are of {told(days[0], days[-1])}.")
    currencies = sorted({entry.currency for entry in sided})
    if len(currencies) > 1 and asked.movement not in (Movement.LISTED, Movement.LAST):
        return Moved((), f"These rows are of several currencies: {', '.join(currencies)}.")
    sided.sort(key=lambda entry: entry.day)
    of = f"{count(len(sided), 'row')}{_which(asked, year)}"
    if asked.movement in (Movement.SPENT, Movement.EARNED):
        return _added(asked, sided, own, entries, of)
    if asked.movement is Movement.LAST:
        return Moved((sided[-1],), f"The latest of {of}.")
    if asked.movement in (Movement.RECURRING, Movement.CHANGED):
        return _recurring(sided, of, changed=asked.movement is Movement.CHANGED)
    way = Movement.EARNED.value if came else Movement.SPENT.value
    if asked.movement is Movement.LISTED:
        return _quoted(sided, f"{of} that {way}.")
    ordered = sorted(sided, key=lambda entry: abs(entry.moved.value), reverse=asked.movement is Movement.LARGEST)
    least = abs(ordered[: asked.number][-1].moved.value)
    chosen = [entry for at, entry in enumerate(ordered) if at < asked.number or abs(entry.moved.value) == least]
    return replace(_quoted(chosen, f"The {asked.movement.value} of {of} that {way}."), of=len(sided))


def _quoted(entries: Sequence[Entry], note: str) -> Moved:
    more = f" The first {MAX_QUOTED} are quoted." if len(entries) > MAX_QUOTED else ""
    return Moved(tuple(entries[:MAX_QUOTED]), note + more, len(entries))


def _recurring(entries: Sequence[Entry], of: str, *, changed: bool) -> Moved | None:
    """The latest of what is moved again and again, of one amount at a time, and until when it was another; where it is
    asked when it `changed`, the first of the new amount beside the last of the old one."""
    last, values = entries[-1], [entry.moved.value for entry in entries]
    changes = [at for at, (one, other) in enumerate(pairwise(values)) if one != other]
    if len(entries) < _FEWEST_RECURRING or len(changes) * _FEWEST_RECURRING > len(entries):
        return None
    before = entries[changes[-1]] if changes else None
    if changed and before is not None:
        first = entries[changes[-1] + 1]
        was, now = (written_sum([_plain(each)]) for each in (before, first))
        days = [told(each.day, each.day) for each in (before, first)]
        return Moved((before, first), f"Of {of}: {was} up to {days[0]}, {now} from {days[1]} on.", len(entries))
    if changed:
        return Moved((last,), f"{of}, all of {written_sum([_plain(last)])}.", len(entries))
    was = f" It was {written_sum([_plain(before)])} up to {told(before.day, before.day)}." if before else ""
    return Moved((last,), f"The latest of {of}.{was}")


def _plain(entry: Entry) -> Amount:
    return replace(entry.moved, value=abs(entry.moved.value))


def _added(
    asked: LedgerAsked, sided: Sequence[Entry], own: Sequence[Entry], entries: Sequence[Entry], of: str
) -> Moved:
    """The sum of what went one way, or its average in the months that all `entries` of those days are of."""
    way, other_way = Movement.SPENT.value, Movement.EARNED.value
    if asked.income:
        way, other_way = other_way, way
    amounts = list(map(_plain, sided))
    note = f"{of}: {written_sum(amounts)} {way}"
    if asked.monthly:
        days = [entry.day for entry in _within(asked, entries)[0]]
        first, last = min(days), max(days)
        months = (last.year - first.year) * _ONE_YEAR + last.month - first.month + 1
        mean = (sum((each.value for each in amounts), Decimal(0)) / months).quantize(_CENT)
        note += f" in {count(months, 'month')}, {written_sum([replace(amounts[0], value=mean)])} a month"
    note += "."
    if asked.about and (other := [entry for entry in own if (entry.moved.value > 0) != asked.income]):
        note += f" Not subtracted: {written_sum(list(map(_plain, other)))} {other_way}."
    return _quoted(sided, note)


def _balance(asked: LedgerAsked, entries: Sequence[Entry]) -> Moved | None:
    """The balance behind the last entry up to the end of the days that are asked for, or of all."""
    known = [entry for entry in entries if entry.balance]
    newest = max((entry.day for entry in known), default=date.min)
    for bound in asked.bounds:
        until = bound.high if bound.dated else None
        while until and bound.yearless and until > newest and (before := in_year(until, until.year - 1)):
            until = before
        known = [entry for entry in known if until is None or entry.day <= until]
    if not known:
        return None
    last = max(entry.day for entry in known)
    same = [entry for entry in known if entry.day == last]
    is_rising = entries[0].day <= entries[-1].day
    chosen = same[-1] if is_rising else same[0]
    return Moved((chosen,), f"The last row up to {told(last, last)}.", cell=chosen.balance)


def _within(asked: LedgerAsked, entries: Sequence[Entry]) -> tuple[list[Entry], int]:
    """The entries within the days that are asked for; where these are told without their year and none is of it, of the
    last year that has some, which is then told (else 0)."""
    bounds = [bound for bound in asked.bounds if bound.dated]
    found = [entry for entry in entries if all(bound.holds(entry.day) for bound in bounds)]
    if found or not bounds or not all(bound.yearless and bound.low and bound.high for bound in bounds):
        return found, 0
    for year in sorted({entry.day.year for entry in entries}, reverse=True):
        moved = [(in_year(bound.low, year), in_year(bound.high, year)) for bound in bounds]
        own = [entry for entry in entries if all(low and high and low <= entry.day <= high for low, high in moved)]
        if own:
            return own, year
    return [], 0


def _which(asked: LedgerAsked, year: int) -> str:
    """By what rows are chosen: the words, the days (of which year, 0 for those that are said) and amounts."""
    words = ", ".join(f"“{word}”" for word in asked.said)
    days = "".join(f" {bound.said.strip()}{f' {year}' if year and bound.dated else ''}" for bound in asked.bounds)
    return f"{' with ' if words else ''}{words}{days}"
