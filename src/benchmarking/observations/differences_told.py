"""The kinds of difference between two vintages, what to do about each, and the short account of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from benchmarking.errors import CommandError
from benchmarking.paths import Paths
from benchmarking.vintages import Release
from benchmarking.vintages.package import replace

#: What to do about a difference, by its kind, in the order in which they are told.
ACTIONS = {
    "new indicator": "Read its definition and caveat before using it. There is no earlier figure to compare with.",
    "indicator gone": "Ask the publisher what replaced it, and take it out of the report's words.",
    "new period": "Quote the newer figure, and look for words in the report that still speak of the older period.",
    "period gone": "Draw no line through the gap. Where a baseline rests on it, say that it was published in the "
    "earlier vintage and is held no longer.",
    "changed unit": "Nearly every figure changed by one factor. Correct the unit in indicators.csv, or the "
    "importer, before anything is printed.",
    "changed definition": "Read both releases' notes. If what is measured changed, enter the day under breaks in "
    "indicators.csv, so that no change is told across it.",
    "changed note": "A release of the same name has another title or note. Read it: how a file was read changes no "
    "figure, but if what is measured changed, enter the day under breaks in indicators.csv.",
    "revised throughout": "Nearly every figure changed: a new method, base or definition is likely. Read the "
    "publisher's note, and take both ends of any change from the newer vintage.",
    "revised figure": "Read the publisher's note on revisions before quoting a change since last year, and take "
    "both figures from the newer vintage.",
    "rounded otherwise": "Nothing was revised. Give no more decimals than the newer vintage has.",
    "wider intervals": "Expect fewer clear differences. A verdict that turned to similar may rest on this alone.",
    "narrower intervals": "Expect more clear differences. A new verdict may rest on this and not on any change.",
    "intervals gained": "Figures that could not be tested now can be. Say so beside a verdict that is new.",
    "intervals lost": "These figures can no longer be tested. Their verdicts become published and untested.",
    "coverage gained": "More areas can be compared. Check whether the group's mean moves only because of them.",
    "coverage lost": "Say so where the area was compared before. A figure withheld is missing, and not nought.",
    "changed code": "Nothing where the area covers the same ground: its series is joined. Otherwise correct "
    "area_changes.csv.",
}
KINDS = list(ACTIONS)
#: How many indicators the account names of each kind.
_NAMED = 3


def worded(numbers: pd.Series, form: str) -> pd.Series:
    """Say each number in a form such as "to {:.0f} now", as text even where there is none to say."""
    told: pd.Series = numbers.map(form.format).astype(object)
    return told


def counted(numbers: pd.Series, noun: str) -> pd.Series:
    """Say each number with its noun: "1 figure", "1,604 figures"."""
    return worded(numbers, f"{{:,.0f}} {noun}s").where(numbers != 1, f"1 {noun}")


def summary(found: pd.DataFrame) -> pd.DataFrame:
    """Count differences by kind, the kinds that occur only.

    Parameters
    ----------
    found : as `differences` gives them.

    Returns
    -------
    Indexed by kind, in the order of KINDS: differences, figures (how many they are of), indicators (how many),
    named (how many names they go by), of (whether these are of "indicators" or "areas"), which (the first of the
    names), and action.
    """
    kinds = found["kind"].astype(pd.CategoricalDtype(KINDS, ordered=True))
    titled = found["title"].where(found["title"] != "", found["area"])
    grouped = found.assign(kind=kinds, name=titled).groupby("kind", observed=True)
    table = grouped.agg(
        differences=("title", "size"),
        figures=("figures", "sum"),
        indicators=("indicator", lambda ids: ids[ids != ""].nunique()),
        named=("name", "nunique"),
        which=("name", _first_names),
    )
    table = table.assign(figures=table["figures"].astype(int))
    table["of"] = np.where(table["indicators"] > 0, "indicators", "areas")
    return table.assign(action=[ACTIONS[kind] for kind in table.index])


def largest(found: pd.DataFrame, number: int = 10) -> pd.DataFrame:
    """Take the largest revised figures, by standard deviations between areas, one an indicator and area.

    Figures in different units cannot be set in one order as they are. A standard deviation between areas says
    how far a figure moved among the figures that it is compared with.

    Parameters
    ----------
    found : as `differences` gives them.

    Returns
    -------
    Rows of `found`, the largest first.
    """
    revised = found[(found["kind"] == "revised figure") & found["spreads"].notna()]
    ordered = revised.reindex(revised["spreads"].abs().sort_values(ascending=False, kind="stable").index)
    return ordered.drop_duplicates(["indicator", "area_code"]).head(number)


def account(found: pd.DataFrame) -> list[tuple[str, str]]:
    """Tell each kind of difference in a heading, with how many there are and of what, and what to do about it."""
    told = []
    for kind, line in summary(found).iterrows():
        several = 1 < line["named"] < line["differences"]
        of = f" in {line['named']:,} {line['of']}" if several else ""
        heading = f"{str(kind).capitalize()}: {line['differences']:,}{of} ({line['which']})"
        told.append((heading, line["action"]))
    return told or [("Nothing changed: every published figure is as it was", "There is nothing to do.")]


def written(found: pd.DataFrame, path: Path, paths: Paths) -> None:
    """Write differences as CSV that Excel opens, a row each, whole or not at all.

    Text that Excel would take for a formula begins with an apostrophe. Raises CommandError when the file cannot be
    written there, and for one among the figures themselves.
    """
    raw = paths.root / "data" / "raw"
    if path.resolve().is_relative_to(raw.resolve()) or path.is_dir():
        raise CommandError(
            "The table is not written there",
            where=str(path),
            expected="a file outside data/raw, such as data/processed/changes.csv",
        )
    safe = found.map(_no_formula)
    try:
        replace(path, safe.to_csv(index=False, lineterminator="\n").encode("utf-8-sig"))
    except OSError as error:
        raise CommandError(
            "The table cannot be written there",
            where=str(path),
            found=error.strerror,
            next_step="Close the file if a program has it open, or name another",
        ) from error


def texts_changed(before: Release, after: Release) -> str:
    """Say how a release's title or note changed, or nothing when neither did."""
    pairs = {"title": (before.title, after.title), "note": (before.note or "none", after.note or "none")}
    said = [f"{name}: {old} (before); {new} (now)" for name, (old, new) in pairs.items() if old != new]
    return ". ".join(said)


def _no_formula(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _first_names(names: pd.Series) -> str:
    unique = list(dict.fromkeys(name for name in names if name))
    more = len(unique) - _NAMED
    return "; ".join(unique[:_NAMED]) + (f"; and {more} more" if more > 0 else "")
