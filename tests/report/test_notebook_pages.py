"""The committed notebooks as web pages, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarking.report.notebooks_html import write_html

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
#: Where most goes wrong. One page is made like another, and test_notebooks_html takes every look of one.
LOOKS = [("dark", 320)]


@pytest.mark.parametrize("notebook", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_committed_notebook_as_a_page_has_no_fault_in_a_browser(notebook, faults_in_browser, tmp_path):
    made = tmp_path / f"{notebook.stem}.html"
    write_html(notebook, made)
    assert faults_in_browser(made, LOOKS) == []
