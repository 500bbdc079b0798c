"""tables.xlsx: every finding, every figure behind it and every release, one table a sheet."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from benchmarking import tables
from benchmarking.findings import findings_of, place_findings_of
from benchmarking.findings.ranks import peers
from benchmarking.report import sheets
from benchmarking.report.spreadsheet import Note, Sheet, write_spreadsheet
from benchmarking.study import Study

SOURCE = "Published figures named on the sheet of releases; Open Government Licence v3.0"
NOTES = [
    Note(
        "tested",
        "Tested: both sides have an interval, and the p-value is adjusted for the number of comparisons.",
    ),
    Note("untested", "Published and untested: no interval or counts are published, so none is made up."),
    Note("count", "Complete count: everyone was counted; there is no sampling error to test."),
    Note(
        "fragile",
        "Fragile: another reasonable choice, such as leaving one council out or asking for 99%, turns the verdict.",
    ),
    Note("trend", "Trend: the difference is the slope a year with its 99.8% interval, tested at 0.2%."),
    Note(
        "rank",
        "Rank: from the highest, among councils with a figure. Untested indicators get a fifth of England instead.",
    ),
    Note(
        "expected",
        "Expected: from all other authorities' circumstances. It is about places, not people, and not about causes.",
    ),
    Note(
        "tracking",
        "Tracking: the change since the study's baseline day. On and off course are tested; no verdict says why.",
    ),
    Note(
        "smallest",
        "Smallest change worth reporting: the larger of what such figures show four times in five, and materiality.",
    ),
    Note(
        "target",
        "Targets and owners are kept in data/reference/kpi_tracking.csv; a blank target was never set.",
    ),
    Note(
        "parts",
        "Three of four: of four indicators, three have a figure. Context and early warning are never judged.",
    ),
    Note(
        "found",
        "Found in public web sources. Where nothing or little was found, that says nothing about what is done.",
    ),
    Note("place", "Place counts from the highest figure, among the authorities that have one."),
]


def write_workbook(study: Study, target: Path) -> None:
    """Write the study's tables as an accessible workbook, leaving out a sheet that would have no row.

    Raises ReportError when a table cannot be written.
    """
    shown = [
        sheet
        for sheet in _sheets(study, findings_of(study), place_findings_of(study))
        if not sheet.table.empty
    ]
    used = {key for sheet in shown for key in (*sheet.notes, *sheet.column_notes.values())}
    write_spreadsheet(
        shown,
        target,
        title=f"{study.lead.name}: cohesion and integration benchmarking, tables",
        date=f"{study.parameters.vintage}-06-30",
        cover=[
            f"The figures and comparisons behind the Cabinet report, vintage {study.parameters.vintage}.",
            f"Lead authority: {study.lead.name}. Comparison group: {study.group_title}.",
        ],
        notes=[note for note in NOTES if note.key in used],
    )


def _sheets(study: Study, findings: pd.DataFrame, places: pd.DataFrame) -> list[Sheet]:
    return [
        Sheet(
            label="Findings",
            title=f"{study.lead.name} against each comparator, the group's mean and England",
            table=sheets.pairs(study, findings),
            source=SOURCE,
            notes=("tested", "untested", "count"),
            column_notes={"Place": "place", "Firmness": "fragile"},
        ),
        Sheet(
            label="Over time",
            title=f"{study.lead.name} against its own earlier figures, and its trends",
            table=sheets.over_time(study, findings),
            source=SOURCE,
            notes=("tested", "untested", "count", "trend"),
        ),
        Sheet(
            label="Tracking",
            title=f"{study.lead.name}'s proposed indicators: baseline, what has become of it, and the next figure",
            table=sheets.tracking(study, findings),
            source=SOURCE,
            notes=("tracking", "smallest", "target"),
        ),
        Sheet(
            label="Places",
            title=f"Each place beside {study.lead.name} and {study.name(study.parameters.reference_area)}",
            table=sheets.places(study, places),
            source=SOURCE,
            notes=("tested", "untested", "count"),
            column_notes={"Firmness": "fragile"},
        ),
        Sheet(
            label="Ranks",
            title=f"Where {study.lead.name} stands, with the places that its true figure could have",
            table=sheets.ranks(study, findings),
            source=SOURCE,
            notes=("rank",),
        ),
        Sheet(
            label="Expected",
            title="What would be expected of a place with the same circumstances",
            table=sheets.expected(study, findings),
            source=SOURCE,
            notes=("expected",),
        ),
        Sheet(
            label="Not compared",
            title="Comparisons that were not made, and why",
            table=sheets.not_compared(study, findings),
            source=SOURCE,
        ),
        Sheet(
            label="Figures",
            title="Figures of the lead, the comparators, England and the districts, for the period compared",
            table=sheets.figures(study),
            source=SOURCE,
        ),
        Sheet(
            label="Likeness",
            title=f"{peers(study)[1]} by distance from {study.lead.name}",
            table=sheets.likeness(study),
            source=SOURCE,
        ),
        Sheet(
            label="Strategy",
            title="What measures each part of the strategy: priorities, themes, challenges and outcomes",
            table=sheets.strategy(study, findings),
            source="The project's tables, data/reference/strategy.csv and indicators.csv",
            notes=("parts",),
        ),
        Sheet(
            label="Strategy's figures",
            title="Figures that the strategy prints, worked out again",
            table=sheets.printed_figures(study),
            source=SOURCE,
        ),
        Sheet(
            label="Indicators",
            title="The registry of indicators: definition, unit, direction and caveat",
            table=sheets.registry(study),
            source="The project's registry, data/reference/indicators.csv",
        ),
        Sheet(
            label="Practice",
            title="What authorities, districts, think tanks, networks and government do, in our own words",
            table=tables.practice_table(study).reset_index(),
            source="Each row names its own; the project's table, data/reference/practice_evidence.csv",
            notes=("found",),
        ),
        Sheet(
            label="Checklist",
            title="The strategy against what the Commission on Integration and Cohesion asked, for officers to fill",
            table=tables.checklist_table(study).reset_index(),
            source="In our own words; data/reference/commission.csv names where each sentence is printed",
        ),
        Sheet(
            label="Releases",
            title=f"Releases of vintage {study.parameters.vintage}",
            table=tables.releases(study).reset_index(),
            source=SOURCE,
        ),
    ]
