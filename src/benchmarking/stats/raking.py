"""Weights that bring a sample's margins to those of the residents."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping

import pandas as pd
import weightipy  # type: ignore[import-untyped]

from benchmarking.errors import StatisticError

#: How near each weighted share has to come to its target.
CLOSE = 1e-6
_ROUNDS = 2_000


def rake(sample: pd.DataFrame, targets: Mapping[str, Mapping[str, float]]) -> pd.Series:
    """Weight a sample so that its share in each category of each column is the residents'.

    Parameters
    ----------
    sample : a row a person, with a column of categories for each target.
    targets : for each column, the residents (or their share) in each category that the sample has.

    Returns
    -------
    A weight for each row, with its label; the weights add up to the number of rows.

    Raises
    ------
    StatisticError : an empty sample, no target, a category with residents and nobody in the sample (no weight can
        make up for nobody) or with people and no residents, or margins that cannot all be met at once.

    Source
    ------
    Deming and Stephan (1940), by weightipy.
    """
    if sample.empty or not targets:
        raise StatisticError("Raking needs a sample and something to rake it to")
    shares = {}
    for column, wanted in targets.items():
        given = set(sample[column])
        if given != {name for name, residents in wanted.items() if residents > 0}:
            raise StatisticError(
                f"The categories of {column} in the sample are not those of its target",
                expected="the same categories in both, each with somebody in it",
                next_step="Join a category that nobody took part from with another, or leave it out",
            )
        whole = sum(wanted.values())
        shares[column] = {name: residents / whole for name, residents in wanted.items() if residents > 0}
    scheme = weightipy.scheme_from_dict(
        shares, name="raked", rim_params={"convcrit": 1e-12, "max_iterations": _ROUNDS}
    )
    # It prints that it did not converge; whether the margins are met is checked below.
    with contextlib.redirect_stdout(io.StringIO()):
        weights = weightipy.weight(sample[list(shares)].reset_index(drop=True), scheme).set_axis(sample.index)
    for column, share in shares.items():
        reached = weights.groupby(sample[column]).sum() / len(sample)
        if (reached - pd.Series(share)).abs().max() > CLOSE:
            raise StatisticError(
                f"No weights meet all margins at once: that of {column} is missed",
                next_step="Join categories that few took part from",
            )
    return weights.rename("weight")
