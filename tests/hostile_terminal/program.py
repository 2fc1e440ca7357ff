"""The real app, launcher and all, with fakes for the model and the library. Started on a pseudo-terminal by the tests.

program.py ROLE [unclean]       ROLE: plain, hostile, stuck, noisy; the launcher starts it again as `child ROLE`
"""

from __future__ import annotations

import os
import subprocess
import sys
import termios
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tests"))


def child(role: str) -> None:
    from tui.fakes import FakeAssistant, FakeServices, fake_index, hit, quote_of

    from hostile_terminal.payloads import EVERYTHING
    from uniconv_edge.errors import GenerationFailed
    from uniconv_edge.tui.app import ChatApp
    from uniconv_edge.tui.child import run
    from uniconv_edge.tui.launch import ChatSettings
    from uniconv_edge.tui.services import FolderPreview, ModelRow, ModelShelf
    from uniconv_edge.types import LibraryStatus, Page, Skipped

    class Plain(FakeAssistant):
        def status(self):
            return LibraryStatus("/lib", 7, 70, f"pid{os.getpid()}")

    class Hostile(FakeAssistant):
        def sources(self):
            return tuple(
                hit(
                    n,
                    title=EVERYTHING if n < 2 else "",
                    path=f"/home/{EVERYTHING}/x",
                    text=EVERYTHING,
                    start=0,
                    end=len(EVERYTHING),
                )
                for n in (1, 2)
            )

        def quotes(self):
            return (quote_of(self.sources()[0]), quote_of(self.sources()[1], verified=False))

        def reply(self, number):
            return [EVERYTHING, EVERYTHING]

        def pages(self, document_id):
            return [Page(n, EVERYTHING, EVERYTHING) for n in (1, 2, 3)]

        def status(self):
            return LibraryStatus(EVERYTHING, 7, 70, f"pid{os.getpid()}{EVERYTHING}")

        def ask(self, question, *, stop=None):
            if question == "fail":
                raise GenerationFailed(EVERYTHING, EVERYTHING)
            yield from super().ask(question, stop=stop)

    class Stuck(Plain):
        def ask(self, question, *, stop=None):
            self.questions.append(question)
            time.sleep(600)
            yield

    class Noisy(Plain):
        def ask(self, question, *, stop=None):
            os.write(1, b"NATIVE-STDOUT\n")
            os.write(2, b"NATIVE-STDERR\n")
            print("PYTHON-PRINT")
            yield from super().ask(question, stop=stop)

    class HostileServices(FakeServices):
        """Every name, path, reason and error is hostile."""

        def status(self):
            skipped = (Skipped(f"/x/{EVERYTHING}", EVERYTHING),)
            return replace(super().status(), folder=EVERYTHING, roots=(f"/{EVERYTHING}",), skipped=skipped)

        def preview(self, path):
            return FolderPreview(str(path), ((EVERYTHING, 3),), 5, 4)

        def matching(self, filters):
            if filters.endswith("refused"):
                raise GenerationFailed(f"filtering {EVERYTHING}", EVERYTHING)
            return 2

        def models(self):
            row = ModelRow(f"m{EVERYTHING}", EVERYTHING, 5, 5, EVERYTHING, True, False, False)
            return ModelShelf((row,), 8)

        def verify_model(self, name):
            raise GenerationFailed(f"verifying {EVERYTHING}", EVERYTHING)

        def open_file(self, path, page):
            raise GenerationFailed(f"opening {path}", EVERYTHING)

        def forget(self, path):
            raise GenerationFailed(f"forgetting {path}", EVERYTHING)

    fake = {"plain": Plain, "hostile": Hostile, "stuck": Stuck, "noisy": Noisy}[role]()
    index = fake_index(0.6)

    def hostile_index(paths):
        for event in index(paths):
            yield replace(event, path=EVERYTHING) if hasattr(event, "path") else event

    is_hostile = role == "hostile"

    def opened():
        services.model_name = fake.status().model  # the head names what answers, once it is open
        return fake

    kind = HostileServices if is_hostile else FakeServices
    services = kind(fake, index=hostile_index if is_hostile else index, open_assistant=opened)
    run(ChatApp(services, ChatSettings("/lib", "/tiny", ("/x",) if is_hostile else ())))


def main() -> None:
    if sys.argv[1] == "child":
        if "unclean" in sys.argv:
            from uniconv_edge.library import text

            text.clean = lambda value: value
        child(sys.argv[2])
    from uniconv_edge.tui import launch

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    log, errors = launch.open_log()
    with errors:
        started = subprocess.Popen([sys.executable, __file__, "child", *sys.argv[1:]], stderr=errors)
    sys.exit(launch._attend(started, terminal, before, log))


main()
