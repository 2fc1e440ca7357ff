"""A refusal names what comes nearest, each as a line that opens its document, with a fake assistant."""

from __future__ import annotations

from dataclasses import replace

from uniconv_edge.tui import cards
from uniconv_edge.tui.screens.document import DocumentScreen
from uniconv_edge.tui.widgets.turn import NearCard
from uniconv_edge.types import Finished

from .driving import chat_app, shown, type_line, until
from .fakes import LETTER_HIT, SPAN, FakeAssistant, FakeServices, hit, quote_of

REFUSED = "No answer was found in your documents."
NEAR = (quote_of(hit()), quote_of(LETTER_HIT, LETTER_HIT.text.split("\n")[1]))


class RefusingAssistant(FakeAssistant):
    def quotes(self):
        return ()

    def reply(self, number):
        return []

    def ask(self, question, *, stop=None):
        for event in super().ask(question, stop=stop):
            if isinstance(event, Finished):
                event = Finished(replace(event.answer, answered=False, text=REFUSED, nearest=NEAR))
            yield event


async def test_what_comes_nearest_opens_as_a_quote_does_and_is_doubted_when_its_file_changes():
    services = FakeServices(RefusingAssistant())
    app = chat_app(services=services)
    async with app.run_test(size=(110, 34)) as pilot:
        await type_line(pilot, "how long is the notice?")
        await until(pilot, lambda: len(shown(app, ".near")) == 2)
        assert shown(app, ".reply") == [REFUSED]
        assert shown(app, ".near")[0] == f"Employment contract, page 3: “{SPAN}”"
        assert shown(app, ".near")[1].endswith(f": “{NEAR[1].text}”")
        await pilot.press("ctrl+y")
        copied = app.clipboard.split("\n", 2)
        assert copied == [REFUSED, "Nearest:", "\n".join(cards.quote_text(near) for near in NEAR)]
        await pilot.press("shift+tab", "up")
        assert isinstance(app.focused, NearCard)
        await pilot.press("y")
        assert app.clipboard == f"“{SPAN}” (Employment contract, page 3)"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, DocumentScreen))
        await until(pilot, lambda: SPAN in shown(app, "#document-text")[0])
        services.found_now = {"verified": False, "state": "changed"}
        await pilot.press("escape")
        await until(pilot, lambda: all("changed" in line for line in shown(app, ".near")))
        assert all(card.has_class("-unverified") for card in app.conversation.query(NearCard))


class DoubtfulAssistant(FakeAssistant):
    def ask(self, question, *, stop=None):
        for event in super().ask(question, stop=stop):
            if isinstance(event, Finished):
                event = Finished(replace(event.answer, sure=0.5, nearest=NEAR[1:]))
            yield event


async def test_an_answer_that_is_not_sure_says_so_and_names_others():
    app = chat_app(services=FakeServices(DoubtfulAssistant()))
    async with app.run_test(size=(110, 34)) as pilot:
        await type_line(pilot, "how long is the notice?")
        await until(pilot, lambda: len(shown(app, ".near")) == 1)
        assert shown(app, ".nearest") == ["? 50% sure that this answers your question. Or perhaps:"]
        assert app.conversation.query(".turn.-unsure")
        await pilot.press("ctrl+y")
        said = app.clipboard.splitlines()
        told = said.index("[50% sure that this answers your question.]")
        assert said[told + 1] == "Or perhaps:"
        assert said[told + 2].startswith(f"“{NEAR[1].text}”")
