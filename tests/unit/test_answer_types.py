"""What kind of thing a question asks for, and whether a sentence holds one."""

import pytest
from patience import grows_no_faster_than_its_input

from uniconv_edge.assistant.words.answer_types import gives_what_is_asked, lacks_what_is_asked, types_asked
from uniconv_edge.assistant.words.quantities import gives_money


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("How much does the lab charge?", ["money"]),
        ("what does it cost to enter", ["money"]),
        ("How much sugar is in it?", ["quantity"]),
        ("How many days of leave are there?", ["duration"]),
        ("How many guests are coming?", ["count"]),
        ("What time does the fair start?", ["hour"]),
        ("until when?", ["end"]),
        ("By when do I have to pay?", ["end"]),
        ("Since when is the rent so high?", ["beginning"]),
        ("What did he do when it rained?", []),
        ("How old is Elif?", ["age"]),
        ("How heavy is it?", ["weight"]),
        ("and who pays?", ["name"]),
        ("Where do I park?", ["place"]),
        ("In which year did Kitty die?", ["year"]),
        ("What is its serial number?", ["number of a paper"]),
        ("Where is the serial number?", ["place"]),
        ("Why is it shut?", ["reason"]),
        ("What is the telephone number of the school?", ["telephone number"]),
        ("What is Nora's number?", ["number to call"]),
        ("What is Nora's home address?", ["address"]),
        ("What is Nora's email address?", ["address of mail"]),
        ("What problems does the paper address?", []),
        ("What is the contract's number?", ["number of a paper"]),
        ("What is the total of the estimate?", ["number"]),
        ("and the grand total?", []),
        ("Grand total?", ["number"]),
        ("What is the speed limit on the lane?", ["number"]),
        ("What happens if I don't pay the rent?", []),
        ("Is there a lift?", []),
        ("", []),
    ],
)
def test_the_type_of_what_is_asked_for_is_known(question: str, names: list[str]) -> None:
    assert [each.name for each in types_asked(question)] == names


@pytest.mark.parametrize(
    ("question", "sentence", "given"),
    [
        ("How much is the deposit?", "The tenants pay a deposit of 2,280 euros.", True),
        ("How much is the deposit?", "It is returned within 30 days.", False),
        ("How much is the deposit?", "Half the rent.", True),
        ("How much are they?", "Portable toilets: two, from Shannon Hire, 340 for the weekend.", True),
        ("what did the mast cost", "The mast is 12 m of aluminium in four sections, guyed at 4 and 9 m.", False),
        ("what did the bath cost", "Room 5 at 90 lari an hour.", True),
        ("What do they charge above that?", "quota_gb = 4000", False),
        ("What does it cost during the week?", "It opens at nine.", False),
        ("Why is it shut?", "06:10 The clean-up begins.", False),
        ("Why is it shut?", "Closed: a burst pipe.", True),
        ("How much does it hold?", "The pump holds 1.5 litres.", True),
        ("When do we get it back?", "It is returned within 30 days.", True),
        ("When was it built?", "It was built in 1987.", True),
        ("When is the salary paid?", "The yearly salary is £41,600.", False),
        ("When is the fee due?", "It is paid yearly in May.", True),
        ("How much is it?", "It is paid in twelve equal parts.", False),
        ("When is the gala?", "Angus asked for a stand at the gala.", False),
        ("Until when can I appeal?", "You may appeal within 28 days.", True),
        ("Until when can I appeal?", "Our officer visited on 22 April.", False),
        ("By when must it be paid?", "The first part is due on 18 December.", True),
        ("Since when is the rent 75 pounds?", "The rent is 75 pounds a month from 1 June 2026.", True),
        ("Since when is the rent 75 pounds?", "It is due in advance on the 3rd.", False),
        ("How many rooms are there?", "The flat has three rooms.", True),
        ("How many tunics do I get?", "Please wash tunics at 60 degrees.", False),
        ("How many tunics do I get?", "Of tunics 4 a nurse are given.", True),
        ("How many rooms are there?", "The rent is 900 euros until 12 March 2025.", False),
        ("How many days are backups kept?", "keep_days: 35", True),
        ("How many days of leave are there?", "Everyone has 27 days of leave.", True),
        ("Who pays for repairs?", "The landlord pays 100 euros.", True),
        ("How many members are there?", "Families pay 25 francs, which is 10 euros.", False),
        ("How long is the notice?", "Notice is three months.", True),
        ("How long is the notice?", "Article 12 tells of the notice.", False),
        ("How old was the hose?", "The hose was eleven years old.", True),
        ("How old is Ms Oduya?", "Ms Oduya gives appointments.", False),
        ("How old was she?", "She died at ten past six.", False),
        ("How old was she?", "She came at 10.", True),
        ("What time does the fair start?", "Summer fair, 28 June.", False),
        ("What is the total of the estimate?", "GRAND TOTAL | | | 5,738", True),
        ("What is the total of the estimate?", "This is an estimate of the visible damage.", False),
        ("What time does the fair start?", "The fair begins at ten.", True),
        ("How heavy is the Brunner?", "BRUNNER GS 60, operating instructions", False),
        ("Who pays for a tap?", "The tenants pay for small repairs.", True),
        ("How much were the flights?", "What: Flights | Euros: 486", True),
        ("How much did the machine cost?", "It spins at up to 1,400 revolutions a minute.", False),
        ("How much did the hall cost?", "It holds 12,000 people.", False),
        ("What did the oxen cost?", "The house is twelve feet by sixteen, with a stove that cost more.", False),
        ("How much did the hall cost?", "The hall came to 12,000 in the end.", True),
        ("Who leads it?", "It is led by Beat.", True),
        ("Who leads it?", "After she has turned 80, it goes on.", False),
        ("Who leads it?", "The course is on the last Saturday of the month.", False),
        ("Where is the key?", "It is in the drawer.", True),
        ("Where is the key?", "Anders took it to Bergen.", True),
        ("Where is the key?", "Nobody has seen it.", False),
        ("Where is the key?", "The rise began in January.", False),
        ("Where is the key?", "It was found on Tuesday.", False),
        ("How much power did we use?", "Bill of 14 September 2026, for 1 September 2025 to 31 August 2026", False),
        ("How much power did we use?", "In 2025 you used 2012 kWh.", True),
        ("name of the sweep", "Have the chimneys swept every five years.", False),
        ("Who is it?", "Morag was the first.", True),
        ("In which year did Kitty die?", "Pat died when he was four.", False),
        ("What is its serial number?", "Have the serial number ready.", False),
        ("What is its serial number?", "Serial number: BG-60-1184", True),
        ("What is Nora's number?", "Note: our customer number 40772", False),
        ("When does the flat get a kitchen?", "A flat on the second floor, with a kitchen.", False),
        ("What is Nora's number?", "Phone: 058 555 0111", True),
        ("What is the telephone number of the school?", "A phone that is seen in class is kept.", False),
        ("What is Ada's phone number?", "No: 1052 | Name: Ada Lee | Gross: 2710.00 | Since: 2026-11-30", False),
        ("What is Ada's phone number?", "Name: Ada Lee | Extension: 214", True),
        ("What is Ada's phone number?", "Name: Ada Lee | Phone: 214", True),
        ("What is Ada's phone number?", "Ada is on 4471 from nine.", True),
        ("What is Ada's phone number?", "Ada came on 12.11.2026, for 2024-2026.", False),
        ("What is Ada's phone number?", "Ada: 555.017.4200", True),
        ("What is Ada's address?", "Name: Ada Lee | Taken: 11 | Remark: Lagos 18 Dec", False),
        ("What is Ada's address?", "Ms Ada Lee, 4 Larpool Lane, Whitby", True),
        ("What is the address of the school?", "The school is in Hauptstr. 5.", True),
        ("What is the address of the server?", "host: db.internal", True),
        ("How often are we paid?", "We are paid biweekly.", True),
        ("When is family day?", "Get excited for our first family day!", False),
        ("What day is bin day?", "Bin day is Tuesday.", True),
        ("Which day should I be in the office?", "Office staff may work from home on up to two days a week.", False),
        ("Which day should I be in the office?", "Wednesday is the common day.", True),
        ("When was it built?", "A dog may weigh 12 kg.", False),
        ("When is the fair?", "The fair is in May, as ever.", True),
        ("When is the fair?", "Fair: mid-May", True),
        ("Which month is the fair in?", "The fair waits until early May comes.", True),
        ("Which day is it paid?", "The fee of 12.50 is paid by the tenant.", False),
        ("Which day is it paid?", "The fee is paid on 3.5. by the tenant.", True),
        ("How much fat does it use?", "It takes EUR40 of fat.", True),
        ("How much water does it use?", "E23 | Water in the base of the machine | Pull the plug", False),
        ("When is the test?", "The test itself is 54.85.", False),
        ("When is the test?", "The test itself is on 28.3.", True),
        ("How often does he get it?", "Capsules: one in the morning and one at bedtime.", True),
        ("How often does he get it?", "It makes him drowsy during the first few days.", False),
        ("How often is it?", "It is on the second Saturday.", True),
        ("When did the term first appear?", "The term emerged in the 1960s.", True),
        ("When was the lift inspected?", "The lift must be inspected before 1 September.", False),
        ("When was the lift inspected?", "It was inspected on 2 May and has to be again in a year.", True),
        ("When is the lift inspected?", "The lift must be inspected before 1 September.", True),
        ("When was the lift inspected?", "It must be inspected by Monday, 4 May 2026.", False),
        ("When was the lift inspected?", "It must be inspected by 4.5.2026.", False),
        ("When was the lift put in?", "The lift, installed in 2009, has to be inspected every year.", True),
        ("When did we sign it?", "We signed the lease on 3 May 2021 and must give three months' notice.", True),
        ("When did Will Turner join?", "Will Turner joined the choir in 2010.", True),
        ("When was her will made?", "Her will bears the date of 3 May 2010.", True),
        ("What is the contract's number?", "Contract BG-114", True),
        ("How much is the offer?", "Ada Lane, 8 Rue Hoche, 44200 Nantes – SIRET 512 884 097 00031", False),
        ("How much is the offer?", "It comes to 1,250, or 12 500 in another money.", True),
        ("Who is it from?", "The letters came later, after the winter.", False),
        ("Who is it from?", "The letters came from the caretaker.", True),
    ],
)
def test_a_sentence_gives_what_a_question_asks_for_or_lacks_it(question: str, sentence: str, given: bool) -> None:
    assert gives_what_is_asked(question, sentence) is given
    assert lacks_what_is_asked(question, sentence) is not given


@pytest.mark.parametrize(
    ("question", "sentence", "lacks"),
    [
        ("How much is it per week?", "It costs 30 euros a day.", True),
        ("How many requests may I send per day?", "120 requests a minute for each key.", True),
        ("How much is it a month?", "The monthly fee is 30 euros, 300 per year.", False),
        ("How much is it a month?", "It is 30 euros a month and 300 a year.", False),
        ("How many hours a week does she work?", "She works 8 hours a day.", False),  # from Monday to Friday
        ("How many pills a day?", "Take 2 pills for a week, then 1.", False),
        ("How many pills a day?", "Give 2 pills every night.", False),
        ("How much is parking per day?", "£2 per hour, at most £10 for the day.", False),
        ("What did Ada come to see?", "She looked at the minster.", False),
        ("What did the bill come to?", "She looked at the minster.", True),
        ("How much is the rent per month?", "The rent is 900 euros.", False),
        ("How much is a room per night?", "A room for two costs 90 euros per night.", False),
    ],
)
def test_what_there_is_in_another_span_of_time_is_not_asked_for(question: str, sentence: str, lacks: bool) -> None:
    assert lacks_what_is_asked(question, sentence) is lacks


def test_where_the_type_is_not_known_nothing_is_given_and_nothing_lacks() -> None:
    assert not gives_what_is_asked("Is there a lift?", "There is a lift.")
    assert not lacks_what_is_asked("Is there a lift?", "There is a lift.")


@pytest.mark.parametrize("signs", ["1,,", "1-"])
def test_a_row_of_digits_and_signs_takes_no_longer_than_other_text(signs: str) -> None:
    assert grows_no_faster_than_its_input(lambda text: gives_money("", text), signs.__mul__, 1_250)
