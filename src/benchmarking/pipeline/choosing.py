"""Which of a study's steps a command names."""

from __future__ import annotations

from collections.abc import Iterable

from benchmarking.errors import CommandError, nearest
from benchmarking.pipeline.steps import Step


def chosen(steps: list[Step], only: Iterable[str]) -> list[Step]:
    """Keep the steps that are named and the steps these need; all of them when none is named.

    A name may leave its end out at a dash: "03" and "03-benchmarks" stand for all runs of that notebook.
    Raises CommandError, offering the nearest names, for a name that no step has.
    """
    by_name = {step.name: step for step in steps}
    kept = set(named(steps, only)) or set(by_name)
    for step in reversed(steps):
        if step.name in kept:
            kept.update(step.needs)
    return [step for step in steps if step.name in kept]


def named(steps: list[Step], only: Iterable[str]) -> list[str]:
    """Return the names of the steps that `only` names, without the steps these need."""
    names = [step.name for step in steps]
    found: list[str] = []
    for wanted in only:
        matches = [name for name in names if name == wanted or name.startswith(f"{wanted}-")]
        if not matches:
            raise CommandError(
                f"There is no step {wanted!r}",
                expected=f"one of {', '.join(names)}",
                next_step=nearest(wanted, names),
            )
        found += matches
    return found
