from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from benchmarking.pipeline import Outlook, Ran, State, Step, outlook, run


@dataclass(frozen=True)
class Checkout:
    """A small checkout with notebooks of a line or two."""

    root: Path

    @property
    def state_file(self) -> Path:
        return self.root / "data" / "state.json"

    def notebook(self, name: str, *cells: str, prose: str = "# Councils compared") -> Path:
        notebook = new_notebook(
            cells=[
                new_markdown_cell(prose, id="prose"),
                new_code_cell("council = 'Lancashire'", id="given", metadata={"tags": ["parameters"]}),
                *(new_code_cell(cell, id=f"cell-{number}") for number, cell in enumerate(cells)),
            ]
        )
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        path = self.root / "notebooks" / f"{name}.ipynb"
        nbformat.write(notebook, path)
        return path

    def step(self, name: str, *cells: str, **more: Any) -> Step:
        """Make a notebook of these cells, and the step that runs it."""
        return Step(
            name=name,
            notebook=self.notebook(name, *cells),
            outputs=(self.root / "reports" / f"{name}.ipynb",),
            parameters=more.pop("parameters", {"council": "Kent"}),
            **more,
        )

    def function(self, name: str, body: str, **more: Any) -> Step:
        """Make a module with a function of this body, and the step that calls it."""
        (self.root / "modules" / f"{name}.py").write_text(
            f"from pathlib import Path\n\n\ndef make(root, parameters):\n    {body}\n", encoding="utf-8"
        )
        outputs = (self.root / "data" / f"{name}.txt",)
        return Step(name=name, call=f"{name}:make", **({"outputs": outputs} | more))

    def run(self, *steps: Step, **choices: Any) -> Ran:
        """Run the steps, in surroundings that are the same for every test, so that one server does for all."""
        with pytest.MonkeyPatch.context() as around:
            around.delenv("PYTEST_CURRENT_TEST", raising=False)
            return run(list(steps), self.root, self.state_file, **choices)

    def outlook(self, *steps: Step) -> dict[str, Outlook]:
        state = State.load(self.state_file, self.root)
        return {item.step.name: item for item in outlook(list(steps), state)}

    def reasons(self, step: Step) -> list[str]:
        return self.outlook(step)[step.name].reasons

    def leftovers(self) -> list[str]:
        return [path.name for path in self.root.rglob("*") if ".part" in path.name]


@pytest.fixture
def checkout(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    root = tmp_path_factory.getbasetemp() / "checkout"
    shutil.rmtree(root, ignore_errors=True)
    for folder in ("notebooks", "data", "modules"):
        (root / folder).mkdir(parents=True)
    monkeypatch.setenv("PYTHONPATH", str(root / "modules"), prepend=os.pathsep)
    return Checkout(root)


@pytest.fixture(params=["warm", "cold"])
def both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test with processes that start warm, and again with processes that start cold."""
    monkeypatch.setenv("BENCHMARKING_WARM", "yes" if request.param == "warm" else "no")


def text_of(path: Path) -> str:
    """Return what an executed notebook printed."""
    outputs = (output for cell in nbformat.read(path, 4).cells for output in cell.get("outputs", []))
    return "".join(output.get("text", "") for output in outputs)


@pytest.fixture
def printed() -> Any:
    return text_of
