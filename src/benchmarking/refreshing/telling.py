"""Show a refresh as it goes, and what became of each release at its end."""

from __future__ import annotations

from collections import Counter
from types import TracebackType
from typing import get_args

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarking.refreshing.by_hand import ByHand
from benchmarking.refreshing.renewing import Outcome, State


class Bars:
    """Two bars on a terminal, the releases and the file that is coming; nothing elsewhere."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._file = self._progress.add_task("", total=None)

    def __enter__(self) -> Bars:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def watch(self, release: str, number: int, of: int) -> None:
        """Say which release is looked for."""
        self._progress.reset(self._file, description=f"{number} of {of}: {escape(release)}", total=None)

    def come(self, bytes_come: int, announced: int | None) -> None:
        """Say how much of its file has come."""
        self._progress.update(self._file, completed=bytes_come, total=announced)


def told(outcomes: list[Outcome], vintage: str) -> list[str]:
    """Return the lines that end a refresh: what is new first and what failed last, each release with its reason."""
    counted = Counter(outcome.state for outcome in outcomes)
    lines = [f"Vintage {vintage}: " + ", ".join(f"{counted[state]} {state}" for state in get_args(State))]
    for state in get_args(State):
        alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for outcome in outcomes:
            if outcome.state == state:
                alike.setdefault((outcome.reason, outcome.remarks), []).append(outcome.release)
        if alike:
            lines.append(f"{state.capitalize()}:")
        for (reason, remarks), releases in alike.items():
            lines += [f"  {', '.join(releases)}: {reason}", *(f"    {remark}" for remark in remarks)]
    return lines


def lines_of(files: list[ByHand]) -> list[str]:
    """Return the lines that tell what to download by hand."""
    lines = []
    for file in files:
        lines += [
            ", ".join(file.releases),
            f"  page:     {file.page}",
            f"  look for: {file.look_for}",
            f"  then:     {file.command}",
            *([f"  note:     {file.note}"] if file.note else []),
        ]
    return lines
