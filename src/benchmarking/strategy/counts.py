"""The census counts with which the strategy's figures are worked out again."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from benchmarking.observations import area_counts
from benchmarking.observations.shares import shares
from benchmarking.study import Study
from benchmarking.vintages import load_counts

#: The table of 2011 that asks the same as one of 2021, with the same names of its total and of White.
EARLIER = {"QS201EW": "TS021"}
RESIDENTS = (("residents", 1),)
#: Tables whose total is all usual residents. Small counts are altered to protect people, so totals differ a little.
OF_RESIDENTS = ["QS201EW", "TS021", "TS004", "TS030", "TS038", "QUIZ birth country"]


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of residents by area.

    `frame` has a row an area, and a column for each (indicator, census day); `totals` a row an area, and a
    column for each (table, census day) with all residents as that table has them.
    """

    frame: pd.DataFrame
    totals: pd.DataFrame

    def of(self, indicators: tuple[tuple[str, int], ...], day: str) -> pd.Series | None:
        """Return the indicators added up, by area, on one day; None when one of them is not held."""
        if any((name, day) not in self.frame for name, _ in indicators):
            return None
        return sum(
            (self.frame[name, day] * sign for name, sign in indicators), pd.Series(0.0, self.frame.index)
        )

    def residents(self, codes: tuple[str, ...], day: str) -> list[float]:
        """Return the residents of areas together on one day, once for each table that holds all of them."""
        on_day = self.totals.loc[:, self.totals.columns.get_level_values("period") == day]
        return [float(each) for each in on_day.reindex(list(codes)).sum(skipna=False).dropna()]


def census_counts(study: Study) -> Counts:
    """Read the counts of each indicator that the census tables of the study's vintage give, and the totals.

    Counts of districts are summed to counties, regions, England and groups of places when all are there.
    """
    rows = load_counts(study.paths, study.parameters.vintage)
    by_group = [*EARLIER, *EARLIER.values()]
    everyone = rows["table"].isin(OF_RESIDENTS) & (rows["category"] == "Total")
    counts = area_counts(rows[rows["table"].isin(by_group) | everyone], study.reference)
    everyone = counts["table"].isin(OF_RESIDENTS) & (counts["category"] == "Total")
    found = shares(counts[counts["table"].isin(by_group)].replace({"table": EARLIER}))
    # A share has its count as numerator; residents are a count themselves.
    found = found.assign(count=found["numerator"].fillna(found["value"]))
    return Counts(
        found.pivot(index="area_code", columns=["indicator", "period"], values="count"),
        counts[everyone].pivot(index="area_code", columns=["table", "period"], values="count"),
    )
