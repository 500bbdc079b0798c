"""Classes of figures with round ends, and the colour of each: the darker, the higher."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from afcharts.af_colours import get_af_colours

from benchmarking.findings import figure_words
from benchmarking.reference import Indicator

FEWEST_CLASSES, MOST_CLASSES = 3, 5
_ROUND = (1.0, 2.0, 2.5, 5.0)


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of one picture, lowest first: letters, words, fills and the ink that can be read on each."""

    breaks: tuple[float, ...]
    letters: tuple[str, ...]
    words: tuple[str, ...]
    fills: tuple[str, ...]
    inks: tuple[str, ...]

    def place(self, value: float) -> int:
        """Return which class a rounded value is in, counted from 0; the highest holds both of its ends."""
        inner = np.array(self.breaks[1:-1])
        return int(np.searchsorted(inner, value + 1e-9 * max(abs(value), 1), side="right"))


def classes_of(values: pd.Series, item: Indicator) -> Classes:
    """Divide figures into three to five classes of equal width whose ends are round numbers.

    Of the divisions that this allows, the one is taken within whose classes the figures differ least (the
    criterion of Jenks). Figures that hardly differ have fewer classes: no end has more decimals than are
    published. The colours are the Analysis Function's sequential palette, light for low.

    Parameters
    ----------
    values : the figures, rounded as they are printed, none missing.
    """
    breaks = _breaks(values, 10.0**-item.decimals)
    count = len(breaks) - 1
    fills = get_af_colours("sequential", number_of_colours=max(count, 3))[::-1][:count]
    return Classes(
        tuple(breaks),
        tuple("abcde"[:count]),
        tuple(_words(breaks, item)),
        tuple(fills),
        tuple("black" if _is_light(fill) else "white" for fill in fills),
    )


def short_figure(value: float, item: Indicator, decimals: int | None = None) -> str:
    """Say a figure without the words of its unit: "28.4%", "£642", "3.1"."""
    unit = item.unit.name[:1] if item.unit.name[:1] in "£%" else ""
    return figure_words(value, unit, item.decimals if decimals is None else decimals)


def _breaks(values: pd.Series, smallest: float) -> list[float]:
    """Choose, among breaks that are multiples of half a round width, those within which figures differ least."""
    low, high = float(values.min()), float(values.max())
    reach = max(high - low, smallest)
    sizes = range(math.floor(math.log10(reach)) - 2, math.ceil(math.log10(reach)) + 2)
    found: dict[tuple[bool, float], list[float]] = {}
    for step in sorted(one * 10.0**size for size in sizes for one in _ROUND):
        for shift in (0.0, step / 2):
            if not _is_multiple(step, smallest) or not _is_multiple(shift, smallest):
                continue
            breaks = _from(low - shift, high - shift, step)
            if len(breaks) - 1 > MOST_CLASSES:
                continue
            ends = [round(end + shift, 10) for end in breaks]
            few = len(ends) - 1 < FEWEST_CLASSES
            found.setdefault((few, _spread_within(values, ends)), ends)
    return found[min(found)]


def _from(low: float, high: float, step: float) -> list[float]:
    first = math.floor(low / step + 1e-9)
    last = max(math.ceil(high / step - 1e-9), first + 1)
    return [step * place for place in range(first, last + 1)]


def _is_multiple(number: float, of: float) -> bool:
    return math.isclose(number / of, round(number / of), abs_tol=1e-6)


def _spread_within(values: pd.Series, breaks: Sequence[float]) -> float:
    """Return the sum of squared distances of the figures from the mean of their class."""
    classes = np.searchsorted(breaks[1:-1], values + 1e-9, side="right")
    return round(float(((values - values.groupby(classes).transform("mean")) ** 2).sum()), 12)


def _words(breaks: Sequence[float], item: Indicator) -> list[str]:
    decimals = next(places for places in range(10) if all(round(end, places) == end for end in breaks))
    said = [short_figure(end, item, decimals) for end in breaks]
    last = len(said) - 2
    return [f"{said[n]} to {'' if n == last else 'under '}{said[n + 1]}" for n in range(last + 1)]


def _is_light(fill: str) -> bool:
    """Tell whether black is easier to read on a colour than white (WCAG relative luminance)."""
    parts = [int(fill[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179
