"""A chat template is a program from a stranger's file: it is run to its end, or not at all."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

import pytest
from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from uniconv_edge.model import chat

MESSAGES = [{"role": "user", "content": "one"}] * 40
CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content | trim }}<|im_end|>\n{% endfor %}"
)


def rendering(template: str) -> Callable[[], object]:
    return partial(Jinja2ChatFormatter(template, "</s>", "<s>"), messages=MESSAGES)


@pytest.mark.parametrize(
    "template",
    [
        "{% for i in range(99999) %}{% for j in range(99999) %}x{% endfor %}{% endfor %}",
        "{% set s = 'x' * 99999 %}{% for a in s %}{% for b in s %}{% endfor %}{% endfor %}",
        "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}",
        "{{ ('x' * 9999999) | map('upper') | join }}",
    ],
)
def test_a_template_without_end_is_stopped(template: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat, "_MOST_STEPS", 20_000)
    tracing = sys.gettrace()
    with pytest.raises(ValueError, match="does not come to an end"):
        chat._ending(rendering(template))
    assert sys.gettrace() is tracing


def test_a_template_that_writes_too_much_is_refused() -> None:
    with pytest.raises(ValueError, match="1,000,001 characters"):
        chat._ending(rendering("{{ 'x' * 1000001 }}"))


def test_a_template_of_a_long_conversation_takes_few_of_its_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat, "_MOST_STEPS", chat._MOST_STEPS // 100)
    assert chat._ending(rendering(CHATML)).count("<|im_start|>user\none<|im_end|>\n") == len(MESSAGES)


def test_what_a_template_raises_is_not_kept_back() -> None:
    with pytest.raises(ValueError, match="no system"):
        chat._ending(rendering("{{ raise_exception('no system') }}"))
