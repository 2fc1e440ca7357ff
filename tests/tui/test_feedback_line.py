"""The line above the question box: what it costs while it turns, and that a long message is there to its end."""

from __future__ import annotations

from uniconv_edge.tui import display
from uniconv_edge.tui.widgets.bars import Feedback

from .driving import chat_app, until


async def test_the_screen_is_laid_out_once_a_message_and_not_ten_times_a_second(monkeypatch):
    app = chat_app()
    async with app.run_test(size=(100, 30)) as pilot:
        line = app.conversation.query_one(Feedback)
        await until(pilot, lambda: not line._doing)
        painted: list[bool] = []
        refresh = line.refresh

        def noted(*regions, repaint=True, layout=False, recompose=False):
            painted.append(layout)
            return refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

        monkeypatch.setattr(line, "refresh", noted)
        line.doing("thinking about 8 sources")
        await until(pilot, lambda: line._elapsed and len(painted) > 10)
        assert sum(painted) <= 3  # the message, and the seconds where they take another column


async def test_what_is_wrong_with_the_model_is_there_to_its_end():
    message = "model file `/home/ada/models/mine/model.gguf` is not the one its manifest describes (other content)"
    hint = "restore the file, or choose another model with `uniconv-edge models use NAME` (in the app F4)"
    app = chat_app()
    async with app.run_test(size=(60, 20)) as pilot:
        line = app.conversation.query_one(Feedback)
        await until(pilot, lambda: not line._doing)
        line.rest(display.trouble(message, hint))
        await pilot.pause(0.2)
        assert line.size.height == line.virtual_size.height > 3
        strips = [strip.text for strip in line.render_lines(line.size.region)]
        assert "(in the app F4)" in " ".join(" ".join(strips).split())
