"""What chance alone would make of a measure of segregation: every person's place drawn by lot, many times."""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from benchmarking.stats.inputs import Floats, Places
from benchmarking.stats.spread import MEASURES, Spread, measured

DRAWS = 500
SEED = 20_240_521
_CELLS = 100_000
"""Counts drawn at once by a thread: they stay in its cache, where England in 500 draws takes 700 MB."""


def by_chance(spread: Spread, names: Sequence[str], wholes: Places, draws: int, seed: int) -> Floats:
    """Measure what chance alone would give in each whole.

    Every person keeps their group and draws a unit of the whole with probability in proportion to the
    residents that the unit has: a multinomial draw for each group. Groups keep their size in the whole; units
    keep theirs only on average.

    Parameters
    ----------
    spread : the residents counted, in units laid out whole after whole.
    names : of all wholes. A whole's draws depend on its name, units and groups, not on the other wholes.
    wholes : places of the wholes to draw for.
    draws, seed : how many times, and where the random numbers start.

    Returns
    -------
    Array of three (mean, 2.5% and 97.5% quantile over the draws) by measures by wholes, missing where not
    drawn for.
    """

    def one(whole: int) -> Floats:
        random = np.random.default_rng([seed, zlib.crc32(names[whole].encode())])
        drawn = _drawn(spread.lived_in(whole), draws, random)
        return np.vstack([drawn.mean(axis=0), np.quantile(drawn, [0.025, 0.975], axis=0)])

    result = np.full((3, len(MEASURES), len(names)), np.nan)
    # NumPy draws and calculates outside Python's lock, so that threads keep every core busy.
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        for whole, found in zip(wholes, threads.map(one, wholes), strict=True):
            result[:, :, whole] = found
    return result


def _drawn(spread: Spread, draws: int, random: np.random.Generator) -> Floats:
    totals = spread.cells.sum(axis=-1).astype(np.int64)
    shares = spread.residents / spread.residents.sum()
    at_once = max(1, _CELLS // spread.cells.size)
    measures = []
    for start in range(0, draws, at_once):
        size = (min(at_once, draws - start), len(totals))
        cells = random.multinomial(totals, shares, size=size).astype(np.float64)
        measures.append(measured(replace(spread, cells=cells))[..., 0])
    return np.concatenate(measures)
