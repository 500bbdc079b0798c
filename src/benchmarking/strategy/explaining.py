"""What a difference between two counts is equal to, if anything."""

from __future__ import annotations

from itertools import combinations

import pandas as pd


def equal_to(figures: pd.Series, amount: float, near: list[str]) -> tuple[str, ...]:
    """Find the place, or the two places, whose figures add up to an amount exactly.

    Parameters
    ----------
    figures : the figure of each area, by code. amount : what to look for, above nought.
    near : the places looked at first and also two at a time, since one that lies beside is the likelier slip.

    Returns
    -------
    One or two codes, or none. Of all other areas only single ones are looked at: among all pairs of England's
    authorities any amount would be met by chance.
    """
    close = figures.reindex(near).dropna()
    for candidates in (close, figures.dropna()):
        found = candidates.index[candidates == amount]
        if len(found):
            return (str(found[0]),)
    for one, other in combinations(close.index, 2):
        if close[one] + close[other] == amount:
            return (str(one), str(other))
    return ()


def as_if(more: bool, inside: bool, several: bool) -> str:
    """Say what done to those places would make a count too high or low, when its area holds them or not."""
    had, them = ("they", "them") if several else ("it", "it")
    if inside:
        return f"as if {had} had been counted twice" if more else f"as if {had} had been left out"
    done = "added to" if more else "taken away from"
    return f"as if {had} had been {done} a count of an area that does not contain {them}"
