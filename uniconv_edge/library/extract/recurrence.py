"""Moments and rules of repetition as calendars write them (RFC 5545, 3.3.10), as a person writes them. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence

from uniconv_edge.expressions import expression
from uniconv_edge.library.sentences import MONTHS

_MOMENT = expression(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d)(?::?\d\d)?(Z)?)?")
_UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_SAID = frozenset(("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "WKST"))
_WEEKDAYS = {
    "MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday",
    "SU": "Sunday",
}  # fmt: skip
_MONTHS = MONTHS.split("|")
_PLACES = {"1": "first", "2": "second", "3": "third", "4": "fourth", "5": "fifth", "-1": "last", "-2": "second last"}
_SAYS_RULE = expression(
    rf"every (?:(\d+) )?({'|'.join(_UNITS.values())})s?(?: on (.+?))?(?: in ((?:{MONTHS}|, | and )+))?"
    r"(?:, (\d+) times)?(?:, until (\d[\d: -]*(?: UTC)?))?"
)
_LEAP_YEAR = 2024
_AND = expression(r", | and ")
_DAY = expression(r"\+?(-?\d)?([A-Z]{2})")
_NUMBER = expression(r"[1-9]\d{0,3}")


def moments(written: str) -> str:
    """One or more dates, with their times: `2025-05-03 09:00, 2025-05-10 09:00`; what is none stays as it is."""
    found = [_MOMENT.fullmatch(each) for each in written.strip().split(",")]
    return ", ".join(_moment(each) for each in found if each) if all(found) else written


def _moment(found: re.Match[str]) -> str:
    year, month, day, hour, minute, universal = found.groups()
    time = f" {hour}:{minute}" + (" UTC" if universal else "") if hour else ""
    return f"{year}-{month}-{day}{time}"


def repetition(rule: str) -> str:
    """A rule in words (`every 2 weeks on Tuesday, until 2025-12-31`); one that has no simple words stays as it is."""
    pairs = [part.partition("=") for part in rule.strip().upper().split(";")]
    parts = {name: value for name, _, value in pairs if value}
    try:
        return "".join(_words(parts)) if _SAID.issuperset(parts) else rule
    except (KeyError, IndexError, ValueError):
        return rule


def rule_of(words: str) -> str:
    """The rule that `repetition` tells in these words; "" for other words."""
    found = _SAYS_RULE.fullmatch(words.strip())
    if found is None:
        return ""
    interval, unit, days, months, count, until = found.groups(default="")
    parts = {
        "FREQ": next(name for name, said in _UNITS.items() if said == unit),
        "INTERVAL": interval,
        **_rule_of_days(days),
        "COUNT": count,
        "UNTIL": _written(until),
    }
    if months:
        parts["BYMONTH"] = ",".join(str(_MONTHS.index(month) + 1) for month in _AND.split(months))
    rule = ";".join(f"{name}={value}" for name, value in parts.items() if value)
    return rule if repetition(rule) == words.strip() else ""


def _written(told: str) -> str:
    """A date, with its time or without, as calendars write it."""
    digits = re.sub(r"\D", "", told)
    time = f"T{digits[8:]}00" if len(digits) > len("20250503") else ""
    return digits[:8] + time + ("Z" if told.endswith("UTC") else "")


def _rule_of_days(days: str) -> dict[str, str]:
    """What a rule says of `Monday and Friday`, `the last Thursday`, `the last day`, `day 5 and 20`, `24 December`."""
    if days == "the last day":
        return {"BYMONTHDAY": "-1"}
    if days.startswith("day "):
        return {"BYMONTHDAY": ",".join(_AND.split(days.removeprefix("day ")))}
    date, _, month = days.partition(" ")
    if month in _MONTHS:
        return {"BYMONTHDAY": date, "BYMONTH": str(_MONTHS.index(month) + 1)}
    named = [day.removeprefix("the ").rpartition(" ") for day in _AND.split(days) if day]
    numbers, letters = ({said: written for written, said in each.items()} for each in (_PLACES, _WEEKDAYS))
    return {"BYDAY": ",".join(numbers.get(place, "") + letters.get(day, "") for place, _, day in named)}


def _words(parts: Mapping[str, str]) -> Iterator[str]:
    """Raises KeyError, IndexError and ValueError for what is not known."""
    unit, interval = _UNITS[parts["FREQ"]], _number(parts.get("INTERVAL", "1"))
    yield f"every {unit}" if interval == 1 else f"every {interval} {unit}s"
    yield _days(parts, unit)
    if "COUNT" in parts:
        yield f", {_number(parts['COUNT'])} times"
    if "UNTIL" in parts:
        yield f", until {moments(parts['UNTIL'])}"


def _days(parts: Mapping[str, str], unit: str) -> str:
    numbers = [_number(month) for month in _list(parts, "BYMONTH")]
    months = [_MONTHS[number - 1] for number in numbers]
    named, dates = _list(parts, "BYDAY"), _list(parts, "BYMONTHDAY")
    if named and dates:
        raise ValueError("days of the week and of the month at once")
    longest = max(monthrange(_LEAP_YEAR, number)[1] for number in numbers or [1])
    if dates != ["-1"] and any(_number(date) > longest for date in dates):
        raise ValueError("a day that none of its months has")
    if len(months) == len(dates) == 1 and unit == "year":
        return f" on {_number(dates[0])} {months[0]}"
    within = f" in {_and(months)}" if months else ""
    if dates:
        said = "the last day" if dates == ["-1"] else f"day {_and([str(_number(date)) for date in dates])}"
        return f" on {said}{within}"
    return f" on {_and([_weekday(day, unit) for day in named])}{within}" if named else within


def _weekday(written: str, unit: str) -> str:
    found = _DAY.fullmatch(written)
    if found is None or bool(found[1]) != (unit in ("month", "year")):
        raise ValueError(written)
    return f"the {_PLACES[found[1]]} {_WEEKDAYS[found[2]]}" if found[1] else _WEEKDAYS[found[2]]


def _list(parts: Mapping[str, str], name: str) -> list[str]:
    return parts[name].split(",") if name in parts else []


def _number(written: str) -> int:
    if not _NUMBER.fullmatch(written):
        raise ValueError(written)
    return int(written)


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
