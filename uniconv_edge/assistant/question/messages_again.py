"""Questions that only say something else of the messages that the one before asked for: "and Ann?", "and in April?",
"how many did Jo send?". Pure; English."""

from __future__ import annotations

from datetime import date

from uniconv_edge.assistant.question.message_heads import SAY, WHO, WROTE, Wanted
from uniconv_edge.assistant.question.messages import MessagesAsked, messages_asked
from uniconv_edge.expressions import expression

_AGAIN = expression(r"(?i)^(?:(?:and|so|but) )?(?:(?:what|how) about )?(?P<rest>.+?)\W*$")
_NAMES = expression(r"[A-Z][\w'’-]*(?: (?:(?:and|or) )?[A-Z][\w'’-]*){0,3}")
_HOW_MANY = expression(
    rf"(?i)^how many (?:did|have|has) (?P<by>{WHO}) (?:(?P<got>get|got|receive|received)|{SAY}|{WROTE}|written|sent)"
    r"(?P<rest>.*)$"
)
_GO_ON = ("and ", "what about ", "how about ", "but ", "so ")


def messages_again(question: str, before: str, today: date) -> str:
    """What a question asks that only says something else of the messages that the one before asked for ("and from
    Tom?", "and in 2024?", "how many did Jo send?"), as a question of its own; "" for another."""
    was, rest = messages_asked(before, today), _AGAIN.match(" ".join(question.split()))
    if was is None or was.wanted in (Wanted.REPLY, Wanted.THREAD) or rest is None:
        return ""
    noun = "e-mails" if was.named else "letters" if was.letters else "messages"
    if again := _HOW_MANY.match(rest["rest"]):
        meant = f"how many {noun} did {again['by']} {'get' if again['got'] else 'send'}{again['rest']}"
        return meant if messages_asked(meant, today) else ""
    if not question.lower().startswith(_GO_ON):
        return ""
    other = "to" if was.to and not was.by else "from"
    said = f"{other} {rest['rest']}" if _NAMES.fullmatch(rest["rest"]) else rest["rest"]
    now = messages_asked(f"{noun} {said}", today)
    if now is None:
        return ""
    return _together(was, now, noun)


def _together(was: MessagesAsked, now: MessagesAsked, noun: str) -> str:
    """A question with what it says now, and else as it was."""
    chat = now if now.in_chats or now.chat else was
    place = f"in the {chat.chat}{' chat' * chat.in_chats}".replace("  ", " ") if chat.in_chats or chat.chat else ""
    me = "" if now.by else was.me
    clauses = (
        ("from", now.by or ("me" if me == "by" else "") or was.by),
        ("to", now.to or was.to),
        ("between", now.between or was.between),
        ("", now.said or was.said),
        ("about", now.about or was.about),
        ("", place),
    )
    told = " ".join(f"{key} {value}".strip() for key, value in clauses if value)
    order = now.order or was.order
    one = noun.removesuffix("s")
    number = now.number or was.number
    head = {
        Wanted.COUNT: f"how many {noun} are there",
        Wanted.WHEN: f"when was the {order or 'newest'} {one}",
        Wanted.WHO: f"who sent the {order or 'newest'} {one}",
        Wanted.SAID: f"what is the {order} {one}" if order else f"show me the {noun}",
        Wanted.LIST: f"the {order} {number} {noun}" if number else f"which {noun} are there",
        Wanted.WRITERS: "who wrote",
        Wanted.MOST: f"who wrote the {was.order or 'most'} {noun}",
    }[was.wanted]
    return f"{head} {told}"
