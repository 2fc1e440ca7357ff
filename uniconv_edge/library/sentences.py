"""Where sentences begin and end in cleaned text. Pure.

A sentence never crosses a blank line. Inside a paragraph a line end is a border only when the writer meant it: before
a list item, table row or heading, an entry of a log or chat, between settings or rows drawn with blanks, or where the
next word would still have fitted on the line. No border is inside the brackets of a citation, a short message of a
chat or the row of a table, unless a cell of it holds whole sentences, as behind the number of a clause.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

from uniconv_edge.expressions import expression
from uniconv_edge.library.chats import MESSAGE, SENDER
from uniconv_edge.places import STAMP

# A blank line; in a message that is quoted it has a mark, which stays with the paragraph below.
_PARAGRAPH_GAP = expression(r"\n(?:[^\S\n]*(?:\n[^\S\n]*)+|(?=>[> \t]*\n))")
# `Standing charge: 129.60 euros`, `Up to 1,000 euros: Basic 4.90`
_LABEL = expression(r"[^\W\d_a-z](?:[\w '’/&-]|(?<=\d)[.,](?=\d)){1,45}:\s+\S")
_LINE_START = expression(
    r"\s*(?:[-–—•‣◦▪●○*+]\s|\(?\d{1,3}(?:\.\d{1,3})*[.)]\s|\(?[a-zA-Z][.)]\s|\([ivx]{2,5}\)\s|#{1,6}\s|\|"
    r"|[A-Z][\w ]{1,30}:\s|\d{1,2}(?:\.\d{1,2})+\s+[A-Z]"
    # an entry of a log: a time, or the address of who asked a server
    r"|\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d|\[?\d\d:\d\d:\d\d\b|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d\s"
    r"|\d{1,3}(?:\.\d{1,3}){3}\s\S+\s\S+\s\["
    # a message of a chat
    r"|\[?\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}:\d\d)"
)
# What begins an item of a list, or only a line where a wrapped sentence happens to be broken before it: a dash, `12.`,
# `D.`. A small i, v or x may be a Roman number, which has other neighbours.
_ITEM = expression(r"[\s>]*(?:([-–—])|\(?(\d{1,3}|[a-hj-uwyzA-Z])[.)])\s")
_BREAKS_OFF = expression(r"[^\W_](?<!; and)(?<!; or),?\s*$")
_CHARACTERS_OF_LIST = 3_000
_FULL_LINE = 0.85
# The lines of a message that a reply quotes; `>>>` is what a program asks with.
_QUOTED = expression(r"\s*>(?!>>)[> ]*")
_MOST_WORDS_OF_MESSAGE = 60
_SUM_ALONE = expression(r"\s*(?:[$£€]\s?-?\d[\d,]*\.\d\d|-?\d[\d.]*,\d\d\s?€)\s*")
_FEWEST_BOUGHT, _MOST_LINES_OF_BOUGHT = 2, 6
# A line of a file of settings: a key with or without its value, a section, a record or element, an item, a comment, a
# quoted word or nothing but signs.
_SETTING = expression(
    r"\s*(?:-\s+)*(?:[\"']?[\w.@$/-]{1,60}[\"']?(?:\s?[:=]|:=)(?:\s|$|[^\s:/=])|[{}<\[]"
    r"|-\s|[#;]|//|@\w+\{|[\"'][^\"']*[\"'],\s*$|[^\w\s]*\s*$)"
)
_MIN_SHARE_OF_SETTINGS = 0.8
_COMMENT = expression(r"(\s*(?:#|;|//)\s)\s*(\S)")
_ENDS = (".", "!", "?", ":")
_ENDS_OF_COMMENT = ('"""', "'''", "*/")  # or of the string that tells of a function
# A row of a table that is drawn with blanks, as in a bill: not a line whose words are spread over its width.
_GAP = expression(r"(?<=\S)(?:\t| {3})\s*(?=\S)")
# A rule of a Makefile, whose recipe is set in with tabs, and how lines of code end that are set in so below `public:`.
_TARGET = expression(r"[a-z0-9_.$%][\w./%$(){}-]*(?:[ \t]+[\w./%$(){}-]+)*[ \t]*::?(?!=)(?:[ \t][^\n]*)?$")
_CODE_ENDS = (";", "{", "}", ",")
_MIN_SHARE_OF_DRAWN = 0.5
# A line that is spread to the full width has many gaps, all about as wide.
_BLANKS = expression(r"(?<=\S) +(?=\S)")
_MIN_GAPS_OF_SPREAD = 4
_MOST_WORDS_OF_CELL = 20
BAR = " | "  # between the cells of a row
_BAR_OR_BARS = expression(r"(?:^| )\|(?= |$)")  # with nothing before the first or between two of them
_GLUED_BAR = expression(r"\S\||\|\S")  # as in formulas: `|x|`
_RULE = expression(r"\s*([-=_*~\u2500-\u257f])\1{3,}\s*")  # a line that parts what is above from what is below
_TABLE_ROW = expression(r"\S\s+\|\s+\S|^\s*\|")
# An end mark with its closing quotes and notes (`.^1`, `.[12]`, `.[41]: 20`, the last with a page, `.[citation
# needed]`): Western ones need a blank after them, full-width ones do not.
# Both begin with one set of marks: where all of an expression does, most of a text is passed over fast. Only the first
# of several marks begins one: a row of 100,000 dots would else be looked through from each of them.
_END = expression(
    r"[.!?…‽؟۔।。！？｡](?:(?<=[.!?…‽؟۔।])(?<![.!?…‽؟۔।]{2})[.!?…‽؟۔।]*[\"'”’»)\]]*"
    r"(?:\^\d{1,3})?"
    r"(?:\[[\w -]{1,40}\??\](?::\s?[\divx]{1,7}(?:[-–]\d{1,5})?(?:,\s?\d{1,5}(?:[-–]\d{1,5})?)*(?:\s(?=\[))?)?)*(?=\s)"
    r"|(?<=[。！？｡])[。！？｡]*[」』”’）】]*)"
)
_BAR = " |"
_END_OR_BAR = expression(rf"{_END.pattern}|(?<=[.!?…]) \|(?= \S)")
# `Lasagne ......... 12.50`
_LEADING_DOTS = expression(r"\.{4,}")
_NUMBER_OR_SUM = expression(r"\s*[$€£]?\s?\d")
_NEXT = expression(r"\s*(?:(?<=\n)>[> ]*)?(\S)")
_WORD_BEFORE = expression(r"\.([^\W\d_]+(?:\.[^\W\d_]+)*)")  # backwards: it is at the end of a text
_LIST_NUMBER = expression(r"^[\s\-*•]*\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivxIVX]{1,5})\.$")
# `Figure 3. The harbour`, `Step 2. Open the lid`: the number of what the rest of the line says, whatever it is called.
_NAMED_NUMBER = expression(r"^[^\W\d_a-z][^\W\d_]{2,11} \d{1,3}(?:[.-]\d{1,3})*[a-z]?\.$")
# The day of what the rest of the line says, as in a diary: `18 October. Planted garlic.`
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY_OF = expression(
    r"^[\s\-*•]*(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? ?)?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{MONTHS})|(?:{MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d\d-\d\d"
    # `24.7.–7.8. Ehepaar Dreyer`, where the full stop is of the month
    r"|(?:\d{1,2}\.(?:\d{1,2}\.)?\s?(?:[-–]|bis)\s?)?\d{1,2}\.\d{1,2})(?:,? \d{4})?\.$"
)
SPEAKER = expression(
    r"\s*(?:[\[(]?(?:\d{1,2}:)?\d{1,2}:\d\d[\])]?\s+)?[^\W\d_a-z][\w.'’-]{0,20}(?: [\w.'’-]{1,20}){0,2}:\s+"
)
"""With which a turn of a transcript begins: `PR: Whose fault was it?`, `[00:12:31] PR: And then?`"""
_STAMPED = expression(rf"{STAMP.pattern}(?:[^\W\d_a-z][^:\n]{{0,40}}: )?")
# The first words of a turn, which say little without the rest: `PR: Well. I was born there.`
_BEGINS_TURN = expression(
    rf"\n?^(?:{SPEAKER.pattern}|\s*[QA]\.\s+)[^\W\d_]+(?:,?\s(?:ma['’]am|[^\W\d_]+)){{0,2}}\.\Z", re.MULTILINE
)
# `Ostern (27.3.–10.4.) Familie Kampmann`: a stop of a date, which ends nothing
_DATE_IN_BRACKETS = expression(r"\([^()]*\b\d{1,2}\.\d{1,2}\.\)$")
_ON_LINE = expression(r"[^\S\n]+\S")
_ALWAYS_ABBREVIATED = (
    "acct attn mr mrs ms mx dr prof rev hon st sr jr gen col capt lt sgt gov sen rep messrs mme mlle fr hr herr "
    "sra dra srta sig dott mevr dhr "
    "e.g i.e vs cf viz al approx ca resp bzw usw z.b d.h u.a ggf vgl evtl nr abs inkl exkl zzgl incl excl "
    "einschl bzgl insb gez geb verh bhf abt"
)
_ALWAYS = frozenset(_ALWAYS_ABBREVIATED.split())
_ABBREVIATED_BEFORE_NUMBER = (
    "no nos fig figs eq eqs sec secs art arts ch chap vol p pp par para pt ed app ex cl op tab col "
    "jan feb mar apr jun jul aug sep sept septr oct octr nov novr dec decr "
    "ref tel fax ext apt max min abb bd bldg est rm "
    "pag pág pags págs núm máx mín aprox pta dpto depto env éd ét réf tél"
)
_BEFORE_NUMBER = frozenset(_ABBREVIATED_BEFORE_NUMBER.split())
_ABBREVIATED_DAYS = "Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun Mo Di Mi Do Sa So"
_DAYS = frozenset(_ABBREVIATED_DAYS.split())
_NUMBER = expression(r"\s*(?:\+?\d|\(\+?0)")  # the last two as in the number of a telephone
# `Vol. II`; a single letter may as well be the word I.
_ROMAN = expression(r"\s+[IVXLC]{2,7}\b")
# `Reg. No. 12`, `Kd. Nr. 7`: what the number is of is shortened as well.
_NUMBER_OF = expression(r"\s+N(?:os?|r)\.\s*(?:(?:is|are|ist)\s|#?[A-Z]{0,4}[-/]?\d)")
_LONGEST_SHORTENED = 5
_UNIT = expression(r"\d\s*(?:min|sec)\.$", re.IGNORECASE)
# Of an amount in several units (`7s. 6d.`, `5 ft. 2 in.`): the first, and the number that goes on with the next.
_LARGER_UNIT = expression(r"\d\s?[a-z]{1,4}\.$")
_SMALLER_UNIT = expression(r"\s+\d+[½¼¾]?(?:[a-z]\b|\s?[a-z]{1,4}\.)")
# What has a code as well: `policy no. CONT-883412`, `VAT no. GB 123`, `ref. no. 12`.
_WITH_CODE = frozenset(("no", "ref"))
_CODE = expression(r"\s*(?:(?=[^\s\d]*\d)[A-Z\d][A-Z\d/._-]*(?![a-z])|[A-Z]{2,3} \d|(?i:n[or])\.\s*[A-Z]*-?\d)")
# `5 Mio. Euro`
_MILLIONS = expression(r"\d\s(?:Mio|Mrd|Tsd)\.$")
_BEFORE_NAME_LIST = "Dept Mt Wm Thos Jas Jno Robt Geo Chas Fa Av Bât Bd Dña Edif Fdo Ing Lic Arq Pr Pza Rés Sté"
_BEFORE_NAME = frozenset(_BEFORE_NAME_LIST.split())
# The letter I as an initial, behind what no pronoun follows: `by I. Roos`, `Dr. I. Roos`.
_INITIAL_I = expression(r"(?:\.\s|[:;,(\[&/]\s?|\b(?:by|from|with|to|for|of|von|bei|an|de|par)\s)I\.$")
_CAPITALISED = expression(r"\s+[^\W\d_a-z][^\W\d_A-Z]")
# `Dr. med. Huber`, `Prof. em. Weil`
_DEGREE_LIST = "dent em habil ing iur jur med nat oec phil pol rer sc techn theol vet"
_DEGREES = frozenset(_DEGREE_LIST.split())
_DEGREE = expression(r"\b(?:Dr|Prof|Dipl)\.(?:\s?[a-z]+\.)+$")
_DIPLOMA = expression(r"\bDipl\.-[A-Z][a-z]+\.$")
_FIRM = expression(r"\s+(?:KG|OHG|Ltd|Inc|LLC|GmbH)\b")
_DAY_BEFORE = expression(r"(?<![\w.,:/-])(?:[12]?\d|3[01])\.$")
_MONTH = expression(
    r"\s+(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jan|Feb|Mär|Apr"
    r"|Jun|Jul|Aug|Sept?|Okt|Nov|Dez)\b"
)
# `im 1. Stock`, `jeden 2. Mittwoch`; and without a word before that tells it, `Fehler 1. Art`
_ORDINAL = expression(
    r"\b(?:am|beim|dem|den|der|im|jede[mnrs]|vom|zum|zur)\s(?:\d{1,2}\.\s(?:bis|oder|und)\s)?\d{1,2}\.$", re.IGNORECASE
)
_COUNTED = expression(
    r"\s+(?:Art(?=[,;:)]|\s(?:bei|bleibt|ist|liegt|oder|sind|und|werden|wird)\b)|(?:[DEOU]G|Auflage|Aufl|Etage|Geburtstag|Halbjahr"
    r"|Halbzeit|Kalendertag|Klasse|Lebensjahr|Lebensmonat|Obergeschoss|Quartal|Schuljahr|Stockwerk|Untergeschoss"
    r"|Vorsitzende|Weltkrieg|Werktag)e?[nrs]?\b)"
)
_ONE_LETTER = expression(r"(?<![\w'’])[a-z]\.$")  # `b. 1843`, `m. 2 June 1875`; not `Anna's. 5`
# `z. B.`, `i. d. R.`
_SMALL_LETTER_BEFORE = expression(r"(?<!\w)[a-z]\.\s[A-Z]\.$")
_LETTER = expression(r"\s+[^\W\d_]\.(?:\s|$)")
# What begins a sentence behind a letter that is no initial: small words that hardly anybody is called.
_BEGINNING = (
    "The|This|That|These|Those|There|It|Its|We|He|She|They|You|I|Our|His|Her|Their|Your|My|A|An|In|On|At|For|If|When|"
    "While|Where|What|Who|Why|How|As|By|To|From|With|Without|And|But|Or|So|Then|Each|Every|All|Both|Some|Any|Most|"
    "Only|After|Before|Since|Because|Although|However|Also|Please|Der|Die|Das|Es|Wir|Sie|Ein|Eine"
)
_BEGINS = expression(rf"\s+(?:{_BEGINNING})\s")
# What has a letter for a name, within a sentence: behind it `B.` is no initial.
_LETTERED = expression(
    r"(?i)(?<=\S\s)(?:annex|appendix|attachment|bay|berth|block|building|category|class|corridor|door|entrance|exhibit|exit|gate|"
    r"grade|group|hall|hepatitis|influenza|item|level|line|lot|option|part|pier|plan|platform|point|room|row|schedule|"
    r"section|side|size|stand|team|terminal|type|unit|variant|version|vitamin|ward|wing|zone|abschnitt|anhang|anlage|"
    r"block|eingang|gebäude|gruppe|halle|kategorie|klasse|stufe|teil|tor|typ)\s[A-Z]\.$"
)
_YEAR = expression(r"\b(?:1[5-9]|20)\d\d")
_CITATION_BEFORE = expression(r"\([^()]*[^\W\d]{2}\.?,? (?:1[5-9]|20)\d\d[a-z]?\)\.$")
# The initials of who wrote a note, at the end of its line: "Told Judith. (DP)".
_INITIALS = expression(r"[^\S\n]\([A-Z]{1,3}\)[^\S\n]*(?=\n|$)")
# With which a letter begins, also where its first word is written small: "Dear Ann,".
_SALUTATION = expression(
    r"[\s>]*(?:Dear|Hello|Hi|Hey|Good (?:morning|afternoon|evening)|Sehr geehrte[rs]?|Liebe[rs]?|Hallo"
    r"|Guten (?:Tag|Morgen)"
    r"|Ch(?:er|ère)s?|Bonjour|Madame|Monsieur|Estimad[oa]s?|Querid[oa]s?|Hola|Gentile|Car(?:[oa]s?|i)|Beste|Geachte"
    r"|Prezad[oa]s?)\b(?:\b(?:Mrs?|Ms|Dr|Prof)\.|[^,.;:!?\n]){0,60}[,!]\s*"
)
_SIGNED_LINE = expression(r"[.!?:)][^\S\n]\([A-Z]{1,3}\)[^\S\n]*$")
_BRACKET_CHARACTERS = 300
_NARROW_LINE = 40
_WORD_CHARACTERS = 40


_FEWEST_VERSES, _FEWEST_WORDS_OF_VERSE, _MOST_WORDS_OF_VERSE = 4, 4, 14
_BROKEN_VERSES = 0.15
_NO_VERSE = expression(r"[\d|=<>{}@€£$%\t]|: \S|^\s*[-*•#>]")
_VERSE_ENDS = expression(r"[.!?][\"'”’)]*\s*$")
_VERSE_GOES_ON = expression(r"[\w,;—–-]\s*$")


def sentences(text: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence, in order; trimmed, not overlapping, together holding every non-blank character."""
    return [span for start, end in paragraphs(text) for span in _paragraph_sentences(text, start, end)]


def without_sender(text: str) -> str:
    """What a message of a chat or a line of a recording says, without the time and name before it; "" of another
    text."""
    sent = SENDER.match(text) or _STAMPED.match(text)
    return text[sent.end() :] if sent else ""


def cells(line: str) -> list[str]:
    """The cells of a row of a table, with bars or drawn with blanks, the empty ones too; a line of another kind is one
    cell."""
    return cells_of(line) if BAR in line else _GAP.split(line)


def cells_of(line: str) -> list[str]:
    """The cells that bars part in a line, the empty ones too; bars around it are its frame."""
    if "|" not in line:
        return [line.strip()]
    line = line.rstrip()
    if line.startswith("|") and line.endswith("|"):
        line = line[1:-1]
    return [cell.strip() for cell in _BAR_OR_BARS.split(line)]


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of the stretches between blank lines, trimmed."""
    position = 0
    for gap in _PARAGRAPH_GAP.finditer(text):
        yield from _trimmed(text, position, gap.start())
        position = gap.end()
    yield from _trimmed(text, position, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[start:end]
    left = len(part) - len(part.lstrip())
    right = len(part.rstrip())
    if right > left:
        yield start + left, start + right


def _paragraph_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    lines = text[start:end].split("\n")
    drawn = len(lines) > 1 and sum(map(_is_drawn, lines)) >= _MIN_SHARE_OF_DRAWN * len(lines)
    for first, last in _logical_lines(lines, text, start, end, drawn=drawn):
        position = first
        line = text[first:last]
        is_said = MESSAGE.match(line) or STAMP.match(line)
        is_rule = "\n\t" in line and _TARGET.match(line.partition("\n")[0])
        whole = is_rule or _is_row(line, drawn=drawn) or (is_said and len(line.split()) <= _MOST_WORDS_OF_MESSAGE)
        has_bars = not whole and _has_bars(line)
        stretch = first  # of a row, behind a cell that holds sentences
        for mark in () if whole else (_END_OR_BAR if has_bars else _END).finditer(text, first, last):
            if has_bars and mark.group() == _BAR:
                if position > stretch:  # none goes on in the next cell
                    yield from _trimmed(text, position, mark.end())
                    position = stretch = mark.end()
            elif (
                mark.end() < last
                and _is_border(text, position, mark)
                and not _is_cited(text, position, mark.end(), last)
            ):
                yield from _trimmed(text, position, mark.end())
                position = mark.end()
        yield from _trimmed(text, position, last)


def _logical_lines(lines: list[str], text: str, start: int, end: int, *, drawn: bool) -> Iterator[tuple[int, int]]:
    """Stretches of a paragraph between the line ends that were meant."""
    width = max(len(line) for line in lines)
    settings = len(lines) > 1 and _are_settings(lines)
    remark = max((len(line) for line in lines if _COMMENT.match(line)), default=0)
    within = _within_bought(lines)
    verse = is_verse(lines)
    position = offset = start
    chat = False  # from its first message on: one before may hold blank lines
    recipe = False
    for number, line in enumerate(lines[:-1]):
        offset += len(line) + 1
        chat = chat or MESSAGE.match(line) is not None
        following = lines[number + 1]
        recipe = _TARGET.match(line) is not None or (recipe and line.startswith("\t"))
        meant = (
            MESSAGE.match(following) is not None
            if chat
            else number not in within
            and not (verse and _goes_on_in_verse(line, following))
            and not _goes_on_in_comment(line, following, remark)
            and not (recipe and following.startswith("\t") and not following.rstrip().endswith(_CODE_ENDS))
            and (
                (settings and _is_setting(following))
                or (drawn and (_is_drawn(following) or (_is_drawn(line) and not _goes_on(following))))
                or _line_end_is_meant(line, following, width, partial(_near, text, offset))
            )
        )
        if meant and not _is_cited(text, position, offset, end):
            yield position, offset - 1
            position = offset
    yield position, end


def is_verse(lines: list[str]) -> bool:
    """Whether lines are those of a poem: some words each, no figures, many that break off within a sentence, and some
    that end one."""
    lines = [line.strip() for line in lines if line.strip()]
    if len(lines) < _FEWEST_VERSES or any(map(_NO_VERSE.search, lines)):
        return False
    words = sorted(len(line.split()) for line in lines)
    broken = sum(_VERSE_GOES_ON.search(a) is not None and (a[-1] in ",;" or b[0].islower()) for a, b in pairwise(lines))
    return (
        words[len(words) // 2] >= _FEWEST_WORDS_OF_VERSE
        and words[-1] <= _MOST_WORDS_OF_VERSE
        and broken >= _BROKEN_VERSES * len(lines)
        and any(map(_VERSE_ENDS.search, lines))
    )


def _goes_on_in_verse(line: str, following: str) -> bool:
    """Whether a line of verse breaks off: a few words above a new beginning may also be a heading or an item."""
    is_short = len(line.split()) < _FEWEST_WORDS_OF_VERSE and line.rstrip()[-1:].isalnum()
    return _VERSE_GOES_ON.search(line) is not None and not (is_short and following.lstrip()[:1].isupper())


def _within_bought(lines: list[str]) -> set[int]:
    """The numbers of the lines with which something that was bought goes on in the next, in a receipt that tells each
    on several lines and what it came to alone on the last: `USB cable`, `2 @ $4.00`, `$8.00`. A sum above what it is
    for, or beside another as in a column, is none; what stands above the first may be anything."""
    sums = {number for number, line in enumerate(lines) if _SUM_ALONE.fullmatch(line)}
    within: set[int] = set()
    if len(sums) < _FEWEST_BOUGHT:
        return within
    begins, most = 0, 1
    for number, line in enumerate(lines):
        if _RULE.fullmatch(line):
            begins, most = number + 1, _MOST_LINES_OF_BOUGHT
        elif number in sums:
            if begins == number and number - 1 not in sums and not within:
                return set()
            if begins < number <= begins + most and number + 1 not in sums and _is_one_thing(lines[begins:number]):
                within.update(range(begins, number))
            begins, most = number + 1, _MOST_LINES_OF_BOUGHT
    return within


def _is_one_thing(lines: list[str]) -> bool:
    """Whether these lines may tell of one thing: no rows, no items of a list and no facts under their names."""
    others = lines[1:]
    return not (
        any(_is_table_row(line) for line in lines)
        or any(_LINE_START.match(line) for line in others)
        or (others and begins_with_label(lines[0]))
    )


def _are_settings(lines: list[str]) -> bool:
    """Whether nearly all lines are those of a file of settings."""
    if not (_is_setting(lines[0]) or _is_setting(lines[-1])):  # which spares most of a text the rest
        return False
    return sum(map(_is_setting, lines)) >= _MIN_SHARE_OF_SETTINGS * len(lines)


def _is_drawn(line: str) -> bool:
    """Whether a line is one of a table that is drawn with blanks: `Net        496.50`."""
    return ("   " in line or "\t" in line) and _GAP.search(line) is not None and not _is_spread(line)


def _is_spread(line: str) -> bool:
    """Whether a line is one of justified text: more words than numbers, and between them gaps that are alike."""
    gaps = [len(gap) for gap in _BLANKS.findall(line)]
    if len(gaps) < _MIN_GAPS_OF_SPREAD or min(gaps) == 1 or max(gaps) > min(gaps) + 1:
        return False
    words = line.split()
    return sum(map(str.isalpha, words)) > len(words) / 2


def _is_row(line: str, *, drawn: bool) -> bool:
    """Whether a line is a row, with bars or drawn, and none of its cells, without the name of its column, is as long
    as a few sentences."""
    if not _has_bars(line) and not (drawn and _is_drawn(line)):
        return False
    return all(len(_value(cell).split()) <= _MOST_WORDS_OF_CELL for cell in cells(line))


def _value(cell: str) -> str:
    """What a cell says, without the name of its column before it."""
    named = _LABEL.match(cell)
    return cell[named.end() - 1 :] if named else cell


def _has_bars(line: str) -> bool:
    """Whether bars part the cells of a line."""
    return BAR in line.strip(" |") and _GLUED_BAR.search(line) is None


def _goes_on(following: str) -> bool:
    """Whether a line that is not drawn goes on with the cell above it, as wrapped text does."""
    return following.lstrip()[:1].islower()


def _is_setting(line: str) -> bool:
    """Whether a line may be one of a file of settings: `pool_size: 20`, `[server]`, `- item`, `# a remark`."""
    return _SETTING.match(line) is not None


def _goes_on_in_comment(line: str, following: str, width: int) -> bool:
    """Whether a full line of a comment in settings or code, whose longest has this width, goes on with its sentence on
    the next."""
    begun, next_ = _COMMENT.match(line), _COMMENT.match(following)
    if begun is None or next_ is None or begun[1] != next_[1] or len(line) < _FULL_LINE * width:
        return False
    is_setting = _is_setting(following[next_.end(1) :])  # which is left out
    return next_[2].islower() and not line.rstrip().endswith(_ENDS) and not is_setting


def _is_cited(text: str, start: int, position: int, end: int) -> bool:
    """Whether a place is inside brackets that cite: a year stands in them."""
    begins = text.rfind("(", max(start, position - _BRACKET_CHARACTERS), position)
    if begins < 0 or text.find(")", begins, position) >= 0 or not text[start:begins].strip():
        return False  # not in brackets, or they hold whole sentences
    ends = text.find(")", position, min(end, position + _BRACKET_CHARACTERS))
    return ends >= 0 and text.find("(", position, ends) < 0 and _YEAR.search(text, begins, ends) is not None


def _near(text: str, position: int) -> list[str]:
    """The lines around the line that begins at a place, without it and the line above."""
    before = text[max(0, position - _CHARACTERS_OF_LIST) : position - 1].split("\n")
    return before[:-1] + text[position : position + _CHARACTERS_OF_LIST].split("\n")[1:]


def _line_end_is_meant(line: str, following: str, width: int, near: Callable[[], list[str]]) -> bool:
    if following.lstrip().startswith(">"):
        quoted, quoted_too = _QUOTED.match(line), _QUOTED.match(following)
        if not quoted or not quoted_too or quoted.group().count(">") != quoted_too.group().count(">"):
            return True
        line, following, width = line[quoted.end() :], following[quoted_too.end() :], width - quoted.end()
        if not line or not following:
            return True
    if (
        _SIGNED_LINE.search(line)
        or _SALUTATION.fullmatch(line)
        or _is_table_row(line)
        or _is_table_row(following)
        or _RULE.fullmatch(line)
        or _RULE.fullmatch(following)
        or line.rstrip().endswith(_ENDS_OF_COMMENT)
    ):
        return True
    if _LINE_START.match(following):
        return not runs_on(line, following, width, near)
    if line.lstrip().startswith("#") or (begins_with_label(line) and begins_with_label(following)):
        return True
    stripped = following.lstrip()
    if not stripped or stripped[0].islower():
        return False
    if width < _NARROW_LINE:
        return True
    first_word = stripped.split(maxsplit=1)[0]
    return len(line.rstrip()) + 1 + len(first_word) <= width


def begins_with_label(line: str) -> bool:
    """Whether a line may tell one fact under its name: `Standing charge: 129.60 euros`. Prose begins so by chance."""
    return _LABEL.match(line.lstrip()) is not None


def runs_on(line: str, following: str, width: int, near: Callable[[], list[str]]) -> bool:
    """Whether what begins like an item of a list is none, but goes on with a sentence of the line above.

    So it is where that line is full, breaks off and is no item, and no line near them begins as the next item of a list
    would, or the one before. `width` is the length of a full line.
    """
    begins = _ITEM.match(following)
    if begins is None or width < _NARROW_LINE or len(line) < _FULL_LINE * width:
        return False
    if _BREAKS_OFF.search(line[-_WORD_CHARACTERS:]) is None or _LINE_START.match(line):
        return False
    others = near()
    is_wrapped = any(len(other) >= _FULL_LINE * width for other in (*others, following))
    return is_wrapped and not any(_are_of_list(begins, other) for each in others if (other := _ITEM.match(each)))


def _are_of_list(begins: re.Match[str], other: re.Match[str]) -> bool:
    """Whether two lines begin with the same dash, or with numbers or letters of which one follows the other."""
    if begins[1] or other[1]:
        return begins[1] == other[1]
    if begins[2].isdigit() and other[2].isdigit():
        return abs(int(begins[2]) - int(other[2])) == 1
    return len(begins[2]) == len(other[2]) == 1 and abs(ord(begins[2]) - ord(other[2])) == 1


def _is_table_row(line: str) -> bool:
    return "|" in line and _TABLE_ROW.search(line) is not None


def _is_border(text: str, start: int, mark: re.Match[str]) -> bool:
    """Whether an end mark ends the sentence that began at `start`."""
    if mark.group()[0] in "。！？｡":
        return True
    following = _NEXT.match(text, mark.end())
    upcoming = following.group(1) if following else ""
    if upcoming == "|":  # a sentence at the end of a table's cell: the row goes on
        return False
    if _INITIALS.match(text, mark.end()):
        return False
    if upcoming.islower():  # what is named in small letters: `(Kluyver et al., 2016). nbgrader allows ...`
        return _CITATION_BEFORE.search(text, max(start, mark.start() - _BRACKET_CHARACTERS), mark.end()) is not None
    if mark.group() == ".)" and _DATE_IN_BRACKETS.search(text, max(start, mark.end() - _WORD_CHARACTERS), mark.end()):
        return False
    if mark.group() != ".":
        return _LEADING_DOTS.fullmatch(mark.group()) is None or _NUMBER_OR_SUM.match(text, mark.end()) is None
    near = max(start, mark.end() - _WORD_CHARACTERS - 1)  # a paragraph without borders may have millions of characters
    before = text[near : mark.end()]
    if near == start and (
        _LIST_NUMBER.match(before)
        or ((_NAMED_NUMBER.match(before) or _DAY_OF.match(before)) and _ON_LINE.match(text, mark.end()))
        or (_BEGINS_TURN.match(text, near, mark.end()) and _goes_on_beside(text, mark.end()))
    ):
        return False
    if _DAY_BEFORE.search(before) and (_MONTH.match(text, mark.end()) or _COUNTED.match(text, mark.end())):
        return False
    if _ORDINAL.search(before) and _CAPITALISED.match(text, mark.end()) and not _BEGINS.match(text, mark.end()):
        return False
    word = _WORD_BEFORE.match(before[::-1])
    return word is None or not _is_abbreviated(word.group(1)[::-1], before, text, mark.end())


def _goes_on_beside(text: str, end: int) -> bool:
    """Whether another sentence follows on the line that tells no fact under a name of its own."""
    return _ON_LINE.match(text, end) is not None and _LABEL.match(text[end : end + _WORD_CHARACTERS].lstrip()) is None


def _is_abbreviated(name: str, before: str, text: str, end: int) -> bool:
    """Whether the full stop behind a word, which ends at `end`, is part of it and ends no sentence."""
    folded = name.casefold()
    if folded in _ALWAYS:
        return True
    if name in _BEFORE_NAME or (len(name) == 1 and name.isupper() and name != "I"):
        if _SMALL_LETTER_BEFORE.search(before):
            return True
        return _BEGINS.match(text, end) is None and not (_LETTERED.search(before) and _CAPITALISED.match(text, end))
    if name == "I" and _INITIAL_I.search(before) and _CAPITALISED.match(text, end):
        return _BEGINS.match(text, end) is None
    if name in _DEGREES and _DEGREE.search(before):
        return True
    if _MILLIONS.search(before) or _DIPLOMA.search(before):
        return True
    if name == "Co" and _FIRM.match(text, end):
        return True
    if len(name) <= _LONGEST_SHORTENED and _NUMBER_OF.match(text, end):
        return True
    if len(name) == 1 and name.islower() and _LETTER.match(text, end):
        return True
    is_unit = _LARGER_UNIT.search(before) is not None
    if is_unit and _SMALLER_UNIT.match(text, end):
        return True
    if not is_unit and _ONE_LETTER.search(before) and _NUMBER.match(text, end):
        return True
    if re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]", name):
        return _BEGINS.match(text, end) is None
    if folded in _WITH_CODE and _CODE.match(text, end):
        return True
    # `Hauptstr. 5`
    before_number = folded in _BEFORE_NUMBER or name in _DAYS or folded.endswith("str")
    if before_number and _ROMAN.match(text, end):
        return True
    return before_number and _NUMBER.match(text, end) is not None and _UNIT.search(before) is None
