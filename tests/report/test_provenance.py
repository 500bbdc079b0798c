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
from rocrate.rocrate import ROCrate

from benchmarking.errors import ReportError
from benchmarking.report.provenance import write_provenance
from benchmarking.vintages import Release


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with a finished report in it."""
    root = tmp_path / "checkout"
    (root / "reports" / "notebooks").mkdir(parents=True)
    (root / "reports" / "report.html").write_text("words")
    (root / "reports" / "notebooks" / "01.html").write_text("more words")
    return root


LAIT = Release(
    id="lait",
    title="Local Authority Interactive Tool",
    kind="observations",
    path="lait.csv",
    sha256="12" * 32,
    source="dfe-lait",
    publisher="Department for Education",
    address="https://www.gov.uk/lait",
    released=datetime.date(2026, 5, 1),
    licence="OGL-UK-3.0",
    file="lait.xlsx",
    file_sha256="34" * 32,
    rows=7,
)


def write(root: Path, **changes) -> str:
    choices = {
        "parameters": {"study": "lancashire", "vintage": "2026", "seed": 20240521, "frameworks": ["khan"]},
        "releases": [LAIT],
        "outputs": [root / "reports" / "report.html", root / "reports" / "notebooks" / "01.html"],
        "published": datetime.date(2026, 6, 30),
        **changes,
    }
    write_provenance(root / "reports" / "provenance.json", root=root, **choices)
    return (root / "reports" / "provenance.json").read_text(encoding="utf-8")


def record(root: Path, **changes) -> dict:
    """The entities of the crate by their ids."""
    return {entity["@id"]: entity for entity in json.loads(write(root, **changes))["@graph"]}


def described(kept: dict) -> tuple[str, str]:
    return kept["#project"]["version"], kept["#project"]["description"]


def git(root: Path, *words: str) -> str:
    identity = ["-c", "user.name=Researcher", "-c", "user.email=researcher@example.org"]
    command = ["git", "-C", str(root), *identity, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_the_record_holds_choices_releases_software_and_checksums(checkout):
    kept = record(checkout)
    assert kept["#parameter-study"]["value"] == "lancashire"
    assert kept["#parameter-seed"]["value"] == 20240521
    assert kept["#parameter-frameworks"]["value"] == '["khan"]'
    release = kept["#release-lait"]
    assert release["publisher"] == "Department for Education"
    assert release["datePublished"] == "2026-05-01"
    assert release["sha256"] == "34" * 32
    assert kept[release["distribution"]["@id"]]["sha256"] == "12" * 32
    assert kept["#package-python"]["softwareVersion"] == platform.python_version()
    assert kept["#package-pandas"]["softwareVersion"] == pd.__version__
    assert "#package-typst" in kept
    assert "#package-pytest" not in kept
    made = [each["@id"] for each in kept["#run"]["result"]]
    assert {name: kept[name]["sha256"] for name in made} == {
        "notebooks/01.html": hashlib.sha256(b"more words").hexdigest(),
        "report.html": hashlib.sha256(b"words").hexdigest(),
    }
    assert {"#release-lait", "#parameter-study"} <= {each["@id"] for each in kept["#run"]["object"]}


def test_the_record_opens_as_a_research_object_crate_of_version_1_1(checkout):
    text = write(checkout)
    (checkout / "reports" / "ro-crate-metadata.json").write_text(text, encoding="utf-8")
    crate = ROCrate(checkout / "reports")
    assert crate.metadata.profile == "https://w3id.org/ro/crate/1.1"
    assert {entity.id for entity in crate.data_entities} == {"report.html", "notebooks/01.html"}
    assert crate.get("#run").get("instrument").id == "#project"
    for name in ("name", "description", "license", "datePublished"):
        assert crate.root_dataset[name]


def test_a_copy_without_git_says_why_it_names_no_commit(checkout):
    assert described(record(checkout)) == ("unknown", "this copy of the project is not a git checkout")


def test_a_machine_without_git_says_so(checkout, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert described(record(checkout)) == ("unknown", "git is not installed")


def test_a_checkout_names_its_commit_and_whether_something_changed_since(checkout):
    git(checkout, "init", "--quiet")
    assert described(record(checkout)) == ("unknown", "this checkout has no commit yet")
    (checkout / ".gitignore").write_text("reports/\n")
    (checkout / "figures.csv").write_text("1")
    git(checkout, "add", "--all")
    git(checkout, "commit", "--quiet", "--message", "First")
    head = git(checkout, "rev-parse", "HEAD")
    assert described(record(checkout)) == (head, "as committed")
    (checkout / "figures.csv").write_text("2")
    assert described(record(checkout)) == (head, "with uncommitted changes")


def test_a_copy_within_another_checkout_does_not_take_its_commit(checkout):
    git(checkout.parent, "init", "--quiet")
    git(checkout.parent, "commit", "--quiet", "--allow-empty", "--message", "Other")
    assert described(record(checkout))[0] == "unknown"


def test_the_record_is_the_same_tomorrow_and_on_another_machine(checkout, monkeypatch):
    first = write(checkout, parameters={"file": checkout / "notebooks" / "lancashire.yaml"})
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("USER", "someone.else")
    again = write(checkout, parameters={"file": Path("notebooks/lancashire.yaml")})
    assert first == again
    assert str(checkout) not in first
    assert os.fspath(Path.home()) + "/" not in first
    assert f'"{getpass.getuser()}"' not in first


def test_a_path_outside_the_checkout_is_refused(checkout):
    with pytest.raises(ReportError, match="paths within the checkout"):
        record(checkout, parameters={"file": checkout.parent / "elsewhere.yaml"})


def test_a_value_that_json_cannot_hold_is_refused_and_the_old_record_kept(checkout):
    before = write(checkout)
    with pytest.raises(ReportError, match="The provenance cannot be written"):
        write(checkout, parameters={"level": float("nan")})
    assert (checkout / "reports" / "provenance.json").read_text(encoding="utf-8") == before


def test_a_missing_output_is_named(checkout):
    with pytest.raises(ReportError, match=r"gone\.pdf: A file of the report is missing"):
        record(checkout, outputs=[checkout / "reports" / "gone.pdf"])
