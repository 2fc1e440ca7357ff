"""The only way untrusted text reaches a widget.

Document text, file names, titles, questions, model output and error messages are all untrusted. Every
function here cleans what it is given and returns textual `Content` built from plain text and style spans,
never from a markup string: a document that says `[@click=app.quit]` shows those characters, nothing else.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.app import App
from textual.content import Content, Span
from textual.widget import Widget

from uniconv_edge.library.text import clean
from uniconv_edge.places import doubt, section, where
from uniconv_edge.tui.progress import seconds_left
from uniconv_edge.tui.prose import reflowed
from uniconv_edge.wording import beside, count, left_out, unsure

if TYPE_CHECKING:
    from uniconv_edge.assistant.past.history import Conversation
    from uniconv_edge.tui.messages import IndexFinished
    from uniconv_edge.tui.progress import Progress
    from uniconv_edge.tui.services import FolderPreview, ModelRow
    from uniconv_edge.types import Answer, Hit, LibraryStatus, Quote, Skipped

MUTED = "$muted"
ACCENT = "$accent"
STRONG = "bold"
MARK = "bold $mark-text on $mark"
_LONG_LINE = 4_000
_NEAREST = 240  # characters of a sentence that does not answer
_STOOD_THERE = (
    "changed",
    "rewritten",
    "missing",
    "unreadable",
    "forgotten",
)  # the states of quotes that their sources did hold
_NEXT_STEP = {"changed": "r reads it again", "rewritten": "ask again"}  # of a quote in such a state
_WORD = re.compile(r"\w+")
_ASKED = re.compile(r"\w+\b(?!['’]t\b)")  # of `don't` neither half is a word


def literal(text: str, style: str = "") -> Content:
    """The text exactly as it reads, cleaned; brackets are brackets."""
    shown = clean(text)
    return Content(shown, [Span(0, len(shown), style)] if style and shown else None)


def one_line(text: str, limit: int = _LONG_LINE) -> str:
    """Cleaned text on one line, cut with an ellipsis at `limit` characters."""
    flat = " ".join(clean(text[: 4 * limit]).split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def joined(*parts: tuple[str, str]) -> Content:
    """(text, style) pairs, one after the other."""
    shown, spans, position = [], [], 0
    for text, style in parts:
        piece = clean(text)
        if style and piece:
            spans.append(Span(position, position + len(piece), style))
        shown.append(piece)
        position += len(piece)
    return Content("".join(shown), spans)


def marked(text: str, start: int, end: int) -> Content:
    """The text with `text[start:end]` marked. Offsets hold, because cleaning replaces one for one."""
    shown = clean(text)
    return Content(shown, [Span(start, end, MARK)] if start < end else None)


def name_of(title: str, path: str) -> str:
    """What to call a document: its title, else its file name."""
    return one_line(title, 120) or one_line(PurePath(path).name, 120) or "untitled"


def place(found: Hit | Quote) -> str:
    """`title › heading, page N`, as far as the document has them."""
    under, at = one_line(section(found), 80), one_line(where(found), 120)
    return name_of(found.title, found.path) + (f" › {under}" if under else "") + (f", {at}" if at else "")


def duration(milliseconds: float) -> str:
    """`412 ms`, `3.1 s`."""
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


def megabytes(size: int) -> str:
    """`12 kB`, `0.2 MB`, `1,204 MB`."""
    if size < 100_000:
        return f"{max(1, round(size / 1e3))} kB" if size else "0 kB"
    return f"{size / 1e6:,.1f} MB" if size < 10_000_000 else f"{size / 1e6:,.0f} MB"


def time_left(seconds: float) -> str:
    """`20 s`, `4 min`, `2 h`: no finer than an estimate is worth."""
    if seconds < 90:
        return f"{max(5, 5 * round(seconds / 5))} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.0f} h"


def question(text: str, note: str = "") -> Content:
    """The person's question, and which version of it this is."""
    return joined(("› ", ACCENT), (text, STRONG), (note, MUTED))


def near(found: Quote) -> Content:
    """A line that says where to look although nothing is answered, and what stands there."""
    return joined((f"{place(found)}: ", MUTED), (f"“{one_line(found.text, _NEAREST)}”", ""), (_mark(found), MUTED))


def quote_text(found: Quote) -> str:
    """A quote and its place, for the clipboard."""
    return f"“{found.text.strip()}” ({place(found)}){_mark(found)}"


def _mark(found: Quote) -> str:
    return f" [{doubt(found)}]" if doubt(found) else ""


def quote(found: Quote, width: int = 0) -> Content:
    """A quote card: the words, in lines of the card, then where they stand and whether they were found there, which is
    not broken within `width` columns (0: not known)."""
    reason = ": ".join(part for part in (doubt(found), _NEXT_STEP.get(found.state, "")) if part)
    state, style = (f"✗ {reason}", "$text-error") if reason else ("✓ word for word", "$text-success")
    words = (f"“{reflowed(found.text.strip())}”", "" if found.verified or found.state in _STOOD_THERE else "strike")
    stands = place(found)
    broken = 0 < width < cell_len(f"{stands}  {state}")
    return joined(words, ("\n", ""), (stands, MUTED), ("\n" if broken else "  ", ""), (state, style))


def source(hit: Hit, asked: str = "") -> Content:
    """A passage of the sources panel: its place, why it was found, and the part that shares words with the question."""
    telling = shared_words(asked, hit.text)
    why = [f"meaning {hit.cosine:.2f}"] if hit.cosine >= 0.005 else []
    if telling:
        why.append("words " + ", ".join(telling[:4]))
    head = joined(
        (f"{hit.rank} ", ACCENT),
        (place(hit), STRONG),
        (f"\n{' · '.join(why)}" if why else "", ACCENT),
        ("\n", ""),
    )
    return head + with_words(one_line(around(hit.text, telling), 160), telling) + Content("\n")


def shared_words(asked: str, text: str) -> list[str]:
    """The telling words of a question that a text has too, as the question writes them; its filters are no words."""
    from uniconv_edge.assistant.words.terms import bag, stem, telling_words
    from uniconv_edge.library.query import without_filters

    typed = clean(without_filters(asked))
    telling, there = set(telling_words(typed)), bag(clean(text))
    words = dict.fromkeys(_ASKED.findall(typed))
    return [word for word in words if word.lower() in telling and stem(word.lower()) in there]


def around(text: str, words: Sequence[str], before: int = 50) -> str:
    """The text from shortly before the first of the words on."""
    start = next((start for start, _ in _places(text, words)), 0)
    if start <= before:
        return text
    cut = text.find(" ", start - before)
    return "…" + text[cut if 0 <= cut < start else start :]


def with_words(text: str, words: Sequence[str]) -> Content:
    """Muted text in which the words stand out."""
    spans = [Span(0, len(text), MUTED)] if text else []
    spans += [Span(*place, "bold $foreground") for place in _places(text, words)]
    return Content(clean(text), spans)


def _places(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the words stand in a text, in whichever form."""
    from uniconv_edge.assistant.words.terms import stem

    stems = {stem(word.lower()) for word in words}
    return (found.span() for found in _WORD.finditer(text) if stem(found[0].lower()) in stems)


def unsupported(sentences: Sequence[str]) -> Content:
    """What the model said that its quotes do not carry."""
    said = " ".join(one_line(sentence, 300) for sentence in sentences)
    return joined(("✗ not found in your documents: ", "$text-error"), (said, MUTED))


def near_title(answer: Answer) -> Content:
    """What stands above the sentences that come nearest too: of an answer, that it is not sure."""
    told = f"? {said} " if (said := unsure(answer)) else ""
    return literal(f"{told}{beside(answer)}:", "$text-warning" if told else MUTED)


def receipt(answer: Answer) -> Content:
    """How an answer came about: its time and how much of the conversation was still in the cache."""
    parts = [duration(answer.timings.total_ms)]
    whole = answer.prompt_tokens + answer.reused_tokens
    if answer.reused_tokens:
        parts.append(f"{answer.reused_tokens:,} of {whole:,} tokens reused")
    elif whole:
        parts.append(f"{count(whole, 'token')} read")
    if answer.basis == "documents" and answer.confidence:
        likely = f"an answer is {100 * answer.confidence:.0f}% likely"
        parts.append(f"{100 * (answer.sure or answer.confidence):.0f}% sure" if answer.answered else likely)
    if left := left_out(answer):
        parts.append(left)
    return literal(" · ".join(parts), MUTED)


def library_line(status: LibraryStatus | None, model: str, room: int) -> Content:
    """The right end of the top bar, as much of it as fits in `room` columns."""
    name = one_line(model, 40)
    if status is None:
        return literal(name, MUTED)
    documents, passages = count(status.documents, "document"), count(status.passages, "passage")
    for text in (f"{documents} · {passages} · {name}", f"{documents} · {name}", documents):
        if len(text) <= room:
            return literal(text, MUTED)
    return Content("")


def progress(state: Progress, width: int) -> Content:
    """How far a run is: a bar, files, passages, time left, and the latest file."""
    filled = round(width * state.done / state.total) if state.total else 0
    said = f" {state.done:,} of {count(state.total, 'file')} done" if state.total else " looking for documents"
    if state.skipped:
        said += f", {state.skipped:,} not read"
    if state.passages:
        said += f", {count(state.passages, 'passage')}"
    if state.seconds > 1 and state.passages >= state.seconds:
        said += f" ({state.passages / state.seconds:,.0f} a second)"
    left = seconds_left(state)
    if left is not None and state.done < state.total:
        said += f", about {time_left(left)} left"
    return joined(
        ("reading ", MUTED),
        ("━" * filled, ACCENT),
        ("─" * (width - filled), MUTED),
        (said, ""),
        (f"  {name_of('', state.latest)}" if state.latest else "", MUTED),
    )


def stages(state: Progress, width: int) -> Content:
    """How far the files of a run are, and their passages, a line each; the one at work is marked."""
    files = f"{state.done:,} of {state.total:,} done" if state.total else "looking for documents"
    files += f", {state.skipped:,} not read" if state.skipped else ""
    passages = f"{state.passages:,} of {state.cut:,} ready"
    if state.seconds > 1 and state.passages >= state.seconds:
        passages += f", {state.passages / state.seconds:,.0f} a second"
    rows = (
        ("files", state.stage != "embedding", (state.done, state.total), files),
        ("passages", state.stage == "embedding", (state.passages, state.cut), passages),
    )
    lines: list[tuple[str, str]] = []
    for name, at_work, (done, total), said in rows:
        filled = round(width * done / total) if total else 0
        head = ("▸ " if at_work else "  ", ACCENT), (f"{name:<10}", STRONG if at_work else MUTED)
        lines += [*head, ("━" * filled, ACCENT), ("─" * (width - filled), MUTED)]
        lines += [(f"  {said}\n", "" if at_work else MUTED)]
    left = seconds_left(state)
    told = [f"about {time_left(left)} left"] if left is not None and state.done < state.total else []
    told += [name_of("", state.latest)] if state.latest else []
    return joined(*lines, (" · ".join(told), MUTED))


def run_ended(event: IndexFinished) -> str:
    """What a run that is over has changed in the library, and what the library holds."""
    done, status = event.progress, event.status
    read = f"{count(done.fresh, 'document')} new or changed" if done.fresh else "nothing new or changed"
    parts = [read, *([f"{done.removed:,} gone"] if done.removed else [])]
    parts += [f"{count(done.skipped, 'file')} not read"] if done.skipped else []
    parts += [f"{len(status.partly):,} read in part"] if status and status.partly else []
    held = status.documents if event.stopped and status else event.documents
    whole = f" The library holds {count(held, 'document')}." if held or not event.stopped else ""
    return f"{'Stopped' if event.stopped else 'Done'}: {', '.join(parts)}.{whole}"


def preview(found: FolderPreview, *, promise: bool = True) -> Content:
    """What reading a folder would read; with the `promise` that it stays as it is, and here."""
    if not found.files:
        more = " yet found" if not found.complete else ""
        return literal(f"There is no document{more} in it that can be read.", "$text-warning")
    kinds = ", ".join(f"{number:,} {one_line(kind, 12)}" for kind, number in found.kinds[:5])
    rest = found.files - sum(number for _, number in found.kinds[:5])
    kinds += f", {count(rest, 'other')}" if rest else ""
    at_least = "" if found.complete else "at least "
    refused = f" Left out: {count(found.refused, 'file')}." if found.refused else ""
    whole = f"Reads {at_least}{count(found.files, 'file')}, {megabytes(found.size_bytes)}: {kinds}.{refused}"
    own = "it" if found.within == found.path else one_line(found.within, 200)
    known = f"The library has {own} already: what is new or changed is read.\n" if found.within else ""
    kept = " The files are not changed, and nothing leaves this computer." if promise else ""
    return joined((known, ACCENT), (whole, ""), (kept, MUTED))


def library_counts(status: LibraryStatus | None) -> Content:
    """What a library holds, and where it is."""
    if status is None:
        return literal("Nothing has been read yet.", MUTED)
    model = one_line(status.model.split(":")[0], 40)
    parts = [count(status.documents, "document"), count(status.passages, "passage"), megabytes(status.size_bytes)]
    parts += [f"model {model}"] if model else []
    return joined((" · ".join(parts), ""), ("\n", ""), (one_line(status.folder, 300), MUTED))


def root(path: str, documents: int | None) -> Content:
    """A folder or file that was named to be read, and how many documents it holds where that is known."""
    held = "" if documents is None else f"  {count(documents, 'document')}"
    return joined((one_line(path, 300), ""), (held, MUTED))


def skipped(entry: Skipped, roots: Sequence[str], *, partly: bool = False) -> Content:
    """A file that was not read, or `partly`, below its folder, and why; of a root, what can be done on this screen."""
    root = next((root for root in roots if entry.path.startswith(f"{root}/")), "")
    path = entry.path[len(root) + 1 :] if root else entry.path
    reason = f"read in part: {entry.reason}" if partly else entry.reason
    reason += "; d removes it" if entry.path in roots else ""
    return joined((one_line(path, 200), ""), ("  ", ""), (one_line(reason, 200), MUTED))


def nothing_read(entries: Sequence[Skipped]) -> Content:
    """That files were found of which none could be read, with the reasons of the first."""
    rows = [(f"\n{name_of('', entry.path)}: {one_line(entry.reason, 200)}", "") for entry in entries[:3]]
    more = f"\nThe library screen (F2) names all {len(entries):,}." if len(entries) > 3 else ""
    return joined(("Nothing could be read so far.", "$text-warning"), *rows, (more, MUTED))


def conversation(found: Conversation, *, elsewhere: bool = False, open_now: bool = False) -> Content:
    """A stored conversation: its title, when it was changed, how many questions it holds, whether it is open now, and
    its library when that is `elsewhere`, not the one asked now."""
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(found.changed_ms / 1000))
    title = one_line(found.title, 100) or "untitled"
    library = f" · library {one_line(found.library, 200)}" if elsewhere else ""
    return joined(
        (title, STRONG),
        ("  ● open" if open_now else "", ACCENT),
        (f"\n{when} · {count(found.exchanges, 'question')}{library}\n", MUTED),
    )


def branch(depth: int, asked: str, shown: bool, begins: bool) -> Content:
    """A question in the tree of a conversation, a step in for each fork above it, with a hook where a branch begins."""
    fork = "  " * (depth - 1) + ("└ " if begins else "  ") if depth else ""
    return joined((fork, MUTED), ("● " if shown else "○ ", ACCENT if shown else MUTED), (one_line(asked, 200), ""))


def model(row: ModelRow, findings: Sequence[tuple[str, bool]], *, twin: bool = False) -> Content:
    """A model: in use or not, what it needs, and what a check and a speed test found, each good or bad. `twin`: another
    has its name, so its folder is told."""
    uses = ("● ", ACCENT) if row.current else ("○ ", MUTED)
    kind = "finds only" if not row.answers else "finds and answers" if row.unified else "a pair, not unified"
    parts = [f"{megabytes(row.size_bytes)} on disk", f"needs up to {megabytes(row.memory_bytes)} of memory", kind]
    # Of one that cannot be read only its fault is known.
    lines = (
        [(" · ".join(one_line(part, 120) for part in (*parts, row.license) if part), MUTED)] if row.size_bytes else []
    )
    lines += [(one_line(row.folder, 300), MUTED)] if twin else []
    lines += [(one_line(row.fault, 300), "$text-error")] if row.fault else []
    lines += [(one_line(said, 300), "$text-success" if good else "$text-error") for said, good in findings]
    return joined(uses, (one_line(row.name, 60), STRONG), *((f"\n{said}", style) for said, style in lines), ("\n", ""))


def speed_sentence(measured: Mapping[str, float], *, answers: bool) -> str:
    """The figures of a speed test; what a model would write that does not answer is no use."""
    writes = f" and writes {measured['written_per_second']:,.0f}" if answers else ""
    return (
        f"reads {measured['read_per_second']:,.0f}{writes} tokens/s, "
        f"indexes {measured['passages_per_second']:,.0f} passages/s, loads in {measured['load_ms']:,.0f} ms"
    )


def trouble(message: str, hint: str) -> Content:
    """An error a person can act on."""
    parts = [(one_line(message), "$text-error")]
    if hint:
        parts += [("\n", ""), (f"hint: {one_line(hint)}", MUTED)]
    return joined(*parts)


def say(widget: Widget | App[None], text: str, *, severe: bool = False) -> None:
    """A short notice in the corner of the screen."""
    widget.notify(one_line(text, 400), severity="error" if severe else "information", markup=False, timeout=4)
