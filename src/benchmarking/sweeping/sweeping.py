"""Run the studies of a sweep, some of them side by side, and say what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from typing import Literal

from benchmarking.errors import BenchmarkingError
from benchmarking.paths import Paths
from benchmarking.pipeline import Course, check_lead, follow, state_file, steps_of
from benchmarking.pipeline.failures import together
from benchmarking.study import study_of
from benchmarking.sweeping.headlines import headlines_step
from benchmarking.sweeping.page import write_page
from benchmarking.sweeping.planning import Planned, Sweep
from benchmarking.vintages import read_package
from benchmarking.vintages.store import confirm

#: As many steps as one study can keep going, on average over its time.
_STEPS_OF_A_STUDY = 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one study, and the sentence that says why it failed."""

    planned: Planned
    became: Literal["made", "up to date", "failed"]
    sentence: str = ""


def sweep(
    planned: Sweep,
    paths: Paths,
    *,
    jobs: int,
    force: bool = False,
    executor: Executor | None = None,
    tell: Callable[[Outcome], None] = lambda _: None,
) -> list[Outcome]:
    """Make every study of a sweep that is out of date, and the sweep's page; return what became of each.

    A study that fails stops nobody else, and has its turn again on the next call.

    Parameters
    ----------
    jobs : how many steps may run side by side.
    force : run even what is up to date.
    executor : where steps run; threads here when not given.
    tell : called as each study ends.

    Raises
    ------
    KeyboardInterrupt, with nothing left running and the page written, when stopped. ReportError when the page
    cannot be written. VintageError, before anything runs, when a table of figures is not as it was imported: every
    study would fail by it.
    """
    _check_tables(planned, paths)
    outcomes: list[Outcome] = []

    def ended(outcome: Outcome) -> None:
        outcomes.append(outcome)
        tell(outcome)

    whose: dict[Course, Planned] = {}
    at_once = 1 + max(1, jobs // _STEPS_OF_A_STUDY)
    courses = _courses(planned, paths, force, whose, ended)
    try:
        with closing(follow(courses, jobs=jobs, at_once=at_once, executor=executor)) as ending:
            for course in ending:
                ended(_outcome(whose.pop(course), course))
    finally:
        write_page(planned, paths, {one.planned.study: one.sentence for one in outcomes})
    return outcomes


def _check_tables(planned: Sweep, paths: Paths) -> None:
    """Raise VintageError for the first table, of the vintages that all studies rest on, that was changed."""
    rested_on = [
        {one.parameters.vintage, one.parameters.previous_vintage}
        for one in planned.planned
        if one.parameters is not None
    ]
    for vintage in sorted(filter(None, set.intersection(*rested_on))) if rested_on else ():
        for release in read_package(paths, vintage):
            confirm(paths, vintage, release)


def _courses(
    planned: Sweep,
    paths: Paths,
    force: bool,
    whose: dict[Course, Planned],
    ended: Callable[[Outcome], None],
) -> Iterator[Course]:
    """Open the studies one by one, when there is room for another, so that memory does not grow with their number."""
    for each in planned.planned:
        try:
            if each.refused is not None or each.parameters is None:
                ended(Outcome(each, "failed", str(each.refused)))
                continue
            study = study_of(each.parameters, paths)
            check_lead(study)
            steps = steps_of(study)
            steps.insert(-1, headlines_step(study))
            names = frozenset(step.name for step in steps) if force else frozenset[str]()
            course = Course(steps, paths.root, state_file(study), force=names)
        except BenchmarkingError as error:
            ended(Outcome(each, "failed", str(error)))
            continue
        whose[course] = each
        yield course


def _outcome(planned: Planned, course: Course) -> Outcome:
    if course.failures:
        return Outcome(planned, "failed", str(together(course.failures)))
    return Outcome(planned, "made" if course.ran.steps else "up to date")
