"""Which questions ask for tags and tasks of notes, and which only look like them."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.question.intent import Intent, Kind, intent, tags_again, tasks_again


@pytest.mark.parametrize(
    ("question", "about", "things"),
    [
        ("Which notes are tagged recipe?", "recipe", ""),
        ("Which recipes are tagged #vegan?", "vegan", "recipes"),
        ("show me everything tagged #work/ops", "work/ops", ""),
        ("How many notes have the tag zettel?", "zettel", ""),
        ("which notes mention #idea?", "idea", ""),
        ("What did I tag with idea?", "idea", ""),
        ("list all notes tagged vegan and baking", "vegan and baking", ""),
        ("What tags do I use?", "", ""),
        ("list my tags", "", ""),
    ],
)
def test_tags_are_asked_for(question: str, about: str, things: str) -> None:
    assert intent(question) == Intent(Kind.TAGGED, about, things)


@pytest.mark.parametrize(
    ("question", "about", "state"),
    [
        ("What's overdue?", "", "overdue"),
        ("what is overdue for the allotment?", "allotment", "overdue"),
        ("Any overdue tasks?", "", "overdue"),
        ("Which tasks are overdue?", "", "overdue"),
        ("which tasks are due this week?", "", "due"),
        ("Which to-dos do I have tomorrow?", "", "due"),
        ("tasks due next week for the thesis", "thesis", "due"),
        ("which tasks were due in November?", "", "due"),
        ("What are my urgent tasks?", "", "urgent"),
        ("which tasks have high priority?", "", "urgent"),
        ("Which tasks are waiting?", "", "waiting"),
        ("which tasks are in progress?", "", "doing"),
        ("how many tasks are open?", "", ""),
    ],
)
def test_tasks_are_asked_for(question: str, about: str, state: str) -> None:
    assert intent(question.replace("What's", "What is")) == Intent(Kind.TASKS, about, state)


@pytest.mark.parametrize(
    "question",
    [
        "Which rooms are labelled fragile goods only?",
        "What is due on 1 March?",
        "Which invoices are overdue?",
        "Is the rent overdue?",
        "What happens if the rent is overdue?",
        "which tasks does the caretaker have in winter?",
        "Which animals have a tag in the left ear?",
        "When is the task due?",
        "Which notes do I need for the exam?",
        "What is under the sink?",
    ],
)
def test_what_only_looks_like_it_is_asked_of_the_documents(question: str) -> None:
    assert intent(question).kind is Kind.CONTENT


def test_what_links_to_a_note_is_asked_of_the_library() -> None:
    assert intent("What links to Entropy?") == Intent(Kind.LIST, "entropy")
    assert intent("which pages link back to the note Deep Work?") == Intent(Kind.LIST, '"deep work"')
    assert intent("backlinks of Deep Work") == Intent(Kind.LIST, '"deep work"')


def test_behind_them_other_days_states_and_tags_are_asked_for() -> None:
    due = Intent(Kind.TASKS, "thesis", "due")
    assert tasks_again("and next week?", due) == due
    assert tasks_again("which are overdue?", due) == Intent(Kind.TASKS, "thesis", "overdue")
    assert tasks_again("and the thesis?", due) is None
    tagged = Intent(Kind.TAGGED, "recipe")
    assert tags_again("which of them are vegan?", tagged) == Intent(Kind.TAGGED, "recipe and vegan")
    assert tags_again("and which are tagged #idea?", tagged) == Intent(Kind.TAGGED, "idea")
    assert tags_again("and the soup?", tagged) is None
