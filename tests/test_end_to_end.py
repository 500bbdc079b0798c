"""The command as a researcher types it, on a copy of the project and a study of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

CHECKOUT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's figures, notebooks and templates, with a study of three councils beside the first."""
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(CHECKOUT / "data" / "raw", root / "data" / "raw")
    shutil.copytree(CHECKOUT / "data" / "reference", root / "data" / "reference")
    shutil.copytree(CHECKOUT / "data" / "consultations", root / "data" / "consultations")
    shutil.copytree(CHECKOUT / "notebooks", root / "notebooks")
    shutil.copytree(CHECKOUT / "reports" / "templates", root / "reports" / "templates")
    shutil.copytree(
        root / "reports" / "templates" / "lancashire", root / "reports" / "templates" / "three-counties"
    )
    parameters = yaml.safe_load(
        (root / "notebooks" / "parameters" / "lancashire.yaml").read_text(encoding="utf-8")
    )
    parameters |= {
        "study": "three-counties",
        "previous_vintage": None,
        "comparison_group": ["E10000016", "E10000024", "E10000030"],
    }
    (root / "notebooks" / "parameters" / "three-counties.yaml").write_text(
        yaml.safe_dump(parameters), encoding="utf-8"
    )
    return root


def test_a_study_of_three_counties_from_figures_to_a_notebook_and_what_goes_wrong_on_the_way(copy):
    choices = ["--parameters", str(copy / "notebooks" / "parameters" / "three-counties.yaml")]

    def benchmarking(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "benchmarking", *words],
            capture_output=True,
            text=True,
            check=False,
            cwd=copy,
            timeout=120,
            env={**os.environ, "BENCHMARKING_ROOT": str(copy), "COLUMNS": "200", "NO_COLOR": "1"},
        )

    misspelt = benchmarking("run", *choices, "--set", "comparison_grop=shire-counties")
    assert misspelt.returncode == 1
    assert "There is no parameter 'comparison_grop'" in misspelt.stderr
    assert "Did you mean 'comparison_group'?" in misspelt.stderr
    assert "Traceback" not in misspelt.stderr

    unknown = benchmarking("run", "--fast")
    assert unknown.returncode == 2
    assert "--fast" in unknown.stderr

    wrong_group = benchmarking("run", "--set", "comparison_group=scrutiny-2042")
    assert wrong_group.returncode == 1
    assert "'scrutiny-2024'" in wrong_group.stderr
    assert sorted(path.name for path in (copy / "reports").iterdir()) == ["templates"]
    assert not (copy / "data" / "processed").exists()

    untrue = benchmarking("check", *choices)
    assert untrue.returncode == 1
    assert "05b-in-words.md, row 13: " in untrue.stdout
    assert "'Manchester' is not among the authorities compared" in untrue.stdout
    (copy / "reports" / "templates" / "three-counties" / "05b-in-words.md").unlink()

    checked = benchmarking("check", *choices)
    assert (checked.returncode, checked.stderr) == (0, ""), checked.stdout
    assert "Nothing wrong was found." in checked.stdout

    ran = benchmarking("run", *choices, "--only", "02")
    assert ran.returncode == 0, ran.stderr
    made = copy / "reports" / "three-counties" / "2026" / "notebooks"
    assert sorted(path.name for path in made.iterdir()) == ["02-comparability.html", "02-comparability.ipynb"]
    page = (made / "02-comparability.html").read_text(encoding="utf-8")
    assert "Nottinghamshire" in page
    assert "Of the 3 authorities in the comparison group" in page

    status = benchmarking("status", *choices)
    told = dict(line.split(maxsplit=1) for line in status.stdout.splitlines())
    assert told["observations"] == told["02-comparability"] == "up to date"
    assert told["01-data-quality"] == "would run: never run"
    assert told["report"].startswith("would run")

    again = benchmarking("run", *choices, "--only", "02")
    assert again.returncode == 0
    assert "Everything is up to date." in again.stdout
