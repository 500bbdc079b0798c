"""Participants beside residents, table by table: small counts are hidden before anything else is worked out."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from benchmarking.consultation.answers import CATEGORIES, NOT_STATED, band_words
from benchmarking.consultation.census import residents_by_age_sex_and_group, residents_of_all_ages
from benchmarking.consultation.reading import Participants
from benchmarking.stats import ranges, representation, suppress
from benchmarking.stats.disclosure import FEW, HIDDEN, SHOWN, WITHHELD
from benchmarking.study import Study

#: The questions that the crossing is made of, and those that stand by themselves.
CROSSED = ["age_band", "sex", "ethnic_group"]
SINGLE = ["district", "disability", "rural_urban"]
DIMENSIONS = ["district", *CROSSED, "disability", "rural_urban"]
CELLS = " by ".join(CROSSED)
COUNTS = [
    "table", *DIMENSIONS, "state", "participants", "least", "greatest", "residents", "expected", "ratio",
    "residual", "lower", "upper", "verdict",
]  # fmt: skip


def kept_and_left_out(people: Participants, minimum: int) -> tuple[pd.DataFrame, int]:
    """Leave out those who did not say what the crossing needs, and the few who did not say something else.

    A few who did not state their district would otherwise be the total less everybody else. Returns the others,
    and how many are left out.
    """
    frame = people.frame
    kept = frame[~(frame[CROSSED] == NOT_STATED).any(axis=1)]
    asked = [name for name in SINGLE if name in frame]
    for _ in asked:
        for name in asked:
            silent = kept[name] == NOT_STATED
            if kept.loc[silent, "count"].sum() < minimum:
                kept = kept[~silent]
    return kept, int(frame["count"].sum() - kept["count"].sum())


def compared(study: Study, people: Participants, kept: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Compare participants with residents in every table that is published.

    Returns the columns COUNTS, as `Reach.counts` explains them, and the questions for which no census table is
    held. A table of one category (the districts of an authority that has none) is left out.
    """
    total, minimum = int(kept["count"].sum()), study.parameters.minimum_cell
    crossed = residents_by_age_sex_and_group(study, people.bands)
    order = {"age_band": [band_words(band) for band in people.bands], **CATEGORIES}
    every = pd.MultiIndex.from_product([order[name] for name in CROSSED], names=CROSSED)
    living = [crossed.groupby(CROSSED)["residents"].sum().reindex(every, fill_value=0)]
    not_held = []
    for name in SINGLE:
        if name not in kept:
            continue
        own = residents_of_all_ages(study, name) if name != "district" else None
        if name == "district":
            own = crossed.groupby(name, sort=False)["residents"].sum()
        if own is None:
            not_held.append(name)
        elif len(own) > 1:
            living.append(own)
    level = study.parameters.confidence_level
    counts = pd.concat([_of_one_set(kept, residents, total, minimum, level) for residents in living])
    asked = {name: counts[name].fillna("") if name in counts else "" for name in DIMENSIONS}
    counts = counts.assign(**asked)[COUNTS]
    place = {table: at for at, table in enumerate([*DIMENSIONS, CELLS])}
    counts = counts.sort_values("table", key=lambda tables: tables.map(place), kind="stable")
    return counts.reset_index(drop=True), not_held


def _of_one_set(
    kept: pd.DataFrame, residents: pd.Series, total: int, minimum: int, level: float
) -> pd.DataFrame:
    """Hide small counts of the tables of some questions, which share nothing but the total with other tables."""
    names = [str(name) for name in residents.index.names]
    took_part = kept.groupby(names)["count"].sum()
    silent = int(took_part.get(NOT_STATED, 0)) if len(names) == 1 else 0
    cells = residents.index.to_frame(index=False)
    cells["participants"] = took_part.reindex(residents.index, fill_value=0).to_numpy()
    cells["expected"] = (residents / residents.sum() * (total - silent)).to_numpy()
    if silent:
        own = pd.DataFrame({names[0]: [NOT_STATED], "participants": [silent], "expected": [0.0]})
        cells = pd.concat([cells, own], ignore_index=True)
    published = suppress(cells, names, minimum)
    if (published.loc[published[names[0]] == NOT_STATED, "state"] != SHOWN).any():
        # Without the number who did not say, no share can be taken of those who did.
        published["state"], published["participants"] = WITHHELD, pd.array([pd.NA] * len(published), "Int64")
    published = published.join(ranges(published, names, total, minimum))
    by_table = published.drop(columns="expected").groupby("table", sort=False)
    return pd.concat([_beside(rows, residents, total, level) for _, rows in by_table])


def _beside(rows: pd.DataFrame, residents: pd.Series, total: int, level: float) -> pd.DataFrame:
    """Compare one table's shown counts with the residents: any reader of the table could do the same."""
    names = str(rows["table"].iloc[0]).split(" by ")
    silent = rows[names[0]] == NOT_STATED
    stated = rows[~silent]
    base = total - int(rows.loc[silent, "participants"].fillna(0).sum())
    living = residents.groupby(names, sort=False).sum().reindex(stated.set_index(names).index)
    beside = representation(
        stated["participants"], living.set_axis(stated.index), total=base, level=level
    ).drop(columns="participants")
    found = rows.join(beside)
    found["residents"] = living.set_axis(stated.index).reindex(rows.index)
    return found.assign(verdict=_verdicts(found))


def _verdicts(rows: pd.DataFrame) -> list[str]:
    """Tell of a hidden count what holds for every number that it can be, and of others what was found."""
    hidden = rows["state"].isin([FEW, HIDDEN])
    least, greatest = rows["least"].astype(float), rows["greatest"].astype(float)
    told = np.select(
        [
            greatest < rows["lower"],
            least > rows["upper"],
            (least >= rows["lower"]) & (greatest <= rows["upper"]),
        ],
        ["fewer", "more", "within"],
        "not told",
    )
    return list(np.where(hidden, told, rows["verdict"].fillna("")))


def questions(tables: Iterable[str]) -> list[str]:
    """List the questions among the tables, in order, without the crossing."""
    return [name for name in DIMENSIONS if name in set(tables)]
