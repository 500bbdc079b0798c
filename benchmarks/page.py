"""Write docs/performance.md from pytest-benchmark's JSON and sweep.py's: `python page.py RESULTS SWEEP PAGE`."""

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
}
#: What was aimed at, by the work it is of.
AIMS = {
    "the whole study, made from nothing": 0.35,
    "nothing changed": 0.03,
    "one district's raw figure changed": 0.4,
}
CLOSE = 0.05


#: From how many leads what was aimed at of a sweep counts.
AIMED_LEADS = 40
#: How far two leads' costs, or two memories, may lie apart and still be called the same.
SAME = 0.1


def main(results: Path, sweep: Path, page: Path) -> None:
    told = json.loads(results.read_text(encoding="utf-8"))
    swept = json.loads(sweep.read_text(encoding="utf-8")) if sweep.is_file() else None
    page.write_text("\n".join(page_of(told, swept)) + "\n", encoding="utf-8")


def page_of(told: dict[str, Any], swept: dict[str, Any] | None) -> Iterator[str]:
    """Give the page's lines from what `make bench` measured, and `make bench-sweep` if it was run."""
    machine, measured = told["machine_info"], told["benchmarks"]
    yield "# How fast it is"
    yield ""
    yield (
        f"Written by `make bench` on {told['datetime'][:10]}, on {_machine(machine)}. "
        "Do not edit it: run `make bench` again."
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
    if swept is not None:
        yield from _many_councils(swept)
    rest = [item for item in measured if "part" not in item["extra_info"]]
    if rest:
        yield from ("", "## How long everything else takes", "", "Seconds, without a comparison.", "")
        yield from ("| What | Seconds | From | To | Also |", "|---|---:|---:|---:|---|")
        for item in rest:
            stats = item["stats"]
            seconds = " | ".join(_number(stats[name]) for name in ("median", "min", "max"))
            also = "; ".join(f"{name}: {value}" for name, value in item["extra_info"].items())
            yield f"| {_words(item['name'])} | {seconds} | {also} |"


def _many_councils(swept: dict[str, Any]) -> Iterator[str]:
    days = sorted({part["date"] for part in swept.values()})
    alone, workers, sweep = (swept[name] for name in ("alone", "workers", "sweep"))
    yield from ("", "## Many councils", "")
    yield (
        f"Measured by `make bench-sweep` on {' and '.join(days)}, on {_machine(sweep['machine'])}. "
        "Each measure was taken once, so nothing here says how much another day's would differ."
    )
    yield ""
    others = sorted(alone["others"].values())
    spread = f"the middle of {len(others)}, from {_number(others[0])} to {_number(others[-1])}"
    yield (
        f"A lead made alone, by a command of its own whose start is counted, took {_number(median(others))} seconds "
        f"({spread}) once the first, at {_number(alone['first'])} seconds, had made the tables that all studies share. "
        "Two studies of a sweep are on their way together, so a lead's cost is the time from the start to the end "
        "of the last of them, divided by their number. Memory is the sum over all processes, a page that several "
        "share counted once."
    )
    failed = sorted({name for part in (alone, workers, sweep) for name in part["failed"]})
    if failed:
        yield from ("", f"**Not made, so the aims below are not judged:** {', '.join(failed)}.")
    yield from ("", "| What | Measured | From | Aim | |", "|---|---:|---|---|---|")
    for what, value, sources, aim, reached in _aims_of_sweeps(alone, workers, sweep):
        verdict = "" if failed or not aim else "reached" if reached else "not reached"
        yield f"| {what} | {_number(value)} | {sources} | {aim} | {verdict} |"


def _aims_of_sweeps(
    alone: dict[str, Any], workers: dict[str, Any], sweep: dict[str, Any]
) -> Iterator[tuple[str, float, str, str, bool]]:
    """Give what was aimed at of sweeps: what, the number, what it is made of, the aim and whether it was reached."""
    ends, memory, one = sweep["ends"], sweep["memory"], median(alone["others"].values())
    leads = sweep["leads"]
    ratio = sweep["seconds"] / (leads * one)
    yield (
        f"{leads} leads in one sweep, against {leads} times a lead alone",
        ratio,
        f"{sweep['seconds']:,.0f} s against {leads} × {one:.1f} s",
        "at most 0.9" if leads >= AIMED_LEADS else "",
        ratio <= 0.9,
    )
    if "late" in memory:
        first, whole = ends[9] / 10, ends[-1] / len(ends)
        yield (
            f"cost of a lead over all {leads}, against over the first 10",
            whole / first,
            f"{whole:.1f} s against {first:.1f} s",
            f"within {SAME:.0%}",
            abs(whole / first - 1) <= SAME,
        )
        growth = memory["late"] / memory["early"]
        yield (
            "largest memory in the last ten leads, against in the first ten after the first",
            growth,
            f"{memory['late']:,.0f} MB against {memory['early']:,.0f} MB",
            f"flat: at most {1 + SAME:.1f}",
            growth <= 1 + SAME,
        )
    yield "largest memory at any time, MB", memory["largest"], "", "", True
    gain = workers["one"] / workers["two"]
    yield (
        f"leads per hour with two Dask workers, against with one ({workers['leads']} leads)",
        gain,
        f"{workers['one']:.0f} s with one, {workers['two']:.0f} s with two",
        "at least 1.7",
        gain >= 1.7,
    )


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


def _machine(machine: dict[str, Any]) -> str:
    return (
        f"a machine with {_cores(machine)} ({machine['cpu'].get('brand_raw') or machine['machine']}), "
        f"{machine['system']}, Python {machine['python_version']}"
    )


def _cores(machine: dict[str, Any]) -> str:
    cores = machine["cpu"].get("count")
    return {1: "one core", 2: "two cores"}.get(cores, f"{cores} cores")


def _number(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.2f}" if value >= 0.995 else f"{value:.2g}"


def _words(name: str) -> str:
    return name.removeprefix("test_").replace("_", " ")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
