"""tables.xlsx: every finding, every figure behind it and every release, one table a sheet."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from benchmarking import tables
from benchmarking.findings import findings_of, period_words
from benchmarking.findings.comparability import comparability
from benchmarking.findings.coverage import lead_latest
from benchmarking.report.spreadsheet import Note, Sheet, write_spreadsheet
from benchmarking.sources.tidy import MARKERS
from benchmarking.study import Study

SOURCE = "Published figures named on the sheet of releases; Open Government Licence v3.0"
NOTES = [
    Note(
        "tested",
        "Tested: both sides have an interval, and the p-value is adjusted for the number of comparisons.",
    ),
    Note("untested", "Published and untested: no interval or counts are published, so none is made up."),
    Note("count", "Complete count: everyone was counted; there is no sampling error to test."),
    Note("place", "Place counts from the highest figure, among the authorities that have one."),
]


def write_workbook(study: Study, target: Path) -> None:
    """Write the study's tables as an accessible workbook, leaving out a sheet that would have no row.

    Raises ReportError when a table cannot be written.
    """
    sheets = [sheet for sheet in _sheets(study, findings_of(study)) if not sheet.table.empty]
    used = {key for sheet in sheets for key in (*sheet.notes, *sheet.column_notes.values())}
    write_spreadsheet(
        sheets,
        target,
        title=f"{study.lead.name}: cohesion and integration benchmarking, tables",
        date=f"{study.parameters.vintage}-06-30",
        cover=[
            f"The figures and comparisons behind the Cabinet report, vintage {study.parameters.vintage}.",
            f"Lead authority: {study.lead.name}. Comparison group: {study.group_title}.",
        ],
        notes=[note for note in NOTES if note.key in used],
    )


def _sheets(study: Study, findings: pd.DataFrame) -> list[Sheet]:
    return [
        Sheet(
            label="Findings",
            title=f"{study.lead.name} against each comparator, the group's mean and England",
            table=_findings(study, findings),
            source=SOURCE,
            notes=("tested", "untested", "count"),
            column_notes={"Place": "place"},
        ),
        Sheet(
            label="Not compared",
            title="Comparisons that were not made, and why",
            table=_not_compared(study, findings),
            source=SOURCE,
        ),
        Sheet(
            label="Figures",
            title="Figures of the lead, the comparators, England and the districts, for the period compared",
            table=_figures(study),
            source=SOURCE,
        ),
        Sheet(
            label="Likeness",
            title=f"English upper-tier authorities by distance from {study.lead.name}",
            table=_likeness(study),
            source=SOURCE,
        ),
        Sheet(
            label="Indicators",
            title="The registry of indicators: definition, unit, direction and caveat",
            table=_registry(study),
            source="The project's registry, data/reference/indicators.csv",
        ),
        Sheet(
            label="Releases",
            title=f"Releases of vintage {study.parameters.vintage}",
            table=tables.releases(study).reset_index(),
            source=SOURCE,
        ),
    ]


def _findings(study: Study, findings: pd.DataFrame) -> pd.DataFrame:
    rows = findings[findings["verdict"] != "not compared"]
    return pd.DataFrame(
        {
            "Finding": rows["id"],
            "Indicator": rows["indicator"].map(study.reference.indicators.by_id["title"]),
            "Period": rows["lead_period"].map(period_words),
            study.lead.name: rows["lead_value"],
            "Compared with": rows["comparator_name"],
            "Their figure": rows["value"],
            "Difference": rows["difference"],
            "Lower limit": rows["difference_lower"],
            "Upper limit": rows["difference_upper"],
            "p": rows["p"],
            "Adjusted p": rows["p_adjusted"],
            "Place": rows["place"],
            "Verdict": rows["verdict"],
            "Before adjustment": rows["verdict_unadjusted"],
            "Basis": rows["basis"],
            "Method": rows["method"],
            "Note": rows["note"].replace("", "none"),
            "Releases": rows["sources"],
        }
    ).reset_index(drop=True)


def _not_compared(study: Study, findings: pd.DataFrame) -> pd.DataFrame:
    rows = findings[findings["verdict"] == "not compared"]
    return pd.DataFrame(
        {
            "Finding": rows["id"],
            "Indicator": rows["indicator"].map(study.reference.indicators.by_id["title"]),
            "Compared with": rows["comparator_name"],
            "Reason": rows["reason"],
        }
    ).reset_index(drop=True)


def _figures(study: Study) -> pd.DataFrame:
    areas = [study.lead.code, *study.comparators, study.parameters.reference_area, *study.districts]
    rows = study.observations[study.observations["area_code"].isin(areas)]
    compared = rows["indicator"].map(lead_latest(study)["period"])
    rows = rows[rows["period"] == compared.fillna(rows.groupby("indicator")["period"].transform("max"))]
    return pd.DataFrame(
        {
            "Indicator": rows["indicator"].map(study.reference.indicators.by_id["title"]),
            "Area code": rows["area_code"],
            "Area": rows["area_code"].map(study.name),
            "Period": rows["period"].map(period_words),
            "Figure": rows["value"].astype(object).where(rows["value"].notna(), rows["status"]),
            "Lower limit": rows["lower"],
            "Upper limit": rows["upper"],
            "Marker": rows["status"].map(
                {"": "none"} | {mark: f"{mark} {word}" for mark, word in MARKERS.items()}
            ),
            "How derived": rows["method"].replace("", "as published"),
            "Release": rows["release"],
        }
    ).reset_index(drop=True)


def _likeness(study: Study) -> pd.DataFrame:
    ranking = comparability(study)
    titles = study.reference.indicators.by_id["title"]
    parts = [name for name in ranking.columns if name in titles.index]
    table = ranking[["name", "named", "rank", "distance", *parts]].reset_index()
    table["named"] = table["named"].map({True: "yes", False: "no"})
    return table.rename(
        columns={
            "area_code": "Area code",
            "name": "Authority",
            "named": "In the comparison group",
            "rank": "Rank",
            "distance": "Distance",
            **{name: f"Part from: {titles[name]}" for name in parts},
        }
    )


def _registry(study: Study) -> pd.DataFrame:
    listed = study.reference.indicators.frame
    shown = [
        "id",
        "title",
        "definition",
        "unit",
        "polarity",
        "tier",
        "basis",
        "priority",
        "theme",
        "dataset",
        "caveat",
    ]
    table = listed[shown].replace("", "none")
    table["unit"] = table["unit"].replace({"%": "per cent", "£": "pounds"})
    return table.rename(columns=lambda name: name.capitalize())
