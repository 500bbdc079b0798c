"""Run what is out of date, side by side, and leave the rest alone."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarking.errors import BenchmarkingError, Location, PipelineError
from benchmarking.pipeline.executing import execute
from benchmarking.pipeline.failures import together
from benchmarking.pipeline.keys import (
    Ingredients,
    changes,
    ingredients,
    notebook_cells,
    output_changes,
    tags,
)
from benchmarking.pipeline.processes import STARTED, stopped_by_signals, undisturbed
from benchmarking.pipeline.progress import Quiet, Reporter
from benchmarking.pipeline.state import Record, State, locked
from benchmarking.pipeline.steps import Step

_LOOK_UP_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Outlook:
    """Whether a step would run: for which reasons, or after which steps its turn comes to be looked at."""

    step: Step
    reasons: list[str]
    after: list[str]

    @property
    def up_to_date(self) -> bool:
        return not self.reasons and not self.after


@dataclass(slots=True)
class Ran:
    """What a run did: the steps that ran, those that were up to date, and the files made."""

    steps: list[str] = field(default_factory=list)
    up_to_date: list[str] = field(default_factory=list)
    made: list[Path] = field(default_factory=list)


def outlook(steps: list[Step], state: State, force: frozenset[str] = frozenset()) -> list[Outlook]:
    """Say of each step whether it would run, and why, without running anything."""
    found: dict[str, Outlook] = {}
    for step in steps:
        reasons, _ = _reasons(step, state, force)
        after = [need for need in step.needs if need in found and not found[need].up_to_date]
        found[step.name] = Outlook(step, reasons, after)
    return list(found.values())


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
    reporter = reporter or Quiet()
    ran = Ran()
    with locked(state_path.with_name("run.lock")):
        state = State.load(state_path, root)
        coming = [item.step for item in outlook(steps, state, force) if not item.up_to_date]
        _check_parameter_cells(coming, root)
        with _executor(executor, jobs) as pool, reporter:
            failures = _run_all(steps, root, state, force, reporter, pool, executor is None, ran)
        state.save()
    if failures:
        raise together(failures)
    return ran


def _run_all(
    steps: list[Step],
    root: Path,
    state: State,
    force: frozenset[str],
    reporter: Reporter,
    pool: Executor,
    here: bool,
    ran: Ran,
) -> list[BenchmarkingError]:
    waiting, done = list(steps), set[str]()
    running: dict[Future[str], tuple[Step, Ingredients]] = {}
    failures: list[BenchmarkingError] = []
    names = {step.name for step in steps}
    while True:
        for step in () if failures else list(waiting):
            if not done.issuperset(names.intersection(step.needs)):
                continue
            waiting.remove(step)
            reasons, now = _reasons(step, state, force)
            if not reasons:
                done.add(step.name)
                ran.up_to_date.append(step.name)
                continue
            reporter.started(step.name, reasons)
            told = (reporter.advanced,) if here else ()
            running[pool.submit(execute, step, root, *told)] = (step, now)
        if not running:
            return failures
        for future in wait(running, _LOOK_UP_SECONDS, FIRST_COMPLETED).done:
            step, now = running.pop(future)
            try:
                words = future.result()
            except BenchmarkingError as error:
                reporter.ended(step.name, "failed")
                failures.append(error)
                continue
            reporter.ended(step.name, "done")
            if words:
                reporter.said(step.name, words)
            state.records[step.name] = Record(now.key, now, state.digests.files(step.outputs))
            state.save()
            done.add(step.name)
            ran.steps.append(step.name)
            ran.made += step.outputs


def _reasons(step: Step, state: State, force: frozenset[str]) -> tuple[list[str], Ingredients]:
    now = ingredients(step, state.digests, state.made)
    record = state.records.get(step.name)
    if record is None:
        return ["never run"], now
    reasons = changes(step, record.made_from, now, state.digests) if record.key != now.key else []
    reasons += output_changes(step, record.made, state.digests)
    if step.name in force and not reasons:
        reasons = ["asked for with --force"]
    return reasons, now


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


def _check_parameter_cells(steps: list[Step], root: Path) -> None:
    """Raise PipelineError for a parameter that a notebook would be given and would not read."""
    for step in steps:
        if step.notebook is None:
            continue
        cells = [cell["source"] for cell in notebook_cells(step.notebook) if "parameters" in tags(cell)]
        where = Location(step.notebook.relative_to(root).as_posix())
        if not cells:
            raise PipelineError(
                "The notebook has no cell with the tag 'parameters'",
                where=where,
                next_step="Give the cell that sets the study's parameters this tag",
            )
        missing = sorted(step.parameters.keys() - _assigned(cells[0], where))
        if missing:
            raise PipelineError(
                f"The notebook's parameters cell does not set {', '.join(missing)}",
                where=where,
                next_step="Add a line for each, so that the notebook takes the study's value",
            )


def _assigned(source: str, where: Location) -> set[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise PipelineError(
            "The notebook's parameters cell is not Python", where=where, found=str(error)
        ) from None
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return {node.id for node in names if isinstance(node.ctx, ast.Store)}
