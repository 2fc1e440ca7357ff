import copy
import pkgutil
import re
from importlib import import_module

import pytest

import uniconv_edge
from uniconv_edge import expressions
from uniconv_edge.expressions import compiling, expression


@pytest.fixture
def compiled(monkeypatch):
    """The patterns that were compiled, in order."""
    seen: list[str] = []
    real = re.compile
    monkeypatch.setattr(re, "compile", lambda pattern, flags=0: (seen.append(pattern), real(pattern, flags))[1])
    monkeypatch.setattr(expressions, "_all", [])
    return seen


def test_an_expression_is_compiled_once_when_it_is_used(compiled):
    made = expression(r"(?P<day>\d+)\.", re.IGNORECASE)
    assert made.pattern == r"(?P<day>\d+)\."
    assert copy.copy(made).pattern == made.pattern
    assert not compiled
    assert made.search("on 4.5.")["day"] == "4"
    assert made.sub("x", "1.2.") == "xx"
    assert made.groupindex == {"day": 1}
    assert made.flags & re.IGNORECASE
    assert compiled == [made.pattern]


def test_those_that_wait_are_compiled_one_at_a_time(compiled):
    used, waits, waits_too = (expression(pattern) for pattern in "abc")
    assert used.match("a")
    steps = compiling()
    next(steps)
    assert len(compiled) == 2
    list(steps)
    assert sorted(compiled) == ["a", "b", "c"]
    assert waits.match("b")
    assert waits_too.match("c")
    assert len(compiled) == 3
    assert not list(compiling())


def test_what_is_wrong_with_one_is_told_when_it_is_used():
    with pytest.raises(re.error):
        expression("(").search("")
    expressions._all.pop()


def test_every_expression_of_the_program_can_be_compiled():
    for module in pkgutil.walk_packages(uniconv_edge.__path__, "uniconv_edge."):
        if not module.name.startswith("uniconv_edge.train") and not module.name.endswith("__main__"):
            import_module(module.name)
    made = list(expressions._all)
    assert len(made) > 1000
    assert all(each.compiled() for each in made)
