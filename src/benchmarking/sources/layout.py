"""The layout that an importer knows: what must be there, what is passed over, and which release had it last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from benchmarking.sources.files import need_columns

_NEW = "new column"


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a publisher's file or sheet, as the last release had them that was read.

    Parameters
    ----------
    release : what the publisher calls it.
    last : the release that was last read in this layout, such as "26 June 2026".
    needed : the columns that are read.
    passed_over : those that are known and not read; a name that ends in "…" stands for all that begin so. None
        where the others differ from file to file, and a new one is nothing to tell.
    """

    release: str
    last: str
    needed: tuple[str, ...]
    passed_over: tuple[str, ...] | None = None

    def new_columns(
        self, frame: pd.DataFrame, path: Path, sheet: str | None = None, *, also: Sequence[str] = ()
    ) -> dict[str, int]:
        """Check a file's columns, and return those that are new as a reason of a reading's `left_out`.

        Parameters
        ----------
        frame : the file or sheet as read; its own column `row` counts for nothing.
        also : columns that are needed as well, because the registry names them.

        Raises
        ------
        SourceError for a lost column, naming the release and the layout that worked last, and offering the new
        column that is most like it. A column is never taken for another.
        """
        needed = (*self.needed, *also)
        there = [str(name) for name in frame.columns if name != "row"]
        new = [name for name in there if name not in needed and not self._is_passed_over(name)]
        need_columns(
            frame,
            needed,
            path,
            sheet,
            layout=f"the layout of {self.release}, last read from {self.last}",
            like=new if self.passed_over is not None else there,
        )
        if not new or self.passed_over is None:
            return {}
        named = ", ".join(map(repr, new))
        return {f"{_NEW}{'s' if len(new) > 1 else ''} that this importer does not know ({named})": len(new)}

    def _is_passed_over(self, name: str) -> bool:
        return any(
            name.startswith(known[:-1]) if known.endswith("…") else name == known
            for known in self.passed_over or ()
        )


def new_in_layout(left_out: Iterable[str]) -> list[str]:
    """Return those reasons of a reading's `left_out` that tell of columns new in the publisher's layout."""
    return [reason for reason in left_out if reason.startswith(_NEW)]
