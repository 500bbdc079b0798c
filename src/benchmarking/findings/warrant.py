"""The warrant of a finding: what it says, how it was computed, and what it rests on, down to checksums."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from benchmarking.findings.frame import Finding, finding
from benchmarking.findings.origins import line_or_row
from benchmarking.findings.places_compared import place_of, study_of_place
from benchmarking.findings.store import findings_of, place_findings_of
from benchmarking.findings.warrant_sides import Side, sides_of
from benchmarking.findings.words import sentence
from benchmarking.findings.workings import workings
from benchmarking.stats import plain_method
from benchmarking.study import Study
from benchmarking.vintages import Release


@dataclass(frozen=True, slots=True)
class Warrant:
    """What one finding rests on: its sentence, its workings, its figures and its releases.

    `level` is the confidence level of the figures' intervals, in words.
    """

    finding: Finding
    sentence: str
    definition: str
    caveat: str
    level: str
    workings: dict[str, str]
    sides: tuple[Side, ...]
    releases: tuple[Release, ...]


def warrant(study: Study, name: str) -> Warrant:
    """Return the warrant of one finding of any kind, such as "employment_rate.vs.group".

    With a place's code before it, it is that of a finding of the place: "<code>.employment_rate.vs.england".

    Raises CommandError, offering the nearest, for an id that no finding has.
    """
    if place := place_of(study, name):
        found = finding(place_findings_of(study, keep=False), name)
        study = study_of_place(study, place)
    else:
        found = finding(findings_of(study, keep=False), name)
    item = study.reference.indicators[found.indicator]
    sides = sides_of(study, found)
    used = {release for side in sides for release in side.rows["release"]}
    used |= {release for release in found.sources.split(";") if release}
    return Warrant(
        finding=found,
        sentence=sentence(found, study.reference, study.lead.name),
        definition=item.definition,
        caveat=item.caveat,
        level=f"{100 * study.parameters.confidence_level:g}%",
        workings=workings(study, found, sides),
        sides=sides,
        releases=tuple(study.releases[release] for release in sorted(used)),
    )


def told(found: Warrant, *, rows: int = 14) -> list[str]:
    """Tell a warrant as lines of plain text, with at most `rows` rows of data/raw for each figure."""
    lines = [found.sentence, "", f"What is measured: {found.definition}"]
    lines += [f"Caveat: {found.caveat}"] if found.caveat else []
    lines += ["", *(f"{label}: {words}" for label, words in found.workings.items())]
    for side in found.sides:
        interval = (
            f" ({found.level} interval {side.interval}, {plain_method(side.interval_method)})"
            if side.interval
            else ""
        )
        note = f"; {side.note}" if side.note else ""
        lines += ["", f"{side.name}: {side.figure}{interval}, {side.period}, {side.method}{note}"]
        for _, row in side.rows.head(rows).iterrows():
            place = "" if pd.isna(row["line"]) else f" {line_or_row(row['file'])} {row['line']}"
            where = row["file"] + place
            lines.append(f"    {where}: {row['area_code']} {row['what']}{_figure(row)}")
        if len(side.rows) > rows:
            lines.append(f"    and {len(side.rows) - rows:,} rows more")
    lines += ["", "Releases:"] if found.releases else []
    for release in found.releases:
        lines += [
            f"  {release.id}: {release.publisher}, {release.title}, published {release.released.isoformat()}",
            f"    {release.address}",
            f"    read from {release.file}, sha256 {release.file_sha256}",
        ]
    return lines


def _figure(row: pd.Series) -> str:
    """Say a row's value or its marker, and the counts that it was published with."""
    value = f" {row['status']}".rstrip() if pd.isna(row["value"]) else f" = {row['value']:,.10g}"
    if pd.isna(row["numerator"]) or pd.isna(row["denominator"]):
        return value
    return f"{value} ({row['numerator']:,.10g} of {row['denominator']:,.10g})"
