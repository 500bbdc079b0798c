"""What became of areas whose codes ended: merges, splits, renames and recodes, each with its day and order."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from benchmarking.errors import Location, ReferenceFileError
from benchmarking.reference.tables import check_table, iso_date, one_of, read_table, records, text
from benchmarking.reference.vocabulary import COUNCIL_TYPES

COLUMNS = ["old_code", "new_code", "kind", "day", "note"]
#: A merge joins whole areas into one. A split shares one out among several. After a rename (the council has another
#: name or form) and a recode (only the code is new) the ground is the same.
KINDS = ["merge", "split", "rename", "recode"]
SAME_GROUND = ["rename", "recode"]


class AreaChanges:
    """Every change of an area's code; `frame` has a row for each old and new code, with COLUMNS as text."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame

    @property
    def same_ground(self) -> dict[str, str]:
        """The code that followed each code whose ground stayed the same."""
        rows = self.frame[self.frame["kind"].isin(SAME_GROUND)]
        return dict(zip(rows["old_code"], rows["new_code"], strict=True))

    @property
    def merged(self) -> pd.DataFrame:
        """The areas that were merged whole into another: columns `target`, `part`."""
        rows = self.frame[self.frame["kind"] == "merge"]
        return pd.DataFrame({"target": rows["new_code"], "part": rows["old_code"]}).reset_index(drop=True)

    @property
    def generations(self) -> int:
        """How often one merger followed on another, at most: 2 where a merged area was merged again."""
        into = dict(zip(self.merged["part"], self.merged["target"], strict=True))
        found, now = 0, set(into)
        while now:
            found, now = found + 1, {into[code] for code in now if code in into} & set(into)
        return found

    def successors(self, code: str) -> list[str]:
        """Return the codes that follow a code, none while it is in use."""
        return self.frame.loc[self.frame["old_code"] == code, "new_code"].tolist()

    def predecessors(self, code: str) -> list[str]:
        """Return the older codes of the same ground, the latest first."""
        rows = self.frame[(self.frame["new_code"] == code) & self.frame["kind"].isin(SAME_GROUND)]
        return [found for old in rows["old_code"] for found in (old, *self.predecessors(old))]

    def told(self, code: str, names: dict[str, str]) -> str:
        """Say what became of an area, such as "It was split into A (E1) and B (E2) on 1 April 2023"; "" of none."""
        rows = self.frame[self.frame["old_code"] == code]
        if rows.empty:
            return ""
        new = [f"{names[one]} ({one})" for one in rows["new_code"]]
        joined = new[0] if len(new) == 1 else ", ".join(new[:-1]) + " and " + new[-1]
        day = date.fromisoformat(rows["day"].iloc[0])
        done = {
            "merge": f"It was joined with others in {joined}",
            "split": f"It was split into {joined}",
            "rename": f"It became {joined}, on the same ground,",
            "recode": f"Its code became that of {joined}",
        }
        return f"{done[rows['kind'].iloc[0]]} on {day.day} {day:%B %Y}"


def load_area_changes(path: Path, areas: pd.DataFrame) -> AreaChanges:
    """Read and check area_changes.csv against the rows of areas.csv.

    Raises ReferenceFileError, naming the row and column, for an unknown code or kind; for a code of areas.csv that
    ended and of which nothing is said, or that is in use and said to have ended; for a successor that had ended by
    then or is no council; for a day that is not the one after
    the code's last; for a split into one area, a merger of one area, and two rows where only one can be; and for
    changes that lead back to where they began.
    """
    frame = read_table(path, COLUMNS)
    codes = areas["code"].tolist()
    check_table(
        frame,
        {
            "old_code": text(one_of(codes), known=codes),
            "new_code": text(one_of(codes), known=codes),
            "kind": text(one_of(KINDS), known=KINDS),
            "day": text(iso_date()),
            "note": text(),
        },
        path,
    )
    ends = dict(zip(areas["code"], areas["valid_to"], strict=True))
    _check_days(frame, ends, path)
    _check_circles(frame, path)
    _check_successors(frame, areas, path)
    _check_numbers(frame, path)
    silent = sorted({code for code, end in ends.items() if end} - set(frame["old_code"]))
    if silent:
        raise ReferenceFileError(
            f"Of an area that ended on {ends[silent[0]]} the table does not say what became of it",
            where=path.name,
            found=silent[0],
            next_step="Add a row with the code that followed, or several for a split",
        )
    return AreaChanges(frame.drop(columns="row"))


def _check_days(frame: pd.DataFrame, ends: dict[str, str], path: Path) -> None:
    for record in records(frame):
        end = ends[record["old_code"]]
        following = (date.fromisoformat(end) + timedelta(days=1)).isoformat() if end else None
        if record["day"] != following:
            raise ReferenceFileError(
                f"The code {record['old_code']} is still in use in areas.csv"
                if following is None
                else "A change is not of the day after its code's last",
                where=Location(path.name, row=record["row"], column="day"),
                found=record["day"],
                expected=following,
                next_step="Enter the code's last day under valid_to in areas.csv"
                if following is None
                else None,
            )


def _check_successors(frame: pd.DataFrame, areas: pd.DataFrame, path: Path) -> None:
    """Raise ReferenceFileError for a successor that is no council, or that had ended before the change."""
    known = areas.set_index("code")
    for record in records(frame):
        new, old = known.loc[record["new_code"]], known.loc[record["old_code"]]
        ended = new["valid_to"] and new["valid_to"] < record["day"]
        unlike = new["type"] != old["type"] and not {new["type"], old["type"]} <= set(COUNCIL_TYPES)
        if ended or unlike:
            raise ReferenceFileError(
                f"{old['name']} cannot have become {new['name']}, "
                + ("which had ended by then" if ended else f"a {new['type']}"),
                where=Location(path.name, row=record["row"], column="new_code"),
                found=record["new_code"],
                next_step="Look the code up in areas.csv",
            )


def _check_numbers(frame: pd.DataFrame, path: Path) -> None:
    def refuse(wrong: pd.Series, problem: str, column: str, next_step: str) -> None:
        if wrong.any():
            here = frame[wrong].iloc[0]
            where = Location(path.name, row=int(here["row"]), column=column)
            raise ReferenceFileError(problem, where=where, found=here[column], next_step=next_step)

    old, split = frame.groupby("old_code"), frame["kind"] == "split"
    number, kinds = old["new_code"].transform("size"), old["kind"].transform("nunique")
    refuse(kinds > 1, "One area has changes of two kinds", "old_code", "Give all its rows one kind")
    refuse(frame.duplicated(["old_code", "new_code"]), "A change stands twice", "old_code", "Remove one row")
    refuse(
        split & (number == 1),
        "A split is into one area only",
        "kind",
        "Name the others, or write rename or recode",
    )
    refuse(
        ~split & (number > 1), "An area is said to go whole into several", "old_code", "Write split for each"
    )
    merge = frame["kind"] == "merge"
    parts = merge.groupby(frame["new_code"]).transform("sum")
    refuse(
        merge & (parts == 1), "A merger has one part only", "new_code", "Add the other parts, or write rename"
    )
    same = frame["kind"].isin(SAME_GROUND)
    twice = same & same.groupby(frame["new_code"]).transform("sum").gt(1)
    refuse(twice, "Two areas are said to be the whole of one", "new_code", "Write merge for each")


def _check_circles(frame: pd.DataFrame, path: Path) -> None:
    into = frame.groupby("old_code")["new_code"].agg(list).to_dict()
    for record in records(frame):
        seen, now = set[str](), [record["new_code"]]
        while now:
            seen |= set(now)
            now = [later for code in now for later in into.get(code, []) if later not in seen]
        if record["old_code"] in seen:
            raise ReferenceFileError(
                f"The changes of {record['old_code']} lead back to itself",
                where=Location(path.name, row=record["row"], column="new_code"),
                found=record["new_code"],
            )
