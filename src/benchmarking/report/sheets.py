"""The tables of tables.xlsx, one function a sheet."""

from __future__ import annotations

import pandas as pd

from benchmarking import kpis, tables
from benchmarking.findings import PAIRED, SINCE, period_words
from benchmarking.findings.comparability import comparability
from benchmarking.findings.coverage import lead_latest
from benchmarking.sources.tidy import MARKERS
from benchmarking.stats import plain_method
from benchmarking.study import Study
from benchmarking.tables.tracking import NONE, tracking_table


def pairs(study: Study, findings: pd.DataFrame) -> pd.DataFrame:
    """List every pair that was compared, with both sides, its verdicts, firmness and releases."""
    rows = _in_kinds(study, findings[findings["kind"].isin(PAIRED) & (findings["basis"] != "")])
    return pd.DataFrame(
        {
            **_both_sides(study, rows),
            "Place": _or_not(rows["place"]),
            **_verdict(rows),
            "Firmness": rows["firmness"].replace("", "not tested"),
            "Turned by": rows["turned_by"].replace("", "none"),
            "The period before": rows["previous_verdict"].replace("", "not compared"),
            **_warrant(rows),
        }
    ).reset_index(drop=True)


def over_time(study: Study, findings: pd.DataFrame) -> pd.DataFrame:
    """List the lead's changes since its earlier figures, and its trends."""
    rows = _in_kinds(study, findings[findings["kind"].isin((*SINCE, "trend")) & (findings["basis"] != "")])
    return pd.DataFrame(
        {
            **_both_sides(study, rows),
            "Its period": rows["period"].map(period_words),
            "Figures used": _or_not(rows["points"]),
            **_verdict(rows),
            "Firmness": rows["firmness"].replace("", "not tested"),
            "Turned by": rows["turned_by"].replace("", "none"),
            **_warrant(rows),
        }
    ).reset_index(drop=True)


def places(study: Study, found: pd.DataFrame) -> pd.DataFrame:
    """List each of the study's places beside the lead authority and the reference area."""
    rows = _in_kinds(study, found[found["basis"] != ""])
    sides = pd.DataFrame(_both_sides(study, rows)).rename(columns={study.lead.name: "Its figure"})
    sides.insert(1, "Council", rows["place_name"])
    told = pd.DataFrame(
        {
            **_verdict(rows),
            "Firmness": rows["firmness"].replace("", "not tested"),
            "Turned by": rows["turned_by"].replace("", "none"),
            **_warrant(rows),
        }
    )
    return pd.concat([sides, told], axis=1).reset_index(drop=True)


def tracking(study: Study, findings: pd.DataFrame) -> pd.DataFrame:
    """List the tracked indicators: the shortlist, the reserve, then what officers added, in words and numbers.

    For a lead for which nothing is proposed there is none.
    """
    sheet = kpis.tracking(study, findings)
    if sheet.empty:
        return sheet
    told = tracking_table(study, sheet).reset_index()
    told.insert(1, "Id", list(sheet.index))
    told.insert(2, "Priority", list(sheet["priority"]))
    numbers = {"Baseline figure": "baseline", "Latest figure": "latest", "Change in figures": "change"}
    for label, name in numbers.items():
        told[label] = _or_not(sheet[name]).to_list()
    told["In words"] = [
        kpis.tracking_sentence(row, study.reference.indicators[str(name)]) for name, row in sheet.iterrows()
    ]
    return told.replace(NONE, "none")


def ranks(study: Study, findings: pd.DataFrame) -> pd.DataFrame:
    """List where the lead stands on each indicator."""
    rows = findings[(findings["kind"] == "rank") & (findings["basis"] != "")]
    return pd.DataFrame(
        {
            **_lead(study, rows),
            "Place from the highest": _or_not(rows["place"]),
            "Lowest place it could have": _or_not(rows["place_upper"]),
            "Highest place it could have": _or_not(rows["place_lower"]),
            "Fifth, 1 the highest": _or_not(rows["fifth"]),
            "Of": rows["of"],
            "Basis": rows["basis"],
            **_warrant(rows),
        }
    ).reset_index(drop=True)


def expected(study: Study, findings: pd.DataFrame) -> pd.DataFrame:
    """List what is expected of a place like the lead on each indicator."""
    rows = findings[(findings["kind"] == "expected") & (findings["basis"] != "")]
    return pd.DataFrame(
        {
            **_lead(study, rows),
            "Expected": rows["value"],
            "Lower limit": rows["lower"],
            "Upper limit": rows["upper"],
            "Observed less expected": rows["difference"],
            "In words": rows["verdict"],
            "Out-of-sample R²": rows["r2"],
            "Authorities": rows["areas"],
            **_warrant(rows),
        }
    ).reset_index(drop=True)


def _lead(study: Study, rows: pd.DataFrame) -> dict[str, pd.Series]:
    return {
        "Finding": rows["id"],
        "Indicator": rows["indicator"].map(study.reference.indicators.by_id["title"]),
        "About": _about(study, rows["indicator"]),
        "Period": rows["lead_period"].map(period_words),
        study.lead.name: rows["lead_value"],
    }


def _both_sides(study: Study, rows: pd.DataFrame) -> dict[str, pd.Series]:
    return {
        **_lead(study, rows),
        "Compared with": rows["comparator_name"],
        "Their figure": rows["value"],
        "Difference": rows["difference"],
        "Lower limit": _or_not(rows["difference_lower"]),
        "Upper limit": _or_not(rows["difference_upper"]),
        "p": _or_not(rows["p"]),
        "Adjusted p": _or_not(rows["p_adjusted"]),
    }


def _verdict(rows: pd.DataFrame) -> dict[str, pd.Series]:
    return {
        "Verdict": rows["verdict"],
        "Before adjustment": rows["verdict_unadjusted"],
        "Basis": rows["basis"],
        "Note": rows["note"].replace("", "none"),
    }


def _warrant(rows: pd.DataFrame) -> dict[str, pd.Series]:
    return {"Method": rows["method"].map(plain_method), "Releases": rows["sources"]}


def _about(study: Study, names: pd.Series) -> pd.Series:
    """Say what each indicator's figures are about."""
    indicators = study.reference.indicators
    return names.map({name: tables.KINDS[tables.kind_of(indicators[name])] for name in names.unique()})


def _in_kinds(study: Study, rows: pd.DataFrame) -> pd.DataFrame:
    """Put figures of one kind together, each kind in the order given: residents never follow crime."""
    place = _about(study, rows["indicator"]).map(list(tables.KINDS.values()).index)
    return rows.loc[place.sort_values(kind="stable").index]


def _or_not(column: pd.Series) -> pd.Series:
    """Mark what does not apply, so that it is not taken for a figure that is missing."""
    return column.astype(object).where(column.notna(), "[z]")


def not_compared(study: Study, findings: pd.DataFrame) -> pd.DataFrame:
    """List what was not compared, and why."""
    rows = findings[findings["basis"] == ""]
    return pd.DataFrame(
        {
            "Finding": rows["id"],
            "Indicator": rows["indicator"].map(study.reference.indicators.by_id["title"]),
            "Compared with": rows["comparator_name"],
            "Verdict": rows["verdict"],
            "Reason": rows["reason"],
        }
    ).reset_index(drop=True)


def figures(study: Study) -> pd.DataFrame:
    """List the figures of the lead, the comparators, the reference area and the districts."""
    areas = [study.lead.code, *study.comparators, study.parameters.reference_area, *study.districts]
    rows = study.observations[study.observations["area_code"].isin(areas)]
    compared = rows["indicator"].map(lead_latest(study)["period"])
    rows = rows[rows["period"] == compared.fillna(rows.groupby("indicator")["period"].transform("max"))]
    rows = _in_kinds(study, rows)
    return pd.DataFrame(
        {
            "Indicator": rows["indicator"].map(study.reference.indicators.by_id["title"]),
            "About": _about(study, rows["indicator"]),
            "Area code": rows["area_code"],
            "Area": rows["area_code"].map(study.name),
            "Period": rows["period"].map(period_words),
            "Figure": rows["value"].astype(object).where(rows["value"].notna(), rows["status"]),
            "Lower limit": rows["lower"],
            "Upper limit": rows["upper"],
            "Marker": rows["status"].map(
                {"": "none"} | {mark: f"{mark} {word}" for mark, word in MARKERS.items()}
            ),
            "How derived": rows["method"].replace("", "as in the release"),
            "Release": rows["release"],
        }
    ).reset_index(drop=True)


def likeness(study: Study) -> pd.DataFrame:
    """List all authorities by their distance from the lead."""
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


def registry(study: Study) -> pd.DataFrame:
    """List the registry's indicators."""
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


def strategy(study: Study, findings: pd.DataFrame) -> pd.DataFrame:
    """List the strategy's parts with what measures each, and what nothing does."""
    proposed = study.reference.judgements.proposed("recommended")
    return tables.strategy_matrix(study, findings, proposed).reset_index()


def printed_figures(study: Study) -> pd.DataFrame:
    """List the figures that the strategy prints, worked out again; nothing if it is not the lead's strategy."""
    return tables.claims_table(study).reset_index()
