"""What is shown of a consultation, in words."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from benchmarking.consultation.answers import NOT_STATED
from benchmarking.consultation.reach import ALL_RESIDENTS, Reach
from benchmarking.stats.disclosure import FEW, HIDDEN, NONE, SHOWN

#: What each question is called.
QUESTIONS = {
    "district": "District",
    "age_band": "Age",
    "sex": "Sex",
    "ethnic_group": "Ethnic group",
    "disability": "Disability",
    "rural_urban": "Rural or urban",
}
#: How a count stands beside what drawing residents by lot would give.
BESIDE = {
    "fewer": "fewer",
    "within": "no clear difference",
    "more": "more",
    "not told": "cannot be told",
    "": "–",
}
#: The tables of the census that hold all ages, whoever a consultation was open to.
ALL_AGES = ("disability", "rural_urban")


def participants_words(row: pd.Series) -> str:
    """Tell a count as far as it may be shown: "49", "none", "fewer than 5", "386 to 392", "not shown"."""
    if row["state"] == SHOWN:
        return f"{int(row['participants']):,}"
    if row["state"] == NONE:
        return "none"
    if row["state"] == FEW:
        most = int(row["greatest"])
        return f"1 to {most}" if row["least"] >= 1 else f"fewer than {most + 1}"
    if row["state"] == HIDDEN:
        return f"{int(row['least']):,} to {int(row['greatest']):,}"
    return "not shown"


def ratio_words(row: pd.Series) -> str:
    """Tell how many took part for each one expected, or between which numbers that lies."""
    if pd.isna(row["expected"]) or row["expected"] <= 0:
        return "–"
    if row["state"] in (SHOWN, NONE):
        return f"{row['ratio']:.2f}"
    if row["state"] in (FEW, HIDDEN):
        low, high = row["least"] / row["expected"], row["greatest"] / row["expected"]
        return f"at most {high:.2f}" if row["least"] == 0 else f"{low:.2f} to {high:.2f}"
    return "–"


def range_words(row: pd.Series) -> str:
    """Tell how many drawing residents by lot would give."""
    return "–" if pd.isna(row["lower"]) else f"{int(row['lower']):,} to {int(row['upper']):,}"


def who(row: pd.Series) -> str:
    """Tell whom a count is of: "16 to 19", or "16 to 19, Female, White"."""
    names = str(row["table"]).split(" by ")
    return ", ".join(str(row[name]) for name in names)


def stated(counts: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return the rows of one table without those who did not say."""
    rows = counts[counts["table"] == table]
    names = table.split(" by ")
    return rows[~(rows[names] == NOT_STATED).any(axis=1)]


def way_words(weighted_by: str) -> str:
    """Tell what participants are weighted by."""
    names = weighted_by.split(" by ")
    told = [QUESTIONS[name].lower() for name in names]
    return f"{', '.join(told[:-1])} and {told[-1]} at once" if len(told) > 1 else told[0]


def caution(reach: Reach, tables: Collection[str]) -> str:
    """Say what a draw by lot is a yardstick for, and which of the tables are of residents of all ages."""
    ages = [QUESTIONS[name].lower() for name in ALL_AGES if name in tables]
    told = (
        f"The range is what drawing {reach.total:,} of the {reach.open_to} by lot would give {reach.level:.0%} of the "
        "time. People choose themselves whether to take part, so it is a yardstick and not a margin of error; and one "
        "count in twenty would lie outside it by chance alone."
    )
    if ages:
        told += f" For {' and '.join(ages)} the census figures held are of residents of all ages."
    if "disability" in tables and reach.open_to != ALL_RESIDENTS:
        told += (
            " Disability is more common at older ages, so disabled people seem better reached than they are."
        )
    if reach.not_held:
        names = ", ".join(QUESTIONS[name].lower() for name in reach.not_held)
        told += f" No census figures are held to compare with for: {names}."
    return told
