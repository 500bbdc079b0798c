"""The census tables that `nomis_census` knows: their numbers, and what their columns must say."""

from __future__ import annotations

from dataclasses import dataclass

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
    `detailed` in its bulk file as well.
    """

    code: str
    title: str
    year: str
    variable: str
    total: str
    broad: tuple[str, ...]
    detailed: tuple[str, ...] = ()


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
        ),
        Table(
            code="TS066",
            title="Census 2021: economic activity status (TS066)",
            year="2021",
            variable="Economic activity status",
            total="Total: All usual residents aged 16 years and over",
            broad=(
                "Economically active (excluding full-time students)",
                "Economically active and a full-time student",
                "Economically inactive",
            ),
        ),
        Table(
            code="QS201EW",
            title="Census 2011: ethnic group (QS201EW)",
            year="2011",
            variable="Ethnic Group",
            total="All categories: Ethnic group",
            broad=("White", "Mixed", "Asian", "Black", "Other"),
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
