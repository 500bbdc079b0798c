"""The appendix of warrants: an entry for every indicator cited, a line for every figure, down to data/raw."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from benchmarking.findings import PAIRED, SINCE, finding, period_words, sentence
from benchmarking.findings.frame import Finding
from benchmarking.findings.warrant_sides import Side, lines_of, sides_of_figures
from benchmarking.findings.words import basis_words, figure_words, hedged, interval_words
from benchmarking.report.documents import escape
from benchmarking.stats import plain_method
from benchmarking.study import Study

#: Whose figure the mean of the comparison group is.
GROUP = "group"


@dataclass(frozen=True, slots=True)
class Cited:
    """Words of a report that rest on figures of one indicator, as area and period, and on findings, by id.

    `anchor` is where their link leads; `noted` whether they have the number of a note in Word and PDF.
    """

    words: str
    indicator: str
    anchor: str
    figures: tuple[tuple[str, str], ...]
    findings: tuple[str, ...]
    noted: bool = True


def figure_anchor(indicator: str, area: str, period: str) -> str:
    """Name the place of a figure's line."""
    return _anchor("w", indicator, area, period)


def finding_anchor(name: str) -> str:
    """Name the place where a finding is told."""
    return _anchor("c", name)


def beside(found: Finding, study: Study) -> tuple[str, str]:
    """Return the area and the period of the figure that a finding sets the lead's beside."""
    whose = {"group": GROUP, **dict.fromkeys(SINCE, study.lead.code)}
    return whose.get(found.kind, found.comparator), found.period


def rests_on(found: Finding, study: Study) -> tuple[tuple[str, str], ...]:
    """Return the figures, as area and period, on which a finding rests."""
    own = ((study.lead.code, found.lead_period),) if found.lead_period else ()
    return own + ((beside(found, study),) if _has_other(found) else ())


def appendix(study: Study, findings: pd.DataFrame, cited: Sequence[Cited]) -> str:
    """Write the entries of what is cited, in the order of the first mention, and the releases.

    A line has the figure, its interval, period and method, and the lines of data/raw that it was read from. A
    finding stands on the line of the figure that the lead's is beside, or else in a sentence of its own.
    """
    figures: dict[str, dict[tuple[str, str], None]] = {}
    compared: dict[str, dict[str, None]] = {}
    for one in cited:
        figures.setdefault(one.indicator, {}).update(dict.fromkeys(one.figures))
        compared.setdefault(one.indicator, {}).update(dict.fromkeys(one.findings))
    asked = [(name, *key) for name, keys in figures.items() for key in keys if key[0] != GROUP]
    sides = sides_of_figures(study, asked)
    written = ["## Figures and findings\n"]
    for number, (name, keys) in enumerate(figures.items(), start=1):
        item = study.reference.indicators[name]
        told = [finding(findings, one) for one in compared[name]]
        written += [f"### {number}. {escape(item.title)} {{#{_anchor('w', name)}}}\n"]
        written += [escape(f"{item.definition} {item.caveat}".strip()) + "\n"]
        for area, period in keys:
            side = _group(study, findings, name) if area == GROUP else sides[name, area, period]
            here = [one for one in told if _has_other(one) and beside(one, study) == (area, period)]
            said = "".join(f" {_verdict(study, one)}" for one in here)
            place = figure_anchor(name, area, period)
            written += [
                f"- [**{escape(side.name)}**]{{#{place}}} {escape(_figure(side))}{_read(side)}.{said}"
            ]
        written += [f"- {_sentence(study, one)}" for one in told if not _has_other(one)]
        written += [""]
    return "\n".join([*written, *_releases(study)])


def _has_other(found: Finding) -> bool:
    return found.kind in (*PAIRED, *SINCE) and bool(found.period) and not found.is_silent


def _figure(side: Side) -> str:
    how = plain_method(side.interval_method)
    limits = f"{side.interval}, {how}" if side.interval else f"interval: {how}"
    return f"{side.figure} ({limits}), {side.period}, {side.method}"


def _read(side: Side) -> str:
    """Say where a figure was read, each file a link to its release; the group's mean was read nowhere."""
    places = [
        f"[{escape(Path(file).name)}](#{_anchor('r', release)}) {escape(lines)}".strip()
        for release, file, lines in lines_of(side)
    ]
    return "".join(f"; {place}" for place in places)


def _verdict(study: Study, found: Finding) -> str:
    """Say what a finding makes of the lead's figure beside the one on this line."""
    item = study.reference.indicators[found.indicator]
    own = figure_words(found.lead_value, item.unit.name, item.decimals)
    own += f" {period_words(found.lead_period)}" if found.kind in SINCE else ""
    said = f"{study.lead.name} {own}: {found.verdict} ({hedged(found, basis_words(found))})"
    return f"[{escape(said)}]{{#{finding_anchor(found.id)}}}, {escape(_method(found))}."


def _sentence(study: Study, found: Finding) -> str:
    said, method = sentence(found, study.reference, study.lead.name), _method(found)
    return f"[{escape(said)}]{{#{finding_anchor(found.id)}}} {escape(method[0].upper() + method[1:])}."


def _method(found: Finding) -> str:
    return f"method: {plain_method(found.method)}" if found.method else "no method"


def _group(study: Study, findings: pd.DataFrame, indicator: str) -> Side:
    """Return the group's mean, whose members' figures are in the tables beside the report."""
    item = study.reference.indicators[indicator]
    found = finding(findings, f"{indicator}.vs.group")
    interval = interval_words(found.lower, found.upper, item.decimals)
    return Side(
        name="Mean of the group",
        figure=figure_words(found.value, item.unit.name, item.decimals),
        interval=interval,
        interval_method="from the members' intervals" if interval else "none",
        period=period_words(found.period),
        method=f"plain mean of {found.of - 1:.0f} authorities",
        note="",
        rows=pd.DataFrame(columns=["release", "file", "line"]),
    )


def _releases(study: Study) -> Iterator[str]:
    """List the vintage's releases, with page and checksum of the file that was read, and what is to be known."""
    yield "## Releases {#w-releases}\n"
    for release in study.releases.values():
        page = f", <{release.address}>" if release.address.startswith("http") else ""
        note = re.sub(r" with SHA-256 [0-9a-f]{64}", "", release.note or "").strip(" .")
        known = f" {escape(note[0].upper() + note[1:])}." if note else ""
        yield (
            f"- [**{escape(release.title)}**]{{#{_anchor('r', release.id)}}}, {escape(release.publisher)}, "
            f"published {release.released.isoformat()}{page}.{known} "
            f"The file that was read: {escape(release.file)}, sha256 `{release.file_sha256}`."
        )


def _anchor(kind: str, *parts: str) -> str:
    return "-".join([kind, *(re.sub(r"[^A-Za-z0-9]+", "-", part) for part in parts)])
