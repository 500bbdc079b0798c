"""The warrants of a report: every figure and finding that it prints, numbered, down to rows of data/raw."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from benchmarking.findings import PAIRED, SINCE, finding, period_words, sentence
from benchmarking.findings.frame import Finding
from benchmarking.findings.warrant_sides import Side, places_of, sides_of_figures
from benchmarking.findings.words import figure_words, interval_words
from benchmarking.report.claims import Told
from benchmarking.report.documents import escape
from benchmarking.report.markdown import Markdown, pipe_table
from benchmarking.study import Study

#: What a template prints where the appendix of warrants is to stand.
APPENDIX = "⟦warrants⟧"
_CITED = re.compile(r"⟦(\d+)⟧")
#: Whose figure the mean of the comparison group is.
_GROUP = "group"


class Warrants:
    """What a report cites, in the order in which it is first cited.

    A cited figure is a mark in the text until `fill` makes it a link, because text is escaped in between. A
    link's title is the number of its indicator's entry: Word and PDF print it as the number of a note.
    """

    def __init__(self, study: Study, findings: pd.DataFrame) -> None:
        self._study = study
        self._findings = findings
        self._links: list[tuple[str, str, str]] = []
        self._figures: dict[str, dict[tuple[str, str], None]] = {}
        self._compared: dict[str, dict[str, None]] = {}
        self._used: dict[str, None] = {}
        self._sides: dict[tuple[str, str, str], Side] = {}

    def mark(self, words: str, found: Finding, mine: bool) -> str:
        """Cite a figure of a finding, the lead's or the other side's, and return the mark for its words.

        The other side of a trend or of what is expected is no published figure: then the finding is cited.
        """
        if found.is_silent or (not mine and found.kind in ("trend", "expected", "rank")):
            return self._finding(words, found)
        area, period = (self._study.lead.code, found.lead_period) if mine else _other(found, self._study)
        self._figures.setdefault(found.indicator, {})[area, period] = None
        return self._link(words, found.indicator, _anchor("w", found.indicator, area, period))

    def told(self, said: Told) -> str:
        """Cite what a chapter's token says, and return the mark for its words."""
        found = [finding(self._findings, name) for name in said.findings]
        if said.whose:
            return self.mark(said.words, found[0], said.whose == "lead")
        for one in found:
            self._compared.setdefault(one.indicator, {})[one.id] = None
        return self._finding(said.words, found[0])

    def sentence(self, found: Finding) -> str:
        """Say a finding with each of its figures cited."""
        return sentence(found, self._study.reference, self._study.lead.name, mark=self.mark)

    def fill(self, text: str) -> str:
        """Put links for the marks and the appendix for its mark, in a text that is otherwise ready."""
        appendix = self._appendix() if APPENDIX in text else ""
        numbers = {indicator: number for number, indicator in enumerate(self._figures, start=1)}

        def link(mark: re.Match[str]) -> str:
            words, indicator, anchor = self._links[int(mark.group(1))]
            return f'[{escape(words)}](#{anchor} "{numbers[indicator]}")'

        return _CITED.sub(link, text.replace(APPENDIX, appendix))

    def _finding(self, words: str, found: Finding) -> str:
        self._figures.setdefault(found.indicator, {})
        self._compared.setdefault(found.indicator, {})[found.id] = None
        return self._link(words, found.indicator, _anchor("c", found.id))

    def _link(self, words: str, indicator: str, anchor: str) -> str:
        self._links.append((words, indicator, anchor))
        return f"⟦{len(self._links) - 1}⟧"

    def _appendix(self) -> str:
        for indicator, names in self._compared.items():
            for name in names:
                self._figures[indicator] |= dict.fromkeys(_used(finding(self._findings, name), self._study))
        asked = [(name, *key) for name, keys in self._figures.items() for key in keys if key[0] != _GROUP]
        self._sides = sides_of_figures(self._study, asked)
        entries = [line for indicator in self._figures for line in self._entry(indicator)]
        return "\n".join(["## Figures and findings\n", *entries, *self._releases()])

    def _releases(self) -> Iterator[str]:
        """List the releases that the entries name, with page and checksum of the file that was read."""
        yield "## Releases {#w-releases}\n"
        for name in sorted(self._used):
            release = self._study.releases[name]
            page = f", <{release.address}>" if release.address.startswith("http") else ""
            yield (
                f"- [**{escape(name)}**]{{#r-{_word(name)}}}: {escape(release.publisher)}, {escape(release.title)}, "
                f"published {release.released.isoformat()}{page}; "
                f"file {escape(release.file)}, sha256 `{release.file_sha256}`"
            )

    def _entry(self, indicator: str) -> Iterator[str]:
        number = list(self._figures).index(indicator) + 1
        item = self._study.reference.indicators[indicator]
        yield f"### {number}. {escape(item.title)} {{#w-{_word(indicator)}}}\n"
        yield escape(f"{item.definition} {item.caveat}".strip()) + "\n"
        compared = [finding(self._findings, name) for name in self._compared.get(indicator, {})]
        lines = [self._line(indicator, area, period) for area, period in self._figures[indicator]]
        if lines:
            level = f"{100 * self._study.parameters.confidence_level:g}%"
            columns = ["Whose", f"Figure, {level} interval", "Period", "How", "Read from"]
            yield pipe_table(
                pd.DataFrame(lines, columns=columns, dtype=object),
                f"Figures of {item.title}",
                f"w-{_word(indicator)}",
                [3, 4, 3, 4, 7],
            )
        for one in compared:
            said = sentence(one, self._study.reference, self._study.lead.name)
            method = f"Method: {one.method}." if one.method else ""
            yield f"- [{escape(said)}]{{#{_anchor('c', one.id)}}} {escape(method)}"
        yield ""

    def _line(self, indicator: str, area: str, period: str) -> list[str]:
        side = self._group(indicator) if area == _GROUP else self._sides[indicator, area, period]
        names = dict.fromkeys(side.rows["release"])
        self._used |= names
        releases = "; ".join(f"[{escape(name)}](#r-{_word(name)})" for name in names)
        where = side.note or "; ".join(places_of(side))
        limits = f"{side.interval}, {side.interval_method}" if side.interval else side.interval_method
        return [
            Markdown(f"[{escape(side.name)}]{{#{_anchor('w', indicator, area, period)}}}"),
            f"{side.figure} ({limits})",
            side.period,
            side.method,
            Markdown(f"{releases}: {escape(where)}"),
        ]

    def _group(self, indicator: str) -> Side:
        """Return the group's mean, whose members' figures are in the tables beside the report."""
        item = self._study.reference.indicators[indicator]
        found = finding(self._findings, f"{indicator}.vs.group")
        rows = self._study.observations
        members = rows[
            (rows["indicator"] == indicator)
            & rows["area_code"].isin(self._study.comparators)
            & (rows["period"] == found.period)
            & rows["value"].notna()
        ]
        interval = interval_words(found.lower, found.upper, item.decimals)
        return Side(
            name="Mean of the group",
            figure=figure_words(found.value, item.unit.name, item.decimals),
            interval=interval,
            interval_method="from the members' intervals" if interval else "none",
            period=period_words(found.period),
            method=f"plain mean of {len(members)} authorities",
            note="each member's figure is in tables.xlsx, sheet Figures",
            rows=members.assign(release=members["release"].str.split(";")).explode("release"),
        )


def _used(found: Finding, study: Study) -> list[tuple[str, str]]:
    """Return the figures, as area and period, on which a finding rests."""
    used = [(study.lead.code, found.lead_period)] if found.lead_period else []
    return used + ([_other(found, study)] if found.kind in (*PAIRED, *SINCE) and found.period else [])


def _other(found: Finding, study: Study) -> tuple[str, str]:
    whose = {"group": _GROUP, **dict.fromkeys(SINCE, study.lead.code)}
    return whose.get(found.kind, found.comparator), found.period


def _anchor(kind: str, *parts: str) -> str:
    return "-".join([kind, *(_word(part) for part in parts)])


def _word(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", text)
