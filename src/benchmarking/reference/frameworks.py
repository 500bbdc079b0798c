"""The concepts of the frameworks that indicators rest on: Cantle, Casey, Khan and their neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from benchmarking.errors import ReferenceFileError, nearest
from benchmarking.reference.tables import check_table, one_of, read_table, records, repeated, slug, text

COLUMNS = [
    "framework",
    "concept",
    "title",
    "summary",
    "source",
    "page",
    "verified",
    "status",
    "measured_by_note",
]
FRAMEWORKS = {
    "cantle": "Cantle (2001)",
    "casey": "Casey (2016)",
    "khan": "Khan (2024)",
    "cic2007": "Commission on Integration and Cohesion",
    "ioi2019": "Home Office Indicators of Integration",
    "gla": "Greater London Authority",
    "belong": "Belong",
}
#: What can measure a concept. Figures come and go with vintages; this does not.
STATUSES = ["official series", "partial", "historic", "local collection", "none"]


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept of a framework, in our own words, with where it comes from."""

    framework: str
    concept: str
    title: str
    summary: str
    source: str
    page: str
    verified: bool
    status: str
    measured_by_note: str


class Frameworks:
    """The frameworks' concepts; `frame` has one row a concept and the columns of frameworks.csv as text."""

    def __init__(self, frame: pd.DataFrame, file: str = "frameworks.csv") -> None:
        self.frame = frame
        self.file = file
        self._concepts = {
            (record["framework"], record["concept"]): Concept(
                **{**record, "verified": record["verified"] == "yes"}
            )
            for record in records(frame)
        }

    @property
    def ids(self) -> list[str]:
        return list(dict.fromkeys(self.frame["framework"]))

    def title(self, framework: str) -> str:
        """Return the name by which a framework is known."""
        self._check(framework)
        return FRAMEWORKS[framework]

    def concepts(self, framework: str) -> list[Concept]:
        """Return a framework's concepts in the table's order; raises ReferenceFileError if it is unknown."""
        self._check(framework)
        return [concept for (owner, _), concept in self._concepts.items() if owner == framework]

    def concept(self, framework: str, concept: str) -> Concept:
        """Return one concept; raises ReferenceFileError, offering the nearest, if there is none."""
        self._check(framework)
        found = self._concepts.get((framework, concept))
        if found is None:
            known = [each.concept for each in self.concepts(framework)]
            raise ReferenceFileError(
                f"The framework {framework!r} has no concept {concept!r}",
                where=self.file,
                next_step=nearest(concept, known) or f"Use one of {', '.join(known)}",
            )
        return found

    def __contains__(self, pair: object) -> bool:
        return pair in self._concepts

    def _check(self, framework: str) -> None:
        if framework not in self.ids:
            raise ReferenceFileError(
                f"There is no framework {framework!r}",
                where=self.file,
                expected=f"one of {', '.join(self.ids)}",
                next_step=nearest(framework, self.ids),
            )


def load_frameworks(path: Path) -> Frameworks:
    """Read and check frameworks.csv; raises ReferenceFileError naming the row and column that is wrong."""
    frame = read_table(path, COLUMNS)
    check_table(
        frame,
        {
            "framework": text(one_of(FRAMEWORKS), known=FRAMEWORKS),
            "concept": text(slug()),
            "title": text(),
            "summary": text(),
            "source": text(),
            "page": text(),
            "verified": text(one_of(["yes", "no"]), known=["yes", "no"]),
            "status": text(one_of(STATUSES), known=STATUSES),
        },
        path,
    )
    pairs = frame["framework"] + ":" + frame["concept"]
    if pairs.duplicated().any():
        twice = pairs[pairs.duplicated()].iloc[0]
        raise repeated(path, "concept", twice, frame.loc[pairs == twice, "row"].tolist())
    unsaid = frame[(frame["status"] != "official series") & (frame["measured_by_note"] == "")]
    if not unsaid.empty:
        raise ReferenceFileError(
            f"{unsaid.iloc[0]['title']} has no official series, and the note does not say what there is",
            where=f"{path.name}, row {unsaid.iloc[0]['row']}, column 'measured_by_note'",
            next_step="Write one sentence on what measures it, or that nothing does",
        )
    return Frameworks(frame.drop(columns="row"), path.name)
