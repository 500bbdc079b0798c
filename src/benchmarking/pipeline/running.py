"""Run what is out of date, side by side, and leave the rest alone."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

from benchmarking.pipeline.courses import Course, Ran
from benchmarking.pipeline.executing import execute
from benchmarking.pipeline.failures import together
from benchmarking.pipeline.processes import STARTED, stopped_by_signals, undisturbed
from benchmarking.pipeline.progress import Quiet, Reporter
from benchmarking.pipeline.steps import Step

_LOOK_UP_SECONDS = 0.2


def run(
    steps: list[Step],
    root: Path,
    state_path: Path,
    *,
    jobs: int | None = None,
    force: frozenset[str] = frozenset(),
    reporter: Reporter | None = None,
    executor: Executor | None = None,
) -> Ran:
    """Run the steps that are out of date, as many side by side as do not wait for each other.

    Parameters
    ----------
    steps : each after the steps it needs.
    root : the checkout, from which paths are told.
    state_path : the file that remembers what earlier runs made.
    jobs : the most steps to run at a time; the number of cores when not given.
    force : names of steps to run although they are up to date.
    executor : where steps run; threads here when not given. Elsewhere, progress within a step is not told.

    Raises
    ------
    PipelineError, once the steps that were running have ended, when one failed: those that need it have not
    run, and all earlier outputs are as they were. KeyboardInterrupt, with nothing left running, when stopped.
    """
    course = Course(steps, root, state_path, force=force)
    with closing(follow([course], jobs=jobs, reporter=reporter, executor=executor)) as ending:
        for _ in ending:
            if course.failures:
                raise together(course.failures)
    return course.ran


def follow(
    courses: Iterable[Course],
    *,
    jobs: int | None = None,
    at_once: int = 1,
    reporter: Reporter | None = None,
    executor: Executor | None = None,
) -> Generator[Course, None, None]:
    """Run the courses of several studies, and give each as it ends with what it made and what failed.

    Parameters
    ----------
    courses : taken one by one, when there is room for another.
    jobs : the most steps to run at a time; the number of cores when not given.
    at_once : how many studies may be on their way together, so that steps of one fill the cores that another
        leaves idle. Nobody starts beside the first until its first steps have made what all share.
    reporter, executor : as of `run`.

    Raises
    ------
    KeyboardInterrupt, with nothing left running, when stopped. Close the iterator to stop early.
    """
    active: list[Course] = []
    try:
        with _executor(executor, jobs) as pool, reporter or Quiet() as told:
            yield from _follow(iter(courses), active, at_once, pool, executor is None, told)
    finally:
        for course in active:
            course.end()


def _follow(
    coming: Iterator[Course],
    active: list[Course],
    at_once: int,
    pool: Executor,
    here: bool,
    reporter: Reporter,
) -> Iterator[Course]:
    shared_is_made = False
    while True:
        room = at_once if shared_is_made else 1
        for course in islice(coming, max(0, room - len(active))):
            active.append(course)
            course.begin()
        if not active:
            return
        for course in active:
            for step, reasons, now in course.startable():
                reporter.started(step.name, reasons)
                told = (reporter.advanced,) if here else ()
                course.running[pool.submit(execute, step, course.root, *told)] = (step, now)
        for course in [course for course in active if not course.running]:
            active.remove(course)
            course.end()
            yield course
        _take_in(active, reporter)
        shared_is_made = shared_is_made or any(course.under_way for course in active)


def _take_in(active: list[Course], reporter: Reporter) -> None:
    """Wait a moment for steps to end, and take in what came of each."""
    whose: dict[Future[str], Course] = {future: course for course in active for future in course.running}
    for future in wait(whose, _LOOK_UP_SECONDS, FIRST_COMPLETED).done:
        step, words = whose[future].ended(future)
        reporter.ended(step.name, "failed" if words is None else "done")
        if words:
            reporter.said(step.name, words)


@contextmanager
def _executor(given: Executor | None, jobs: int | None) -> Iterator[Executor]:
    """Give the executor; when the run is cut short, end every process it started before going on."""
    STARTED.allow()
    pool = given or ThreadPoolExecutor(jobs or cores(), thread_name_prefix="step")
    with stopped_by_signals():
        try:
            yield pool
        except BaseException:
            with undisturbed():
                STARTED.stop()
                if given is None:
                    pool.shutdown(wait=True, cancel_futures=True)
            raise
    if given is None:
        pool.shutdown()


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
