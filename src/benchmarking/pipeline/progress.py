"""Show how far a run is: a bar for each step on a terminal, plain lines elsewhere."""

from __future__ import annotations

import os
from types import TracebackType
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.text import Text

from benchmarking.pipeline.keys import in_short


class Reporter(Protocol):
    """What a run tells about its steps."""

    def __enter__(self) -> Reporter: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def started(self, step: str, reasons: list[str]) -> None:
        """Say that a step starts, and why it must run."""

    def advanced(self, step: str, done: int, total: int) -> None:
        """Say how many of its cells a step has behind it."""

    def ended(self, step: str, how: str) -> None:
        """Say how a step ended: "done" or "failed"."""

    def said(self, step: str, words: str) -> None:
        """Pass on what a step wrote on its terminal."""


class Quiet:
    """Tell nothing."""

    def __enter__(self) -> Quiet:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def started(self, step: str, reasons: list[str]) -> None:
        """Tell nothing."""

    def advanced(self, step: str, done: int, total: int) -> None:
        """Tell nothing."""

    def ended(self, step: str, how: str) -> None:
        """Tell nothing."""

    def said(self, step: str, words: str) -> None:
        """Tell nothing."""


class Lines(Quiet):
    """A plain line when a step starts and when it ends."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def started(self, step: str, reasons: list[str]) -> None:
        """Say that a step starts, and why it must run."""
        self._line(f"{step}: started ({in_short(reasons)})")

    def ended(self, step: str, how: str) -> None:
        """Say how a step ended."""
        self._line(f"{step}: {how}")

    def said(self, step: str, words: str) -> None:
        """Pass on what a step wrote on its terminal."""
        for line in words.splitlines():
            self._line(f"{step}: {line}")

    def _line(self, text: str) -> None:
        self._console.print(Text(text), soft_wrap=True)


class Bars(Lines):
    """A labelled bar for each step that runs."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._bars = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[note]}", markup=False),
            console=console,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Bars:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def started(self, step: str, reasons: list[str]) -> None:
        """Put up a bar, with why the step must run."""
        self._tasks[step] = self._bars.add_task(step, total=None, note=in_short(reasons))

    def advanced(self, step: str, done: int, total: int) -> None:
        """Move a bar on."""
        self._bars.update(self._tasks[step], completed=done, total=total, note=f"cell {done + 1} of {total}")

    def ended(self, step: str, how: str) -> None:
        """Fill a bar, or leave it where the step failed."""
        task = self._tasks[step]
        total = next((item.total for item in self._bars.tasks if item.id == task), None) or 1
        if how == "done":
            self._bars.update(task, completed=total, total=total, note=how)
        else:
            self._bars.update(task, total=total, note=how)


def reporter_for(console: Console) -> Reporter:
    """Choose bars for a person at a terminal and lines for everything else."""
    return Bars(console) if console.is_terminal and not os.environ.get("CI") else Lines(console)
