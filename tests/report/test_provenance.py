from __future__ import annotations

import datetime
import getpass
import hashlib
import json
import os
import platform
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from benchmarking.errors import ReportError
from benchmarking.report.provenance import write_provenance


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with a finished report in it."""
    root = tmp_path / "checkout"
    (root / "reports" / "notebooks").mkdir(parents=True)
    (root / "reports" / "report.html").write_text("words")
    (root / "reports" / "notebooks" / "01.html").write_text("more words")
    return root


def record(root: Path, **changes) -> dict:
    choices = {
        "parameters": {"study": "lancashire", "vintage": "2026", "seed": 20240521},
        "releases": [{"name": "lait", "hash": "sha256:12", "released": datetime.date(2026, 5, 1)}],
        "outputs": [root / "reports" / "report.html", root / "reports" / "notebooks" / "01.html"],
        **changes,
    }
    write_provenance(root / "reports" / "provenance.json", root=root, **choices)
    return json.loads((root / "reports" / "provenance.json").read_text(encoding="utf-8"))


def git(root: Path, *words: str) -> str:
    identity = ["-c", "user.name=Researcher", "-c", "user.email=researcher@example.org"]
    command = ["git", "-C", str(root), *identity, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_the_record_holds_choices_releases_software_and_checksums(checkout):
    kept = record(checkout)
    assert kept["parameters"] == {"study": "lancashire", "vintage": "2026", "seed": 20240521}
    assert kept["releases"] == [{"name": "lait", "hash": "sha256:12", "released": "2026-05-01"}]
    assert kept["software"]["python"] == platform.python_version()
    assert kept["software"]["packages"]["pandas"] == pd.__version__
    assert "typst" in kept["software"]["packages"]
    assert "pytest" not in kept["software"]["packages"]
    assert kept["outputs"] == {
        "notebooks/01.html": hashlib.sha256(b"more words").hexdigest(),
        "report.html": hashlib.sha256(b"words").hexdigest(),
    }


def test_a_copy_without_git_says_why_it_names_no_commit(checkout):
    assert record(checkout)["commit"] == {
        "id": None,
        "reason": "this copy of the project is not a git checkout",
        "uncommitted_changes": None,
    }


def test_a_machine_without_git_says_so(checkout, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert record(checkout)["commit"]["reason"] == "git is not installed"


def test_a_checkout_names_its_commit_and_whether_something_changed_since(checkout):
    git(checkout, "init", "--quiet")
    assert record(checkout)["commit"]["reason"] == "this checkout has no commit yet"
    (checkout / ".gitignore").write_text("reports/\n")
    (checkout / "figures.csv").write_text("1")
    git(checkout, "add", "--all")
    git(checkout, "commit", "--quiet", "--message", "First")
    head = git(checkout, "rev-parse", "HEAD")
    assert record(checkout)["commit"] == {"id": head, "reason": None, "uncommitted_changes": False}
    (checkout / "figures.csv").write_text("2")
    assert record(checkout)["commit"]["uncommitted_changes"] is True


def test_a_copy_within_another_checkout_does_not_take_its_commit(checkout):
    git(checkout.parent, "init", "--quiet")
    git(checkout.parent, "commit", "--quiet", "--allow-empty", "--message", "Other")
    assert record(checkout)["commit"]["id"] is None


def test_the_record_is_the_same_tomorrow_and_on_another_machine(checkout, monkeypatch):
    first = json.dumps(record(checkout, parameters={"file": checkout / "notebooks" / "lancashire.yaml"}))
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("USER", "someone.else")
    again = json.dumps(record(checkout, parameters={"file": Path("notebooks/lancashire.yaml")}))
    assert first == again
    assert str(checkout) not in first
    assert os.fspath(Path.home()) + "/" not in first
    assert f'"{getpass.getuser()}"' not in first


def test_a_path_outside_the_checkout_is_refused(checkout):
    with pytest.raises(ReportError, match="paths within the checkout"):
        record(checkout, parameters={"file": checkout.parent / "elsewhere.yaml"})


def test_a_value_that_json_cannot_hold_is_refused_and_the_old_record_kept(checkout):
    before = record(checkout)
    with pytest.raises(ReportError, match="The provenance cannot be written"):
        record(checkout, parameters={"level": float("nan")})
    assert json.loads((checkout / "reports" / "provenance.json").read_text()) == before


def test_a_missing_output_is_named(checkout):
    with pytest.raises(ReportError, match=r"gone\.pdf: A file of the report is missing"):
        record(checkout, outputs=[checkout / "reports" / "gone.pdf"])
