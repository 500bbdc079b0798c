"""A study's steps on their way: which may start, what came of each, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from benchmarking.errors import BenchmarkingError
from benchmarking.pipeline.alike import WorkerRefusedError
from benchmarking.pipeline.executing import kept_after_failure
from benchmarking.pipeline.failures import broken, not_written
from benchmarking.pipeline.keys import Ingredients, changes, ingredients, output_changes
from benchmarking.pipeline.parameter_cells import check_parameter_cells
from benchmarking.pipeline.state import Record, State, locked
from benchmarking.pipeline.steps import Step


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


class Course:
    """One study's steps, each started as soon as what it needs is done.

    Parameters
    ----------
    steps : each after the steps it needs.
    root : the checkout, from which paths are told.
    state_path : the file that remembers what earlier runs made.
    force : names of steps to run although they are up to date.

    `ran` says what was done, `failures` what failed, and `running` holds the steps that have been started, each
    with what it rests on; whoever starts a step enters it there.
    """

    def __init__(
        self, steps: list[Step], root: Path, state_path: Path, *, force: frozenset[str] = frozenset()
    ) -> None:
        self.steps, self.root = steps, root
        self.ran = Ran()
        self.failures: list[BenchmarkingError] = []
        self.running: dict[Future[str], tuple[Step, Ingredients]] = {}
        self._state_path, self._force = state_path, force
        self._state: State | None = None
        self._waiting, self._done = list(steps), set[str]()
        self._lock = ExitStack()

    @property
    def under_way(self) -> bool:
        """Whether the steps that need no other are behind it."""
        return self._done.issuperset(step.name for step in self.steps if not step.needs)

    def begin(self) -> None:
        """Take the study's lock and look at what is coming; what stands in the way is a failure."""
        with self._failures_kept(self._state_path):
            self._lock.enter_context(locked(self._state_path.with_name("run.lock")))
            self._state = State.load(self._state_path, self.root)
            looked = outlook(self.steps, self._state, self._force)
            check_parameter_cells([item.step for item in looked if not item.up_to_date], self.root)

    def startable(self) -> list[tuple[Step, list[str], Ingredients]]:
        """Take out the steps that may start now, each with why it must run and what it rests on.

        None after a failure. A step that is up to date is done.
        """
        found: list[tuple[Step, list[str], Ingredients]] = []
        names = {step.name for step in self.steps}
        for step in list(self._waiting):
            if self.failures or self._state is None:
                break
            if not self._done.issuperset(names.intersection(step.needs)):
                continue
            self._waiting.remove(step)
            with self._failures_kept(self._state_path):
                reasons, now = _reasons(step, self._state, self._force)
                if reasons:
                    found.append((step, reasons, now))
                else:
                    self._done.add(step.name)
                    self.ran.up_to_date.append(step.name)
        return found

    def ended(self, future: Future[str]) -> tuple[Step, str | None]:
        """Take in what came of a step: the step and what it said, or None when it failed.

        Raises CancelledError when whatever ran the steps has given them all up, WorkerRefusedError when a worker
        would not give the same results: no other step would do better.
        """
        step, now = self.running.pop(future)
        with self._failures_kept(kept_after_failure(step)):
            words = future.result()
            state = cast(State, self._state)
            state.records[step.name] = Record(now.key, now, state.digests.files(step.outputs))
            state.save()
            self._done.add(step.name)
            self.ran.steps.append(step.name)
            self.ran.made += step.outputs
            return step, words
        return step, None

    def end(self) -> None:
        """Remember the files' checksums, and let go of the study's lock."""
        with self._lock, self._failures_kept(self._state_path):
            if self._state is not None and not self.failures:
                self._state.save()

    @contextmanager
    def _failures_kept(self, place: Path) -> Iterator[None]:
        try:
            yield
        except (CancelledError, WorkerRefusedError):
            raise
        except BenchmarkingError as error:
            self.failures.append(error)
        except OSError as error:
            self.failures.append(not_written(error, place, self.root))
        except Exception as error:
            self.failures.append(broken(error, place, self.root))


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
