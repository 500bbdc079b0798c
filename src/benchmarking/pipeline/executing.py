"""Run one step to its end: here in a thread, or on another machine that sees the same files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from benchmarking.errors import BenchmarkingError, PipelineError
from benchmarking.paths import Paths
from benchmarking.pipeline.failures import cell_failure, function_failure, kernel_failure
from benchmarking.pipeline.processes import STARTED
from benchmarking.pipeline.steps import Step
from benchmarking.pipeline.warming import AT_START, WARMING, WarmProcess
from benchmarking.vintages.package import replace

if TYPE_CHECKING:
    from nbformat import NotebookNode

_CHILD = "benchmarking.pipeline.child"
#: What running notebooks takes. It is imported while the first figures are made, when there is only to wait.
_NEEDED_NEXT = ("papermill", "nbconvert")

#: Told how far a step is: its name, the cells done and the cells in all.
Tell = Callable[[str, int, int], None]


def execute(step: Step, root: Path, tell: Tell | None = None) -> str:
    """Run a step and move its outputs into place; return what it wrote on its terminal, if anything.

    Takes and returns only what can be sent to another process, `tell` apart.

    Raises
    ------
    PipelineError when it fails, ReportError when an executed notebook cannot be shown as a page. The last
    good outputs are then as they were, and what the step had done is kept beside them.
    """
    _stop_if_told(step)
    for path in step.outputs:
        path.parent.mkdir(parents=True, exist_ok=True)
    written = _execute_function(step, root) if step.call else _execute_notebook(step, root, tell)
    missing = [path for path in step.outputs if not path.is_file()]
    if missing:
        names = ", ".join(path.name for path in missing)
        raise PipelineError(f"The step {step.name} ended without writing {names}")
    kept = kept_after_failure(step)
    for left in (kept, kept.with_suffix(".txt")):
        left.unlink(missing_ok=True)
    return written


def kept_after_failure(step: Step) -> Path:
    """Return the file that keeps what a step had done when it failed."""
    folder = step.outputs[0].parent
    return folder / f"{step.name}.failed.{'txt' if step.call else 'ipynb'}"


def _execute_notebook(step: Step, root: Path, tell: Tell | None) -> str:
    from jupyter_core.utils import ensure_event_loop
    from papermill import execute_notebook
    from papermill.exceptions import PapermillExecutionError

    from benchmarking.pipeline.kernels import kernel_settings, kernel_words

    running = _Running(step.name, tell)
    failed = kept_after_failure(step)
    loop = ensure_event_loop()
    try:
        with tempfile.TemporaryDirectory(prefix="bm-", ignore_cleanup_errors=True) as folder:
            try:
                done = execute_notebook(
                    str(step.notebook),
                    None,
                    parameters=step.parameters,
                    language="python",
                    progress_bar=False,
                    autosave_cell_every=0,
                    request_save_on_cell_execute=False,
                    record_timing=False,
                    resources={"metadata": {"path": str(root / "notebooks")}},
                    on_notebook_start=running.started,
                    on_cell_start=running.at_cell,
                    **kernel_settings(Path(folder), root),
                )
            except (PapermillExecutionError, RuntimeError) as error:
                _stop_if_told(step)
                if running.notebook is not None:
                    _write(settled(running.notebook), failed)
                if isinstance(error, PapermillExecutionError):
                    raise cell_failure(step, error, running.notebook, failed, root) from None
                words = kernel_words(Path(folder)) or str(error)
                raise kernel_failure(step, running.notebook, running.cell, words, root) from error
            page = _page(step, settled(done), Path(folder), failed, root)
    finally:
        loop.close()
    _write(done, step.outputs[0])
    for path in step.outputs[1:]:
        replace(path, page)
    return ""


def _page(step: Step, done: NotebookNode, folder: Path, failed: Path, root: Path) -> bytes:
    """Make an executed notebook's web page, when the step has one; when that fails keep the notebook."""
    if len(step.outputs) == 1:
        return b""
    from benchmarking.report.notebooks_html import write_html

    executed, page = folder / step.outputs[0].name, folder / step.outputs[1].name
    _write(done, executed)
    vintage = step.parameters.get("vintage")
    subtitle = f"Published figures of vintage {vintage}" if vintage else ""
    try:
        write_html(executed, page, Paths(root).templates, subtitle=subtitle)
    except BenchmarkingError:
        _write(done, failed)
        raise
    return page.read_bytes()


def _execute_function(step: Step, root: Path) -> str:
    request = {"call": step.call, "root": str(root), "parameters": step.parameters}
    with tempfile.TemporaryDirectory(prefix="bm-", ignore_cleanup_errors=True) as folder:
        asked, answer, log = (Path(folder) / name for name in ("request.json", "answer.json", "log.txt"))
        asked.write_text(json.dumps(request), encoding="utf-8")
        with asked.open("rb") as reading, log.open("wb") as writing:
            process = _function_process(answer, root, reading, writing)
            if isinstance(process, subprocess.Popen):
                for module in _NEEDED_NEXT:
                    import_module(module)
            process.wait()
        written = log.read_text(encoding="utf-8", errors="replace").strip()
        if process.returncode != 0:
            _stop_if_told(step)
            reason = json.loads(answer.read_text(encoding="utf-8")) if answer.is_file() else {}
            raise function_failure(step, reason, written, kept_after_failure(step), root)
        return written


def _function_process(
    answer: Path, root: Path, reading: IO[bytes], writing: IO[bytes]
) -> WarmProcess | subprocess.Popen[bytes]:
    """Start the process of a function: warm if the server is ready, for the first need not wait for it."""
    environment = {**os.environ, **AT_START, "BENCHMARKING_ROOT": str(root)}
    warm = WARMING.start(
        _CHILD,
        [str(answer)],
        folder=root,
        environment=environment,
        reading=reading,
        writing=writing,
        wait=False,
    )
    if warm is not None:
        return warm
    cold = subprocess.Popen(
        [sys.executable, "-P", "-m", _CHILD, str(answer)],
        stdin=reading,
        stdout=writing,
        stderr=subprocess.STDOUT,
        cwd=root,
        env=environment,
        start_new_session=True,
    )
    STARTED.watch(cold)
    return cold


def _stop_if_told(step: Step) -> None:
    """End here, leaving no trace, when the run is being stopped: the failure is then none of the step's."""
    if STARTED.stopping:
        raise PipelineError("The step was stopped", where=step.name)


class _Running:
    """Follow a notebook while papermill runs it."""

    def __init__(self, name: str, tell: Tell | None) -> None:
        self.name, self.tell = name, tell
        self.notebook: Any = None
        self.cell = 0

    def started(self, notebook: NotebookNode) -> None:
        self.notebook = notebook

    def at_cell(self, cell: NotebookNode, cell_index: int) -> None:
        self.cell = cell_index
        if self.tell is not None and self.notebook is not None:
            self.tell(self.name, cell_index, len(self.notebook.cells))


def settled(notebook: NotebookNode) -> NotebookNode:
    """Drop what differs between two runs of the same notebook: times, paths and random ids."""
    notebook.metadata.pop("papermill", None)
    for number, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = f"parameters-{number}"
    return notebook


def _write(notebook: NotebookNode, path: Path) -> None:
    import nbformat

    content: Any = nbformat.writes(notebook) + "\n"
    replace(path, content.encode("utf-8"))
