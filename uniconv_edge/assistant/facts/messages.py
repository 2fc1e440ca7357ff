"""Messages of a library that a question asks for by whom, to whom, where and when they were written: those of e-mail,
of chats and letters, what they say, who wrote most, what was answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from email.utils import getaddresses
from functools import lru_cache
from itertools import permutations

from uniconv_edge.assistant.facts.correspondence import (
    Correspondence,
    Owner,
    correspondence,
    may_have_written,
    without_copies,
    words_of_people,
)
from uniconv_edge.assistant.facts.lookup import LibraryAnswer
from uniconv_edge.assistant.facts.message_words import asking, holding, quoted_of, together
from uniconv_edge.assistant.question.message_heads import Wanted
from uniconv_edge.assistant.question.messages import MessagesAsked, people_of
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.words.periods import Period
from uniconv_edge.assistant.words.spans import in_any_year
from uniconv_edge.assistant.words.terms import telling_words
from uniconv_edge.library.messages import EARLIEST, Message, Place, writers
from uniconv_edge.library.store import Store
from uniconv_edge.library.text import clean
from uniconv_edge.library.words import words_of
from uniconv_edge.types import Hit
from uniconv_edge.wording import count, first_of

_MOST_NAMED = 10
_MOST_QUOTED = 3  # of e-mail: of each how it begins
_MOST_OF_CHATS, _MOST_OF_DAYS = 5, 10
_FEW_DAYS = 7  # of a period whose messages are told in the order in which they were written
_MOST_CHATS_NAMED = 3


def knows_messages(store: Store, asked: MessagesAsked) -> bool:
    """Whether a library has messages as are asked for: by people that it names, in chats where it is one of these. A
    question that speaks of e-mail is always for messages."""
    if asked.wanted is Wanted.REPLY or (asked.wanted is Wanted.THREAD and not asked.about):
        return bool(writers(store))  # to or of what is quoted
    if asked.named:
        return True
    if asked.by and not any(may_have_written(store, name) for name in (asked.by, *people_of(asked.by)[0])):
        return False
    held = correspondence(store)
    of_chats = asked.in_chats or bool(asked.chat)
    messages = [each for each in held.messages if _is_meant(each, asked) and each.is_chat >= of_chats]
    if not messages or (asked.chat and not asked.in_chats and not chats_called(held, asked.chat)):
        return False
    if asked.me == "by" and not asked.by:
        return held.owner is not None
    if asked.wanted is Wanted.THREAD:
        return True
    if not (asked.by or asked.to or asked.between or of_chats):
        return bool(held.chats) or asked.letters or asked.me == "to"  # "who wrote on 3 May?"
    sides: tuple[tuple[str, Callable[[Message], str]], ...] = ((asked.by, _by), (asked.to, _to), (asked.between, _both))
    return all(_of_people(messages, names, side) for names, side in sides if names)


def told_of_messages(
    store: Store, asked: MessagesAsked, documents: Sequence[int] | None
) -> tuple[LibraryAnswer, list[Candidate]] | None:
    """The messages that are asked for, among these documents (None: all), and what is quoted of them; None where the
    library may answer otherwise: it has no messages, or none by or to somebody of that name and the question does not
    speak of e-mail or chats."""
    with store.snapshot():
        held = correspondence(store)
        kept = None if documents is None else set(documents)
        everything = without_copies(
            each for each in held.messages if (kept is None or each.page[0] in kept) and _is_meant(each, asked)
        )
        unread = _unread(held, kept) if asked.named else ""
        if asked.letters and everything:
            unread = _no_letters(store, {each.page[0] for each in everything}, kept)
        if not everything:
            if unread:
                return LibraryAnswer(False, unread), []
            is_of_all = asked == MessagesAsked(asked.wanted, named=True, me=asked.me)
            return (LibraryAnswer(True, "No message of e-mail is here."), []) if is_of_all else None
        where = ""
        if asked.chat:
            called = chats_called(held, asked.chat)
            everything = [each for each in everything if each.page in called]
            if not everything:
                return (LibraryAnswer(False, _no_chat(held, asked.chat, kept)), []) if asked.in_chats else None
            asked = replace(asked, in_chats=True)
        if asked.in_chats:
            where = _where(everything)
        found = _among(store, asked, held, everything, where)
        if found is None or not unread:
            return found
        return replace(found[0], text=f"{found[0].text} {unread}"), found[1]


def _is_meant(message: Message, asked: MessagesAsked) -> bool:
    """Whether a message is of the kind that is asked for, as it is called."""
    if asked.letters:
        return message.is_letter
    return message.is_mail if asked.named else message.is_chat >= asked.in_chats


def _unread(held: Correspondence, kept: Collection[int] | None) -> str:
    """Of how much e-mail the messages are not known, and what to do; "" for none."""
    number = len(held.unread if kept is None else held.unread.intersection(kept))
    if not number:
        return ""
    were, them = ("was", "it") if number == 1 else ("were", "them")
    return (
        f"{count(number, 'file')} of e-mail {were} stored by an older version, which kept no messages: `uniconv-edge "
        f"index` reads {them} again."
    )


def _no_letters(store: Store, letters: Collection[int], kept: Collection[int] | None) -> str:
    """Which documents are called letters and are none that is known by whom; "" for none."""
    rows = store.rows("SELECT id, title FROM documents WHERE title LIKE '%letter%' ORDER BY title")
    titles = [
        clean(title)
        for document, title in rows
        if document not in letters
        and (kept is None or document in kept)
        and not {"letter", "letters"}.isdisjoint(words_of(title))
    ]
    return f"Not counted, since it is not told by whom: {', '.join(first_of(titles, _MOST_NAMED))}." if titles else ""


@dataclass(frozen=True, slots=True)
class _Told:
    """Of how many messages is told, of which (`where`), and what is to be added (`besides`)."""

    asked: MessagesAsked
    total: int
    where: str
    besides: str


def _among(
    store: Store, asked: MessagesAsked, held: Correspondence, everything: Sequence[Message], where: str
) -> tuple[LibraryAnswer, list[Candidate]] | None:
    """What is told of those of some messages that are asked for."""
    # Who wrote a mail is told in minutes and diaries too.
    speaks = asked.in_chats or (asked.named and asked.wanted is not Wanted.WRITERS)
    known, besides = _by_and_to(asked, everything), ""
    if asked.me and not (asked.me == "by" and asked.by):
        if held.owner is not None:
            known, besides = _of_owner(asked, known, held.owner)
        elif asked.me == "by":
            return None
    told = _Told(asked, len(everything), where, besides)
    if not known:
        return (_of_nobody(told, everything), []) if speaks else None
    found, told = _in_period(known, told)
    if asked.about:
        found = holding(store, asked.about, found)
    if asked.wanted is Wanted.SAID:
        found = [each for each in found if each.says]
    if asked.asks:
        found = asking(store, found)
    if not found:
        newest = max(known, key=lambda each: each.sent)
        is_of_them = bool(asked.by or asked.me) and not (asked.about or asked.asks)
        last = (
            f" The newest {_whose(asked)}is of {newest.sent.date()}." if is_of_them and newest.sent != EARLIEST else ""
        )
        answer = LibraryAnswer(False, f"{_counted(told, 0)}.{last}{besides}")
        return (answer, []) if speaks or is_of_them else None
    if asked.order in ("newest", "oldest"):
        found = [each for each in found if each.sent != EARLIEST] or found
    in_turn = _is_in_turn(told.asked)
    found = sorted(found, key=lambda each: (each.sent, each.page, each.start))
    return _answer(store, told, found if in_turn else found[::-1])


def _of_owner(asked: MessagesAsked, known: Sequence[Message], owner: Owner) -> tuple[list[Message], str]:
    """Those that the person wrote, or did not, and who that is taken to be."""
    mine = [owner.wrote(each) for each in known]
    called = f"{owner.name} <{owner.address}>" if owner.name and owner.address else owner.name or owner.address
    said = f" “{'I' if asked.me == 'by' else 'me'}” is read as {called}, who {owner.known_by}."
    found = [each for each, is_mine in zip(known, mine, strict=True) if is_mine == (asked.me == "by")]
    return found, said if asked.me == "by" or any(mine) else ""


def _is_in_turn(asked: MessagesAsked) -> bool:
    """Whether messages are told in the order in which they were written."""
    period = asked.period
    is_short = period is not None and (period.last - period.first).days < _FEW_DAYS
    return asked.order == "oldest" or (is_short and not asked.order and not asked.named)


def _in_period(known: Sequence[Message], told: _Told) -> tuple[list[Message], _Told]:
    """Those of the days that are asked for; where these are told without their year and nothing was written then, of
    the newest year in which something was."""
    period = told.asked.period
    if period is None:
        return list(known), told
    dated = [each for each in known if each.sent != EARLIEST]
    found = _within(dated, period)
    last = max((each.sent.date() for each in dated), default=None)
    while not found and last and period.yearless and not period.open:
        if (earlier := in_any_year(period, last)) is None:
            break
        if found := _within(dated, earlier):
            told = replace(told, asked=replace(told.asked, period=earlier))
        last = max((each.sent.date() for each in dated if each.sent.date() < earlier.first), default=None)
    return found, told


def _within(messages: Sequence[Message], period: Period) -> list[Message]:
    return [each for each in messages if period.first <= each.sent.date() <= period.last]


def _by(message: Message) -> str:
    return message.by


def _to(message: Message) -> str:
    return message.to


def _both(message: Message) -> str:
    return f"{message.by}, {message.to}"


def _by_and_to(asked: MessagesAsked, everything: Sequence[Message]) -> list[Message]:
    """Those by and to the people that are named."""
    found = list(everything)
    for names, side in ((asked.by, _by), (asked.to, _to), (asked.between, _both)):
        if names and side is _both and (exchanged := _exchanged(found, names)):
            found = exchanged
        elif names:
            people = _of_people(found, names, side, together=side is not _by)
            found = [each for each in found if side(each) in people]
    return found


def _exchanged(messages: Iterable[Message], names: str) -> list[Message]:
    """The e-mail that one of several people wrote to another of them."""
    pairs = list(permutations(people_of(names)[0], 2))
    return [each for each in messages if any(_is_of(each.by, one) and _is_of(each.to, other) for one, other in pairs)]


def _of_people(
    messages: Iterable[Message], names: str, side: Callable[[Message], str], *, together: bool = False
) -> set[str]:
    """Those of the headers of messages that hold all words of the names, or else one of several names; `together`:
    these must all stand there unless "or" parts them, if they do anywhere."""
    headers = {side(each) for each in messages}
    if whole := {each for each in headers if _is_of(each, names)}:
        return whole
    single, either = people_of(names)
    of_each = [{header for header in headers if _is_of(header, name)} for name in single]
    if together and not either and (shared := set[str].intersection(*of_each)):
        return shared
    return set[str]().union(*of_each)


def _is_of(people: str, name: str) -> bool:
    """Whether a header names somebody."""
    return set(telling_words(name) or words_of(name)) <= words_of_people(people)


def chats_called(held: Correspondence, chat: str) -> set[Place]:
    """The chats that are called so by their name, file or folder."""
    sought = words_of(chat)
    return {
        page
        for page, words in held.chats.items()
        if all(word in words or any(each.startswith(word) for each in words) for word in sought)
    }


def _no_chat(held: Correspondence, chat: str, kept: Collection[int] | None) -> str:
    pages = [page for page in held.chats if kept is None or page[0] in kept]
    titles = dict.fromkeys(each.title for each in held.messages if each.page in pages)
    return f"No chat is called “{chat}”. Chats are: {', '.join(first_of(list(titles), _MOST_NAMED))}."


def _answer(store: Store, told: _Told, found: Sequence[Message]) -> tuple[LibraryAnswer, list[Candidate]]:
    """What is told of messages, in their order, and quoted."""
    asked = told.asked
    if asked.wanted in (Wanted.MOST, Wanted.WRITERS):
        return _writers(store, told, found)
    is_ordered = bool(asked.order) and not asked.number
    is_one = len(found) == 1 or (is_ordered and asked.wanted in (Wanted.WHEN, Wanted.WHO, Wanted.SAID))
    shown = found[:1] if is_one else found[: asked.number] if asked.number else found
    if is_one and asked.wanted is not Wanted.COUNT:
        text = f"{'' if len(found) == 1 else f'The {asked.order} of {len(found):,}: '}{line_of(shown[0])}."
    elif asked.wanted is Wanted.COUNT:
        text = f"{_counted(told, len(found))}{_parted(asked, found)}."
    elif asked.number:
        lines = [line_of(each, without=asked) for each in shown[:_MOST_NAMED]]
        every = told if _which(told.asked) else replace(told, total=len(found))
        text = f"{_counted(every, len(found))}; the {asked.order} {len(shown):,}: {'; '.join(lines)}."
    else:
        first = "oldest" if _is_in_turn(asked) else "newest"
        order = f", the {first} first" * (len(found) > 1)
        more = len(found) - _MOST_NAMED
        lines = [line_of(each, without=asked) for each in found[:_MOST_NAMED]]
        listed = "; ".join([*lines, *([f"{more:,} more"] if more > 0 else [])])
        text = f"{_counted(told, len(found))}{order}: {listed}."
        if all(each.is_chat for each in found):  # what is quoted says by whom and when
            most = _MOST_OF_DAYS if _is_in_turn(asked) else _MOST_OF_CHATS
            quoted_first = f"; the first {most} are quoted" if len(found) > most else ""
            text = f"{_counted(replace(told, where=_where(found)), len(found))}{order}{quoted_first}."
    quoted, hits = list[Candidate](), list[Hit]()
    if asked.wanted is not Wanted.COUNT:
        hits, quoted = _quoted(store, asked, shown, is_one=is_one)
    return LibraryAnswer(True, text + told.besides, tuple(hits), shown[0].page[0] if is_one else None), quoted


def _quoted(
    store: Store, asked: MessagesAsked, shown: Sequence[Message], *, is_one: bool
) -> tuple[list[Hit], list[Candidate]]:
    """What is quoted of the messages that are told of, and the passages where they stand."""
    line = "date" if asked.wanted is Wanted.WHEN else "sender" if asked.wanted is Wanted.WHO else ""
    says = bool(line) or asked.wanted is Wanted.SAID or is_one or asked.number > 0
    chats = _MOST_OF_DAYS if _is_in_turn(asked) or asked.number else _MOST_OF_CHATS
    said = []
    mails = number = 0
    for each in shown[:_MOST_NAMED]:
        mails += not each.is_chat
        number += each.is_chat
        is_quoted = number <= chats if each.is_chat else says and mails <= (asked.number or _MOST_QUOTED)
        most = 0 if not is_quoted else _MOST_QUOTED if is_one else 1
        said.append(quoted_of(store, each, asked.about, most, line, asks=asked.asks))
    return together(said)


def _writers(store: Store, told: _Told, found: Sequence[Message]) -> tuple[LibraryAnswer, list[Candidate]]:
    """Who wrote messages, with how many each, and of those that are not counted the first of each."""
    asked = told.asked
    numbers = Counter(map(_writer, found))
    if asked.wanted is Wanted.MOST:
        ranked = sorted(numbers.items(), key=lambda item: item[1], reverse=asked.order != "fewest")
        most = ranked[0][1]
        leading = [name for name, number in ranked if number == most]
        others = [f"{name} {number:,}" for name, number in ranked[len(leading) :]]
        name, apiece = " and ".join(first_of(leading, _MOST_NAMED)), " each" * (len(leading) > 1)
        side = "fewest" if asked.order == "fewest" else "most"
        text = f"Of {_counted(replace(told, total=len(found)), None)} the {side} are from {name}: {most:,}{apiece}"
        then = f"; then {', '.join(first_of(others, _MOST_NAMED))}" if others else ""
        return LibraryAnswer(True, f"{text}{then}.{told.besides}"), []
    people = [f"{name} ({number:,})" for name, number in numbers.most_common()]
    first = {_writer(each): each for each in reversed(found)}
    shown = [each for each in found if first[_writer(each)] is each]
    hits, quoted = together(
        [quoted_of(store, each, asked.about, 1, "" if each.is_chat else "sender") for each in shown[:_MOST_OF_CHATS]]
    )
    wrote = f"{len(numbers):,} {'person' if len(numbers) == 1 else 'people'} wrote"
    which = _which(replace(asked, by="")).replace(" sent ", " ") + told.where
    return LibraryAnswer(
        True, f"{wrote}{which}: {', '.join(first_of(people, _MOST_NAMED))}.{told.besides}", tuple(hits)
    ), quoted


def _of_nobody(told: _Told, everything: Sequence[Message]) -> LibraryAnswer:
    """That nobody of that name wrote or was written to, and who did."""
    writers = list(dict.fromkeys(map(_writer, everything)))
    listed = ", ".join(first_of(writers, _MOST_NAMED))
    return LibraryAnswer(
        False,
        f"{_counted(told, 0)}. {'Letters' if told.asked.letters else 'Messages'} are from {listed}.{told.besides}",
    )


def _counted(told: _Told, found: int | None) -> str:
    """How many messages there are as is asked for; of None found what all are."""
    noun = "letter" if told.asked.letters else "message"
    total = f"{count(told.total, noun)}{told.where}"
    which = _which(told.asked)
    if which and found is not None and told.where and not told.asked.in_chats:  # of all messages, those in some chats
        which, total = f"{told.where}{which}", count(told.total, noun)
    if found is None:
        return f"{total}{which}"
    return f"{found:,} of {total}{' is' if found == 1 else ' are'}{which}" if which or found != told.total else total


def _which(asked: MessagesAsked) -> str:
    """Which messages are asked for."""
    return "".join(
        (
            f" from “{asked.by}”" if asked.by else " from you" if asked.me == "by" else "",
            f" to “{asked.to}”" if asked.to else " to you" if asked.me == "to" and not asked.by else "",
            f" between “{asked.between}”" if asked.between else "",
            f" about “{asked.about}”" if asked.about else "",
            f" sent {_days(asked.period)}" if asked.period else "",
        )
    )


def _whose(asked: MessagesAsked) -> str:
    return f"from “{asked.by}” " if asked.by else ""


def _parted(asked: MessagesAsked, found: Sequence[Message]) -> str:
    """Who of several people wrote how many, by e-mail and in chats, where both are meant by what is asked."""
    numbers = Counter((_writer(each), each.is_chat) for each in found)
    if not asked.by or len(numbers) + len(people_of(asked.by)[0]) <= 2:
        return ""
    told = [
        f"{number:,} of {name} {'in chats' if chat else 'by e-mail'}" for (name, chat), number in numbers.most_common()
    ]
    return f": {', '.join(first_of(told, _MOST_NAMED))}"


def _days(period: Period) -> str:
    if period.first == date.min:
        return f"up to {period.last}"
    if period.last == date.max:
        return f"from {period.first} on"
    return f"on {period.first}" if period.first == period.last else f"from {period.first} to {period.last}"


def line_of(message: Message, without: MessagesAsked | None = None) -> str:
    """A message in a list, without what the question says of all of them."""
    if message.is_chat:
        when = "" if message.sent == EARLIEST else f" ({message.sent:%Y-%m-%d %H:%M})"
        return f"{_writer(message)} in “{message.title}”{when}"
    by = f" from {_writer(message)}" if without is None or not without.by else ""
    to = (
        f" to {_of_letter(message.to) if message.is_letter else _called(message.to)}"
        if message.to and (without is None or (without.by and not without.to))
        else ""
    )
    day = "" if message.sent == EARLIEST else f" ({message.sent.date()})"
    return f"{f'“{clean(message.title)}”' if message.title else 'one without a subject'}{by}{to}{day}"


def _writer(message: Message) -> str:
    if message.is_letter:
        return _of_letter(message.by)
    return message.by if message.is_chat else _called(message.by)


def _of_letter(people: str) -> str:
    """Who signed a letter and for whom, or to whom it is, without what stands between."""
    first, *between = clean(people).split(", ")
    return f"{first}, {between[-1]}" if between else first


@lru_cache(maxsize=16_384)  # the same people write again
def _called(people: str) -> str:
    """The names of the first people of a header, or their addresses."""
    names = [clean(name or address) for name, address in getaddresses([people]) if name or address]
    return ", ".join(first_of(names, 2)) if names else clean(people)


def _where(messages: Iterable[Message]) -> str:
    """In which chats messages are."""
    titles = list(dict.fromkeys(each.title for each in messages))
    more = len(titles) - _MOST_CHATS_NAMED
    *first, last = [f"“{name}”" for name in titles[:_MOST_CHATS_NAMED]] + ([f"{more:,} more"] if more > 0 else [])
    return f" in {', '.join(first)} and {last}" if first else f" in {last}"
