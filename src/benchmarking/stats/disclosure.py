"""What published counts give away of those that are hidden, by solving for them in whole numbers.

Every count that is published is a sum over the cells of one crossing, so whoever adds and subtracts solves linear
equations. The equations here know all that a reader knows: the total, every count shown, and the rules by which
the others were hidden.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import scipy

from benchmarking.errors import StatisticError
from benchmarking.stats.inputs import Floats

#: What stands in place of a count: the count, a nought that says something, a small number of people, a larger
#: number that would give a small one away, or nothing because the whole table is withheld.
SHOWN, NONE, FEW, HIDDEN, WITHHELD = "shown", "none", "few", "hidden", "withheld"


class Equations:
    """What is published of a crossing, as limits on the sums of its cells.

    Parameters
    ----------
    published : a row a published count: one column for each dimension (blank where the count is of all its
        categories), table, participants, expected and state, as `suppress` returns them. The last table is the
        crossing of all dimensions.
    dimensions : the columns that say which cells a row is the sum of.
    total, minimum : the number of participants, and the least count that is shown.
    """

    def __init__(self, published: pd.DataFrame, dimensions: Sequence[str], total: int, minimum: int) -> None:
        names = list(dimensions)
        whole = published["table"] == published["table"].iloc[-1]
        self.cells = published.loc[whole, names].reset_index(drop=True)
        self.minimum, self.total = minimum, total
        self.state = published["state"].to_numpy(object)
        self.counted = published["participants"].to_numpy(np.float64, na_value=np.nan)
        self.at_least_one = published["expected"].to_numpy(np.float64) >= minimum
        sums = np.ones((len(published), len(self.cells)), dtype=bool)
        for name in names:
            wanted = published[name].to_numpy(object)[:, None]
            sums &= (wanted == "") | (wanted == self.cells[name].to_numpy(object)[None, :])
        self.sums = sums.astype(np.float64)

    @property
    def least(self) -> Floats:
        """The least that each count could be by the rules alone."""
        known = [self.state == SHOWN, self.state == HIDDEN, (self.state == FEW) & self.at_least_one]
        return np.select(known, [self.counted, self.minimum, 1], 0.0)

    @property
    def most(self) -> Floats:
        """The most that each count could be by the rules alone."""
        known = [self.state == SHOWN, self.state == NONE, self.state == FEW]
        return np.select(known, [self.counted, 0, self.minimum - 1], np.inf)

    def extreme(self, row: int, sign: int) -> Floats:
        """Solve for the least (sign 1) or the greatest (sign -1) count of one row; return all rows' counts then."""
        return np.rint(self.sums @ self._solved(sign * self.sums[row]))

    def nearest(self, wanted: Floats) -> Floats:
        """Solve for the cells whose absolute differences from those wanted add up to the least."""
        eye = np.eye(len(wanted))
        apart = [scipy.optimize.LinearConstraint(np.hstack([eye, -eye]), ub=wanted)]
        apart += [scipy.optimize.LinearConstraint(np.hstack([-eye, -eye]), ub=-wanted)]
        return self._solved(np.r_[np.zeros(len(wanted)), np.ones(len(wanted))], apart)

    def _solved(self, cost: Floats, more: Sequence[scipy.optimize.LinearConstraint] = ()) -> Floats:
        size, spare = len(self.cells), len(cost) - len(self.cells)
        rows = np.vstack([self.sums, np.ones(size)])
        constraints = [
            scipy.optimize.LinearConstraint(
                np.hstack([rows, np.zeros((len(rows), spare))]),
                np.r_[self.least, self.total],
                np.r_[self.most, self.total],
            ),
            *more,
        ]
        whole = np.r_[np.ones(size), np.zeros(spare)]
        # HiGHS sometimes fails after simplifying a problem that it solves as it stands.
        for presolve in (True, False):
            found = scipy.optimize.milp(
                cost,
                integrality=whole,
                bounds=scipy.optimize.Bounds(0, np.inf),
                constraints=constraints,
                options={"presolve": presolve},
            )
            if found.x is not None:
                return np.rint(found.x[:size])
        raise StatisticError("What is published of these counts contradicts itself")


def ranges(published: pd.DataFrame, dimensions: Sequence[str], total: int, minimum: int) -> pd.DataFrame:
    """Find the least and the greatest value that every published count could have, for all that is published.

    Parameters
    ----------
    published, dimensions, total, minimum : as for `Equations`.

    Returns
    -------
    A row for each row of `published`, with its labels: least and greatest.

    Source
    ------
    The audit of suppressed tables: Hundepool and others, Statistical Disclosure Control (2012), chapter 4.
    """
    known = Equations(published, dimensions, total, minimum)
    ends = {
        name: [known.extreme(row, sign)[row] for row in range(len(published))]
        for name, sign in (("least", 1), ("greatest", -1))
    }
    return pd.DataFrame(ends, index=published.index)


def stand_in(published: pd.DataFrame, dimensions: Sequence[str], total: int, minimum: int) -> pd.DataFrame:
    """Make up one crossing that agrees with everything published, out of nothing but what is published.

    It is near what the dimensions' own tables give if they had nothing to do with each other (least absolute
    differences, by integer programming). It can stand in for the real crossing where a figure must not depend
    on a hidden count.

    Returns
    -------
    The crossing's cells: one column for each dimension, and participants.
    """
    known = Equations(published, dimensions, total, minimum)
    wanted = np.full(len(known.cells), float(total))
    for name in dimensions:
        own = published[published["table"] == name].set_index(name)
        wanted *= known.cells[name].map(_filled(own, total) / total).to_numpy(np.float64)
    return known.cells.assign(participants=known.nearest(wanted).astype(np.int64))


def _filled(table: pd.DataFrame, total: int) -> pd.Series:
    """Share out what the shown counts of a table leave of the total, as would be expected."""
    counts = table["participants"].astype(float).mask(table["state"] == NONE, 0.0)
    open_rows = counts.isna()
    expected = table["expected"].where(open_rows, 0.0).clip(lower=1e-9).where(open_rows, 0.0)
    left = total - counts.sum()
    return counts.where(~open_rows, left * expected / max(expected.sum(), 1e-9))
