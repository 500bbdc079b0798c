"""How groups of residents are spread over small areas, in five measures, for many wholes and draws at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from benchmarking.stats.inputs import Floats, Places


@dataclass(frozen=True)
class Spread:
    """Residents by group and unit, with the two groups whose separation is measured.

    Parameters
    ----------
    cells : residents, groups on the last axis but one and units on the last, whole after whole.
    inside, outside : places of the columns that make up the group, and the one it is set against.
    starts : where each whole starts.
    """

    cells: Floats
    inside: Places
    outside: Places
    starts: Places

    @cached_property
    def group(self) -> Floats:
        return self.cells[..., self.inside, :].sum(axis=-2)

    @cached_property
    def other(self) -> Floats:
        return self.cells[..., self.outside, :].sum(axis=-2)

    @cached_property
    def residents(self) -> Floats:
        return self.cells.sum(axis=-2)

    def summed(self, units: Floats) -> Floats:
        """Add up the units (last axis) of each whole."""
        return np.add.reduceat(units, self.starts, axis=-1)

    def repeated(self, wholes: Floats) -> Floats:
        """Set what is known of each whole against every unit of it."""
        sizes = np.diff(self.starts, append=self.cells.shape[-1])
        return np.repeat(wholes, sizes, axis=-1)

    def lived_in(self, whole: int) -> Spread:
        """Take one whole alone, without the units where nobody lives."""
        ends = [*self.starts, self.cells.shape[-1]]
        here = slice(ends[whole], ends[whole + 1])
        cells = self.cells[..., here][..., self.residents[here] > 0]
        return replace(self, cells=cells, starts=np.zeros(1, dtype=np.intp))


def dissimilarity(spread: Spread) -> Floats:
    """Half the sum of |xᵢ/X - yᵢ/Y|."""
    shares = (part / spread.repeated(spread.summed(part)) for part in (spread.group, spread.other))
    return spread.summed(np.abs(np.subtract(*shares))) / 2


def isolation(spread: Spread) -> Floats:
    """xPx: the sum of (xᵢ/X)(xᵢ/tᵢ)."""
    return _met(spread, spread.group)


def exposure(spread: Spread) -> Floats:
    """xPy: the sum of (xᵢ/X)(yᵢ/tᵢ)."""
    return _met(spread, spread.other)


def information(spread: Spread) -> Floats:
    """Theil's H of the two groups: 1 - Σ tᵢEᵢ / TE with entropies E, residents in neither left out."""
    return _homogeneity(spread, np.stack([spread.group, spread.other], axis=-2))


def information_of_all(spread: Spread) -> Floats:
    """Theil's H of all groups."""
    return _homogeneity(spread, spread.cells)


#: Each measure by the name of its method.
MEASURES = {
    "dissimilarity": dissimilarity,
    "isolation": isolation,
    "exposure": exposure,
    "information index": information,
    "multigroup information index": information_of_all,
}


def measured(spread: Spread) -> Floats:
    """Take every measure of every whole; measures on the last axis but one, wholes on the last."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.stack([measure(spread) for measure in MEASURES.values()], axis=-2)


def entropies(cells: Floats) -> Floats:
    """Multiply Shannon's entropy of each unit by its residents: Σ nₖ ln(t/nₖ), 0 where nobody lives."""
    return _n_log_n(cells.sum(axis=-2)) - _n_log_n(cells).sum(axis=-2)


def _met(spread: Spread, met: Floats) -> Floats:
    meetings = spread.group * met / np.maximum(spread.residents, 1)
    return spread.summed(meetings) / spread.summed(spread.group)


def _homogeneity(spread: Spread, cells: Floats) -> Floats:
    return 1 - spread.summed(entropies(cells)) / entropies(spread.summed(cells))


def _n_log_n(counts: Floats) -> Floats:
    return counts * np.log(np.maximum(counts, 1))
