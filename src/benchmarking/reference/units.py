"""The units that an indicator may have, with the range that a figure in them can take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measurement.

    Parameters
    ----------
    name : as the registry writes it.
    low, high : the least and greatest figure that can be true; None where there is no bound.
    per : what a numerator over a denominator is multiplied by; None when the figure is no ratio of counts.
    """

    name: str
    low: float | None = 0
    high: float | None = None
    per: int | None = None

    def allows(self, value: float) -> bool:
        """Say whether a figure is within the unit's range."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


UNITS = {
    unit.name: unit
    for unit in [
        Unit("%", high=100, per=100),
        Unit("% of premises", high=100, per=100),
        Unit("% of households", high=100, per=100),
        Unit("% of electorate", high=100, per=100),
        Unit("% of LSOAs", high=100, per=100),
        Unit("percentage points", low=-100, high=100),
        Unit("points", low=-100, high=100),
        Unit("mean score, 0 to 10", high=10),
        Unit("index, 0 to 1", high=1),
        Unit("index points", low=-1, high=1),
        Unit("score", high=100),
        Unit("ratio"),
        Unit("years", high=120),
        Unit("minutes"),
        Unit("£"),
        Unit("tonnes CO2 equivalent", low=None),
        Unit("groups", low=1),
        Unit("persons"),
        Unit("children"),
        Unit("residents per square kilometre", per=1),
        Unit("suspensions per 100 pupils", per=100),
        Unit("per 1,000 residents", per=1_000),
        Unit("per 1,000 households", high=1_000, per=1_000),
        Unit("per 1,000 dwellings", low=None, per=1_000),
        Unit("per 10,000 residents", per=10_000),
        Unit("per 10,000 people", per=10_000),
        Unit("per 100,000 people", per=100_000),
        Unit("per 100,000 aged 10 to 17", per=100_000),
    ]
}
