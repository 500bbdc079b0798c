"""The notebooks tell and the library computes; what is committed is what a reader may see."""

from __future__ import annotations

import ast
import itertools
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
PICTURES = ("image/png", "image/jpeg", "image/svg+xml")

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def _read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def _code(path: Path) -> list[Any]:
    return [cell for cell in _read(path).cells if cell.cell_type == "code"]


def _outputs(path: Path) -> list[Any]:
    return [output for cell in _code(path) for output in cell.outputs]


def test_the_notebooks_of_this_report_are_there():
    stems = {path.stem for path in NOTEBOOKS}
    assert stems >= {"01_data_quality", "02_comparability", "03_benchmarks", "10_cabinet_report"}


@every_notebook
def test_the_file_is_a_notebook_of_the_current_format(path):
    nbformat.validate(_read(path))


@every_notebook
def test_the_parameters_cell_holds_the_default_study_name_by_name(path):
    (cell,) = (cell for cell in _code(path) if "parameters" in cell.metadata.get("tags", []))
    held = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.parse(cell.source).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    study = yaml.safe_load((FOLDER / "parameters" / "lancashire.yaml").read_text(encoding="utf-8"))
    own = {"framework": "cantle"} if path.stem == "03_benchmarks" else {}
    assert held == study | {"baseline": study["baseline"].isoformat()} | own
    assert len(ast.parse(cell.source).body) == len(held)


@every_notebook
def test_a_notebook_defines_nothing_and_holds_no_loop(path):
    kinds = (
        ast.FunctionDef,
        ast.AsyncFunctionDef,
        ast.Lambda,
        ast.ClassDef,
        ast.For,
        ast.AsyncFor,
        ast.While,
    )
    for cell in _code(path):
        found = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, kinds)]
        assert found == [], cell.source


@every_notebook
def test_a_notebook_is_short_and_its_code_stands_between_prose(path):
    cells = _read(path).cells
    assert len(_code(path)) <= 17
    prose = [cell for cell in cells if cell.cell_type == "markdown"]
    assert len(prose) >= len(_code(path)) - 2
    assert cells[0].cell_type == "markdown"
    kinds = "".join(cell.cell_type[0] for cell in cells)
    assert "ccc" not in kinds
    assert all(len(cell.source.splitlines()) <= 25 for cell in _code(path))


@every_notebook
def test_headings_begin_with_one_title_and_skip_no_level(path):
    levels = [
        len(line) - len(line.lstrip("#"))
        for cell in _read(path).cells
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
        if re.match(r"#{1,6} ", line)
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@every_notebook
def test_every_cell_was_run_in_order(path):
    assert [cell.execution_count for cell in _code(path)] == list(range(1, len(_code(path)) + 1))


@every_notebook
def test_outputs_are_committed_and_hold_no_error_and_nothing_from_stderr(path):
    outputs = _outputs(path)
    assert len(outputs) >= 5
    for output in outputs:
        assert output.output_type in {"execute_result", "display_data"}


@every_notebook
def test_nothing_tells_of_the_machine_or_of_the_run(path):
    text = path.read_text(encoding="utf-8")
    assert "papermill" not in text
    assert "injected-parameters" not in text
    told = "\n".join(
        [cell.source for cell in _read(path).cells]
        + [
            str(words)
            for output in _outputs(path)
            for kind, words in output.get("data", {}).items()
            if kind not in PICTURES
        ]
    )
    assert not re.search(r"(?<![\w<.])/(?:home|root|tmp|work|usr|Users|private)/|[A-Z]:\\", told)
    assert not re.search(r"0x[0-9a-f]{6,}", told)


@every_notebook
def test_every_picture_has_its_words_beside_it(path):
    for output in _outputs(path):
        for kind in PICTURES:
            if kind in output.get("data", {}):
                words = output.metadata[kind]["alt"]
                assert len(words) > 40
                assert output.data["text/plain"] == words


def test_the_notebooks_that_draw_show_pictures():
    drawn = {
        path.stem: sum("image/png" in output.get("data", {}) for output in _outputs(path))
        for path in NOTEBOOKS
    }
    assert drawn["01_data_quality"] >= 1
    assert drawn["02_comparability"] >= 1
    assert drawn["03_benchmarks"] >= 10
    assert drawn["10_cabinet_report"] >= 5
