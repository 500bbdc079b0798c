"""Measure sweeps, which takes an hour: `python sweep.py RESULT --folder FOLDER`.

Three things are measured, each on a copy of the project in FOLDER that is kept, with its reports:

- `alone`: a first lead from nothing, and after it a few others, each by a command of its own when nothing else runs
  and the tables that all studies share are there. The median of these others,
  the start of the command included, is the second lead's time.
- `workers`: the same few others by one Dask worker and by two, each time with the shared tables there and nothing
  else of these leads. Starting the workers is part of the time.
- `sweep`: all leads by one command from nothing. Leads run two at a time, so what one costs is told from the start:
  the moment at which the k-th was done, divided by k.

What is measured stands in FOLDER/NAME.json and is not measured again: a run that was cut short goes on from there.
Take it away to measure anew.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from pytest_benchmark.plugin import pytest_benchmark_generate_machine_info
from watching import watch

from benchmarking.sweeping import slug
from conftest import copy_project

#: Types about as often as in England, early in the alphabet as late: 6 counties, 15 unitaries, the Isles of
#: Scilly, 9 metropolitan districts, 8 London boroughs and the City of London. A sweep takes them in this order.
LEADS = (
    "Barnet",
    "Barnsley",
    "Bedford",
    "Bristol",
    "Cambridgeshire",
    "Camden",
    "City of London",
    "Cornwall",
    "County Durham",
    "Coventry",
    "Cumberland",
    "Derbyshire",
    "Doncaster",
    "Dudley",
    "Ealing",
    "Gateshead",
    "Greenwich",
    "Hackney",
    "Herefordshire",
    "Isles of Scilly",
    "Kent",
    "Leeds",
    "Leicester",
    "Lewisham",
    "Luton",
    "Medway",
    "Middlesbrough",
    "Newham",
    "Norfolk",
    "Plymouth",
    "Rochdale",
    "Rutland",
    "Sefton",
    "Suffolk",
    "Swindon",
    "Torbay",
    "Waltham Forest",
    "Warwickshire",
    "Wigan",
    "York",
)
MANY = 10
_ENDED = re.compile(r"\d+ of \d+  (\S+)  (made|up to date|failed)")


def main() -> None:
    words = argparse.ArgumentParser(description="Measure sweeps: see the head of this file.")
    words.add_argument("result", type=Path, help="the JSON to write")
    words.add_argument("--folder", type=Path, default=Path(".benchmarks/sweep"), help="where copies are kept")
    words.add_argument("--leads", type=int, default=len(LEADS), help="how many leads the long sweep takes")
    words.add_argument(
        "--few", type=int, default=4, help="how many are made alone, and by one worker and two"
    )
    given = words.parse_args()
    folder, leads, few = given.folder.resolve(), LEADS[: given.leads], LEADS[1 : given.few + 1]
    alone = _kept(folder / "alone.json", [LEADS[0], *few], lambda root: _alone(root, [LEADS[0], *few]))
    workers = _kept(folder / "workers.json", list(few), lambda root: _workers(root, LEADS[0], list(few)))
    swept = _kept(folder / "sweep.json", list(leads), lambda root: {"all": _sweep(root, list(leads))})
    result = {"alone": alone_of(alone), "workers": workers_of(workers), "sweep": sweep_of(swept)}
    given.result.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def _kept(record: Path, leads: list[str], measure: Callable[[Path], dict[str, Any]]) -> dict[str, Any]:
    """Return what was measured of these leads, measuring it on a new copy of the project unless it was before."""
    if not record.is_file():
        root = record.with_suffix("")
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(parents=True)
        runs = measure(copy_project(root))
        machine = pytest_benchmark_generate_machine_info()
        cpu = {name: machine["cpu"].get(name) for name in ("count", "brand_raw")}
        told = {name: machine[name] for name in ("machine", "system", "python_version")} | {"cpu": cpu}
        kept = {"date": date.today().isoformat(), "machine": told, "leads": leads, "runs": runs}
        record.write_text(json.dumps(kept), encoding="utf-8")
    found: dict[str, Any] = json.loads(record.read_text(encoding="utf-8"))
    if found["leads"] != leads:
        sys.exit(f"{record} tells of other leads: take it away, or name another --folder")
    return found


def _alone(root: Path, leads: list[str]) -> dict[str, Any]:
    return {lead: _sweep(root, [lead]) for lead in leads}


def _workers(root: Path, first: str, leads: list[str]) -> dict[str, Any]:
    _sweep(root, [first])
    runs = {}
    for many in ("1", "2"):
        for lead in leads:
            for made in ("data/processed", "reports"):
                shutil.rmtree(root / made / slug(lead), ignore_errors=True)
        runs[many] = _sweep(root, leads, "--cluster", f"local:{many}")
    return runs


def _sweep(root: Path, leads: list[str], *more: str) -> dict[str, Any]:
    command = Path(sys.executable).with_name("benchmarking")
    watched = watch([str(command), "sweep", "--leads", ", ".join(leads), *more], root)
    ended = sum(bool(_ENDED.match(line)) for _, line in watched.lines)
    if ended != len(leads):
        sys.exit(
            f"The sweep ended with {watched.code} after {ended} of {len(leads)} leads: nothing is kept of it"
        )
    return asdict(watched)


def alone_of(kept: dict[str, Any]) -> dict[str, Any]:
    """Tell the seconds of the first lead and of each other, made by a command of its own."""
    first, *others = kept["leads"]
    seconds = {lead: run["seconds"] for lead, run in kept["runs"].items()}
    return _of(kept) | {"first": seconds[first], "others": {lead: seconds[lead] for lead in others}}


def workers_of(kept: dict[str, Any]) -> dict[str, Any]:
    """Tell the seconds that the same leads took with one worker and with two."""
    return _of(kept) | {"one": kept["runs"]["1"]["seconds"], "two": kept["runs"]["2"]["seconds"]}


def sweep_of(kept: dict[str, Any]) -> dict[str, Any]:
    """Tell the second at which each lead was done, and the largest memory early, late and at all.

    Early is from the end of the first lead to that of the eleventh, late from the end of the last lead but ten to
    that of the last; both are left out of a sweep of fewer than 21.
    """
    run = kept["runs"]["all"]
    ends = [second for second, line in run["lines"] if (found := _ENDED.match(line)) and found[2] == "made"]
    told = _of(kept) | {"seconds": run["seconds"], "ends": ends}
    told["memory"] = {"largest": max(held for _, held in run["memory"])}
    if len(ends) > 2 * MANY:
        for name, since, until in (("early", ends[0], ends[MANY]), ("late", ends[-MANY - 1], ends[-1])):
            told["memory"][name] = max(held for second, held in run["memory"] if since < second <= until)
    return told


def _of(kept: dict[str, Any]) -> dict[str, Any]:
    """Tell when and where it was measured, how many leads, and which were not made."""
    lines = [line for run in kept["runs"].values() for _, line in run["lines"]]
    ended = [found for line in lines if (found := _ENDED.match(line))]
    assert all(found[2] != "up to date" for found in ended), "what was made before tells nothing of its time"
    failed = [found[1] for found in ended if found[2] == "failed"]
    return {name: kept[name] for name in ("date", "machine")} | {
        "leads": len(kept["leads"]),
        "failed": failed,
    }


if __name__ == "__main__":
    main()
