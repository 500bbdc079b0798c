"""Write docs/performance.md from pytest-benchmark's JSON: `python page.py RESULTS PAGE`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

PARTS = {
    "study": (
        "The study from end to end",
        "The default study on a copy of the project. Web pages of the notebooks are made with them; the papermill "
        "command makes none, and no report.",
    ),
    "start": ("Starting", "A new Python each time. `import benchmarking` is to stay under 0.15 seconds."),
    "statistics": (
        "Statistics beside the tools a researcher would otherwise use",
        "The same work on the same numbers, and the answers are held to be the same to nine figures (slopes and "
        "PySAL's indices to six) before a line is printed here. A loop is what most scripts do; where a tool takes "
        "a whole column at once, that is compared too.",
    ),
    "sweep": (
        "Many councils",
        "What a sweep costs for each lead, and what a second worker adds.",
    ),
}
#: What was aimed at, by the work it is of.
AIMS = {
    "the whole study, made from nothing": 0.35,
    "nothing changed": 0.03,
    "one district's raw figure changed": 0.4,
}
CLOSE = 0.05


def main(results: Path, page: Path) -> None:
    told = json.loads(results.read_text(encoding="utf-8"))
    page.write_text("\n".join(_page(told)) + "\n", encoding="utf-8")


def _page(told: dict[str, Any]) -> Iterator[str]:
    machine, measured = told["machine_info"], told["benchmarks"]
    yield "# How fast it is"
    yield ""
    yield (
        f"Written by `make bench` on {told['datetime'][:10]}, on a machine with {_cores(machine)} "
        f"({machine['cpu'].get('brand_raw', machine['machine'])}), {machine['system']}, "
        f"Python {machine['python_version']}. Do not edit it: run `make bench` again."
    )
    yield ""
    yield (
        "A ratio is our time as a share of the other's, both measured in the same run, by turns where "
        "one Python can do both: 0.50 is half the "
        "time, 2.00 is twice. The middle ratio stands first, then the smallest and the largest of all rounds. "
        "Seconds differ from machine to machine; ratios less so."
    )
    for part, (title, words) in PARTS.items():
        rows = [item for item in measured if item["extra_info"].get("part") == part]
        if rows:
            yield from ("", f"## {title}", "", words, "")
            yield from _compared([item["extra_info"] for item in rows])
    rest = [item for item in measured if "part" not in item["extra_info"]]
    if rest:
        yield from ("", "## How long everything else takes", "", "Seconds, without a comparison.", "")
        yield from ("| What | Seconds | From | To | Also |", "|---|---:|---:|---:|---|")
        for item in rest:
            stats = item["stats"]
            seconds = " | ".join(_number(stats[name]) for name in ("median", "min", "max"))
            also = "; ".join(f"{name}: {value}" for name, value in item["extra_info"].items())
            yield f"| {_words(item['name'])} | {seconds} | {also} |"


def _compared(rows: list[dict[str, Any]]) -> Iterator[str]:
    yield "| What | Against | Ratio | From | To | Our seconds | Theirs | |"
    yield "|---|---|---:|---:|---:|---:|---:|---|"
    for row in rows:
        ratios = row["ratios"]
        numbers = (median(ratios), min(ratios), max(ratios), median(row["ours"]), median(row["theirs"]))
        yield f"| {row['work']} | {row['tool']} | {' | '.join(map(_number, numbers))} | {_verdict(row)} |"


def _verdict(row: dict[str, Any]) -> str:
    """Say whether we lose, and whether what was aimed at was reached."""
    ratios = row["ratios"]
    ratio = median(ratios)
    aim = next((value for work, value in AIMS.items() if row["work"].startswith(work)), None)
    if aim is not None:
        reached = "reached" if ratio <= aim else "not reached"
        return f"aim {aim}: {reached}"
    if row.get("part") == "start":
        return ""
    if min(ratios) <= 1 <= max(ratios) or abs(ratio - 1) < CLOSE:
        return "no clear difference"
    return "we lose" if ratio > 1 else ""


def _cores(machine: dict[str, Any]) -> str:
    cores = machine["cpu"].get("count")
    return {1: "one core", 2: "two cores"}.get(cores, f"{cores} cores")


def _number(value: float) -> str:
    return f"{value:.2f}" if value >= 0.995 else f"{value:.2g}"


def _words(name: str) -> str:
    return name.removeprefix("test_").replace("_", " ")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
