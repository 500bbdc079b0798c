"""What the prose around tokens may not say: figures, comparisons, and words that turn or strengthen a claim."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from benchmarking.errors import ReportError
from benchmarking.findings.words import listed
from benchmarking.report.claims.sentences import MARKED, sentences

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_PEOPLE = "children|young people|pupils|people|residents|adults|women|men"
#: A whole number: neither a percentage nor the start of a longer one.
_WHOLE = r"\b(?![%\d]|[,.]\d)"
#: What may stand without a token, by rule.
_ALLOWED = re.compile(
    "|".join(
        [
            # dates, years and spans of years
            rf"\b(?:[12]?\d|3[01])(?:st|nd|rd|th)? (?:{_MONTHS})\b",
            rf"(?<![£$€,.\d])\b(?:19|20)\d\d(?:[-–/](?:\d\d){{1,2}}|s)?{_WHOLE}",
            # ages
            rf"\b(?i:aged?|ages)(?: (?:under|over))? \d{{1,2}}(?:(?: to | and |[-–])\d{{1,2}})?{_WHOLE}",
            rf"\b(?i:{_PEOPLE}) (?:under|over) \d{{1,2}}{_WHOLE}",
            r"\b(?i:under|over)[- ]\d{1,2}s\b",
            r"\b\d{1,2}(?:(?: to |[-–])\d{1,2})?[- ]year[- ]olds?\b",
            # names that end in a number
            rf"\b(?i:key stage|level|grade|attainment|progress) [1-9]{_WHOLE}",
            rf"\bYear (?:1[0-3]|[1-9]){_WHOLE}",
            rf"\b(?i:notebook|section|part|pages?) \d{{1,3}}(?: (?:to|and) \d{{1,3}})?{_WHOLE}",
            r"\b(?i:covid-19)\b",
            r"\bv\d+\.\d+\b",
            # addresses
            r"(?<=\]\()[^)\s]*",
            r"https?://[^\s>)]+",
        ]
    )
)
_QUOTED = re.compile(r"(?m)^[ \t]*>.*$")
_NUMBERED = re.compile(r"(?m)^[ \t]*(\d+)\.(?=\s)")
#: A figure in digits.
FIGURE = re.compile(r"\d+(?:,\d+)*(?:\.\d+)?%?")
_SMALL = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_LARGE = (
    "thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|"
    "eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?"
)
#: Numbers above twelve, shares and multiples, as words.
_IN_WORDS = re.compile(
    rf"(?i)\b(?:(?:{_LARGE})(?:-(?:{_SMALL}))?|half|halves|halved|twice|doubl(?:e|es|ed|ing)|trebl(?:e|es|ed|ing)"
    rf"|tripl(?:e|es|ed|ing)|per ?cent|(?:{_SMALL}) times|(?:{_SMALL}) (?:in|out of) (?:every )?(?:{_SMALL}|{_LARGE})"
    rf"|(?:an?|{_SMALL})[- ](?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)s?|(?:{_SMALL})fold)\b"
)
_COMPARED = re.compile(r"(?i)\b(higher|lower|better|worse)\s+than\b")
_TURNED = re.compile(
    r"(?i)\b(not|never|hardly|no longer|much|far|even|clearly|significantly|considerably|substantially)\s+$"
)
#: In code between braces: what follows a comparison sign, names, and texts.
_AFTER_SIGN = re.compile(r"""(?:[=!]=|[<>]=?)\s*(?:\d+(?:\.\d+)?|"[^"]*"|'[^']*')""")
_NAME = re.compile(r"[A-Za-z_]\w*")
_TEXT = re.compile(r""""[^"]*"|'[^']*'""")

Fault = tuple[int, ReportError]


def faults(
    whole: str, names: Collection[str], printed: Collection[str], claims: Collection[int]
) -> list[Fault]:
    """Find what the prose of a chapter may not say; return each with the place at which it stands.

    Parameters
    ----------
    whole : the chapter with a mark for each token.
    names : words with figures in them that are names, such as "County-12".
    printed : the figures that the strategy prints: they may stand in lines quoted from it.
    claims : the numbers of the tokens that are claims and not figures.
    """
    prose = _QUOTED.sub(_blank, whole)
    return [
        *_bare(whole, prose, names),
        *_misquoted(whole, names, printed),
        *_compared(prose),
        *_turned(whole, claims),
    ]


def figures_in_code(code: str) -> list[str]:
    """Return the figures that stand between braces, but for those after a comparison sign."""
    left = _AFTER_SIGN.sub(" ", code)
    texts = " ".join(_TEXT.findall(left))
    numbers = FIGURE.findall(_NAME.sub(" ", _TEXT.sub(" ", left)))
    return [*numbers, *_figures(_ALLOWED.sub(_blank, texts), texts).values()]


def _bare(whole: str, prose: str, names: Collection[str]) -> Iterator[Fault]:
    left, last = _without_allowed(prose, names), 0
    for item in _NUMBERED.finditer(left):
        if int(item.group(1)) in (1, last + 1):
            last = int(item.group(1))
            left = left[: item.start()] + _blank(item) + left[item.end() :]
    found = _figures(left, whole)
    for start, sentence in sentences(whole):
        here = [at for at in found if start <= at < start + len(sentence)]
        if here:
            told = [found[at] for at in here]
            stand = "The figure {} stands" if len(told) == 1 else "The figures {} stand"
            yield (
                here[0],
                ReportError(
                    f"{stand.format(listed(told))} in the prose without a token",
                    expected="a token such as {{ child_poverty.lead }}, or what docs/writing-the-report.md allows",
                    next_step="Give it by a token, or leave it out",
                ),
            )


def _misquoted(whole: str, names: Collection[str], printed: Collection[str]) -> Iterator[Fault]:
    left = _without_allowed(whole, names)
    for quoted in _QUOTED.finditer(left):
        for figure in FIGURE.finditer(quoted.group()):
            if figure.group() not in printed:
                yield (
                    quoted.start() + figure.start(),
                    ReportError(
                        f"The figure {figure.group()} is quoted and is not one that the strategy prints",
                        expected="a figure in the column `printed` of data/reference/strategy_claims.csv",
                        next_step="Add it there with its page, or leave it out",
                    ),
                )


def _compared(prose: str) -> Iterator[Fault]:
    for found in _COMPARED.finditer(prose):
        yield (
            found.start(),
            ReportError(
                f"The words '{found.group()}' stand outside a claim, so that nothing checks them",
                expected="a claim such as {{ child_poverty is higher than england }}",
                next_step="Make it a claim, or say it without comparing",
            ),
        )


def _turned(whole: str, claims: Collection[int]) -> Iterator[Fault]:
    for mark in MARKED.finditer(whole):
        word = _TURNED.search(whole, max(0, mark.start() - 40), mark.start())
        if word and int(mark.group(1)) in claims:
            yield (
                word.start(),
                ReportError(
                    f"The word '{word.group(1)}' before a claim turns or strengthens it",
                    expected="a claim that says by itself what is so, and no more",
                    next_step="Leave the word out, or make another claim",
                ),
            )


def _without_allowed(text: str, names: Collection[str]) -> str:
    known = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or r"(?!)"
    for allowed in (MARKED, _ALLOWED, re.compile(rf"\b(?:{known})\b", re.IGNORECASE)):
        text = allowed.sub(_blank, text)
    return text


def _figures(left: str, whole: str) -> dict[int, str]:
    """Return the figures in what is left of a text, in digits of any script or as words, by their places."""
    digits = "".join("0" if letter.isnumeric() and not letter.isdecimal() else letter for letter in left)
    found = [*FIGURE.finditer(digits), *_IN_WORDS.finditer(left)]
    return {one.start(): whole[one.start() : one.end()] for one in sorted(found, key=lambda one: one.start())}


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found.group())
