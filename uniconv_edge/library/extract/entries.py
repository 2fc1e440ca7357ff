"""Entries of a text that tells of several things alike, as a list of addresses does: facts with labels, a line for
each, and a blank line between two entries. Each is a section under the name that its first fact tells. Pure."""

from __future__ import annotations

from collections import Counter

from uniconv_edge.library.extract.blocks import MAX_HEADING_CHARACTERS, fold
from uniconv_edge.library.outline import Heading
from uniconv_edge.library.sentences import begins_with_label, paragraphs

_MIN_FACTS = 2  # of an entry
_MIN_ENTRIES = 2
_MIN_SHARE = 0.5  # of the paragraphs


def entry_headings(text: str) -> list[Heading]:
    """A heading for each entry, by its offset in the text: the value of its first fact. None where the entries do not
    begin with one label and names that differ, or are few among other text."""
    spans = list(paragraphs(text))
    facts = ((start, text[start:end].split("\n")) for start, end in spans)
    firsts = [
        (start, *lines[0].partition(":")[::2])
        for start, lines in facts
        if len(lines) >= _MIN_FACTS and all(map(begins_with_label, lines))
    ]
    labels = Counter(label for _, label, _ in firsts)
    label, count = labels.most_common(1)[0] if labels else ("", 0)
    names = {start: fold(value)[:MAX_HEADING_CHARACTERS] for start, its, value in firsts if its == label}
    if count < max(_MIN_ENTRIES, _MIN_SHARE * len(spans)) or len(set(names.values())) < count:
        return []
    return [Heading(start, 1, name) for start, name in names.items()]
