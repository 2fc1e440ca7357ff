"""Web pages: notices about cookies and the links at a page's foot are not read; what people look for there is."""

import pytest
from patience import grows_no_faster_than_its_input

from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.html import parse_fragment

_TEXT = "<main><h1>Lease</h1><p>The rent is due on the first.</p></main>"
_ASKS = "<p>We use cookies to improve this site.</p><button>Accept all</button><a href='/p'>Privacy policy</a>"
_LINKS = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("Privacy", "Terms", "Contact"))


def read(body: str) -> list[str]:
    pages = parse(f"<!DOCTYPE html><html><body>{body}</body></html>".encode(), "a.html").pages
    return [line for page in pages for line in assemble(page).text.splitlines() if line]


TEXT = ["Lease", "The rent is due on the first."]


@pytest.mark.parametrize(
    "begin",
    [
        '<div class="cookie-banner cookie-banner--open">',
        '<div id="cookieConsent">',
        '<section class="js-cookie-notice">',
        '<aside id="cookie_notice_wrapper">',
        '<div class="govuk-cookie-banner" role="region">',
        '<div class="cc-window cc-floating">',
        '<div id="gdpr-consent-popup">',
        '<div role="dialog" class="gdpr">',
        '<div aria-modal="true" id="consent">',
        '<div role="region" aria-label="Cookie banner">',
        '<dialog open id="site-cookies">',
        '<div><div id="onetrust-consent-sdk">',
        '<div id="CybotCookiebotDialog">',
    ],
)
def test_a_notice_about_cookies_is_not_read(begin: str) -> None:
    tag = begin[1:].split()[0]
    assert read(f"{begin}{_ASKS}</{tag}> {_TEXT}") == TEXT
    assert read(f"{_TEXT}{begin}{_ASKS}</{tag}>") == TEXT


def test_a_list_of_the_page_in_other_languages_is_not_read_however_long_it_is() -> None:
    names = [f"Language {number}" for number in range(200)]
    links = [
        f'<li><a href="https://{n}.example.org/" hreflang="x{n}"><span>{name}</span></a></li>'
        for n, name in enumerate(names)
    ]
    assert read(f"<div><ul>{''.join(links)}</ul></div>{_TEXT}") == TEXT
    spoken = f"<ul>{links[0]}<li>Welsh</li>{links[1]}{links[2]}</ul>"
    assert "- Welsh" in read(f"{_TEXT}{spoken}")
    assert len(read(f"{_TEXT}<ul>{''.join(links[:2])}</ul>")) == len(TEXT) + 2


def test_a_notice_without_the_word_is_known_by_its_program() -> None:
    assert read(f'{_TEXT}<div id="didomi-host"><p>Votre vie privée</p><button>Refuser</button></div>') == TEXT


def test_the_words_behind_a_notice_are_read() -> None:
    assert read(f'<p>One <span class="cookie-banner">{_ASKS}</span>two</p>') == ["One two"]


@pytest.mark.parametrize(
    "page",
    [
        '<div class="cookie-bar"><p>Cookie bars with oats</p><button>Print</button></div>',
        '<div class="cookie-box"><p>We accept orders of cookies until noon.</p></div>',
        f'<div class="has-cookie-banner">{_ASKS}<p>The rent is due.</p></div>',
        f'<div class="cookie-consent">{_ASKS}<h1>Lease</h1></div>',
        f'<div class="cookie-consent">{_ASKS}<main>The rent is due.</main></div>',
        f'<div class="cookie-consent">{_ASKS}<p>{"The rent is due. " * 300}</p></div>',
        f'<main><section id="cookie-policy-notice"><h2>How we use cookies</h2>{_ASKS}</section></main>',
        f'<article class="cookie-consent">{_ASKS}</article>',
        '<div role="dialog" class="lease"><p>We accept cookies as a deposit.</p><button>Close</button></div>',
    ],
)
def test_text_about_cookies_is_read(page: str) -> None:
    assert read(page) == read(page.replace("cookie-", "other-"))
    assert len(read(page)) > 0


def test_a_body_named_after_its_notice_is_read() -> None:
    page = (
        f'<html><body class="cookie-banner onetrust-consent-sdk">{_TEXT}<button>Accept cookies</button></body></html>'
    )
    assert "The rent is due on the first." in assemble(parse(page.encode(), "a.html").pages[0]).text


@pytest.mark.parametrize(
    "foot",
    [
        f"<ul>{_LINKS}</ul>",
        f"<h2>Company</h2><div><h3>More</h3><ul>{_LINKS}</ul></div>",
        "<p>© 2019–2024 Smith &amp; Sons, Ltd. All rights reserved.</p>",
        '<p>Copyright © 2024 <a href="/">Example.com</a>. Alle Rechte vorbehalten</p>',
        "<p>Copyright (c) 2024 Acme GmbH - All rights reserved.</p>",
        "<p>All rights reserved</p>",
        '<a href="/p">Privacy policy</a> | <a href="/t">Terms</a> | <a href="/c">Contact</a>',
        f'<p>© 2024 Acme. All rights reserved. <a href="/p">Privacy</a></p><ul>{_LINKS}</ul>',
        '<a href="/p"><div>Privacy</div></a><a href="/t"><div>Terms</div></a><a href="/c"><div>Contact</div></a>',
    ],
)
def test_links_and_reserved_rights_at_the_foot_of_a_page_are_not_read(foot: str) -> None:
    assert read(f"{_TEXT}<footer>{foot}</footer>") == TEXT
    assert read(f'<div id="page">{_TEXT}<div role="contentinfo">{foot}</div></div>') == TEXT


@pytest.mark.parametrize(
    ("foot", "kept"),
    [
        ("<p>12 High Street, Oxford</p>", ["12 High Street, Oxford"]),
        ("<address>Mill House Oxford</address>", ["Mill House Oxford"]),
        ('<p><a href="tel:+441865">Call us on 01865 123</a></p>', ["Call us on 01865 123"]),
        ('<p><a href="https://maps.example/x">Mill House Church Lane</a></p>', ["Mill House Church Lane"]),
        ('<p><a href="/m">Mill House, Church Lane</a></p>', ["Mill House, Church Lane"]),
        ('<p><a href="mailto:a@b.example">a@b.example</a></p>', ["a@b.example"]),
        ("<p>Open daily except on Mondays</p>", ["Open daily except on Mondays"]),
        ("<p>© 2024 Acme. Licensed under <a rel='license' href='/l'>CC BY 4.0</a>.</p>", None),
        ("<p><a rel='license' href='/l'>Creative Commons</a></p>", ["Creative Commons"]),
        ("<p>© 2024 Mill House, Church Lane. All rights reserved.</p>", None),
        ("<p>© 2024 Acme. Open daily until dusk. All rights reserved.</p>", None),
        ("<p>Tickets cannot be returned. All rights reserved.</p>", None),
        ('<p>Written by <a href="/jane">Jane Doe</a></p>', ["Written by Jane Doe"]),
        ('<ol><li>The deposit is held apart. <a href="#1">↩</a></li></ol>', ["1. The deposit is held apart. ↩"]),
        ("<h2>Visit us</h2><p>Mill House</p>", ["Visit us", "Mill House"]),
        ("<table><tr><td><a href='/a'>Mill</a></td><td>House</td></tr></table>", ["Mill | House"]),
    ],
)
def test_what_people_look_for_at_the_foot_of_a_page_is_read(foot: str, kept: list[str] | None) -> None:
    found = read(f"{_TEXT}<footer>{foot}<h2>Company</h2><ul>{_LINKS}</ul></footer><p>End</p>")
    expected = kept or read(foot)
    assert found == [*TEXT, *expected, "End"]


def test_two_links_at_the_foot_of_a_page_may_be_its_authors() -> None:
    assert read(f'{_TEXT}<footer><a href="/j">Jane Doe</a> <a href="/k">Kim Roe</a></footer>')[2:] == [
        "Jane Doe Kim Roe"
    ]


@pytest.mark.parametrize("part", ["article", "section", "main", "blockquote", "aside", "td"])
def test_the_foot_of_a_part_of_the_text_is_read(part: str) -> None:
    foot = f"<footer><ul>{_LINKS}</ul></footer>"
    around = ("<table><tr><td>", "</td></tr></table>") if part == "td" else (f"<{part}>", f"</{part}>")
    assert "Privacy" in " ".join(read(foot.join(around)))


def test_a_message_is_read_whole() -> None:
    source = f'<div class="cookie-banner">{_ASKS}</div><footer><ul>{_LINKS}</ul></footer>'
    texts = " ".join(block.text for block in parse_fragment(source))
    assert all(words in texts for words in ("We use cookies", "Accept all", "Terms"))


@pytest.mark.parametrize(
    "way",
    [
        '<p><a href="/more">Read more</a></p>',
        '<div><a href="/more">Learn more &raquo;</a></div>',
        '<a href="#top">Back to top</a>',
        '<div class="breadcrumb"><span>You are here:</span> <a href="/">Home</a> &gt; Lease</div>',
        '<div class="social-share"><span>Share</span><span>1.2k</span><a>Facebook</a><a>Copy link</a></div>',
        '<p><strong>Read more:</strong> <a href="/pets">Ten myths about pets</a></p>',
        "<div><button>Reject all</button> <button>Yes</button> <button>No</button></div>",
        '<div class="news"><p>Sign up to our newsletter</p><input type="email"><button>Subscribe</button></div>',
        '<div class="advert">Advertisement</div>',
        '<div class="feedback"><p>Is this page useful?</p></div>',
        '<div class="gdpr"><p>We store and/or access information on a device.</p><button>Accept</button></div>',
    ],
)
def test_what_only_leads_elsewhere_is_not_read(way: str) -> None:
    assert read(f"{_TEXT}{way}") == TEXT


def test_a_menu_above_the_first_heading_is_not_read_and_links_below_it_are() -> None:
    links = "<a href='/'>Home</a><a href='/rent'>Rent</a><a href='/news'>News</a>"
    assert read(f"<div>{links}</div><ul>{_LINKS}</ul>{_TEXT}") == TEXT
    assert "Privacy" in " ".join(read(f"{_TEXT}<ul>{_LINKS}</ul>"))
    assert read(f"<ul>{_LINKS}</ul><p>No heading.</p>")[-1] == "No heading."
    assert len(read(f"<ul>{_LINKS}</ul><p>No heading.</p>")) == 4


@pytest.mark.parametrize(
    "text",
    [
        "<p>Please <a>read more</a> in the lease.</p>",
        "<p>See the <a>Report</a> of May.</p>",
        "<p><a>Report a fault</a></p>",
        "<table><tr><td><a>Yes</a></td><td>5</td></tr></table>",
        "<h3><button>How do I report a fault?</button></h3>",
        "<p>Read more: the lease says it.</p>",
        "<div class='share'><p>Every tenant has a share of the garden.</p></div>",
        "<div class='social'>The club meets on Tuesday at 7. <a>Map</a></div>",
        "<h2 id='navigation'>Navigation</h2>",
        "<table><tr><td class='share'>14 %</td></tr></table>",
        "<p><span class='share'>14 %</span></p>",
        "<section id='navigation'><div>Use the stars.</div></section>",
        "<div><input type='checkbox'> Sign up Leo for swimming by 3 May</div>",
    ],
)
def test_what_says_something_is_read(text: str) -> None:
    assert len(read(f"{_TEXT}{text}")) > len(TEXT)


def test_the_links_behind_a_sentence_leave_it_whole() -> None:
    assert read("<h1>A</h1><p>Stay at home. <a href='/x'>Read more</a></p>") == ["A", "Stay at home."]


def test_ways_among_many_are_found_in_no_more_than_their_share_of_time() -> None:
    def page(size: int) -> str:
        return f"<h1>A</h1><div>{'<a href=x>Reply</a>' * size}</div>{'<p><a>Read more</a></p>' * size}"

    assert grows_no_faster_than_its_input(read, page, 500)
