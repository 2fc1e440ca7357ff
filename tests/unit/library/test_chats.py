"""Messages of exported chats: where they begin and end, who wrote them and when."""

from __future__ import annotations

from time import process_time

import pytest

from uniconv_edge.library.chats import chat_messages, is_chat, may_begin_chat
from uniconv_edge.library.sentences import sentences


def _told(text: str) -> list[tuple[str, str, str]]:
    return [(f"{each.sent:%Y-%m-%d %H:%M}", each.by, text[each.said : each.end]) for each in chat_messages(text)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "12/03/2025, 18:04 - Ann: Are you in?\n13/03/2025, 07:15 - Grandma Jo: Yes",
            [("2025-03-12 18:04", "Ann", "Are you in?"), ("2025-03-13 07:15", "Grandma Jo", "Yes")],
        ),
        (
            "12.03.25, 18:04 - Dr. Petra Vogel: Moin\n13.03.25, 07:15 - +49 170 1234567: Moin",
            [("2025-03-12 18:04", "Dr. Petra Vogel", "Moin"), ("2025-03-13 07:15", "+49 170 1234567", "Moin")],
        ),
        (
            "[3/4/25, 6:04:11 PM] Dee: Hi\n\ufffd[3/14/25, 12:30:00 AM] ~ Priya: Late: again",
            [("2025-03-04 18:04", "Dee", "Hi"), ("2025-03-14 00:30", "Priya", "Late: again")],
        ),
        (
            "2025-03-12 18:04 - Åsa: Hej\n2025-03-13 07:15 - Bo: Hej hej",
            [("2025-03-12 18:04", "Åsa", "Hej"), ("2025-03-13 07:15", "Bo", "Hej hej")],
        ),
        (
            "[14-Sep-25 06:04 PM] moss\nBring dice\n\n[21-Sep-25 10:00 PM] quill\nYes\nI do\n\n{Embed}\nmap.png\n",
            [("2025-09-14 18:04", "moss", "Bring dice"), ("2025-09-21 22:00", "quill", "Yes\nI do")],
        ),
        (
            "12/03/2025, 18:04 - Ann: Cake:\n500 g plums\n\n3 eggs\n13/03/2025, 07:15 - Tom: ok",
            [("2025-03-12 18:04", "Ann", "Cake:\n500 g plums\n\n3 eggs"), ("2025-03-13 07:15", "Tom", "ok")],
        ),
    ],
)
def test_messages_in_the_styles_of_exports(text: str, told: list[tuple[str, str, str]]) -> None:
    assert _told(text) == told


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (("3/4/25", "14/4/25"), "2025-04-03"),
        (("3/4/25", "3/14/25"), "2025-03-04"),
        (("3/4/25", "4/1/25"), "2025-03-04"),  # else the second would be before the first
        (("3/4/25", "2/5/25"), "2025-04-03"),
        (("3/4/25", "3/4/25"), "2025-04-03"),
    ],
)
def test_the_other_days_tell_whether_the_month_comes_first(days: tuple[str, str], first: str) -> None:
    text = "\n".join(f"{day}, 18:04 - Ann: Hello there" for day in days)
    assert f"{chat_messages(text)[0].sent:%Y-%m-%d}" == first


def test_what_the_program_says_is_no_message_and_a_picture_says_nothing() -> None:
    text = (
        "12/03/2025, 18:00 - Messages and calls are end-to-end encrypted. Only people in this chat can read them.\n"
        '12/03/2025, 18:01 - Ann changed the group name from "Us" to "Us: all"\n'
        "12/03/2025, 18:02 - Ann added Tom\n"
        "12/03/2025, 18:03 - Ann: <Media omitted>\n"
        "12/03/2025, 18:04 - Tom: IMG-20250312-WA0001.jpg (file attached)\n"
        "12/03/2025, 18:05 - Tom: This message was deleted\n"
        "12/03/2025, 18:06 - Tom: <3 it\n"
    )
    assert [(each.by, each.says) for each in chat_messages(text)] == [("Ann", False), ("Tom", False), ("Tom", True)]
    phone = "[12.03.25, 18:04:11] Us: \ufffdNachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.\n"
    phone += "\ufffd[12.03.25, 18:05:11] Ann: \ufffdBild weggelassen\n[12.03.25, 18:06:11] Ann: Schön"
    assert [(each.by, each.says) for each in chat_messages(phone)] == [("Ann", False), ("Ann", True)]


@pytest.mark.parametrize(
    "text",
    [
        "[2025-09-14 18:04:11] ERROR: disk is full\n[2025-09-14 18:04:12] INFO: disk is free again",
        "[2025-09-14 18:04:11] app.WARNING: slow\n[2025-09-14 18:04:12] app.INFO: quick",
        "[2025-09-14 18:04:11] sshd[812]: Accepted\n[2025-09-14 18:04:12] sshd[812]: Closed",
        "On 12/03/2025, 18:04 was the meeting.\nOn 13/03/2025, 18:04 too.",
        "12/03/2025, 18:04 - Ann: only one",
    ],
)
def test_logs_and_prose_are_no_chats(text: str) -> None:
    assert not is_chat(text)


def test_a_contact_may_be_called_as_logs_call_their_lines() -> None:
    text = "12/03/2025, 18:04 - Ann: Open?\n12/03/2025, 18:05 - Tourist Info: From nine\n12/03/2025, 18:06 - Bo: Good"
    assert [by for _, by, _ in _told(text)] == ["Ann", "Tourist Info", "Bo"]


def test_a_day_that_there_is_not_is_left_out() -> None:
    text = "31/02/2025, 18:04 - Ann: odd\n12/03/2025, 25:04 - Ann: odder\n12/03/2025, 18:04 - Ann: fine"
    assert _told(text) == [("2025-03-12 18:04", "Ann", "fine")]
    assert may_begin_chat(text)
    assert not may_begin_chat("Nothing of a chat, 12/03/2025.")


def test_a_message_behind_a_blank_line_is_one_sentence_as_others() -> None:
    text = (
        "12/03/2025, 18:04 - Ann: Cake.\n\nThree eggs. Some flour.\n13/03/2025, 07:15 - Tom: Thanks. I try it. Today\n"
        "14/03/2025, 07:15 - Tom: Good"
    )
    assert [text[start:end] for start, end in sentences(text)][-2] == "13/03/2025, 07:15 - Tom: Thanks. I try it. Today"


@pytest.mark.parametrize("filler", ["\n" * 100_000, "\n  " * 50_000, "\ufffd" * 100_000, "<" * 100_000])
def test_a_hostile_message_takes_no_longer_than_its_length(filler: str) -> None:
    text = f"12/03/2025, 18:04 - Ann: x{filler}\n12/03/2025, 18:05 - Bo: y"
    began = process_time()
    assert len(chat_messages(text)) == 2
    assert process_time() - began < 2


def test_in_a_note_into_which_a_chat_was_copied_a_message_ends_with_its_paragraph() -> None:
    text = (
        "Kept from my telephone.\n\n[12/03/2026, 18:04] Ann: Are you in?\n[12/03/2026, 18:06] Jo: Yes\n\nAsk Jo again."
    )
    assert [said for _, _, said in _told(text)] == ["Are you in?", "Yes"]
