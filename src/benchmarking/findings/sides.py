"""The two sides of each comparison: which figure, of which period, with what interval."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from benchmarking.errors import ObservationError
from benchmarking.findings.periods import in_time, period_words
from benchmarking.reference import Reference
from benchmarking.reference.units import UNITS
from benchmarking.sources.tidy import MARKERS
from benchmarking.stats import proportion_interval, rate_interval, rescale
from benchmarking.study import Study

PUBLISHED_LEVEL = 0.95
#: Periods this far apart count as a year apart: the day in April to which pay refers moves by a week or two.
YEAR = pd.Timedelta(days=350)
#: Where the length stands in an ISO 8601 period; a day has none.
LENGTH = slice(10, None)
SIDE = [
    "value",
    "lower",
    "upper",
    "numerator",
    "denominator",
    "base",
    "status",
    "method",
    "release",
    "period",
]


def with_intervals(
    rows: pd.DataFrame, reference: Reference, level: float, *, exact: bool = False
) -> pd.DataFrame:
    """Give each observation the interval its basis allows, at a confidence level.

    Published intervals are rescaled from 95% when another level is asked for; administrative counts get a
    Wilson or Byar interval from their counts, or the exact ones; complete counts and published figures get
    none. `interval_method` names how, and does not call published what was made from districts' intervals.
    Raises ObservationError for a figure outside its published interval.
    """
    basis = rows["indicator"].map(reference.indicators.by_id["basis"])
    per = rows["indicator"].map(
        reference.indicators.by_id["unit"].map({name: unit.per for name, unit in UNITS.items()})
    )
    is_count = basis.isin(["administrative count", "complete count"])
    rows = rows.assign(interval_method="", base=rows["base"].fillna(rows["denominator"].where(is_count)))
    published = rows["lower"].notna() & rows["upper"].notna() & basis.isin(["survey", "modelled"])
    rows.loc[~published, ["lower", "upper"]] = np.nan
    combined = rows["method"].str.startswith("mean of districts")
    how = combined.map({True: "weighted mean of districts", False: "published interval"})
    rows.loc[published, "interval_method"] = how[published]
    _refuse_outside(rows[published])
    if level != PUBLISHED_LEVEL and published.any():
        scaled = rescale(
            rows.loc[published, "value"],
            rows.loc[published, "lower"],
            rows.loc[published, "upper"],
            from_level=PUBLISHED_LEVEL,
            to_level=level,
        )
        rows.loc[published, ["lower", "upper"]] = scaled[["lower", "upper"]].to_numpy()
        rows.loc[published, "interval_method"] = how[published] + f" rescaled to {100 * level:g}%"
    counted = (basis == "administrative count") & rows[["value", "numerator", "denominator"]].notna().all(
        axis=1
    )
    for multiplier in per[counted].dropna().unique():
        some = counted & (per == multiplier)
        counts = rows.loc[some, "numerator"], rows.loc[some, "denominator"]
        if multiplier == 100:
            result = proportion_interval(
                *counts, level=level, per=100.0, method="clopper-pearson" if exact else "wilson"
            )
        else:
            result = rate_interval(
                *counts, level=level, per=float(multiplier), method="exact poisson" if exact else "byar"
            )
        rows.loc[some, ["lower", "upper"]] = result[["lower", "upper"]].to_numpy()
        rows.loc[some, "interval_method"] = result["method"].to_numpy()
    return rows


def _refuse_outside(rows: pd.DataFrame) -> None:
    slack = 1e-9 * rows["value"].abs().clip(lower=1)
    outside = (rows["value"] < rows["lower"] - slack) | (rows["value"] > rows["upper"] + slack)
    if outside.any():
        row = rows[outside].iloc[0]
        raise ObservationError(
            "A figure lies outside its own interval",
            where=f"{row['indicator']}, {row['area_code']}, {period_words(row['period'])}",
            found=f"{row['value']:g}, and {row['lower']:g} to {row['upper']:g}",
            expected="a figure within its interval",
            next_step="Check the release against the publisher's page",
        )


def with_checksums(study: Study, findings: pd.DataFrame) -> pd.DataFrame:
    """Add the sha256 of the file of each release in `sources`, in their order, as `checksums`."""
    sums = {release.id: release.file_sha256 for release in study.releases.values()}
    return findings.assign(
        checksums=[
            ";".join(sums[name] for name in names.split(";") if name)
            for names in findings["sources"].fillna("")
        ]
    )


def named_rows(study: Study) -> pd.DataFrame:
    """Return the observations of the lead, its comparators and the reference area."""
    named = [study.lead.code, *study.comparators, study.parameters.reference_area]
    return study.observations[study.observations["area_code"].isin(named)]


def lead_side(study: Study, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the lead's latest figure of each indicator that has one, indexed by indicator."""
    lead = rows[(rows["area_code"] == study.lead.code) & rows["value"].notna()]
    latest = lead.sort_values("period").drop_duplicates("indicator", keep="last")
    return latest.set_index("indicator")


def earlier_side(study: Study, rows: pd.DataFrame, lead: pd.DataFrame) -> pd.DataFrame:
    """Return the lead's latest figure that starts a year or more before its latest and does not overlap it.

    Indexed by indicator; an indicator without one has no row.
    """
    series = _before(study, rows, lead)
    apart = series["latest_start"] - series["start"] >= YEAR
    return series[apart].drop_duplicates("indicator", keep="last").set_index("indicator")


def baseline_side(study: Study, rows: pd.DataFrame, lead: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the lead's latest figure of a period that had ended by a day, before its latest figure."""
    series = _before(study, rows, lead)
    return (
        series[series["end"] <= pd.Timestamp(day)]
        .drop_duplicates("indicator", keep="last")
        .set_index("indicator")
    )


def own_series(study: Study, rows: pd.DataFrame, lead: pd.DataFrame) -> pd.DataFrame:
    """Return the lead's figures of periods as long as its latest one, with the days they start and end."""
    series = in_time(rows[(rows["area_code"] == study.lead.code) & rows["value"].notna()])
    latest = series["indicator"].map(lead["period"])
    return series[series["period"].str[LENGTH] == latest.str[LENGTH]]


def _before(study: Study, rows: pd.DataFrame, lead: pd.DataFrame) -> pd.DataFrame:
    """Return the lead's own series as far as it ends before the latest figure starts, in order of time."""
    series = own_series(study, rows, lead)
    series["latest_start"] = in_time(lead)["start"].reindex(series["indicator"]).to_numpy()
    return series[series["end"] < series["latest_start"]].sort_values("start", kind="stable")


def comparator_side(
    study: Study, rows: pd.DataFrame, lead: pd.DataFrame, areas: list[str]
) -> tuple[pd.DataFrame, pd.Series]:
    """Find each area's figure for the lead's period.

    Returns
    -------
    A frame indexed by every pair of registry indicator and area, with the columns of SIDE (missing where
    there is no figure), and for each pair the reason why it cannot be compared, or "".
    """
    pairs = pd.MultiIndex.from_product(
        [study.reference.indicators.ids, areas], names=["indicator", "area_code"]
    )
    wanted = pd.Series(lead["period"].reindex(pairs.get_level_values("indicator")).to_numpy(), index=pairs)
    theirs = rows[rows["area_code"].isin(areas)].set_index(["indicator", "area_code"])
    same = theirs[
        theirs["period"] == lead["period"].reindex(theirs.index.get_level_values("indicator")).to_numpy()
    ]
    side = same[[*SIDE, "interval_method"]].reindex(pairs)
    latest = (
        theirs[theirs["value"].notna()]
        .sort_values("period")
        .groupby(level=[0, 1])["period"]
        .last()
        .reindex(pairs)
    )
    reason = pd.Series("", index=pairs)
    missing = side["value"].isna()
    marker = side["status"].fillna("").map(MARKERS).fillna("")
    reason[missing] = "no figure published"
    reason[missing & (marker != "")] = "no figure: " + marker[missing & (marker != "")]
    other = missing & latest.notna() & (latest != wanted)
    reason[other] = "no figure for the same period: latest is " + latest[other].map(period_words)
    reason[wanted.isna()] = f"no figure for {study.lead.name}"
    held = study.observations.loc[study.observations["value"].notna(), "indicator"].unique()
    reason[~pairs.get_level_values("indicator").isin(held)] = "no figures held for this indicator"
    return side, reason
