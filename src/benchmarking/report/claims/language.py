"""Read what a chapter says between double braces: a figure of the study, or a claim about its findings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from lark import Lark, Token, Transformer, UnexpectedInput, v_args

from benchmarking.errors import ReportError, nearest

#: What a claim may be set against when it is not an authority: findings know them by these words.
GROUP, REFERENCE, LEAD = "group", "reference", "lead"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure token: of whom (`lead`, `group`, `reference`, or an area's code or name), and which part of it."""

    indicator: str
    whose: str = LEAD
    part: str = "value"


@dataclass(frozen=True, slots=True)
class Compared:
    """That the lead is higher, lower, better, worse, similar or close beside another."""

    indicator: str
    verdict: str
    other: str
    hedged: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """That the lead's true place lies between two places of so many."""

    indicator: str
    first: int
    last: int
    of: int
    hedged: bool = False


@dataclass(frozen=True, slots=True)
class InFifth:
    """That the lead is in a fifth of English authorities."""

    indicator: str
    fifth: str


@dataclass(frozen=True, slots=True)
class Changed:
    """That the lead's figure has risen, fallen, stayed close or not changed since a year; `have` as written."""

    indicator: str
    change: str
    since: int
    hedged: bool = False
    have: str = "has"


@dataclass(frozen=True, slots=True)
class Moves:
    """That the lead's trend is of a kind: improving, worsening, increasing, decreasing, no clear change.

    `show` is "shows" or "show", as written.
    """

    indicator: str
    trend: str
    hedged: bool = False
    show: str = "shows"


@dataclass(frozen=True, slots=True)
class GapMoves:
    """That a gap of the lead is widening or narrowing, since the baseline."""

    indicator: str
    moving: str
    hedged: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """That most, all or none of the comparators are higher, lower, better or worse than the lead."""

    indicator: str
    share: str
    verdict: str
    of: str = ""
    hedged: bool = False


Claim = Compared | Ranked | InFifth | Changed | Moves | GapMoves | Share
Said = Figure | Claim


def parse(text: str) -> Said:
    """Read a figure or a claim, such as "child_poverty is higher than england".

    Raises ReportError, pointing at the word that could not be read, for anything else.
    """
    said = " ".join(text.split())
    try:
        return _Reader().transform(_parser().parse(said))
    except UnexpectedInput as error:
        left = re.match(r"\w+|\S", said[max(error.column - 1, 0) :]) if error.column > 0 else None
        word = left.group() if left else ""
        raise ReportError(
            "A figure or claim cannot be read",
            found=repr(f"{{{{ {said} }}}}")
            + (f", which cannot be read from {word!r} on" if word else ", which ends too early"),
            expected="one of the forms in docs/writing-the-report.md, such as "
            "{{ child_poverty.lead }} or {{ child_poverty is higher than england }}",
            next_step=(nearest(word, _words()) if word not in _words() else None)
            or "Write it in one of these forms, or leave the sentence out",
        ) from None


@cache
def _parser() -> Lark:
    grammar = resources.files(__package__).joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="earley", lexer="dynamic")


@cache
def _words() -> list[str]:
    """List the words that the language has."""
    patterns = " ".join(term.pattern.value for term in _parser().terminals if term.name != "NUMBER_WORD")
    return sorted(set(re.findall(r"[a-z]{2,}", patterns)))


@v_args(inline=True)
class _Reader(Transformer[Token, Said]):
    """Turn a parsed text into one of the classes above."""

    def figure(self, indicator: Token, *parts: tuple[str, str]) -> Figure:
        return Figure(str(indicator), **dict(parts))

    def side(self, whose: Token) -> tuple[str, str]:
        return "whose", REFERENCE if whose.lower() == "england" else str(whose)

    def area(self, quoted: Token) -> tuple[str, str]:
        return "whose", quoted[1:-1]

    def part(self, part: Token) -> tuple[str, str]:
        return "part", str(part)

    def group(self) -> tuple[str, str]:
        return "whose", GROUP

    def named(self, name: Token) -> tuple[str, str]:
        return "whose", REFERENCE if name.lower() == "england" else str(name)

    def hedged(self) -> bool:
        return True

    def compared(
        self, indicator: Token, verdict: Token, other: tuple[str, str], hedged: bool = False
    ) -> Compared:
        return Compared(str(indicator), str(verdict), other[1], hedged)

    def ranked(self, indicator: Token, first: Token, last: Token, of: Token, hedged: bool = False) -> Ranked:
        return Ranked(str(indicator), int(first), int(last), int(of), hedged)

    def in_fifth(self, indicator: Token, fifth: Token) -> InFifth:
        return InFifth(str(indicator), str(fifth))

    def changed(
        self, indicator: Token, have: Token, change: Token, since: Token, hedged: bool = False
    ) -> Changed:
        return Changed(str(indicator), str(change), int(since[:4]), hedged, str(have))

    def moves(self, indicator: Token, said: Token, hedged: bool = False) -> Moves:
        if said in ("shows", "show"):
            return Moves(str(indicator), "no clear change", hedged, str(said))
        return Moves(str(indicator), str(said), hedged)

    def gap(self, indicator: Token, moving: Token, hedged: bool = False) -> GapMoves:
        return GapMoves(str(indicator), str(moving), hedged)

    def share(self, share: Token, *rest: Token | bool) -> Share:
        words = [str(word) for word in rest if word is not True]
        verdict, indicator = words[-2:]
        return Share(str(indicator), str(share), verdict, words[0] if len(words) == 3 else "", True in rest)
