"""Encodings: what is declared, what is declared wrongly, and what has to be guessed from few bytes."""

import pytest

from uniconv_edge.library.extract import plain
from uniconv_edge.library.extract.formats import parse

QUOTED = "The lease’s “deposit” – 500 € – isn’t paid back…"
ASCII_LINES = b"The tenant pays the rent on the first day of the month, and keeps the keys.\n" * 1_500


def shown(data: bytes, name: str) -> str:
    return "\n".join(block.text for page in parse(data, name).pages for block in page.blocks)


@pytest.mark.parametrize("label", ["iso-8859-1", "latin-1", "ISO_8859-1", "us-ascii", "windows-1252"])
def test_a_western_label_stands_for_windows_1252(label: str) -> None:
    assert plain.decode(QUOTED.encode("cp1252"), label) == QUOTED
    page = f'<meta charset="{label}"><p>{QUOTED}</p>'.encode("cp1252")
    assert shown(page, "a.html") == QUOTED
    mail = f"Subject: x\nContent-Type: text/plain; charset={label}\nContent-Transfer-Encoding: 8bit\n\n{QUOTED}"
    assert shown(mail.encode("cp1252"), "a.eml").endswith(QUOTED)


def test_bytes_that_windows_1252_leaves_open_are_read_as_latin_1() -> None:
    assert plain.decode(b"caf\xe9 \x81 \x93", "latin-1") == "café \x81 “"


def test_a_label_of_a_smaller_encoding_stands_for_the_larger_one() -> None:
    assert plain.decode("朱镕基".encode("gbk"), "gb2312") == "朱镕基"
    assert plain.decode("①髙".encode("cp932"), "shift_jis") == "①髙"


@pytest.mark.parametrize("label", ["punycode", "idna", "unicode_escape", "raw_unicode_escape"])
def test_a_label_that_is_an_encoding_of_no_file_stands_for_none(label: str) -> None:
    """Python takes seconds for 100 kB of the first."""
    assert plain.decode(ASCII_LINES + b"a-b \\n c", label) == ASCII_LINES.decode() + "a-b \\n c"


def test_utf_8_under_a_western_label_stays_utf_8() -> None:
    assert plain.decode("Grüße – 5 €".encode(), "us-ascii") == "Grüße – 5 €"


@pytest.mark.parametrize("label", ["utf-16", "utf-16le", "utf-32", "UTF-16BE"])
def test_a_meta_tag_that_can_be_read_is_not_in_utf_16(label: str) -> None:
    page = f'<html><head><meta charset="{label}"></head><body><p>Die Miete ist fällig</p></body></html>'
    for text in (page, page + " "):  # an even and an odd number of bytes
        assert shown(text.encode(), "a.html") == "Die Miete ist fällig"


@pytest.mark.parametrize(
    ("encoding", "line"),
    [
        ("latin-1", "Die Kündigung ist schriftlich; Türschlüssel und Öl gehören dem Vermieter.\n"),
        ("latin-1", "Müller paid in the café.\n"),
        ("latin-1", "A locação não será prorrogada; as obrigações são do locatário.\n"),
        ("latin-1", "Hyresgästen betalar hyran på första dagen, även för källaren och gården.\n"),
        ("cp1252", "The tenant’s deposit – £500 – is returned.\n"),
        ("cp1250", "Zażółć gęślą jaźń, czynsz płatny pierwszego dnia miesiąca.\n"),
        ("koi8-r", "Арендатор вносит арендную плату в первый день каждого месяца.\n"),
        ("latin-1", "Der TÜV für den Kombi läuft im November 2026 ab.\n"),
        ("cp1252", "Se actualiza cada 1 de abril según el índice oficial, sin que la subida pase del 3 %.\n"),
        ("cp1252", "De orchidee één keer per week dompelen.\n"),
        ("iso8859-2", "Zażółć gęślą jaźń, czynsz płatny pierwszego dnia miesiąca.\n"),
    ],
)
@pytest.mark.parametrize("before", [b"", ASCII_LINES])
def test_the_encoding_is_told_by_the_lines_that_are_not_ascii(encoding: str, line: str, before: bytes) -> None:
    assert plain.decode(before + line.encode(encoding) + before).strip("\n").count(line.strip()) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Labour: £120\nParts: £45.50\nVAT: £33.10\nTotal: £198.60\n",
        "Tea €2.50\nCoffee €3.10\nCake €4.00\nSoup 5 €\n",
        "• milk\n• eggs\n• flour\n• butter\n",
        "I don’t know. He said “yes”… We’re going – maybe – on Monday, 9–5.\n",
        "See §12, §14 and §15. © 2024 Smith & Co. All rights reserved®\n",
        "Living room 40 m², balcony 6 m², cellar 4 m², ½ of the loft, at 20 °C\n",
    ],
)
def test_signs_alone_are_those_of_windows(text: str) -> None:
    assert plain.decode(text.encode("cp1252")) == text


@pytest.mark.parametrize("names", [["Gebühr", "Käse"], ["Água", "Salário"], ["Caffè", "Città"], ["Lön", "Hyra"]])
def test_names_that_come_again_in_a_table_keep_their_letters(names: list[str]) -> None:
    table = "".join(f"2026-01-{day:02};{names[day % 2]};{day}.50\n" for day in range(1, 29))
    assert plain.decode(table.encode("cp1252")) == table


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman"])
def test_letters_of_before_windows_are_told_by_several_of_them(encoding: str) -> None:
    text = "Die Kündigung ist schriftlich; Türschlüssel und Öl gehören dem Vermieter. Die Gebühr beträgt 40 Mark."
    assert plain.decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", ["Арендатор вносит плату. ", "租客每月第一天支付租金，钥匙由租客保管。\n"])
def test_text_of_two_or_four_bytes_a_character_needs_no_mark(encoding: str, text: str) -> None:
    assert plain.decode((text * 9).encode(encoding)) == text * 9


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ['{"a": "b", "c": "dddd"}', "1,2,3\n4,5,6\n", "<a><b>1</b></a>", "+49 228 12345\n"])
def test_figures_and_signs_of_two_bytes_need_no_mark(encoding: str, text: str) -> None:
    assert plain.decode(text.encode(encoding)) == text


def test_a_log_with_escape_sequences_keeps_its_letters() -> None:
    line = "\x1b[31mFehler\x1b[0m beim Öffnen der Türen, Kündigung nötig\n"
    assert plain.decode((line * 20).encode("latin-1")) == line * 20


@pytest.mark.parametrize("begins", ["BMW", "OTTO", "MZ", "8BPS"])
def test_a_text_may_begin_as_pictures_and_programs_do(begins: str) -> None:
    text = f"{begins}-Rechnung für Müller: Öl und Türschlüssel nötig"
    assert plain.decode(text.encode("latin-1")) == text


def test_one_long_line_that_ends_in_latin_1_keeps_its_letters() -> None:
    assert plain.decode(b"word " * 40_000 + "Türschlüssel, Kündigung, Öl".encode("latin-1")).endswith("Kündigung, Öl")


def test_a_table_with_late_latin_1_keeps_its_letters() -> None:
    data = b"name,city\n" + b"Anna,Oslo\n" * 8_000 + "Jürgen,München\nBjörn,Göteborg\n".encode("latin-1")
    assert shown(data, "a.csv").endswith("name: Jürgen | city: München\nname: Björn | city: Göteborg")
