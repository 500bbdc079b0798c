"""The committed notebooks take the default study's choices."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from benchmarking.pipeline.committed import choose
from benchmarking.pipeline.keys import notebook_cells
from benchmarking.study import load_parameters

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
CHOICES = load_parameters(NOTEBOOKS / "parameters" / "lancashire.yaml").model_dump(mode="json")


def cells(path: Path) -> list[str]:
    return [cell["source"] for cell in notebook_cells(path)]


def test_choices_that_a_notebook_holds_already_change_no_cell(tmp_path):
    path = Path(shutil.copy(NOTEBOOKS / "03_benchmarks.ipynb", tmp_path))
    before = json.loads(path.read_text(encoding="utf-8"))
    choose(path, CHOICES)
    after = json.loads(path.read_text(encoding="utf-8"))
    assert cells(path) == cells(NOTEBOOKS / "03_benchmarks.ipynb")
    assert after["metadata"] == before["metadata"]
    assert [cell["outputs"] for cell in after["cells"] if "outputs" in cell] == [
        cell["outputs"] for cell in before["cells"] if "outputs" in cell
    ]


def test_next_years_choices_go_into_the_parameters_cell_alone(tmp_path):
    path = Path(shutil.copy(NOTEBOOKS / "03_benchmarks.ipynb", tmp_path))
    changed = {"vintage": "2027", "previous_vintage": "2026", "consultation": None, "confidence_level": 0.99}
    choose(path, CHOICES | changed)
    (told,) = [
        new
        for new, old in zip(cells(path), cells(NOTEBOOKS / "03_benchmarks.ipynb"), strict=True)
        if new != old
    ]
    lines = told.splitlines()
    assert {
        'vintage = "2027"',
        'previous_vintage = "2026"',
        "consultation = None",
        "confidence_level = 0.99",
    } <= set(lines)
    assert 'framework = "cantle"' in lines and 'frameworks = ["cantle", "casey", "khan"]' in lines
    assert "word_reference" not in told
