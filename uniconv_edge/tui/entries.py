"""Entries of the lists of conversations, of their branches and of models. Pure."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from uniconv_edge.tui.display import ACCENT, MUTED, STRONG, joined, megabytes, one_line
from uniconv_edge.wording import count

if TYPE_CHECKING:
    from uniconv_edge.assistant.past.history import Conversation
    from uniconv_edge.tui.services import ModelRow


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
