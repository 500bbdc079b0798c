"""Tables of where residents live and how varied they are: in the study's order, never by a figure."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarking.findings.diversity import DIMENSIONS
from benchmarking.findings.segregation import MULTIGROUP, since_2011
from benchmarking.findings.words import figure_words, number
from benchmarking.observations.sums import district_parts
from benchmarking.study import Study

MISSING = "[x]"
NOT_HELD = "not held"
_HOUSEHOLDS = {
    "mixed_partnerships": "Partners of different ethnic groups",
    "multiple_language_households": "More than one main language",
}
_RESIDENCE = {
    "born_outside_uk": "Born outside the UK",
    "residence_10_years": "Arrived 10 years ago or more",
    "residence_5_to_10_years": "5 to 10 years ago",
    "residence_2_to_5_years": "2 to 5 years ago",
    "residence_under_2_years": "Under 2 years ago",
}


def segregation_table(study: Study, found: pd.DataFrame, measure: str = "dissimilarity") -> pd.DataFrame:
    """Set one measure of segregation beside what chance alone gives, a place a row, in the order of `found`.

    `found` is what `findings.segregation_of` returns. A place without a figure has [x].
    """
    rows = _of(found, measure)
    table = pd.DataFrame(
        {
            "Area": rows["area_code"].map(study.name),
            "Residents from groups other than White": _shares(rows["group"], rows["residents"]),
            "Neighbourhoods": rows["neighbourhoods"],
            measure.capitalize(): _numbers(rows["value"], 2),
            "By chance alone": _numbers(rows["chance"], 3),
            "Range of chance": [
                MISSING if pd.isna(low) else f"{number(low, 3)} to {number(high, 3)}"
                for low, high in zip(rows["chance_lower"], rows["chance_upper"], strict=True)
            ],
            "Modified index": _numbers(rows["modified"], 2),
        }
    ).set_index("Area")
    return table.drop(columns="Modified index") if rows["modified"].isna().all() else table


def change_table(study: Study, found: pd.DataFrame) -> pd.DataFrame:
    """Say how dissimilarity has changed since 2011, on units that both censuses have.

    Close is a change within what the registry says does not matter. Where none can be told, the reason stands.
    """
    rows = _of(found, "dissimilarity")
    close = study.reference.indicators["dissimilarity_change"].materiality
    return pd.DataFrame(
        {
            "Area": rows["area_code"].map(study.name),
            "Dissimilarity in 2021": _numbers(rows["value"], 2),
            "Change since 2011": [
                MISSING if pd.isna(change) else signed(change, 3) for change in rows["change"]
            ],
            f"In words (close: up to {close or 0:g})": [
                since_2011(study, change) or _why(reason)
                for change, reason in zip(rows["change"], rows["reason"], strict=True)
            ],
        }
    ).set_index("Area")


def decomposition_table(study: Study, found: pd.DataFrame) -> pd.DataFrame:
    """Split the multigroup index of each place with districts into what lies between and within them.

    Places without districts are left out: all of theirs lies within. Where none has any, the heading says so.
    """
    rows = _of(found, MULTIGROUP)
    rows = rows[rows["between_districts"].notna()]
    if rows.empty:
        return pd.DataFrame({"No place shown here has districts below it, so nothing lies between any.": []})
    parts = district_parts(study.reference)["target"].value_counts()
    return pd.DataFrame(
        {
            "Area": rows["area_code"].map(study.name),
            "Districts": rows["area_code"].map(parts),
            "Multigroup index": _numbers(rows["value"], 2),
            "Between districts": [f"{share:.0%}" for share in rows["between_districts"]],
            "Within districts": [f"{1 - share:.0%}" for share in rows["between_districts"]],
        }
    ).set_index("Area")


def diversity_table(study: Study, found: pd.DataFrame) -> pd.DataFrame:
    """Give the effective number of groups of each place, a dimension a column with its number of categories.

    `found` is what `findings.diversity_of` returns. Columns are not comparable with one another.
    """
    table = {"Area": pd.Series({code: study.name(code) for code in found["area_code"].unique()})}
    for indicator, dimension in DIMENSIONS.items():
        rows = found[found["indicator"] == indicator].set_index("area_code")
        many = rows["categories"].max()
        title = dimension.title if pd.isna(many) else f"{dimension.title}, of {many:.0f}"
        table[title] = _numbers(rows["effective"], 1)
    return pd.DataFrame(table).set_index("Area")


def dimensions_table(study: Study, found: pd.DataFrame, area: str) -> pd.DataFrame:
    """Describe one place in every dimension: who was counted, in how many categories, and how mixed they are."""
    rows = found[found["area_code"] == area]
    return pd.DataFrame(
        {
            "Dimension": rows["dimension"],
            "Categories": rows["categories"].astype("Int64"),
            "With anybody in them": rows["present"].astype("Int64"),
            "Effective number of groups": _numbers(rows["effective"], 1),
            "Two residents differ": [_percent(100 * chance) for chance in rows["simpson"]],
            "Evenness": _numbers(rows["evenness"], 2),
            "Counted": [
                f"{number(people, 0)} {DIMENSIONS[indicator].counted}" if people > 0 else MISSING
                for people, indicator in zip(rows["residents"], rows["indicator"], strict=True)
            ],
        }
    ).set_index("Dimension")


def households_table(study: Study, areas: Sequence[str]) -> pd.DataFrame:
    """Give the percentages of households with partners of different ethnic groups and with several languages.

    The publisher gives partnerships as percentages of households; a county's is the mean of its districts',
    weighted by their households. [x] is not available for that place.
    """
    return _percentages(study, areas, _HOUSEHOLDS)


def residence_table(study: Study, areas: Sequence[str]) -> pd.DataFrame:
    """Give the percentages of residents born outside the UK, by how long ago they arrived.

    [x] is not available for that place; a column that no figure is held of says so.
    """
    return _percentages(study, areas, _RESIDENCE)


def signed(change: float, decimals: int) -> str:
    """Write a change with its sign, a true minus, and no sign on what rounds to nought."""
    text = number(change, decimals)
    return f"+{text}" if round(change, decimals) > 0 else text


def _percentages(study: Study, areas: Sequence[str], indicators: dict[str, str]) -> pd.DataFrame:
    table = {"Area": pd.Series({area: study.name(area) for area in areas})}
    for indicator, title in indicators.items():
        rows = study.observations[study.observations["indicator"] == indicator]
        rows = rows[rows["value"].notna()]
        if rows.empty:
            table[title] = pd.Series(NOT_HELD, index=table["Area"].index)
            continue
        latest = rows[rows["period"] == rows["period"].max()].set_index("area_code")["value"]
        table[title] = latest.reindex(list(areas)).map(_percent)
    return pd.DataFrame(table).set_index("Area")


def _why(reason: str) -> str:
    return reason.removeprefix("no change since 2011: ").replace("unit", "neighbourhood")


def _of(found: pd.DataFrame, measure: str) -> pd.DataFrame:
    return found[found["measure"] == measure].reset_index(drop=True)


def _numbers(values: pd.Series, decimals: int) -> pd.Series:
    return values.map(lambda value: MISSING if pd.isna(value) else number(float(value), decimals))


def _shares(part: pd.Series, whole: pd.Series) -> pd.Series:
    return (100 * part / whole).map(_percent)


def _percent(value: float) -> str:
    return figure_words(float(value), "%", 1)
