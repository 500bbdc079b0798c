"""The named lists of areas: comparison groups, and places shown together."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from benchmarking.errors import Location, ReferenceFileError, nearest
from benchmarking.reference.areas import Areas
from benchmarking.reference.tables import check_table, matching, one_of, read_table, repeated, slug, text

COLUMNS = ["group", "title", "kind", "offered_to", "order", "area_code", "note", "source"]
KINDS = ["comparison", "places"]
#: For whom a comparison group is another list to ask, where the study does not name it. Blank for places.
OFFERED = ["any lead", "its members", "nobody else"]
#: The lists that are each lead's own and stand in no row: its published neighbours, and its districts.
PUBLISHED = ["dfe-statistical-neighbours", "ons-nearest-10"]
OWN_DISTRICTS = "own"


class Groups:
    """The named lists; `frame` has a row a member and the columns of comparison_groups.csv, `order` whole."""

    def __init__(self, frame: pd.DataFrame, file: str = "comparison_groups.csv") -> None:
        self.frame = frame
        self.file = file

    @property
    def ids(self) -> list[str]:
        return list(dict.fromkeys(self.frame["group"]))

    def members(self, group: str) -> list[str]:
        """Return the codes of a group in its order; raises ReferenceFileError if there is no such group."""
        return self.rows(group)["area_code"].tolist()

    def title(self, group: str) -> str:
        """Return a group's title."""
        return str(self.rows(group)["title"].iloc[0])

    def kind(self, group: str) -> str:
        """Return "comparison" or "places"."""
        return str(self.rows(group)["kind"].iloc[0])

    def places(self) -> list[str]:
        """Return the ids of groups whose members are shown, or summed, as one place."""
        return self._of_kind("places")

    def comparisons(self) -> list[str]:
        """Return the ids of groups that a lead authority can be compared with."""
        return self._of_kind("comparison")

    def is_offered(self, group: str, lead: str) -> bool:
        """Say whether a comparison group is another list to ask for a lead that has not named it."""
        rows = self.rows(group)
        offered = rows["offered_to"].iloc[0]
        return offered == "any lead" or (offered == "its members" and lead in set(rows["area_code"]))

    def rows(self, group: str) -> pd.DataFrame:
        """Return a group's rows in order, with each member's note and source."""
        rows = self.frame[self.frame["group"] == group]
        if rows.empty:
            raise ReferenceFileError(
                f"There is no group {group!r}",
                where=self.file,
                expected=f"one of {', '.join(self.ids)}",
                next_step=nearest(group, self.ids),
            )
        return rows.reset_index(drop=True)

    def _of_kind(self, kind: str) -> list[str]:
        return list(dict.fromkeys(self.frame.loc[self.frame["kind"] == kind, "group"]))


def load_groups(path: Path, areas: Areas) -> Groups:
    """Read and check comparison_groups.csv; raises ReferenceFileError naming the row and column at fault."""
    frame = read_table(path, COLUMNS)
    known = areas.codes
    check_table(
        frame,
        {
            "group": text(slug(), _not_of_each_lead()),
            "title": text(),
            "kind": text(one_of(KINDS), known=KINDS),
            "offered_to": text(one_of(OFFERED), blank=True, known=OFFERED),
            "order": text(matching(r"[1-9]\d*", "a whole number, 1 for the first member")),
            "area_code": text(one_of(known), known=known),
            "source": text(),
        },
        path,
    )
    _check_current(frame, areas, path)
    for column in ("area_code", "order"):
        pairs = frame["group"] + ": " + frame[column]
        if pairs.duplicated().any():
            twice = pairs[pairs.duplicated()].iloc[0]
            raise repeated(path, column, twice, frame.loc[pairs == twice, "row"].tolist())
    for group, rows in frame.groupby("group", sort=False):
        for column in ("title", "kind", "offered_to"):
            other = rows[rows[column] != rows[column].iloc[0]]
            if not other.empty:
                raise ReferenceFileError(
                    f"The group {group!r} has two different entries under {column}",
                    where=Location(path.name, row=int(other["row"].iloc[0]), column=column),
                    found=repr(other[column].iloc[0]),
                    expected=repr(rows[column].iloc[0]),
                )
    frame = frame.astype({"order": int})
    frame = frame.assign(place=pd.factorize(frame["group"])[0]).sort_values(["place", "order"])
    return Groups(frame[COLUMNS].reset_index(drop=True), path.name)


def _not_of_each_lead() -> pa.Check:
    kept = [*PUBLISHED, OWN_DISTRICTS]
    return pa.Check(
        lambda cells: ~cells.isin(kept),
        error=f"a name other than {', '.join(kept)}, which stand for each lead's own",
    )


def _check_current(frame: pd.DataFrame, areas: Areas, path: Path) -> None:
    """Refuse an area that ended, but in a group of places, which may keep the ground of a council that was split."""
    ended = areas.frame.loc[areas.frame["valid_to"] != "", "code"]
    wrong = frame[(frame["kind"] != "places") & frame["area_code"].isin(ended)]
    if not wrong.empty:
        code = str(wrong["area_code"].iloc[0])
        raise ReferenceFileError(
            f"{areas.name(code)} ended, and nothing of today can be compared with it",
            where=Location(path.name, row=int(wrong["row"].iloc[0]), column="area_code"),
            found=repr(code),
            next_step=f"{areas.became(code)}. Name what is compared instead, or take the row out",
        )
