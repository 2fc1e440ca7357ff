import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from patience import grows_no_faster_than_its_input

from uniconv_edge.library.sentences import cells, paragraphs, sentences


def parts(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def test_a_row_is_not_cut_where_a_cell_ends_with_a_full_stop() -> None:
    row = "Name: Anna | People: 44 (est.) | Note: He left. She stayed. | End"
    assert parts(row) == [row]


def test_the_name_of_a_column_makes_no_cell_as_long_as_sentences() -> None:
    told = "Nobody goes in with bare feet. If stung: hot water on it for half an hour at least."
    row = f"Hazard: Jellyfish | What we do about it there: {told} | By whom: first aiders"
    assert parts(row) == [row]


@pytest.mark.parametrize(
    ("row", "parted"),
    [
        ("Total | | | 4.20", ["Total", "", "", "4.20"]),
        ("| Net | | 4.20", ["", "Net", "", "4.20"]),
        ("| Anna | 44 |", ["Anna", "44"]),
        ("Net        4.20", ["Net", "4.20"]),
        ("either | or|else", ["either", "or|else"]),
    ],
)
def test_the_empty_cells_of_a_row_are_cells_and_its_frame_is_none(row: str, parted: list[str]) -> None:
    assert cells(row) == parted


def test_full_stops_question_marks_and_closing_quotes_end_sentences() -> None:
    text = 'He left. "Did he?" she asked. (So he did!) Then nothing…  The end.'
    assert parts(text) == ["He left.", '"Did he?" she asked.', "(So he did!)", "Then nothing…", "The end."]


@pytest.mark.parametrize(
    "sentence",
    [
        "The office is open from 8 a.m. to 4 p.m. on Fridays.",
        "He met the U.S. President there.",
        "Carboneras, Carlos (1992). del Hoyo, Josep; Elliott, Andrew.",
        "It holds (see no. 5). and so on.",
        "Figure 3. The harbour in 1901.",
        "Table 4.1. Fees of berths",
        "Step 2. Open the lid.",
        "Rule 7. No dogs.",
        "18 October. Planted 60 cloves of garlic.",
        "- Sunday, May 3rd, 2026. We left early.",
        "2026-05-03. Deployed the fix.",
        "- 24.7.–7.8. Ehepaar Dreyer, mit Hund",
        "12.10. Dachdecker war da.",
        "- Ostern (27.3.–10.4.) Familie Kampmann aus Kassel",
        "Die Verbrauchsstelle ist Auf der Gast 22, 1. OG links.",
        "Your Acct. No. 4711 is closed.",
        "The Reg. No. is on the back.",
        "Die Kd. Nr. 7 ist neu.",
        "The paper was written by I. Roos in 1999.",
        "Signed: I. Roos",
        "Ask Dr. I. Roos or Dr. med. Huber, or Prof. em. Kurt Weil.",
        "It is published as Vol. II of the library.",
        "The Bldg. 5 of Keller and Co. Ltd. is old.",
        "Send it to Attn. Anna Berg today.",
        "Thus J. B. Hamrick wrote it.",
        "Anna Berg, b. 1933, m. 2 June 1951, d. c. 1990, kept it.",
        "It is worth £412 7s. 6d. in all, of 3 cwt. 2 qrs. 14 lb. net, and 6 ft. 2 in. high.",
        "The farm went to Wm. Brown and Thos. Green on Novr. 27th and Decr. 3rd.",
        "With K. He, X. Zhang and S. Ren.",
        "A. The tenant pays.",
        "Your policy no. CONT-883412 and VAT no. GB123 or GB no. DE 12 are on it.",
        "Invoice No. INV-17 with Ref. No. 4711 or ref. X-5 is paid.",
        "It is 50 euros incl. VAT or excl. VAT, zzgl. Versand.",
        "Call Tel. 030 123456, Tel. +49 30, Tel. (030) 5 or ext. 12 soon.",
        "Take max. 10 or min. 2 of them at Apt. 4 on Tue. 10 March.",
        "The Fire Dept. Hexbury on Mt. Everest has it.",
        "Die Miete ist am 5. März und am 31. Dezember fällig.",
        "Man nimmt z. B. Holz, o. B. d. A. Eisen, z. B. Die Zeit.",
        "Siehe Abb. 4 in Bd. 3 der Fa. Meyer in der Hauptstr. 5 daneben.",
        "Sie wohnt im 1. Stock, er im Haus daneben 3. Etage, und jeden 2. Mittwoch gilt ab dem 5. Werktag.",
        "Ein Fehler 1. Art ist selten, und der 2. Weltkrieg war es nicht, am 3. und 4. Advent.",
        "Es sind 5 Mio. Euro und 3 Mrd. Franken bzgl. Bau.",
        "Frau Dipl.-Ing. Petra Schaal, geb. Meier, gez. Huber, Bhf. Lindau, Abt. Einkauf.",
        "Mr. Brown and Dr. Green met Prof. A. B. White.",
        "El Sr. López y Dña. Lucía viven en Pza. Mayor, pta. 3, véase la pág. 3 y el núm. 4.",
        "Lleva aprox. 30 min. y pesa máx. 5 kg, firmado por el Ing. Paz, Lic. Mora.",
        "Le Pr. Dubois et la Sté. Martin sont au Bd. Voltaire, Bât. B, réf. 12, tél. 05 61.",
        "Il faut env. 30 kg de l'Av. Foch.",
        "Use a cheap tool, e.g. Excel, i.e. a spreadsheet.",
        "It costs 3.50 Euro, see Fig. 2 and No. 5 on p. 12.",
        "The U.S. Court of Appeals for the D.C. Circuit ruled.",
        "We ship to example.com and version 2.0.1 works.",
        "He said yes! and left.",
    ],
)
def test_a_full_stop_that_shortens_names_or_numbers_does_not_end_a_sentence(sentence: str) -> None:
    assert parts(sentence) == [sentence]


def test_a_day_ends_a_sentence_that_it_does_not_begin() -> None:
    text = "It ends on 5 May. Then we go.\n6 May.\nNothing."
    assert parts(text) == ["It ends on 5 May.", "Then we go.", "6 May.", "Nothing."]


def test_a_number_that_counts_nothing_ends_a_sentence() -> None:
    text = "Zahlbar bis zum 5. Die Miete steigt. Das war Seite 12. Morgen mehr. We have 3. Stock is low."
    assert parts(text) == [
        "Zahlbar bis zum 5.",
        "Die Miete steigt.",
        "Das war Seite 12.",
        "Morgen mehr.",
        "We have 3.",
        "Stock is low.",
    ]


def test_no_as_a_word_ends_a_sentence() -> None:
    assert parts("The answer is no. Everybody went home.") == ["The answer is no.", "Everybody went home."]


def test_list_lines_and_table_rows_are_their_own_sentences() -> None:
    text = "You need:\n- two eggs\n- some milk\n1. Mix them\n2. Fry them\nName | Age\nAnn | 44"
    assert parts(text) == text.split("\n")


def test_lines_broken_by_a_fixed_width_are_joined() -> None:
    text = (
        "The tenant shall give notice of sixty days before\nthe Lease ends, in writing, to the address that the\n"
        "Landlord has named. Otherwise it is renewed."
    )
    assert len(parts(text)) == 2
    assert parts(text)[0].endswith("Landlord has named.")


def test_short_lines_that_had_room_are_borders() -> None:
    text = "Invoice 2041\nMargaret Hale\n14 Crampton Street\nMilton"
    assert parts(text) == text.split("\n")


def test_chinese_and_japanese_sentences_end_without_blanks() -> None:
    assert parts("租金为一千元。押金为两千元！他说：「好。」完") == [
        "租金为一千元。",
        "押金为两千元！",
        "他说：「好。」",
        "完",
    ]


def test_a_blank_line_ends_a_sentence_without_a_mark() -> None:
    assert parts("A heading\n\nits text\n \t\nmore") == ["A heading", "its text", "more"]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab A.!?。\n\t|-1()> \u3000é", max_size=300))
def test_sentences_hold_every_character_once_and_are_trimmed(text: str) -> None:
    covered = [0] * len(text)
    previous = 0
    for start, end in sentences(text):
        assert previous <= start < end
        assert text[start:end] == text[start:end].strip()
        previous = end
        for position in range(start, end):
            covered[position] += 1
    assert all(count == 1 or (count == 0 and text[at].isspace()) for at, count in enumerate(covered))


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="ab \n\t", max_size=100))
def test_no_paragraph_holds_a_blank_line(text: str) -> None:
    for start, end in paragraphs(text):
        assert all(line.strip() for line in text[start:end].split("\n"))


@pytest.mark.parametrize(
    "text",
    [
        "The key hangs in cabinet C. The office cat is called Bosun.",
        "It follows from part B. In both towns it rose.",
        "They take vitamin C. It helps.",
    ],
)
def test_a_letter_that_is_no_initial_ends_a_sentence(text: str) -> None:
    assert len(parts(text)) == 2


def test_a_citation_is_not_cut() -> None:
    text = (
        "It is used in 100 classes (Castaño, 2018a, 2018b;\nJ. B. Hamrick, 2016) and taught (66 Fed. Reg. 2001) there."
    )
    assert parts(text) == [text]
    assert len(parts("He left (by train, in 2018). She stayed (Hale 2019). So did I.")) == 3


def test_sentences_that_stand_in_brackets_as_a_whole_are_parted() -> None:
    text = "He left. (The letter is of 1917. It was the last. Hale kept it.) She stayed."
    assert len(parts(text)) == 5


def test_what_only_ends_in_one_letter_ends_a_sentence_before_a_number() -> None:
    assert len(parts("The cars are Anna's and Filip's. 10 people go. The hall is 8 m. 20 chairs are in it.")) == 4


@pytest.mark.parametrize(
    ("turn", "parted"),
    [
        ("PR: Well. My father blamed the owner.", 1),
        ("Mrs. Anna Berg: Oh, not really. It was sold.", 1),
        ("[00:12:31] PR: Oh aye. Corn, till the war.", 1),
        ("PR: It was sold that year. Nobody knew.", 2),
        ("Colour: Red. Size: large.", 2),
        ("PR: Well.\nWA: So it was.", 2),
        ("She was asked.\nPR: Well. It was sold.", 2),
        ("The course has begun. Practicals: Yusuf Demir. Lectures are on Tuesday.", 3),
    ],
)
def test_the_first_words_of_a_turn_stand_with_what_they_begin(turn: str, parted: int) -> None:
    assert len(parts(turn)) == parted


def test_rows_drawn_with_blanks_are_lines_of_their_own() -> None:
    bill = "Qty   Item   Each\n4.0 kg   Cheese, Co. Clare   32.10\n      Delivery   12.00"
    assert [bill[start:end] for start, end in sentences(bill)] == [line.strip() for line in bill.split("\n")]
    spread = "These words  are spread over\nthe width of  the page, as\nold printers did."
    assert len(sentences(spread)) == 1
    assert len(sentences("One line   with a gap. And another one.")) == 2


@pytest.mark.parametrize(
    ("begins", "then"),
    [
        ("12/03/24, 18:04 - ", "12/03/24, 18:05 - "),
        ("3/12/24, 6:04 PM - ", "3/12/24, 6:05 p.m. - "),
        ("[12.03.24, 18:04:11] ", "\ufffd[12.03.24, 18:05:02] "),
        ("2024-03-12 18:04 - ", "2024-03-12 18:05 - "),
    ],
)
def test_a_message_of_a_chat_stays_with_its_sender(begins: str, then: str) -> None:
    messages = [
        f"{begins}Anna: The key is under the mat. Bring milk\nAnd bread.",
        f"{then}Ben: ok",
        f"{then}Ben: Done. Bye.",
    ]
    assert parts("\n".join(messages)) == messages
    assert parts("Yours. Ben\n" + messages[0])[2].startswith(begins)
    assert len(parts(f"{begins}Anna: " + "The key is under the mat. " * 20)) == 20


def test_a_line_of_a_quoted_message_without_words_parts_paragraphs() -> None:
    text = "> The flat is large.\n>\n> It costs 900 euros.\n> >\n> See you"
    assert [text[start:end] for start, end in paragraphs(text)] == [
        "> The flat is large.",
        ">\n> It costs 900 euros.",
        "> >\n> See you",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "It takes 20 at the max. Then it ends.",
        "Bake it for 20 min. 2 eggs are enough.",
        "The answer is no. No. That is wrong.",
        "The answer is no. A cat is there.",
        "They sat. 10 people stood.",
        "He works in the Dept. The others left.",
        "There were 44. Mai was there.",
        "We saw it with the tel. The end.",
        "It was I. He knew it.",
        "That is what you and I. Roos did not.",
        "I guess I don't know. No. Maybe it is.",
        "He works for Keller & Co. The rest is known.",
        "He fought in World War I. Germany lost it.",
        "This was done by I. The rest came later.",
        "The lamp is on the med. Huber knows it.",
    ],
)
def test_a_word_that_is_not_shortened_ends_a_sentence(text: str) -> None:
    assert len(parts(text)) >= 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fish holds vitamin D. Oranges hold none.", ["Fish holds vitamin D.", "Oranges hold none."]),
        ("See Schedule A. Parents sign it.", ["See Schedule A.", "Parents sign it."]),
        ("Take exit B. Turn left.", ["Take exit B.", "Turn left."]),
        ("It came with World War I. Germany lost.", ["It came with World War I.", "Germany lost."]),
        ("Rules are in Part II. Fees are in Part III.", ["Rules are in Part II.", "Fees are in Part III."]),
        ("He met J. S. Bach and George W. Bush there.", ["He met J. S. Bach and George W. Bush there."]),
        ("Our teacher M. Brown is ill.", ["Our teacher M. Brown is ill."]),
    ],
)
def test_a_letter_that_names_a_thing_ends_a_sentence_and_an_initial_does_not(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


def test_a_named_number_on_a_line_of_its_own_stands_for_itself() -> None:
    assert parts("Article 5.\nThe members of the harbour club pay their fees in May of each year.")[0] == "Article 5."


@pytest.mark.parametrize(
    "text",
    [
        "It has the Win32 API.[40][41]: 20 Windows 95 came in August.",
        "They agreed on a price.[14]: 235–236, 240 [176][177] The stock rose.",
        "He wrote it himself.[29][self-published source?] The Apple II was sold.",
        "The team is named for it.[citation needed] The duck is a nickname.",
        "You would work til 4:30 p.m. If you took an hour, longer.",
        "Notebooks are in use (Kluyver et al., 2016). nbgrader allows tests.",
    ],
)
def test_notes_with_pages_and_citations_end_with_their_sentence(text: str) -> None:
    assert len(parts(text)) == 2


def test_a_line_that_rules_off_is_of_no_sentence() -> None:
    receipt = (
        "Cashier: Emily R.\nRegister of the shop at the corner of the market\n-----\nTea $2.50\n======\nTOTAL $2.50"
    )
    assert parts(receipt) == [*receipt.split("\n")]


def test_facts_under_labels_with_numbers_are_on_lines_of_their_own() -> None:
    text = "Up to 1,000 euros: Basic 4.90 a month, Plus 8.40\nUp to 2,500 euros: Basic 7.90 a month, Plus 13.90"
    assert parts(text) == text.split("\n")


def test_the_initials_of_who_wrote_a_note_end_its_line() -> None:
    text = "Wed 25/11  The sounder did not ring. Told Judith. (DP)\n           Data logger ordered, comes on 2 Dec (BQ)"
    assert [text[slice(*span)] for span in sentences(text)] == [
        "Wed 25/11  The sounder did not ring.",
        "Told Judith. (DP)",
        "Data logger ordered, comes on 2 Dec (BQ)",
    ]


def test_the_line_that_greets_is_a_sentence_of_its_own_before_a_small_letter() -> None:
    letter = "Dear Ms Achterberg,\nwe confirm the new rates. The charge falls."
    assert parts(letter) == ["Dear Ms Achterberg,", "we confirm the new rates.", "The charge falls."]
    mail = "> Hi Ann,\n> as you know the shed still\n> leaks. Bring a bucket."
    assert parts(mail)[0] == "> Hi Ann,"
    assert parts("Hello everyone, we\nmeet at noon.") == ["Hello everyone, we\nmeet at noon."]
    for greeting in (
        "Dear Mr. Smith,",
        "Dear Prof. Dr. Lee,",
        "Cher Paul,",
        "Chers amis,",
        "Caros amigos,",
        "Cari tutti,",
    ):
        assert parts(f"{greeting}\nwe meet at noon.") == [greeting, "we meet at noon."]


RECEIPT = """Till 4
---------
USB cable
red, 2 m
2 @ $4.00
$8.00
Mouse
$12.50
---------
TOTAL $20.50
Visa card"""


def test_what_was_bought_is_told_on_several_lines_of_a_receipt_down_to_what_it_came_to() -> None:
    assert parts(RECEIPT) == [
        "Till 4", "---------", "USB cable\nred, 2 m\n2 @ $4.00\n$8.00", "Mouse\n$12.50", "---------", "TOTAL $20.50",
        "Visa card",
    ]  # fmt: skip


def test_one_amount_alone_on_a_line_is_no_receipt() -> None:
    assert "$900.00" in parts("Rent\n$900.00\nDue on Friday")


@pytest.mark.parametrize(
    "text",
    [
        "$4.00\nUSB cable\n$8.00\nHub",  # each above what it is for
        "Apples\nPears\n$1.00\n$2.00",  # columns one after the other
        "Corner Shop\n12 High Street\nMilk\n$2.00\n$0.30",
        "Rent\n$5.00\n- Bread\n- Butter\n$3.00",
        "Rent | $5.00\n$5.00\nHeat | $2.00\n$2.00",
    ],
)
def test_sums_that_do_not_end_what_was_bought_stand_apart(text: str) -> None:
    assert [part for part in parts(text) if "\n" in part] == [part for part in ("Rent\n$5.00",) if part in text]


def test_a_fact_under_its_name_is_not_bought_with_the_next() -> None:
    assert "Pets: none" in parts("Rent:\n$900.00\nPets: none\nDeposit:\n$1,800.00")


def test_many_sums_take_no_longer_than_other_lines() -> None:
    assert grows_no_faster_than_its_input(parts, lambda count: "Milk\n$2.00\n" * count, 4_000)
