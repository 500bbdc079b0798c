"""The sentences and paragraphs of a chapter."""

from __future__ import annotations

import re

#: Stands for what is said between braces, by its number and line ends, while sentences are found.
MARK = "\ue000{}\ue001"
MARKED = re.compile("\ue000(\\d+)\ue002*\ue001")
#: Stands for a line end between braces, which ends no sentence.
LINE_END = "\ue002"
_ENDS = re.compile(r"(?<=[.!?])\s+|\n\s*\n|\n(?=\s*(?:[-*|>#]|\d+\.\s))")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")


def sentences(whole: str) -> list[tuple[int, str]]:
    """Return each sentence, list item or row of a table with the place at which it starts."""
    ends = [found.span() for found in _ENDS.finditer(whole)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(whole)]
    return [(start, whole[start:stop]) for start, stop in zip(starts, stops, strict=True)]


def leave_out(text: str, mark: str) -> str:
    """Put a note for each paragraph, list or table that holds a mark; one note where several follow each other.

    The whole paragraph goes, because its other sentences may speak of the one that does not stand.
    """
    if mark not in text:
        return text
    kept: list[str] = []
    dropped = 0
    for paragraph in _PARAGRAPH.split(text):
        if mark in paragraph:
            dropped += 1
            kept += [line for line in paragraph.splitlines() if line.startswith(":::")]
            continue
        kept += [_note(dropped)] if dropped and paragraph.strip() else []
        dropped = 0 if paragraph.strip() else dropped
        kept.append(paragraph)
    return "\n\n".join([*kept, f"{_note(dropped)}\n"] if dropped else kept)


def _note(dropped: int) -> str:
    many = "One paragraph is" if dropped == 1 else f"{dropped} paragraphs are"
    return f"*{many} left out here: written for the study's own choices, not so with those of this run.*"
