"""The published lists of the authorities most like each authority."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from benchmarking.reference.areas import LOWER_TIER, UPPER_TIER, Areas
from benchmarking.reference.groups import OWN_DISTRICTS, PUBLISHED, Groups
from benchmarking.reference.tables import check_table, matching, one_of, read_table, repeated, text

COLUMNS = ["list", "lead_code", "order", "neighbour_code", "closeness", "source"]
CLOSENESS = ["extremely close", "very close", "close", "somewhat close", "not close"]
_NUMBERS = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """The published lists; `frame` has a row a neighbour of a lead and the columns of statistical_neighbours.csv."""

    frame: pd.DataFrame

    def rows(self, name: str, lead: str) -> pd.DataFrame:
        """Return the rows of one list for one lead, nearest first; none where the publisher names nobody."""
        rows = self.frame[(self.frame["list"] == name) & (self.frame["lead_code"] == lead)]
        return rows.sort_values("order")


def load_neighbours(path: Path, areas: Areas) -> Neighbours:
    """Read and check statistical_neighbours.csv; raises ReferenceFileError naming the row and column at fault."""
    frame = read_table(path, COLUMNS)
    known = areas.codes
    check_table(
        frame,
        {
            "list": text(one_of(PUBLISHED), known=PUBLISHED),
            "lead_code": text(one_of(known), known=known),
            "order": text(matching(r"[1-9]\d*", "a whole number, 1 for the nearest")),
            "neighbour_code": text(one_of(known), known=known),
            "closeness": text(one_of(CLOSENESS), blank=True, known=CLOSENESS),
            "source": text(),
        },
        path,
    )
    for column in ("order", "neighbour_code"):
        pairs = frame["list"] + " of " + frame["lead_code"] + ": " + frame[column]
        if pairs.duplicated().any():
            twice = pairs[pairs.duplicated()].iloc[0]
            raise repeated(path, column, twice, frame.loc[pairs == twice, "row"].tolist())
    return Neighbours(frame.astype({"order": int})[COLUMNS])


def groups_of(lead: str, groups: Groups, neighbours: Neighbours, areas: Areas) -> Groups:
    """Add to the named lists those that are a lead's own: its published neighbours, and its current districts.

    A neighbour that ended is told by its successor of the same extent, and left out where there is none. A list
    without anybody is left out, and so are the districts of an authority that has none.
    """
    parts = [_published(name, lead, neighbours, areas) for name in PUBLISHED]
    if areas[lead].type == "county":
        codes = areas.districts(lead)
        title, source = f"{areas.name(lead)}'s districts", "data/reference/areas.csv"
        parts.append(_rows(OWN_DISTRICTS, title, "places", codes, [""] * len(codes), source))
    held = [part for part in parts if not part.empty]
    return Groups(pd.concat([groups.frame, *held], ignore_index=True), groups.file)


def _published(name: str, lead: str, neighbours: Neighbours, areas: Areas) -> pd.DataFrame:
    rows = neighbours.rows(name, lead)
    found: dict[str, str] = {}
    for code, closeness in zip(rows["neighbour_code"], rows["closeness"], strict=True):
        today = areas.current_or_none(code)
        if today is not None and today != lead:
            found.setdefault(today, closeness)
    if not found:
        return pd.DataFrame()
    closeness = list(found.values())
    return _rows(
        name,
        _TITLES[name](areas, lead, closeness),
        "comparison",
        list(found),
        [f'DfE calls it "{word}".' if word else "" for word in closeness],
        str(rows["source"].iloc[0]),
    )


def _rows(group: str, title: str, kind: str, codes: list[str], notes: list[str], source: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "group": group,
            "title": title,
            "kind": kind,
            "offered_to": "any lead" if kind == "comparison" else "",
            "order": range(1, len(codes) + 1),
            "area_code": codes,
            "note": notes,
            "source": source,
        }
    )


def _dfe_title(areas: Areas, lead: str, closeness: list[str]) -> str:
    title = f"DfE's {_NUMBERS[len(closeness)]} statistical neighbours of {areas.name(lead)}"
    return f"{title}, none of which it calls close" if set(closeness) == {"not close"} else title


def _ons_title(areas: Areas, lead: str, closeness: list[str]) -> str:
    if len(closeness) == 10:
        return f"ONS's ten areas most like {areas.name(lead)}"
    many = f"{_NUMBERS[len(closeness)]} {tier_of(areas, lead)} authorities"
    return f"The {many} among ONS's 20 areas most like {areas.name(lead)}"


def tier_of(areas: Areas, code: str) -> str:
    """Return "upper-tier" for an authority with county functions, else "lower-tier"."""
    return "upper-tier" if areas[code].type in UPPER_TIER else "lower-tier"


def types_of_tier(areas: Areas, code: str) -> list[str]:
    """Return the types of council that an authority can be set beside: those of its tier."""
    return UPPER_TIER if tier_of(areas, code) == "upper-tier" else LOWER_TIER


_TITLES = dict(zip(PUBLISHED, (_dfe_title, _ons_title), strict=True))
