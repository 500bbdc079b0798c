"""Compute indices of segregation with PySAL in its own environment: `python pysal.py FOLDER INDICES ROUNDS`.

Reads counts.parquet in the folder, one row an LSOA; writes answers.json with the values and the seconds of
each round. Loading PySAL and compiling what it compiles is not counted.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from segregation import multigroup, singlegroup


def one(area: pd.DataFrame, groups: list[str], name: str) -> float:
    if hasattr(multigroup, name):
        return float(getattr(multigroup, name)(area, groups).statistic)
    return float(getattr(singlegroup, name)(area, group_pop_var="White", total_pop_var="residents").statistic)


def every(counts: pd.DataFrame, groups: list[str], indices: dict[str, str]) -> dict[str, dict[str, float]]:
    areas = {code: area for code, area in counts.groupby("authority") if len(area) > 1}
    return {
        measure: {code: one(area, groups, name) for code, area in areas.items()}
        for measure, name in indices.items()
    }


if __name__ == "__main__":
    folder, indices, rounds = Path(sys.argv[1]), json.loads(sys.argv[2]), int(sys.argv[3])
    counts = pd.read_parquet(folder / "counts.parquet")
    groups = [name for name in counts.columns if name not in ("area_code", "authority")]
    counts["residents"] = counts[groups].sum(axis=1)
    counts = counts[counts["residents"] > 0]
    every(counts.head(50), groups, indices)
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        values = every(counts, groups, indices)
        seconds.append(time.perf_counter() - start)
    told = {
        measure: {code: x for code, x in found.items() if np.isfinite(x)} for measure, found in values.items()
    }
    (folder / "answers.json").write_text(json.dumps({"values": told, "seconds": seconds}), encoding="utf-8")
