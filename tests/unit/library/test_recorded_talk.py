"""Subtitles and transcripts, in the forms in which programs write them, as lines with their time and speaker."""

from __future__ import annotations

import json

import pytest

from uniconv_edge.library.chunk import passages
from uniconv_edge.library.extract.blocks import Parsed, assemble
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.sentences import sentences
from uniconv_edge.types import Page, Passage

TALK = "[00:00:03] Ann Roe: Shall we move the fair?\n[00:00:08] Tom: Yes, to the ninth of May."


def text_of(parsed: Parsed) -> str:
    return assemble(parsed.pages[0]).text


def parts_of(parsed: Parsed) -> list[Passage]:
    laid = assemble(parsed.pages[0])
    return passages([Page(None, laid.text)], [laid.headings], [laid.marks])


def read(source: str, name: str) -> str:
    return text_of(parse(source.encode(), name))


@pytest.mark.parametrize(
    ("name", "source"),
    [
        (  # Zoom
            "a.vtt",
            "WEBVTT\n\n1\n00:00:03.210 --> 00:00:05.000\nAnn Roe: Shall we\n\n2\n00:00:05.000 --> 00:00:06.000\n"
            "Ann Roe: move the fair?\n\n3\n00:00:08.000 --> 00:00:09.000\nTom: Yes, to the\n\n4\n"
            "00:00:09.000 --> 00:00:11.000\nTom: ninth of May.\n",
        ),
        (  # Teams
            "a.vtt",
            "WEBVTT\n\n5f3a-1c/1-0\n00:00:03.000 --> 00:00:05.000\n<v Ann Roe>Shall we</v>\n\n5f3a-1c/2-0\n00:00:05.000"
            " --> 00:00:06.000\n<v Ann Roe>move the fair?</v>\n\n5f3a-1c/3-0\n00:00:08.000 --> 00:00:11.000\n<v Tom>"
            "Yes, to the ninth of May.</v>\n",
        ),
        (  # YouTube's own
            "a.sbv",
            "0:00:03.000,0:00:06.000\n>> ANN ROE: Shall we\nmove the fair?\n\n0:00:08.000,0:00:11.000\n>> TOM: Yes, to "
            "the ninth of May.\n",
        ),
        (
            "a.ass",
            "[Script Info]\nTitle: x\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, "
            "Effect, Text\nDialogue: 0,0:00:03.00,0:00:06.00,Default,Ann Roe,0,0,0,,{\\i1}Shall we\\Nmove the "
            "fair?{\\i0}\nDialogue: 0,0:00:08.00,0:00:11.00,Default,Tom,0,0,0,,Yes, to the ninth of May.\n",
        ),
        (  # a service that listens
            "a.json",
            json.dumps(
                {
                    "text": "all of it",
                    "utterances": [
                        {
                            "speaker": "Ann Roe",
                            "start": 3000,
                            "end": 6000,
                            "text": "Shall we move the fair?",
                            "words": [],
                        },
                        {
                            "speaker": "Tom",
                            "start": 8000,
                            "end": 11000,
                            "text": "Yes, to the ninth of May.",
                            "words": [],
                        },
                    ],
                }
            ),
        ),
        (  # podcasts
            "a.json",
            json.dumps(
                {
                    "version": "1.0.0",
                    "segments": [
                        {"speaker": "Ann Roe", "startTime": 3.2, "endTime": 6, "body": "Shall we move the fair?"},
                        {"speaker": "Tom", "startTime": 8.0, "endTime": 11, "body": "Yes, to the ninth of May."},
                    ],
                }
            ),
        ),
    ],
)
def test_files_of_cues_and_of_records(name: str, source: str) -> None:
    assert read(source, name).casefold() == TALK.casefold()


MORE = "\n[00:01:12] Ann Roe: Then I ask the band, and the baker too.\n[00:01:20] Tom: Ask the baker first."


@pytest.mark.parametrize(
    "form",
    [
        "{by}  {at}  \n{said}\n",
        "{by} ({at}):\n{said}\n",
        "[00:{at}] {by}: {said}",
        "00:{at} {by}\n{said}",
        "**{by}** [{at}]: {said}\n",
        "{by}\n00:{at}\n{said}\n",
        "00:{at}.500 --> 00:{at}.900\n{by}\n{said}\n",
        "[{by}] 00:{at}\n{said}\n",
        "{by} | {at}\n{said}\n",
    ],
    ids=["otter", "rev", "descript", "word", "markdown", "above", "teams", "zoom", "fireflies"],
)
def test_text_in_which_speakers_stand_beside_times(form: str) -> None:
    turns = [line[1:].split("] ", 1) for line in (TALK + MORE).split("\n")]
    lines = [form.format(by=by, at=at[3:], said=said) for at, rest in turns for by, said in [rest.split(": ", 1)]]
    source = "\n".join(["Committee", "", *lines, "", "Transcribed by https://otter.ai"])
    assert read(source, "a.md" if "**" in form else "a.txt") == f"Committee\n\n{TALK}{MORE}"


def test_the_transcript_of_a_call_that_tells_the_time_every_five_minutes() -> None:
    source = "Fair - Transcript\n\n00:00:00\n\nAnn: Shall we?\nTom: Yes.\nAnn: When?\n\n00:05:00\n\nTom: In May.\n"
    assert read(source, "a.txt") == (
        "Fair - Transcript\n\n[00:00:00] Ann: Shall we?\n[00:00:00] Tom: Yes.\n[00:00:00] Ann: When?\n"
        "[00:05:00] Tom: In May."
    )


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("a.json", json.dumps({"text": "x", "segments": [
            {"id": 0, "start": 0.0, "end": 4.0, "text": " so the bees", "tokens": [1, 2]},
            {"id": 1, "start": 4.0, "end": 7.5, "text": " leave in May."}], "language": "en"})),
        ("a.json", json.dumps({"transcription": [
            {"timestamps": {"from": "00:00:00,000"}, "offsets": {"from": 0, "to": 4000}, "text": " so the bees"},
            {"timestamps": {"from": "00:00:04,000"}, "offsets": {"from": 4000}, "text": " leave in May."}]})),
        ("a.json", json.dumps({"events": [
            {"tStartMs": 0, "segs": [{"utf8": "so the"}, {"utf8": " bees"}]}, {"tStartMs": 3000},
            {"tStartMs": 4000, "segs": [{"utf8": "leave in May."}]}]})),
        ("a.tsv", "start\tend\ttext\n0\t4000\tso the bees\n4000\t7500\tleave in May.\n"),
    ],
    ids=["whisper", "whisper.cpp", "youtube", "table"],
)  # fmt: skip
def test_what_programs_that_listen_write(name: str, source: str) -> None:
    assert read(source, name) == "[00:00:00] so the bees leave in May."


def test_captions_that_roll_up_are_read_once() -> None:
    cues = "".join(
        f"00:00:0{at}.000 --> 00:00:0{at}.990 align:start\n{before}\n{now[0]}<00:00:0{at}.500><c> {now[1]}</c>\n\n"
        f"00:00:0{at}.990 --> 00:00:0{at + 1}.000 align:start\n{now[0]} {now[1]}\n \n\n"
        for at, before, now in (
            (1, " ", ("the", "old")),
            (2, "the old", ("queen", "goes")),
            (3, "queen goes", ("in", "May")),
        )
    )
    assert read(f"WEBVTT\nKind: captions\nLanguage: en\n\n{cues}", "a.vtt") == "[00:00:01] the old queen goes in May"
    again = "1\n00:00:01,000 --> 00:00:02,000\n- No.\n- No.\n\n2\n00:00:03,000 --> 00:00:04,000\n- Why not?\n[Music]\n"
    assert read(again, "a.srt") == "[00:00:01] No. No. Why not?"


def test_what_has_no_full_stops_is_cut_where_people_begin_again() -> None:
    words = [{19: "okay", 40: "now"}.get(number, f"bee{number}") for number in range(59)]
    cues = "".join(f"00:00:{n:02d},000 --> 00:00:{n + 1:02d},000\n{word}\n\n" for n, word in enumerate(words))
    lines = [line.split()[1:] for line in read(cues, "a.srt").split("\n")]
    assert [(line[0], len(line)) for line in lines] == [("bee0", 19), ("okay", 21), ("now", 19)]
    paused = cues.replace("00:00:25,000 --> 00:00:26,000", "00:00:25,700 --> 00:00:26,000")
    assert len(read(paused, "a.srt").split("\n")[0].split()) == 1 + 25


def test_a_passage_and_a_line_tell_when_they_were_said() -> None:
    parsed = parse(f"Fair\n\n{TALK}{MORE}".encode(), "fair.txt")
    assert [part.place for part in parts_of(parsed)] == ["at 00:00:03–00:01:20"]
    spans = sentences(text_of(parsed))
    assert [text_of(parsed)[start:end] for start, end in spans][1:] == (TALK + MORE).split("\n")


@pytest.mark.parametrize(
    "source",
    [
        "Programme\n9:00 Welcome by the mayor and the band\n9:30 The bees in winter, a talk by Ann Roe\n10:15 Coffee "
        "in the hall for everybody\n10:30 Honey and what it costs now\n",
        "1:00 Lunch in the garden with all of us\n1:30 Talk on the bees in the hall\n2:15 Coffee for all in the shed\n"
        "3:00 Home by bus with the others\n",
        "Results\nAnn Roe  21:43\nTom Ray  22:10\nLea Holm  22:51\nIda Beck  23:07\n",
        "".join(f"[12:00:0{n}] INFO: the server has started again\n" for n in range(1, 8)),
        "".join(f"00:00:0{n} worker: took one job from the queue\n00:00:0{n} error: lost\n" for n in range(1, 8)),
        "Oven: 12:31 free until then, says the note\nKiln: cold\n",
        # Verses by chapter and number, a bread that takes three hours, a chat by the time of day, runners.
        "".join(f"{n // 20 + 1}:{n % 20 + 1} And the bees went out of the hive in May.\n" for n in range(60)),
        "0:00 Put water, flour and yeast into it.\n0:07 The machine begins to knead.\n0:32 Add the seeds when it "
        "beeps.\n1:15 The dough rises in the warmth.\n3:00 Take the bread out of it.\n",
        "[10:03] Ann: Shall we go out?\n[10:17] Tom: Yes, to the lake then.\n[10:18] Ann: Which one is it?\n"
        "[10:31] Tom: The small one, of course.\n",
        "".join(f"[00:{n:02d}] <ann{n % 3}> shall we all go to the lake {n}\n" for n in range(1, 30)),
        "".join(f"Runner{n} Roe  2:31:{n}\nRunning club of the north, a woman\n" for n in range(11, 30)),
    ],
)
def test_what_is_no_recording_stays_as_it_is(source: str) -> None:
    assert text_of(parse(source.encode(), "a.txt")).split() == source.split()


def test_records_with_places_or_dates_are_no_recording() -> None:
    sentences_of = [{"start": 0, "end": 14, "text": "The bees leave"}, {"start": 15, "end": 27, "text": "The queen is"}]
    assert "[00:00" not in read(json.dumps({"sentences": sentences_of}), "a.json")
    posts = [{"timestamp": 1_700_000_000 + n, "text": "The bees leave today"} for n in range(4)]
    assert "[00:" not in read(json.dumps(posts), "a.json")
    shifts = [
        {"start": n * 900, "text": "The bees leave the hive today"} for n in range(8)
    ]  # faster than anybody speaks
    assert "[00:" not in read(json.dumps(shifts), "a.json")
    assert "price: 3 EUR" in read("start,text,price\n0,The bees leave,3 EUR\n4,The queen is here,4 EUR\n", "a.csv")


def test_odd_values_of_records() -> None:
    said = [
        {"start": 0, "text": "The bees", "speaker": {"name": "Ann"}},
        {"start": 3, "text": "leave now", "speaker": []},
    ]
    assert read(json.dumps(said), "a.json") == "[00:00:00] Ann: The bees\n[00:00:03] leave now"
    said[1]["start"] = f"{'9' * 400}:00"
    assert "The bees" in read(json.dumps(said), "a.json")
    empty = {
        "events": [{"tStartMs": n, "segs": [{"utf8": text}]} for n, text in ((0, "so it"), (900, None), (2000, "is"))]
    }
    assert "None" not in read(json.dumps(empty), "a.json")


def test_signs_of_cues_and_cues_without_an_end() -> None:
    cues = "1\n00:00:01,000 -->\n&gt;&gt; Is a < b &amp; c > d?\n\n2\n00:00:09,000 -->\n<i>No.</i>\n"
    assert read(cues, "a.srt") == "[00:00:01] Is a < b & c > d? No."


def test_a_question_of_a_talk_stands_with_its_answer() -> None:
    turns = "".join(f"Ann: {'Word ' * 24}{n}?\n\nTom: {'Reply ' * 24}{n}.\n\n" for n in range(12))
    found = parts_of(parse(f"The bees\n\n{turns}".encode(), "a.txt"))
    assert len(found) > 2
    assert not any(part.text.endswith("?") for part in found)


def test_the_numbers_of_the_lines_of_a_record_are_left_out() -> None:
    said = [
        "     Q.   Was the deck wet when",
        "you came on board that night?",
        "     A.   It was. The drain had",
        "been shut since Tuesday.",
    ]
    lines = [f"{n % 25 + 1:>2}  {said[n % 4]}" for n in range(40)]
    text = read("\n".join(["HEARING", "", *lines]), "a.txt")
    assert text.count("Q.   Was the deck wet when\n") == 10
    assert not any(line.strip()[:1].isdigit() for line in text.split("\n"))
    results = "\n".join(f"{n}  Runner {n} of the club" for n in range(1, 40))
    assert read(results, "a.txt").startswith("1  Runner 1")
    steps = "\n".join(f"{n % 6 + 1}  stir it until it is clear" for n in range(40))
    assert read(steps, "a.txt") == steps


def test_the_first_words_of_an_answer_stand_with_the_next_sentence() -> None:
    text = "Q.   Was there a sign?\nA.   No, ma'am. There was one in the locker.\nQ.   Why?"
    assert [text[start:end] for start, end in sentences(text)][1] == "A.   No, ma'am. There was one in the locker."
