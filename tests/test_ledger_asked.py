"""What a question asks of the statements of an account."""

from datetime import date

from uniconv_edge.assistant.rows.ledger import Movement, ledger_asked

TODAY = date(2026, 12, 1)


def test_none_of_the_largest_is_asked_for_by_no_number() -> None:
    asked = ledger_asked("What were my 0 largest payments?", TODAY)
    assert asked is None or asked.movement is not Movement.LARGEST


def test_ten_of_the_largest() -> None:
    asked = ledger_asked("What were my 10 largest payments?", TODAY)
    assert asked is not None
    assert (asked.movement, asked.number) == (Movement.LARGEST, 10)
