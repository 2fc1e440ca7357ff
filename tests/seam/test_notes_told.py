"""Tags, tasks by their days, and links of notes in Markdown, Logseq and Org mode."""

from __future__ import annotations

from datetime import date

import pytest
from asking import ask

from uniconv_edge.assistant.answer import Assistant

pytestmark = pytest.mark.model
DOCUMENTS = {
    "pages/Rösterei Kolb.md": "tags:: shop\n\n- Open Tuesday to Saturday, 9 to 18\n",
    "pages/Espresso.md": "- The gasket was changed on 9 June 2026\n- Beans:: Rösterei Kolb, 14.50 euros\n\n"
    "The blue tin is labelled decaf.\n",
    "vault/Soup.md": "---\ntags: [recipe, vegan]\n---\n# Soup\n\nSimmer for an hour.\n",
    "vault/Goulash.md": "---\ntags:\n  - recipe\n  - meat/beef\n---\n# Goulash\n\nNever add flour.\n",
    "vault/Plan.md": "---\ntags: project\ndue: 2026-11-20\nstatus: active\n---\n# Plan\n\nSee [[Deep Work]].\n\n"
    "- [ ] Move the export 📅 2026-12-04 ⏫\n- [ ] Write the runbook 📅 2026-11-27\n- [x] Call Ida 📅 2026-11-01\n"
    "- [-] Buy a tent 📅 2026-11-02\n- [ ] Paint the shed [due:: 2026-12-09]\n",
    "vault/Old.md": "---\ndue: 2026-10-01\nstatus: done\n---\n# Old\n\nIt is over.\n",
    "vault/Deep Work.md": "# Deep Work\n\nOn focus. A colour is #ffcc00, an issue #12.\n\nA log is an #idea.\n",
    "journals/2026_11_30.md": "- TODO Renew the card #errand\n  DEADLINE: <2026-12-08 Tue>\n- NOW Mend the test\n",
    "app.log": "2026-11-30T10:38:02Z INFO starting\n2026-12-02T10:41:17Z WARN gauge silent\n",
    "org/inbox.org": "#+TITLE: Inbox\n\n* TODO [#A] Renew the passport :errand:\n  DEADLINE: <2026-11-29 Sun>\n"
    "* WAITING Refund of the train\n  Claim FG-7.\n* DONE Book the sauna\n  CLOSED: [2026-11-20 Fri]\n",
}


@pytest.fixture(autouse=True)
def _today(assistant: Assistant) -> None:
    assistant.today = lambda: date(2026, 12, 1)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Which notes are tagged recipe?", "2 notes are tagged “recipe”: Goulash.md, Soup.md."),
        ("which recipes are tagged vegan?", "1 note is tagged “vegan”: Soup.md."),
        ("how many notes have the tag beef?", "1 note is tagged “beef”: Goulash.md."),
        ("which notes are tagged meat?", "1 note is tagged “meat”: Goulash.md."),
        ("Which notes are tagged holiday?", "No notes are tagged “holiday”."),
        ("which notes are tagged ffcc00?", "No notes are tagged “ffcc00”."),
        ("What links to Deep Work?", '2 of 10 documents mention "deep work": Deep Work.md, Plan.md.'),
    ],
)
def test_notes_are_told_by_tags_and_links(assistant: Assistant, question: str, told: str) -> None:
    assert ask(assistant, question).text == told


@pytest.mark.parametrize("question", ["What is labelled decaf?", "Which tins are labelled decaf?"])
def test_what_is_labelled_so_is_no_tag(assistant: Assistant, question: str) -> None:
    assert "labelled decaf" in ask(assistant, question).text


def test_tasks_due_on_days_are_counted(assistant: Assistant) -> None:
    assert ask(assistant, "Which tasks are due in December 2026?").text == "3 tasks due then."


def test_a_line_that_has_the_tag_itself_is_quoted(assistant: Assistant) -> None:
    answer = ask(assistant, "what is tagged #errand?")
    assert [quote.text for quote in answer.quotes] == [
        "- TODO Renew the card #errand",
        "TODO [#A] Renew the passport #errand",
    ]
    assert all(quote.verified for quote in answer.quotes)


def test_which_tags_there_are(assistant: Assistant) -> None:
    told = ask(assistant, "Which tags do I use?").text
    assert told.startswith("7 tags, with how many notes have each: errand (2), recipe (2), idea (1), meat/beef (1)")


@pytest.mark.parametrize(
    ("question", "tasks"),
    [
        (
            "What's overdue?",
            [
                "due: 2026-11-20",
                "[ ] Write the runbook 📅 2026-11-27",
                "TODO [#A] Renew the passport #errand\n\nDEADLINE: 2026-11-29 Sun",
            ],
        ),
        (
            "which tasks are due this week?",
            ["[ ] Move the export 📅 2026-12-04 ⏫"],
        ),
        (
            "tasks due next week",
            ["TODO Renew the card #errand\nDEADLINE: <2026-12-08 Tue>", "[ ] Paint the shed due: 2026-12-09"],
        ),
        (
            "what are my urgent tasks?",
            [
                "TODO [#A] Renew the passport #errand\n\nDEADLINE: 2026-11-29 Sun",
                "[ ] Move the export 📅 2026-12-04 ⏫",
            ],
        ),
        ("which tasks are waiting?", ["WAITING Refund of the train"]),
        ("which tasks are in progress?", ["NOW Mend the test"]),
    ],
)
def test_tasks_are_told_by_their_days_and_states(assistant: Assistant, question: str, tasks: list[str]) -> None:
    answer = ask(assistant, question)
    assert [quote.text for quote in answer.quotes] == tasks
    assert answer.basis == "library"
    assert all(quote.verified for quote in answer.quotes)


def test_behind_tasks_of_days_others_are_asked_for(assistant: Assistant) -> None:
    answer = ask(assistant, "which tasks are due this week?", "and next week?")
    assert [quote.text.split("\n")[0] for quote in answer.quotes] == [
        "TODO Renew the card #errand",
        "[ ] Paint the shed due: 2026-12-09",
    ]
    assert "7 to 13 December 2026" in answer.note
    assert ask(assistant, "which tasks are due in May 2031?").text == "No task due then was found."


def test_a_note_is_named_by_its_title_alone(assistant: Assistant) -> None:
    answer = ask(assistant, "When is Rösterei Kolb open?")
    assert [quote.text for quote in answer.quotes] == ["- Open Tuesday to Saturday, 9 to 18"]


def test_behind_what_links_to_one_note_another_is_asked_for(assistant: Assistant) -> None:
    answer = ask(assistant, "What links to Deep Work?", "and to the soup?")
    assert answer.text.startswith("1 of 10 documents mentions “soup”")


def test_of_days_a_person_is_told_no_entries_of_a_log_nor_of_what_is_due_what_was(assistant: Assistant) -> None:
    answer = ask(assistant, "what is due this week?")
    assert [quote.text for quote in answer.quotes] == ["- [ ] Move the export 📅 2026-12-04 ⏫"]
    answer = ask(assistant, "what is in the log this week?")
    assert any("gauge silent" in quote.text for quote in answer.quotes)


def test_tasks_of_what_no_task_says_are_looked_for_in_the_documents(assistant: Assistant) -> None:
    assert ask(assistant, "which tasks are open for the submarine?").basis == "documents"
    assert ask(assistant, "which tasks are cancelled?").basis == "library"
