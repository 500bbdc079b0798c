"""The census tables that `nomis_census` knows: their numbers, and what their columns must say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from benchmarking.errors import Location, SourceError
from benchmarking.sources.layout import Layout

#: The release whose layout was read last.
LAST = "the bulk files and exports of 2023"
_ASIAN = "Asian, Asian British or Asian Welsh"
_BLACK = "Black, Black British, Black Welsh, Caribbean or African"
_BROAD_2021 = (_ASIAN, _BLACK, "Mixed or Multiple ethnic groups", "White", "Other ethnic group")
_DETAILED_2021 = (
    *(f"{_ASIAN}: {group}" for group in ("Bangladeshi", "Chinese", "Indian", "Pakistani", "Other Asian")),
    *(f"{_BLACK}: {group}" for group in ("African", "Caribbean", "Other Black")),
    *(
        f"Mixed or Multiple ethnic groups: {group}"
        for group in (
            "White and Asian",
            "White and Black African",
            "White and Black Caribbean",
            "Other Mixed or Multiple ethnic groups",
        )
    ),
    "White: English, Welsh, Scottish, Northern Irish or British",
    "White: Irish",
    "White: Gypsy or Irish Traveller",
    "White: Roma",
    "White: Other White",
    "Other ethnic group: Arab",
    "Other ethnic group: Any other ethnic group",
)
_ACTIVE = (
    "Economically active (excluding full-time students)",
    "Economically active and a full-time student",
)
_IN_WORK = (
    "In employment",
    *(
        f"In employment: {work}{hours}"
        for work in ("Employee", "Self-employed with employees", "Self-employed without employees")
        for hours in ("", ": Part-time", ": Full-time")
    ),
    "Unemployed",
)
_NOT_ACTIVE = (
    *("Retired", "Student", "Looking after home or family", "Long-term sick or disabled", "Other"),
)
_DETAILED_2011 = (
    "White: English/Welsh/Scottish/Northern Irish/British",
    "White: Irish",
    "White: Gypsy or Irish Traveller",
    "White: Other White",
    *(
        f"Mixed/multiple ethnic group: {group}"
        for group in (
            "White and Black Caribbean",
            "White and Black African",
            "White and Asian",
            "Other Mixed",
        )
    ),
    *(
        f"Asian/Asian British: {group}"
        for group in ("Indian", "Pakistani", "Bangladeshi", "Chinese", "Other Asian")
    ),
    *(f"Black/African/Caribbean/Black British: {group}" for group in ("African", "Caribbean", "Other Black")),
    "Other ethnic group: Arab",
    "Other ethnic group: Any other ethnic group",
)
_MAIN_GROUPS_2011 = {
    "All categories: Ethnic group": "All ethnic groups",
    "White: Total": "White",
    "Mixed/multiple ethnic group": "Mixed/multiple ethnic group",
    "Asian/Asian British": "Asian/Asian British",
    "Black/African/Caribbean/Black British": "Black/African/Caribbean/Black British",
    "Other ethnic group": "Other ethnic group",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A census table that is known here: its number, and what its columns must say.

    `total` is the category that stands for everyone; `broad` must be in every export of the table, and
    `detailed` in its bulk file as well. Other categories are told as new and not read. `dimension` begins
    the columns of the categories in the interface of Nomis, "" where they are not known.
    """

    code: str
    title: str
    year: str
    variable: str
    total: str
    broad: tuple[str, ...]
    detailed: tuple[str, ...] = ()
    dimension: str = ""

    def new_categories(self, named: list[str], path: Path, *, whole: bool) -> dict[str, int]:
        """Return the categories that the table did not have, as `Layout.new_columns` does.

        Raises SourceError for a lost one: of `broad`, and of `detailed` as well where the table is `whole`.
        """
        needed, rest = (self.total, *self.broad), self.detailed
        layout = Layout(self.title, LAST, (*needed, *rest) if whole else needed, () if whole else rest)
        return layout.new_columns(pd.DataFrame(columns=named), path)


TABLES = {
    table.code: table
    for table in (
        Table(
            code="TS021",
            title="Census 2021: ethnic group (TS021)",
            year="2021",
            variable="Ethnic group",
            total="Total: All usual residents",
            broad=_BROAD_2021,
            detailed=_DETAILED_2021,
            dimension="C2021_ETH_20",
        ),
        Table(
            code="TS066",
            title="Census 2021: economic activity status (TS066)",
            year="2021",
            variable="Economic activity status",
            total="Total: All usual residents aged 16 years and over",
            broad=(*_ACTIVE, "Economically inactive"),
            detailed=(
                *(f"{active}: {work}" for active in _ACTIVE for work in _IN_WORK),
                *(f"Economically inactive: {reason}" for reason in _NOT_ACTIVE),
            ),
        ),
        Table(
            code="QS201EW",
            title="Census 2011: ethnic group (QS201EW)",
            year="2011",
            variable="Ethnic Group",
            total="All categories: Ethnic group",
            broad=("White", "Mixed", "Asian", "Black", "Other"),
            detailed=_DETAILED_2011,
        ),
        Table(
            code="LC6201EW",
            title="Census 2011: economic activity by ethnic group, ages 16 to 49 (from LC6201EW)",
            year="2011",
            variable="Age",
            total="All ethnic groups; ages 16 to 49; all",
            broad=tuple(
                f"{group}; ages 16 to 49; {activity}"
                for activity in ("all", "economically inactive")
                for group in _MAIN_GROUPS_2011.values()
            ),
        ),
    )
}
#: The columns of LC6201EW that are read, and what each is called here.
CROSSING_2011 = {
    f"Age: Age 16 to 49; Economic Activity: {published}; Ethnic Group: {group}": (
        f"{name}; ages 16 to 49; {activity}"
    )
    for published, activity in (
        ("All categories: Economic activity", "all"),
        ("Economically inactive: Total", "economically inactive"),
    )
    for group, name in _MAIN_GROUPS_2011.items()
}


def unknown_table(path: Path, found: str) -> SourceError:
    """Return the error for a file that holds none of TABLES."""
    return SourceError(
        "The file is not a census table that is known here",
        where=Location(path.name),
        found=found,
        expected=f"one of {', '.join(TABLES)}, as Nomis publishes it",
        next_step="Check that it is the right file, or bring its figures in through the plain form",
    )


def wrong_year(path: Path, row: int | None, found: str, table: Table) -> SourceError:
    """Return the error for a table that says another year than its census."""
    return SourceError(
        f"The file is {table.code}, which belongs to the census of {table.year}, but gives another year",
        where=Location(path.name, row=row, column="date"),
        found=repr(found),
        expected=table.year,
    )
