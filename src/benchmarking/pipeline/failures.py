"""Say what went wrong in a step: which notebook, which cell, which error, which line."""

from __future__ import annotations

import os
import re
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarking.errors import BenchmarkingError, PipelineError
from benchmarking.pipeline.steps import Step
from benchmarking.vintages.package import replace

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from papermill.exceptions import PapermillExecutionError

_LONGEST = 600
#: What Dask raises after four such ends; its library is not always installed.
_OF_KILLED_WORKERS = "KilledWorker"
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_CELL_LINE = re.compile(r"Cell In\[\d+\], line (\d+)")
_FILE_LINE = re.compile(r"File (\S+?\.py):(\d+)")


def cell_failure(
    step: Step, error: PapermillExecutionError, notebook: NotebookNode, kept: Path, root: Path
) -> PipelineError:
    """Name the notebook, the cell, the error and the line of a cell that failed."""
    trace = _COLOURS.sub("", "\n".join(error.traceback))
    lines = error.source.splitlines()
    at = _CELL_LINE.search(trace)
    line = int(at[1]) if at and int(at[1]) <= len(lines) else 1
    inner = [place for place in _FILE_LINE.findall(trace) if _inside(place[0], root)]
    behind = ""
    if inner:
        path, row = inner[-1]
        behind = f" (raised in {_from(Path(path).expanduser(), root)}, line {row})"
    number = _code_cell_number(notebook, error.cell_index)
    return PipelineError(
        f"{_cell(number, error.source)} of {_from(step.notebook, root)} failed at its line {line}: "
        f"`{lines[line - 1].strip() if lines else ''}`{behind}",
        where=step.name,
        found=_short(f"{error.ename}: {_COLOURS.sub('', error.evalue)}"),
        next_step=f"The notebook as far as it came is {_from(kept, root)}",
    )


def kernel_failure(
    step: Step, notebook: NotebookNode | None, cell_index: int, words: str, root: Path
) -> PipelineError:
    """Say that a notebook's kernel ended by itself, in which cell, and its last words."""
    if notebook is None:
        problem = f"No kernel could be started for {_from(step.notebook, root)}"
        next_step = "Set up the environment again: make report"
    else:
        cell = _cell(_code_cell_number(notebook, cell_index), notebook.cells[cell_index].source)
        problem = f"The kernel ended by itself in {cell[0].lower()}{cell[1:]} of {_from(step.notebook, root)}"
        next_step = "Often the memory was full: try --jobs 1"
    return PipelineError(
        problem,
        where=step.name,
        found=_short(_COLOURS.sub("", words).strip()[-_LONGEST:]),
        next_step=next_step,
    )


def function_failure(
    step: Step, reason: dict[str, Any], written: str, kept: Path, root: Path
) -> PipelineError:
    """Pass on a failed function's sentence, or say where in the library it failed and keep its trace."""
    if reason.get("sentence"):
        return PipelineError(reason["sentence"], where=step.name)
    replace(kept, ((reason.get("trace") or written or "It ended without a word.") + "\n").encode("utf-8"))
    place = f" in {_from(Path(reason['file']), root)}, line {reason['line']}" if reason.get("file") else ""
    return PipelineError(
        f"The step stopped{place}",
        where=step.name,
        found=_short(reason["error"]) if reason.get("error") else None,
        next_step=f"All that it said is in {_from(kept, root)}",
    )


def not_written(error: OSError, place: Path, root: Path) -> PipelineError:
    """Say which file or folder the system refused, and why: a full disk, a share that cannot be written to.

    Of a file that was being written beside its place, and of one that the system does not name, the folder is told.
    """
    refused = Path(error.filename) if isinstance(error.filename, str) else place.with_suffix(".part")
    refused = refused.parent if refused.suffix == ".part" else refused
    return PipelineError(
        "A file cannot be read or written",
        where=_from(refused, root),
        found=error.strerror or str(error),
        next_step="Make room, or see to it that the folder can be written to, and run again: nothing is half-written",
    )


def broken(error: BaseException, place: Path, root: Path) -> PipelineError:
    """Say that what ran a step gave way, as when workers end one after another; keep the trace beside its outputs."""
    kept = place.with_suffix(".txt")
    with suppress(OSError):
        replace(kept, "".join(traceback.format_exception(error)).encode("utf-8"))
    known = f"All that is known is in {_from(kept, root)}"
    killed = type(error).__name__ == _OF_KILLED_WORKERS
    return PipelineError(
        "The step could not be run to its end",
        where=place.name.removesuffix("".join(place.suffixes)),
        found="that one worker after another ended while it ran this step"
        if killed
        else _short(f"{type(error).__name__}: {error}"),
        next_step=f"Often the memory was full: start workers with --nthreads 1. {known}" if killed else known,
    )


def together(failures: list[BenchmarkingError]) -> BenchmarkingError:
    """Make one error of one or more: a line for each that says something else."""
    different = dict.fromkeys(map(str, failures))
    if len(different) == 1:
        return failures[0]
    lines = "".join(f"\n- {failure}" for failure in different)
    return PipelineError(f"{len(failures)} steps failed:{lines}")


def _code_cell_number(notebook: NotebookNode, index: int) -> int:
    """Count code cells up to an index as a reader of the original notebook does."""
    cells = [cell for cell in notebook.cells if "papermill-error-cell-tag" not in _tags(cell)]
    return sum(
        cell.cell_type == "code" and "injected-parameters" not in _tags(cell) for cell in cells[: index + 1]
    )


def _tags(cell: NotebookNode) -> list[str]:
    found: list[str] = cell.metadata.get("tags", [])
    return found


def _cell(number: int, source: str) -> str:
    first = next((line.strip() for line in source.splitlines() if line.strip()), "")
    return f"Code cell {number} (`{_short(first, 70)}`)"


def _inside(path: str, root: Path) -> bool:
    full = Path(path).expanduser()
    return full.is_absolute() and full.is_relative_to(root) and ".venv" not in full.parts


def _from(path: Path | None, root: Path) -> str:
    """Tell a path from the folder that the reader is in, when it is inside, else from the root."""
    if path is None:
        return ""
    here = Path.cwd()
    base = here if path.is_relative_to(here) else root
    return os.path.relpath(path, base).replace(os.sep, "/") if path.is_relative_to(base) else str(path)


def _short(text: str, longest: int = _LONGEST) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
