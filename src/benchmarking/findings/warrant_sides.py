"""The figures behind a finding, each with the rows of data/raw that it came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from benchmarking.errors import ObservationError
from benchmarking.findings.expectation import context_of
from benchmarking.findings.frame import SINCE, Finding
from benchmarking.findings.origins import line_or_row, origins
from benchmarking.findings.periods import in_time, period_words
from benchmarking.findings.ranks import rank_sets
from benchmarking.findings.sides import YEAR, with_intervals
from benchmarking.findings.words import figure_words, interval_words, ordinal
from benchmarking.sources.tidy import MARKERS
from benchmarking.study import Study

#: How many figures a trend is judged by.
TREND_POINTS = 5


@dataclass(frozen=True, slots=True)
class Side:
    """One figure of a finding: whose, how much, how it came about, and the rows of data/raw behind it.

    `interval` is at the study's confidence level and blank where there is none; `interval_method` says where
    it comes from, or why there is none. `note` is the place of a ranked council. `rows` has the columns of
    `origins`.
    """

    name: str
    figure: str
    interval: str
    interval_method: str
    period: str
    method: str
    note: str
    rows: pd.DataFrame


def sides_of(study: Study, finding: Finding) -> tuple[Side, ...]:
    """Return every figure that a finding uses, the lead's first, or in the order of ranks or of time.

    A finding in fifths lists the lead's figure only, and one without a figure of the lead lists none.
    """
    context = context_of(study, finding.indicator) if finding.kind == "expected" and finding.basis else []
    rows = study.observations[study.observations["indicator"].isin([finding.indicator, *context])]
    rows = with_intervals(rows, study.reference, study.parameters.confidence_level)
    if finding.kind == "rank" and finding.basis == "tested":
        return tuple(_ranked(study, finding, rows))
    if finding.kind == "trend" and not (points := trend_points(study, finding.indicator, rows)).empty:
        return tuple(_side(study, row) for _, row in points.iterrows())
    return tuple(_plain(study, finding, rows, context))


def sides_of_figures(study: Study, asked: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str, str], Side]:
    """Return figures with their intervals and the rows of data/raw behind them, by indicator, area and period.

    Raises ObservationError for a figure that is not there.
    """
    keys = ["indicator", "area_code", "period"]
    wanted = pd.DataFrame(list(dict.fromkeys(asked)), columns=keys)
    rows = study.observations.merge(wanted, on=keys)
    missing = set(wanted.itertuples(index=False, name=None)) - set(
        rows[keys].itertuples(index=False, name=None)
    )
    if missing:
        indicator, area, period = min(missing)
        raise ObservationError(f"There is no figure of {indicator} for {area}", found=period_words(period))
    rows = with_intervals(rows, study.reference, study.parameters.confidence_level)
    return {tuple(row[keys]): _side(study, row) for _, row in rows.iterrows()}


def lines_of(side: Side, *, most: int = 3) -> list[tuple[str, str, str]]:
    """Name the releases, files and lines of data/raw behind a figure, at most so many lines of one file."""
    files = []
    for (release, file), rows in side.rows.groupby(["release", "file"], sort=False):
        lines = [str(line) for line in rows["line"].dropna()]
        more = f" and {len(lines) - most} more" if len(lines) > most else ""
        word = f"{line_or_row(str(file))}{'s' if len(lines) > 1 else ''} " if lines else ""
        files.append((str(release), str(file), f"{word}{', '.join(lines[:most])}{more}"))
    return files


def trend_points(study: Study, indicator: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the lead's figures that its trend is judged by, oldest first.

    They are the latest with an interval of some width, or with counts, that lie a year or more apart, do not
    overlap and have no break between them: fewer than five where there are no more.
    """
    item = study.reference.indicators[indicator]
    series = in_time(rows[(rows["area_code"] == study.lead.code) & rows["value"].notna()])
    usable = series["upper"] > series["lower"]
    if item.basis == "administrative count":
        usable = series["numerator"].notna() & (series["denominator"] > 0)
    series = series[usable].sort_values("start", ascending=False, kind="stable")
    used: list[int] = []
    if not series.empty:
        cuts = [pd.Timestamp(cut.day) for cut in item.breaks]
        since = max((cut for cut in cuts if cut <= series["start"].iloc[0]), default=pd.Timestamp.min)
        limit = pd.Timestamp.max
        for at, (start, end) in enumerate(zip(series["start"], series["end"], strict=True)):
            if len(used) < TREND_POINTS and start >= since and end < limit and start <= limit - YEAR:
                used.append(at)
                limit = start
    return series.iloc[used[::-1]]


def _plain(study: Study, finding: Finding, rows: pd.DataFrame, context: list[str]) -> Iterator[Side]:
    areas = {
        "authority": [study.lead.code, finding.comparator],
        "reference": [study.lead.code, finding.comparator],
        "group": [study.lead.code, *study.comparators],
    }.get(finding.kind, [study.lead.code])
    asked = [(area, finding.indicator, finding.lead_period) for area in areas]
    asked += [(study.lead.code, finding.indicator, finding.period)] if finding.kind in SINCE else []
    for name in context:
        asked.append((study.lead.code, name, study.figure(name, study.lead.code)["period"]))
    theirs = rows[rows["area_code"].isin(areas)]
    by_key = {(row["area_code"], row["indicator"], row["period"]): row for _, row in theirs.iterrows()}
    for area, indicator, period in asked:
        if (row := by_key.get((area, indicator, period))) is not None:
            title = study.reference.indicators[indicator].title
            yield _side(study, row, name=f"{study.lead.name} ({title})" if indicator in context else "")


def _ranked(study: Study, finding: Finding, rows: pd.DataFrame) -> Iterator[Side]:
    figures = rows[rows["period"] == finding.lead_period].set_index("area_code", drop=False).rename_axis(None)
    sets = rank_sets(study, figures, study.parameters.confidence_level).sort_values("rank", kind="stable")
    ranked = figures.loc[sets.index]
    for (_, row), (_, place) in zip(ranked.iterrows(), sets.iterrows(), strict=True):
        could = f"could be {ordinal(place['lower'])} to {ordinal(place['upper'])}"
        if place["lower"] == place["upper"]:
            could = "no other place fits"
        yield _side(study, row, note=f"{ordinal(place['rank'])}, {could}")


def _side(study: Study, row: pd.Series, *, name: str = "", note: str = "") -> Side:
    item = study.reference.indicators[row["indicator"]]
    marker = MARKERS.get(row["status"], "") if pd.notna(row["value"]) else ""
    none = "complete count" if item.basis == "complete count" else "none held"
    return Side(
        name=name or study.name(row["area_code"]),
        figure=figure_words(row["value"], item.unit.name, item.decimals, row["status"]),
        interval=interval_words(row["lower"], row["upper"], item.decimals),
        interval_method=row["interval_method"] or none,
        period=period_words(row["period"]),
        method=(row["method"] or "as in the release") + (f", {marker}" if marker else ""),
        note=note,
        rows=origins(study, row["indicator"], row["area_code"], row["period"]),
    )
