"""A chapter as its researcher wrote it: its sentences, its figures and claims, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

import jinja2

from benchmarking.errors import Location, ReportError
from benchmarking.report.claims.language import Figure, Said, parse
from benchmarking.report.claims.rules import faults, figures_in_code
from benchmarking.report.claims.sentences import LINE_END, MARK, MARKED, sentences

_JINJA = jinja2.Environment(autoescape=True, keep_trailing_newline=True)
_BRACE = re.compile(r"\}\}|\{(?=\s*[A-Za-z])")
_SAYS_FRAGILE = re.compile(r"(?i)(?<!not )\bfragile\b")


@dataclass(frozen=True, slots=True)
class Token:
    """One figure or claim of a chapter: what it says, where, and the sentence around it as written."""

    said: Said
    line: int
    sentence: str

    @property
    def says_fragile(self) -> bool:
        """Whether the sentence has the word, outside of what stands between braces."""
        return _SAYS_FRAGILE.search(re.sub(r"\{\{.*?\}\}", " ", self.sentence, flags=re.DOTALL)) is not None


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter made ready: its template with tokens as calls of `said`, the tokens in order, and its faults."""

    file: str
    template: str
    tokens: tuple[Token, ...]
    faults: tuple[ReportError, ...] = ()


def read_chapter(
    text: str,
    file: str,
    ours: Callable[[str], bool],
    names: Collection[str] = (),
    printed: Collection[str] = (),
) -> Chapter:
    """Find a chapter's figures and claims, and what is wrong with its words whatever the findings say.

    Parameters
    ----------
    text, file : what the researcher wrote, and the file's name for errors.
    ours : tells whether a name at the start of an expression is an indicator.
    names : words with figures in them that are names, such as "County-12".
    printed : the figures that the strategy prints.

    Returns the chapter with a fault, naming file, line and sentence, for each token that cannot be read and for
    whatever `rules.faults` finds. A chapter with faults cannot be rendered.
    """
    if not text.strip():
        empty = ReportError(
            "The chapter is empty", where=file, next_step="Write its words, or take the file away"
        )
        return Chapter(file, text, (), (empty,))
    try:
        pieces = list(_cut(text))
    except jinja2.TemplateSyntaxError as error:
        return Chapter(file, text, (), (_unread(error, file),))
    said: list[str] = []
    tokens: list[tuple[int, int, str]] = []
    template: list[str] = []
    plain: list[str] = []
    code: list[tuple[int, str]] = []
    for kind, line, piece in pieces:
        ours_here = kind == "said" and _is_ours(piece[2:-2], ours)
        if ours_here:
            tokens.append((len(said), line, piece[2:-2].strip("-+ \t\n")))
        elif kind in ("said", "code"):
            code.append((line, piece))
        lines = piece.count("\n")
        line_ends = "\n" * lines
        calls = f"{{{{ said({len(tokens) - 1}){line_ends} }}}}"
        template.append(calls if ours_here else piece)
        plain.append(piece if kind == "prose" else lines * LINE_END)
        if kind == "said":
            plain[-1] = MARK.format(f"{len(said)}{lines * LINE_END}")
            said.append(piece)
    whole = "".join(plain)
    around = {
        int(number): _as_written(sentence, said)
        for _, sentence in sentences(whole)
        for number in MARKED.findall(sentence)
    }
    read: list[Token] = []
    claims: list[int] = []
    wrong: list[tuple[int, ReportError]] = []
    for mark, line, piece in tokens:
        try:
            read.append(Token(parse(piece), line, around[mark]))
        except ReportError as error:
            wrong.append((line, at(error, file, line, around[mark])))
            continue
        claims += [mark] if not isinstance(read[-1].said, Figure) else []
    for start, fault in [*faults(whole, names, printed, claims), *_braces(whole)]:
        line = sum(whole.count(end, 0, start) for end in ("\n", LINE_END)) + 1
        sentence = [text for begin, text in sentences(whole) if begin <= start][-1]
        wrong.append((line, at(fault, file, line, _as_written(sentence, said))))
    wrong += [(line, fault) for line, piece in code for fault in _in_code(piece, file, line)]
    if not wrong:
        wrong += _compiled("".join(template), file)
    in_order = tuple(fault for _, fault in sorted(wrong, key=lambda one: one[0]))
    return Chapter(file, "".join(template), tuple(read), in_order)


def at(error: ReportError, file: str, line: int, sentence: str) -> ReportError:
    """Return an error with its file, line and sentence."""
    return ReportError(
        f"{error.problem}, in the sentence: {' '.join(sentence.split())}",
        where=Location(file, row=line),
        found=error.found,
        expected=error.expected,
        next_step=error.next_step,
    )


def _cut(text: str) -> Iterator[tuple[str, int, str]]:
    """Cut a template by Jinja's own lexer into prose, what is said between double braces, code and remarks."""
    inside: list[str] = []
    kind_of = {"variable_end": "said", "block_end": "code", "comment_end": "remark"}
    start = 0
    for line, kind, value in _JINJA.lex(text):
        if kind == "data":
            yield "prose", line, value
            continue
        start = start if inside else line
        inside.append(value)
        if kind in kind_of or kind.startswith("raw"):
            yield kind_of.get(kind, "remark"), start, "".join(inside)
            inside = []


def _is_ours(piece: str, ours: Callable[[str], bool]) -> bool:
    """Tell a figure or claim, right or wrong, from a name that the library gives."""
    first = re.match(r"[-+\s]*([a-z][a-z0-9_]*)", piece)
    if first and ours(first.group(1)):
        return True
    said = _read(piece)
    if said is None:
        return not _is_jinja(piece)
    # `levels.trend` is a name of the library; `child_povrty.lead` is a slip.
    return not isinstance(said, Figure) or (re.search(r"[.\[]", piece) is not None and said.part != "trend")


@lru_cache(maxsize=1024)
def _read(piece: str) -> Said | None:
    """Read a figure or a claim, once for those that chapters repeat; None is neither."""
    try:
        return parse(piece)
    except ReportError:
        return None


def _is_jinja(piece: str) -> bool:
    try:
        _JINJA.parse(f"{{{{{piece}}}}}")
    except jinja2.TemplateSyntaxError:
        return False
    return True


def _in_code(piece: str, file: str, line: int) -> Iterator[ReportError]:
    for figure in figures_in_code(piece):
        yield ReportError(
            f"The figure {figure} stands between braces: {' '.join(piece.split())}",
            where=Location(file, row=line),
            expected="figures only after a comparison sign, as in {% if how_many > 2 %}",
            next_step="Give it by a token, or leave it out",
        )


def _braces(whole: str) -> Iterator[tuple[int, ReportError]]:
    for brace in _BRACE.finditer(whole):
        yield (
            brace.start(),
            ReportError(
                "A brace stands in the prose",
                expected="two on either side of a figure or claim: {{ child_poverty.lead }}",
                next_step="Write both pairs, or take the brace away",
            ),
        )


def _compiled(template: str, file: str) -> list[tuple[int, ReportError]]:
    try:
        _JINJA.compile(template)
    except jinja2.TemplateSyntaxError as error:
        return [(error.lineno, _unread(error, file))]
    return []


def _unread(error: jinja2.TemplateSyntaxError, file: str) -> ReportError:
    return ReportError(
        "The chapter cannot be read",
        where=Location(file, row=error.lineno),
        found=error.message,
        next_step="Look for a {{, {% or {# without its }}, %} or #}, and for curled quotation marks between them",
    )


def _as_written(sentence: str, said: list[str]) -> str:
    return MARKED.sub(lambda mark: said[int(mark.group(1))], sentence).strip()
