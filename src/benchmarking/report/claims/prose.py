"""A chapter as its researcher wrote it: its sentences, its figures and claims, and what no token gave."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

import jinja2

from benchmarking.errors import Location, ReportError
from benchmarking.report.claims.language import Figure, Said, parse

#: Stands for a token while the sentence around it is found; no chapter has it.
_MARK = "\ue000{}\ue001"
_MARKED = re.compile("\ue000(\\d+)\ue001")
_SENTENCE = re.compile(r"(?<=[.!?:])\s+|\n\s*\n|\n(?=\s*(?:[-*]|\d+\.)\s)")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
#: What may stand without a token, by rule: a date, a year or span of years, a list's number, quoted lines,
#: code and addresses, ages, and what is called by a number.
_ALLOWED = re.compile(
    rf"\b\d{{1,2}} (?:{_MONTHS})\b"
    r"|\b(?:19|20)\d\d(?:[-/]\d\d)?\b(?![%\d]|[,.]\d)"
    r"|\b(?i:aged?|ages|under|key stage|level|attainment|progress|notebook|section|part) \d+(?: to \d+)?\b"
    r"(?![%\d]|[,.]\d)"
    r"|\bv\d+\.\d+\b|(?m:^\s*\d+\.\s)|(?m:^\s*>.*$)|`[^`]*`|\]\([^)]*\)"
)
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?%?")


@dataclass(frozen=True, slots=True)
class Token:
    """One figure or claim of a chapter: what it says, where, and the sentence around it as written."""

    said: Said
    line: int
    sentence: str

    @property
    def says_fragile(self) -> bool:
        return "fragile" in self.sentence.split("{{")[0] + " ".join(
            part.partition("}}")[2] for part in self.sentence.split("{{")[1:]
        )


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter made ready: its template with tokens as calls of `said`, and the tokens in order."""

    file: str
    template: str
    tokens: tuple[Token, ...]


def read_chapter(text: str, file: str, ours: Callable[[str], bool], names: Collection[str]) -> Chapter:
    """Find a chapter's figures and claims, and refuse figures that no token gave.

    Parameters
    ----------
    text, file : what the researcher wrote, and the file's name for errors.
    ours : tells whether a name at the start of an expression is an indicator.
    names : words with figures in them that are names, such as "key stage 2".

    Raises ReportError with file, line and sentence for what cannot be read and for a bare figure.
    """
    written: list[tuple[str, int]] = []
    template: list[str] = []
    plain: list[str] = []
    for kind, line, piece in _pieces(text, file):
        if kind == "said" and _is_ours(piece, ours):
            plain.append(_MARK.format(len(written)))
            template.append(f"{{{{ said({len(written)}) }}}}")
            written.append((piece, line))
        else:
            template.append(piece if kind != "said" else f"{{{{{piece}}}}}")
            plain.append(
                piece if kind == "prose" else "\n" * piece.count("\n") + ("…" if kind == "said" else "")
            )
    whole = "".join(plain)
    around = {
        int(number): _as_written(sentence, written)
        for _, sentence in _sentences(whole)
        for number in _MARKED.findall(sentence)
    }
    _refuse_bare(whole, file, names, written)
    tokens = []
    for number, (piece, line) in enumerate(written):
        try:
            said = parse(piece.strip())
        except ReportError as error:
            raise at(error, file, line, around[number]) from None
        tokens.append(Token(said, line, around[number]))
    return Chapter(file, "".join(template), tuple(tokens))


def leave_out(text: str, mark: str) -> str:
    """Drop each sentence that holds a mark, and say at the end how many were dropped."""
    sentences = _sentences(text)
    starts = [start for start, _ in sentences] + [len(text)]
    pieces = [text[start:stop] for start, stop in pairwise(starts)]
    kept = [piece if mark not in piece else _space_after(piece) for piece in pieces]
    dropped = sum(mark in piece for piece in pieces)
    if not dropped:
        return text
    many = "One sentence is" if dropped == 1 else f"{dropped} sentences are"
    return (
        re.sub(r"\n{3,}", "\n\n", "".join(kept)).rstrip()
        + f"\n\n*{many} left out here: written for the study's own choices, not so with those of this run.*\n"
    )


def _space_after(piece: str) -> str:
    """Return what follows a sentence: a new paragraph or line stays one."""
    space = piece[len(piece.rstrip()) :]
    return space if "\n" in space else ""


def at(error: ReportError, file: str, line: int, sentence: str) -> ReportError:
    """Return an error with its file, line and sentence."""
    return ReportError(
        f"{error.problem}, in the sentence: {' '.join(sentence.split())}",
        where=Location(file, row=line),
        found=error.found,
        expected=error.expected,
        next_step=error.next_step,
    )


def _pieces(text: str, file: str) -> list[tuple[str, int, str]]:
    try:
        return list(_cut(text))
    except jinja2.TemplateSyntaxError as error:
        raise ReportError(
            "The chapter cannot be read", where=Location(file, row=error.lineno), found=error.message
        ) from error


def _cut(text: str) -> Iterator[tuple[str, int, str]]:
    """Cut a template by Jinja's own lexer into prose, what is said between double braces, and the rest."""
    inside: list[str] | None = None
    start = 0
    for line, kind, value in jinja2.Environment(autoescape=True, keep_trailing_newline=True).lex(text):
        if kind == "variable_begin":
            inside, start = [], line
        elif kind == "variable_end":
            yield "said", start, "".join(inside or [])
            inside = None
        elif inside is not None:
            inside.append(value)
        else:
            yield ("prose" if kind == "data" else "rest"), line, value


def _is_ours(piece: str, ours: Callable[[str], bool]) -> bool:
    first = re.match(r"\s*([a-z][a-z0-9_]*)", piece)
    if first and ours(first.group(1)):
        return True
    try:
        return not isinstance(parse(piece.strip()), Figure)
    except ReportError:
        return False


def _sentences(whole: str) -> list[tuple[int, str]]:
    """Return each sentence with the place at which it starts."""
    ends = [found.span() for found in _SENTENCE.finditer(whole)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(whole)]
    return [(start, whole[start:stop]) for start, stop in zip(starts, stops, strict=True)]


def _as_written(sentence: str, written: list[tuple[str, int]]) -> str:
    return _MARKED.sub(lambda mark: f"{{{{{written[int(mark.group(1))][0]}}}}}", sentence).strip()


def _refuse_bare(whole: str, file: str, names: Collection[str], written: list[tuple[str, int]]) -> None:
    """Raise ReportError for the first figure in the prose that no token gave and no rule allows."""
    known = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or r"(?!)"
    left = whole
    for allowed in (_MARKED, _ALLOWED, re.compile(rf"\b(?:{known})\b", re.IGNORECASE)):
        left = allowed.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), left)
    bare = _FIGURE.search(left)
    if bare is None:
        return
    sentence = [text for start, text in _sentences(whole) if start <= bare.start()][-1]
    raise ReportError(
        f"The figure {bare.group()} stands in the prose without a token, in the sentence: "
        f"{' '.join(_as_written(sentence, written).split())}",
        where=Location(file, row=whole.count("\n", 0, bare.start()) + 1),
        expected="a token such as {{ child_poverty.lead }}; years, list numbers and quoted lines need none",
        next_step="Give it by a token, or leave it out",
    )
