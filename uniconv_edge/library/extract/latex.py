"""LaTeX as its reader sees it: headings, paragraphs, items, rows of tables, captions; commands left out or spelt out.

Formulas stay as they are written. Nothing is ever included from another file, and only commands of the file's own
that stand for a few words are put in their places.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Generator, Iterator

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, fold
from uniconv_edge.library.extract.plain import decode
from uniconv_edge.library.extract.rows import table_lines

_COMMENT = expression(
    r"(?P<kept>\\begin\{(?P<env>verbatim|Verbatim|lstlisting|minted|alltt|filecontents\*?)\}"  # where it is none
    r"(?:.*?\\end\{(?P=env)\}|.*)"
    r"|\\verb\*?(?P<mark>[^\w\s])[^\n]*?(?P=mark)|\\(?:url|path|href)\s{0,9}\{[^{}\n]*\})"
    r"|(?P<begin>\\begin\{document\})"
    r"|(?P<line>^[ \t]*)%[^\n]*|(?<!\\)(?P<before>(?:\\\\)*)%[^\n]*",
    re.DOTALL | re.MULTILINE,
)
_LEFT_OUT = expression(r"\\iffalse\b.*?\\fi\b", re.DOTALL)
_LEFT_OUT_ENDS = expression(r"\\fi\b")
_MARKS = expression(r"[\x01-\x06]")
_NO_LINE = "\x03"  # of a comment: it ends no paragraph
_BEGIN = "\x06"  # of the document
_LEVELS = {"part": 1, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4, "frametitle": 3}
_RUN_IN = ("paragraph", "subparagraph")
_HEADINGS = "|".join([*_LEVELS, *_RUN_IN])
_STRUCTURE = expression(
    rf"\\(?P<edge>begin|end)\s*\{{(?P<env>[^{{}}\n]*)\}}"
    rf"|\\(?P<told>{_HEADINGS}|caption|title|subtitle|author|date)\*?\s*(?:\[[^\]]{{0,300}}\]\s*)?\{{"
    r"|\\(?P<item>item|bibitem)\b\*?(?:<[\d+.,|-]{1,20}>)?\s*(?:\[(?P<label>[^\]]{0,300})\]\s*)?"
    r"|\\verb\*?(?P<mark>[^\w\s])[^\n]*?(?P=mark)"
    r"|(?P<display>(?<!\\)\\\[)|\n[ \t]*(?:\n[ \t]*)+|\\par(?![A-Za-z@])"
)
_VERBATIM = frozenset(("verbatim", "Verbatim", "lstlisting", "minted", "alltt"))
_MATHS = frozenset(("equation", "align", "gather", "multline", "eqnarray", "displaymath", "math", "flalign"))
_TABLES = frozenset(("tabular", "tabularx", "tabulary", "longtable", "array", "tblr"))
_SKIPPED = frozenset(("tikzpicture", "pgfpicture", "comment", "filecontents"))
_FLOATS = ("table", "figure")
_BOXES = ("block", "alertblock", "exampleblock")  # of slides
_MOST_OPEN = 100
_THEOREMS = frozenset(
    ("theorem", "lemma", "definition", "proposition", "corollary", "example", "remark", "proof", "claim", "assumption")
)
_SHOWN_ON = r"(?:<[\d+.,|-]{1,20}>)?"  # slides
_OPTION = expression(rf"[ \t]*{_SHOWN_ON}(?:\[(?P<options>[^\]]{{0,300}})\])?")
_TITLED = expression(r"\b(?:(?:sub)?title|caption)\s*=\s*((?:[^,{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)")
_PLAIN_ARGUMENT = expression(r"\{[^{}\\]{0,300}\}(?=\w)")
_OPENING = expression(r"\s*\{")
_LABEL = expression(r"\s*\[([^\]\n]*)\]")
_ARGUMENTS = {
    "tabular": 1, "tabular*": 2, "tabularx": 2, "tabulary": 2, "longtable": 1, "array": 1, "tblr": 1, "minted": 1,
    "minipage": 1, "multicols": 1, "wrapfigure": 2, "wraptable": 2, "adjustbox": 1, "thebibliography": 1, "column": 1,
}  # fmt: skip
_RULE = expression(r"\\(?:hline|toprule|midrule|bottomrule|endhead|endfirsthead|endfoot|endlastfoot|centering)\b")
_RULE_OVER = expression(r"\\(?:cmidrule|cline|addlinespace)\b(?:\([a-z]*\)|\[[^\]]{0,300}\]|\{[^{}]*\})*")
_ROW_END = expression(r"\\\\\*?(?:\[[^\]\n]{0,30}\])?|\\tabularnewline\b")
_STACKED = expression(r"\\(?:makecell|thead|shortstack)\*?(?:\[[a-z]{0,2}\])?\{(?:[^{}]|\{[^{}]*\})*\}")
_CELL_END = expression(r"(?<!\\)&")
_SPAN = expression(r"\s*\\multicolumn\s*\{\s*(\d{1,2})\s*\}")
_MATH = expression(
    r"\$\$.{1,1000}?\$\$|(?:(?<!\\)|(?<=(?<!\\)\\\\))\$(?:[^$\\]|\\.){1,1000}\$|\\\(.{1,1000}?\\\)|\x04[^\x04]*\x04|"
    r"\\(?:verb|lstinline)\*?(?P<mark>[^\w\s{\[*])(?P<verb>[^\n]{0,300}?)(?P=mark)|"
    r"\\(?:url|path|nolinkurl)\s*\{(?P<address>[^{}\n]*)\}|(?<=\\href)\{(?P<linked>[^{}\n]*)\}|\\(?P<sign>[~^])\{\}",
    re.DOTALL,
)
_IN_MATH = expression(r"\\label\s*\{[^{}]*\}|\\(?:nonumber|notag)\b")
_PLAIN_MATH = expression(r"[\w\s.,:;+\-−–±%°()/<>=]*")
_MACRO = expression(
    r"\\(?:(?:re)?newcommand|providecommand|def)\*?\s*+\{?+\s*+\\([A-Za-z]+)\s*+\}?+\s*+\{((?:[^{}\\]|\\[^A-Za-z]|\\xspace\b)*)\}"
)
_MOST_USES = 10_000
_LONGEST_USE = 80  # characters
_ACCENTS = {
    '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "r": "\u030a", "k": "\u0328",
}  # fmt: skip
_ACCENT = expression(
    r"\\(?:([\"'`^~=.])\s*|([uvHcrk])(?=[{ ])\s*)"
    r"(?:\{\s*\\?([A-Za-z])\s*\}|(?:\\(?=[ij](?![A-Za-z])))?([A-Za-z]))"
)
_DROPPED = expression(
    r"\\(?:label|[vh]space|vskip|hskip|bibliography|bibliographystyle|usepackage|setlength|addtolength|setcounter|"
    r"addtocounter|includegraphics|input|include|pagestyle|thispagestyle|pagenumbering|(?:re)?newcommand|providecommand|"
    r"(?:re)?newenvironment|newtheorem|definecolor|hypersetup|addcontentsline|index|nocite|phantomsection|color|"
    r"documentclass|graphicspath|geometry|rule|selectlanguage|captionsetup|fontsize|markboth|markright)"
    r"\b\*?(?:\s*(?:\[[^\]]{0,300}\]|\{[^{}]*\}))+"
)
_CITED = expression(r"[~ ]?\\([A-Za-z]{0,12}cite[A-Za-z]{0,12})\*?\s*((?:\[[^\]]{0,300}\]\s*)*)\{([^{}]*)\}")
_REFERENCE = expression(r"\\(?:eq|page|auto|name|[cCv])?ref\*?\s*\{([^{}]*)\}")
_NOTE = expression(r"\\(?:footnote|footnotetext|thanks)\s*(?:\[[^\]]{0,300}\])?\s*\{([^{}]*)\}")
_LINK = expression(r"\\href\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_FIRST = expression(
    r"\\(?:textcolor|colorbox|foreignlanguage|parbox|raisebox|scalebox|rotatebox|hyperlink|hypertarget)"
    r"\s*(?:\[[^\]]{0,300}\])?\{[^{}]*\}"
    r"|\\(?:multirow|resizebox|fcolorbox)\*?\s*(?:\[[^\]]{0,300}\])?\{[^{}]*\}\s*(?:\[[^\]]{0,300}\])?"
    r"(?:\{[^{}]*\}|[*=])(?:\[[^\]]{0,300}\])?"
)
_RAISED = expression(r"\\textsuperscript\s*\{\s*([+−-]?\d[\d,]*)\s*\}")
_QUANTITY = expression(
    r"\\(?:(?:SI|qty)\s*(?:\[[^\]]{0,300}\])?\{([^{}]*)\}|si|unit)\s*(?:\[[^\]]{0,300}\])?\{([^{}]*)\}"
)
_UNIT = expression(r"\\(?:(nano|micro|milli|centi|deci|kilo|mega|giga|tera)(?![A-Za-z])|([A-Za-z]+))\s*")
_LAST = expression(r"\\[A-Za-z@]++\*?[ \t]*+(?=\}+\s)")  # which takes no blank behind its group
_WITH_ARGUMENT = expression(
    rf"\\(?!href\b)[A-Za-z@]+\*?{_SHOWN_ON}"
    r"\s*(?:\[[^\]]{0,300}\]\s*)*\{([^{}]*)\}(?:(?<=[a-z\d]\})(?P<glued>(?=[A-Z][a-z])))?"
)
_GROUP = expression(r"\{([^{}]*)\}")
_BRACE = expression(r"\\.|[{}]|\n[ \t]*\n", re.DOTALL)
_STRAY_BRACE = expression(r"[{}]")
_DEEPEST = 12
_WORDS = {
    "LaTeX": "LaTeX", "LaTeXe": "LaTeX2e", "TeX": "TeX", "BibTeX": "BibTeX", "ldots": "…", "dots": "…",
    "textellipsis": "…",
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "aa": "å", "AA": "Å", "l": "ł", "L": "Ł",
    "S": "§", "P": "¶", "copyright": "©", "euro": "€", "texteuro": "€", "textbackslash": "\x06", "textendash": "–",
    "textemdash": "—", "textasciitilde": "~", "newline": " ", "quad": " ", "qquad": " ", "textdegree": "°",
    "hfill": " ", "linebreak": " ", "pagebreak": " ", "newpage": " ", "clearpage": " ", "par": " ",
}  # fmt: skip
_NAMES = "|".join(sorted(_WORDS, key=len, reverse=True))
_WORD = expression(rf"\{{\s*\\({_NAMES})\s*\}}|\\({_NAMES})(?![A-Za-z@])(?:\{{\}})?([ \t]?)")
_COMMAND = expression(r"\\[A-Za-z@]+\*?(?:\{\})?[ \t]?")
_AND = expression(r"(?<!\s)\s*+\\(?:and|And|AND)\b\s*")
_SPACE = expression(r"(?<!\\)\\[,;: >]|~")
_NO_SPACE = expression(r"\\[-!/@]")
_KEPT = {"\\{": "\x01", "\\}": "\x02"}
_KEPT_BRACE = expression(r"\\[{}]")
_ESCAPED = expression(r"\\([&%$#_])")
_SIGNS = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("\x01", "{"), ("\x02", "}"), ("\x06", "\\"))
_HOLDER = expression("\x05(\\d+)\x05")


def parse(data: bytes, _name: str) -> Parsed:
    """One page, its lines counted; what stands before the document but for its title, authors and date is left out.
    Raises DocumentUnreadable for bytes that are not text."""
    source = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    text = _with_macros(_without_left_out(_COMMENT.sub(_without_comment, _MARKS.sub("", source))))
    blocks = list(_Reader(text).blocks())
    title = next((block.text for block in blocks if block.level == 1), "")
    return Parsed(title, [ParsedPage(None, blocks, unit="line")])


def _without_comment(found: re.Match[str]) -> str:
    if found["kept"] or found["begin"]:
        return found["kept"] or _BEGIN
    return _NO_LINE if found["line"] is not None else found["before"]


def _without_left_out(text: str) -> str:
    """The text without what stands between `\\iffalse` and `\\fi`, its lines kept."""
    end = max((found.end() for found in _LEFT_OUT_ENDS.finditer(text)), default=0)
    return _LEFT_OUT.sub(lambda found: "\n" * found.group().count("\n"), text[:end]) + text[end:]


def _with_macros(text: str) -> str:
    """The text with what commands of its own stand for, where that is a few words without commands."""
    uses = {name: value.replace("\\xspace", "") for name, value in _MACRO.findall(text) if len(value) < _LONGEST_USE}
    if not uses:
        return text
    text = _MACRO.sub(lambda found: "\n" * found.group().count("\n"), text)
    used = re.compile(rf"\\({'|'.join(uses)})(?![A-Za-z@])(?:\{{\}})?")
    return used.sub(lambda found: uses[found[1]], text, count=_MOST_USES)


class _Reader:
    """Goes through a file from one command that gives it structure to the next."""

    def __init__(self, text: str) -> None:
        self._begin = text.find(_BEGIN)
        self._text = text.replace(_BEGIN, " ")
        self._ends = [found.start() for found in re.finditer("\n", text)]
        self._said = ""
        self._said_at = 0
        self._open: list[str] = []

    def blocks(self) -> Iterator[Block]:
        """The blocks of the file in order."""
        text, begin, at = self._text, self._begin, 0
        while (found := _STRUCTURE.search(text, at)) is not None:
            if found.start() >= begin:
                self._say(text[max(at, begin) : found.start()], at)
            at = found.end()
            if found.start() < begin and found["told"] not in ("title", "subtitle", "author", "date"):
                if found["edge"] == "begin" and found["env"] in _SKIPPED:
                    at = self._end_of(found["env"], at)[1]
                continue
            if found["mark"]:
                self._say(found.group(), found.start())
            elif found["edge"] == "end":
                yield from self._ended()
                at = len(text) if found["env"] == "document" else at
                if found["env"] in self._open:
                    del self._open[len(self._open) - 1 - self._open[::-1].index(found["env"]) :]
            elif found["edge"]:
                at = yield from self._begun(found["env"], at)
            elif found["told"]:
                at = yield from self._told(found["told"], found.start(), at)
            elif found["item"]:
                at = yield from self._item(found, at)
            elif found["display"]:
                end = text.find("\\]", at)
                at = self._maths(at, end if end >= 0 else len(text), 2)
            else:
                yield from self._ended()
        self._say(text[max(at, begin) :], at)
        yield from self._ended()

    def _line(self, at: int) -> int:
        return bisect_right(self._ends, at - 1) + 1 if at else 1

    def _say(self, text: str, at: int) -> None:
        if not self._said.strip():
            self._said, blank = "", len(text) - len(text.lstrip())
            self._said_at = self._line(at + blank)
        self._said += text

    def _ended(self) -> Iterator[Block]:
        """The paragraph that ends here, if there is one."""
        said, self._said = shown(self._said), ""
        if said:
            yield Block(said, tight=said.startswith("- "), at=self._said_at)

    def _begun(self, env: str, at: int) -> Generator[Block, None, int]:
        """What an environment holds, where it is one of a kind of its own. Returns where to go on."""
        name, text = env.rstrip("*"), self._text
        if name in _MATHS:
            inside, end = self._end_of(env, at)
            return self._maths(at, inside, end - inside)
        yield from self._ended()
        if name in _VERBATIM or name in _TABLES or name in _SKIPPED:
            inside, end = self._end_of(env, at)
            begins, title = _arguments(text, at, env) if env != "verbatim" else (at, "")
            held = text[min(begins, inside) : inside]
            if title:
                yield Block(title, at=self._line(at))
            if name in _VERBATIM:
                yield Block(held.strip("\n").replace(_NO_LINE, ""), at=self._line(min(begins, inside)) + 1)
            elif name in _TABLES:
                yield from self._rows(held, begins)
            return end
        if len(self._open) < _MOST_OPEN:
            self._open.append(env)
        begins, title = _arguments(text, at, env)
        if title:
            yield Block(title, at=self._line(at))
        if name == "abstract":
            yield Block("Abstract", level=2, at=self._line(at))
        elif name == "frame" and text.startswith("{", begins):
            return (yield from self._told("frametitle", at, begins + 1))
        elif name in _BOXES and text.startswith("{", begins):
            return (yield from self._told("subsubsection", at, begins + 1))
        elif argument := _PLAIN_ARGUMENT.match(text, begins):
            self._say(f"{argument.group()} ", at)
            return argument.end()
        elif name in _THEOREMS:
            label = _LABEL.match(text[at:begins])
            self._say(f"{name.capitalize()}{f' ({label[1]})' if label else ''}: ", at)
        return begins

    def _end_of(self, env: str, at: int) -> tuple[int, int]:
        """Where an environment that begins at `at` ends, without and with its end."""
        inside = self._text.find(f"\\end{{{env}}}", at)
        return (len(self._text), len(self._text)) if inside < 0 else (inside, inside + len(f"\\end{{{env}}}"))

    def _maths(self, start: int, end: int, after: int) -> int:
        self._say(f" \x04{_IN_MATH.sub('', self._text[start:end])}\x04 ", start)
        return min(len(self._text), end + after)

    def _told(self, command: str, start: int, at: int) -> Generator[Block, None, int]:
        """A heading, a caption, or who wrote the file and when. Returns where to go on."""
        end = _closing(self._text, at)
        said = self._text[at:end]
        if command in ("title", "author"):
            said = _AND.sub(", ", said if command == "author" else said.partition("\\thanks")[0])
        if command in _RUN_IN:
            yield from self._ended()
            self._say(f"{said} ", start)
            return end + 1
        yield from self._ended()
        words = shown(said)
        if not words:
            return end + 1
        if command == "caption" and (kind := self._float()):
            words = f"{kind}: {words}"
        elif command in ("author", "date"):
            words = f"{command.capitalize()}: {words}"
        level = 1 if command == "title" else _LEVELS.get(command, 0)
        yield Block(words, level=level, at=self._line(start))
        return end + 1

    def _float(self) -> str:
        """`Table` or `Figure` inside of one."""
        kinds = [env.rstrip("*").removeprefix("sideways") for env in self._open]
        return next((kind.capitalize() for kind in reversed(kinds) if kind in _FLOATS), "")

    def _item(self, found: re.Match[str], at: int) -> Generator[Block, None, int]:
        yield from self._ended()
        label = f"{found['label']}: " if found["label"] else ""
        if found["item"] == "bibitem" and (key := _GROUP.match(self._text, at)):
            label, at = f"[{key[1]}] ", key.end()
        self._say(f"- {label}", found.start())
        return at

    def _rows(self, held: str, at: int) -> Iterator[Block]:
        """The rows of a table; the first names its columns where a rule stands below it."""
        held = _STACKED.sub(lambda cell: _ROW_END.sub(lambda end: " " * len(end.group()), cell.group()), held)
        rows: list[tuple[int, list[str]]] = []
        begins, is_headed = at, False
        for end in [*_ROW_END.finditer(held), None]:
            row = held[begins - at : end.start() if end else len(held)]
            bare = _RULE_OVER.sub("", _RULE.sub("", row))
            is_headed |= len(rows) == 1 and bool(bare.strip()) and bare != row
            if bare.strip():
                line = self._line(begins + max(0, row.find(bare.split()[0])))
                rows.append((line, [cell for part in _CELL_END.split(bare) for cell in _cells(part)]))
            begins = at + end.end() if end else begins
        lines = table_lines([cells for _, cells in rows], headed=is_headed)
        for number, (text, (line, _)) in enumerate(zip(lines, rows, strict=True)):
            yield Block(text, tight=number > 0, at=line)


def _cells(part: str) -> list[str]:
    """A cell, with empty ones behind it when it reaches over several columns."""
    span = _SPAN.match(part)
    count = min(int(span[1]), 20) if span else 1
    if span:
        rest = part[span.end() :]
        part = rest[rest.find("{", rest.find("}")) :] if "}" in rest else rest
    return [shown(part), *[""] * (count - 1)]


def _arguments(text: str, at: int, env: str) -> tuple[int, str]:
    """Where the arguments of an environment end, and the title or caption that they give it."""
    title, count = "", _ARGUMENTS.get(env, 0)
    for _ in range(count or 1):
        if option := _OPTION.match(text, at):
            at = option.end()
            titled = _TITLED.search(option["options"] or "")
            title = title or shown(titled[1] if titled else "")
        if count and (opening := _OPENING.match(text, at)):
            at = min(_closing(text, opening.end()) + 1, len(text))
    return at, title


def _closing(text: str, at: int) -> int:
    """Where the brace that was opened before `at` is closed, or the text ends."""
    depth = 1
    for found in _BRACE.finditer(text, at):
        depth += {"{": 1, "}": -1}.get(found.group(), 0)
        if depth == 0 or found.group().startswith("\n"):
            return found.start()
    return len(text)


def shown(source: str) -> str:
    """A piece of LaTeX as its reader sees it, on one line, formulas as they are written."""
    formulas: list[str] = []

    def hold(found: re.Match[str]) -> str:
        as_written = next((found[name] for name in ("verb", "sign") if found[name] is not None), None)
        address = found["address"] if found["linked"] is None else found["linked"]
        formulas.append(_ESCAPED.sub(r"\1", address) if address is not None else as_written or _formula(found.group()))
        holder = f"\x05{len(formulas) - 1}\x05"
        return holder if found["linked"] is None else f"{{{holder}}}"

    text = _MATH.sub(hold, source.replace(_NO_LINE, ""))
    if any(sign in text for sign in "\\{}"):
        text = _KEPT_BRACE.sub(lambda found: _KEPT[found.group()], _ROW_END.sub(" ", text))
        text = _RAISED.sub(r"^\1", _QUANTITY.sub(_quantity, text))
        text = _ACCENT.sub(_accented, _WORD.sub(_word, text))
        for _ in range(_DEEPEST):
            before = text
            for pattern, put in (
                (_LAST, ""),
                (_DROPPED, ""),
                (_CITED, _cited),
                (_REFERENCE, r"\1"),
                (_NOTE, r" (\1)"),
                (_LINK, r"\2 (\1)"),
                (_FIRST, ""),
                (_WITH_ARGUMENT, _argument),
            ):
                text = pattern.sub(put, text)
            if text == before and (text := _GROUP.sub(r"\1", text)) == before:
                break
        text = _COMMAND.sub("", _NO_SPACE.sub("", _SPACE.sub(" ", text)))
        text = _STRAY_BRACE.sub(" ", _ESCAPED.sub(r"\1", text))
    text = text.replace("~", " ")
    for sign, put_in in _SIGNS:
        text = text.replace(sign, put_in)
    return fold(_HOLDER.sub(lambda found: formulas[int(found[1])], text))


def _word(found: re.Match[str]) -> str:
    """What a command without an argument stands for; a letter or a backslash takes the blank behind it."""
    word = _WORDS[found[1] or found[2]]
    takes_blank = len(word) == 1 and (word.isalpha() or word == _SIGNS[-1][0]) and "{" not in found.group()
    return word if found[1] or takes_blank else f"{word}{found[3]}"


def _quantity(found: re.Match[str]) -> str:
    """A number and its unit, the commands for units by their names."""
    unit = _UNIT.sub(lambda part: part[1] or f"{part[2]} ", found[2].replace("\\per", " per "))
    return f"{found[1] or ''} {unit}".strip()


def _formula(source: str) -> str:
    """A formula as it is written; a mere number or word without its dollars."""
    inside = _ESCAPED.sub(r"\1", _SPACE.sub(" ", source.strip("$\x04")))
    if source[0] == "\x04":
        return f"$ {inside.strip()} $"
    return inside if _PLAIN_MATH.fullmatch(inside) else source


def _accented(found: re.Match[str]) -> str:
    accent, letter = found[1] or found[2], found[3] or found[4]
    return unicodedata.normalize("NFC", f"{letter}{_ACCENTS[accent]}")


def _argument(found: re.Match[str]) -> str:
    """What stands in a command, apart from the next word, as a note in the margin is."""
    return found[1] if found["glued"] is None else f"{found[1]} "


def _cited(found: re.Match[str]) -> str:
    """What is cited, in brackets but where it is part of the sentence, with the place in it."""
    notes = [note for note in re.findall(r"\[([^\]]{0,300})\]", found[2]) if note]
    keys = ", ".join([fold(found[3]), *notes])
    return f" {keys}" if found[1].lower().startswith(("citet", "textcite", "citeauthor", "citealt")) else f" [{keys}]"
