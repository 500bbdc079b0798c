"""The warrant of a finding: what it says, how it was computed, and what it rests on, down to checksums."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from benchmarking.errors import CommandError, nearest
from benchmarking.findings.origins import origins
from benchmarking.findings.sides import period_words
from benchmarking.findings.store import findings_of
from benchmarking.findings.words import figure_words, interval_words, number, sentence
from benchmarking.study import Study
from benchmarking.vintages import Release


@dataclass(frozen=True, slots=True)
class Side:
    """One figure of a finding: whose, how much, how it came about, and the rows of data/raw behind it.

    `rows` has the columns of `origins`.
    """

    name: str
    figure: str
    interval: str
    period: str
    method: str
    rows: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Warrant:
    """What one finding rests on: its sentence, its test, its sides and its releases."""

    id: str
    sentence: str
    definition: str
    caveat: str
    test: dict[str, str]
    sides: tuple[Side, ...]
    releases: tuple[Release, ...]


def warrant(study: Study, finding: str) -> Warrant:
    """Return the warrant of one finding, such as "employment_rate.vs.group".

    Raises CommandError, offering the nearest, for an id that no finding has.
    """
    findings = findings_of(study)
    found = findings[findings["id"] == finding]
    if found.empty:
        raise CommandError(
            f"There is no finding {finding!r}",
            expected="an indicator's id with .vs.group, .vs.england or .vs. and an area code",
            next_step=nearest(finding, findings["id"]),
        )
    row = found.iloc[0]
    item = study.reference.indicators[row["indicator"]]
    areas = [study.lead.code]
    if row["kind"] == "group":
        areas += study.comparators
    else:
        areas.append(row["comparator"])
    sides = tuple(
        side
        for area in areas
        if (side := _side(study, row["indicator"], area, row["lead_period"])) is not None
    )
    used = {release for side in sides for release in side.rows["release"]}
    return Warrant(
        id=finding,
        sentence=sentence(row, study.reference, study.lead.name),
        definition=item.definition,
        caveat=item.caveat,
        test=_test(row, item.decimals),
        sides=sides,
        releases=tuple(study.releases[name] for name in sorted(used)),
    )


def _side(study: Study, indicator: str, area: str, period: object) -> Side | None:
    rows = study.observations
    rows = rows[(rows["indicator"] == indicator) & (rows["area_code"] == area) & (rows["period"] == period)]
    if rows.empty:
        return None
    row = rows.iloc[0]
    item = study.reference.indicators[indicator]
    return Side(
        name=study.name(area),
        figure=figure_words(row["value"], item.unit.name, item.decimals, row["status"]),
        interval=interval_words(row["lower"], row["upper"], item.decimals) or "none published",
        period=period_words(row["period"]),
        method=row["method"] or "as published",
        rows=origins(study, indicator, area, row["period"]),
    )


def _test(row: pd.Series, decimals: int) -> dict[str, str]:
    """Return what was computed, as label and words, in the order in which it is told."""
    if row["verdict"] == "not compared":
        return {"Not compared": str(row["reason"])}
    told = {"Difference": number(row["difference"], decimals)}
    if row["basis"] == "tested":
        told["Interval of the difference"] = interval_words(
            row["difference_lower"], row["difference_upper"], decimals
        )
        told["p"] = f"{row['p']:.2g}"
        told["p, adjusted"] = f"{row['p_adjusted']:.2g}, among {int(row['family_size'])} comparisons"
    told["Basis"] = str(row["basis"])
    told["Method"] = str(row["method"])
    told["Verdict"] = str(row["verdict"]) + (f" ({row['note']})" if row["note"] else "")
    return told


def told(found: Warrant, *, rows: int = 14) -> list[str]:
    """Tell a warrant as lines of plain text, with at most `rows` rows of data/raw for each side."""
    lines = [found.sentence, "", f"What is measured: {found.definition}"]
    lines += [f"Caveat: {found.caveat}"] if found.caveat else []
    lines += ["", *(f"{label}: {words}" for label, words in found.test.items())]
    for side in found.sides:
        interval = "" if side.interval == "none published" else f" (interval {side.interval})"
        lines += ["", f"{side.name}: {side.figure}{interval}, {side.period}, {side.method}"]
        for _, row in side.rows.head(rows).iterrows():
            where = row["file"] if pd.isna(row["line"]) else f"{row['file']} line {row['line']}"
            value = "" if pd.isna(row["value"]) else f" = {row['value']:g}"
            lines.append(f"    {where}: {row['area_code']} {row['what']}{value}")
        if len(side.rows) > rows:
            lines.append(f"    and {len(side.rows) - rows:,} rows more")
    lines += ["", "Releases:"]
    for release in found.releases:
        lines += [
            f"  {release.id}: {release.publisher}, {release.title}, published {release.released.isoformat()}",
            f"    {release.address}",
            f"    read from {release.file}, sha256 {release.file_sha256}",
        ]
    return lines
