"""The page of the year's work, followed to the letter with a publisher on this computer.

The commands are read from docs/yearly-renewal.md, so that a step that is missing there is missing here. What the
page asks of people (a word in a file, a file from a publisher's page) is done by the test, and nothing else. The
figures are made up, apart from what is published once and for all.
"""

from __future__ import annotations

import csv
import html
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from benchmarking.paths import Paths
from benchmarking.reference import load_reference
from benchmarking.vintages import import_file, read_package
from benchmarking.vintages.package import written_package
from benchmarking.vintages.records import read_record

from .conftest import ELS, LAST_MODIFIED, PROXIES, Answer, Publisher, World, plain, rates, row, state_of

CHECKOUT = Path(__file__).parents[2]
PAGE = (CHECKOUT / "docs" / "yearly-renewal.md").read_text(encoding="utf-8")
EMPLOYMENT, MUSEUMS, SURVEY = "els-employment-rate", "els-museums", "made-up-survey"
#: What the report cannot be made without; published once, so that a test may hold the real tables.
ONCE = (
    "boundaries-lower-tier",
    "census-2011-ethnicity-lsoa",
    "census-2011-lc6201ew",
    "census-2011-qs201ew",
    "census-2021-ltla-counts",
    "census-2021-ts021",
    "census-2021-ts021-lsoa",
    "deprivation-2025",
    "lookup-lsoa11-lsoa21",
    "lookup-lsoa21-ltla23",
    "population-ages",
    "population-density",
    "population-mid-2024",
    "population-mid-year",
)
WORDS = """\
# In words

The share of residents in work is {{ employment_rate.lead }} in {{ lead }}. It is
{{ employment_rate is similar to england }}. These figures are made up.
"""


def steps() -> dict[str, list[str]]:
    """The commands of the page, by the step's number."""
    parts = re.split(r"^## (\d+)\. .*$", PAGE, flags=re.MULTILINE)
    blocks = {
        number: re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        for number, text in zip(parts[1::2], parts[2::2], strict=True)
    }
    return {number: "".join(found).splitlines() for number, found in blocks.items()}


def employment(paths: Paths, last: int, lancashire: float, before: float) -> bytes:
    """A made-up file of Explore local statistics: 70% to 79% everywhere, and Lancashire's as given."""
    areas = load_reference(paths.reference).areas
    codes = [*areas.upper_tier()["code"], *areas.lower_tier()["code"], "E92000001"]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    names = ["areacd", "indicator", "period", "observation", "measure", "lci_95", "uci_95", "status", "notes"]
    writer.writerow(names)
    for year in range(2019, last + 1):
        for place, code in enumerate(dict.fromkeys(codes)):
            value = 76.0 if code == "E92000001" else 70.0 + place % 10
            if code == "E10000017":
                value = lancashire if year == last else before
            written = [code, "Employment rate", f"{year}-01-01/P1Y", value, "made up"]
            writer.writerow([*written, round(value - 1.5, 1), round(value + 1.5, 1), "", "made up"])
    return stream.getvalue().encode()


class Researcher:
    """Somebody at a terminal in a copy of the project."""

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        self.environment = {
            name: text for name, text in os.environ.items() if name.upper() not in PROXIES
        } | {
            "BENCHMARKING_ROOT": str(paths.root),
            "PYTHONPATH": str(CHECKOUT / "src"),
            **{
                f"GIT_{who}_{what}": "made-up@example.org"
                for who in ("AUTHOR", "COMMITTER")
                for what in ("NAME", "EMAIL")
            },
        }

    def types(self, command: str, ends: int = 0) -> str:
        """Run a command as the page has it; returns what it said."""
        words = shlex.split(command)
        start = {"benchmarking": [sys.executable, "-m", "benchmarking"], "python": [sys.executable]}
        done = subprocess.run(
            [*start.get(words[0], words[:1]), *words[1:]],
            cwd=self.paths.root,
            env=self.environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert done.returncode == ends, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def changes(self, file: str, before: str, after: str) -> None:
        """Edit a file of the project by hand."""
        path = self.paths.root / file
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after), encoding="utf-8")


@pytest.fixture
def researcher(checkout: Paths, publisher: Publisher, tmp_path: Path) -> Researcher:
    """A project that holds vintage 2026 and its words, notebook 01, and the publisher from which 2027 comes."""
    for folder in ("docs", "data/consultations", "reports/templates", "notebooks/parameters"):
        shutil.copytree(
            CHECKOUT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("lancashire", "images")
        )
    shutil.copy(CHECKOUT / "notebooks" / "01_data_quality.ipynb", tmp_path / "notebooks")
    shutil.copy(CHECKOUT / ".gitignore", tmp_path)
    (tmp_path / "reports" / "templates" / "lancashire").mkdir()
    (tmp_path / "reports" / "templates" / "lancashire" / "01-in-words.md").write_text(WORDS, encoding="utf-8")
    (tmp_path / "made-up").mkdir()
    for name, source, content in (
        ("rates.csv", ELS, employment(checkout, 2023, 75.5, 75.5)),
        ("museums.csv", ELS, rates(3, "museums")),
        ("survey.csv", "plain", plain(SURVEY, 61)),
    ):
        (tmp_path / "made-up" / name).write_bytes(content)
        released = date(2026, 6, 26) if source == ELS else None
        import_file(source, tmp_path / "made-up" / name, "2026", paths=checkout, released=released)
    shutil.rmtree(tmp_path / "made-up")
    once = [release for release in read_package(Paths(CHECKOUT), "2026") if release.id in ONCE]
    for release in once:
        shutil.copy(CHECKOUT / "data" / "raw" / "2026" / release.path, checkout.raw("2026"))
    releases = [*read_package(checkout, "2026"), *once]
    (checkout.raw("2026") / "datapackage.json").write_bytes(written_package("2026", releases))
    World(checkout, publisher).expects(
        row(EMPLOYMENT, address=publisher.base + "/rates.csv"),
        row(MUSEUMS, address=publisher.base + "/museums.csv"),
        row(SURVEY, source="plain", finder="by hand", note="Typed from a page."),
        *(
            row(release.id, source=release.source, finder="by hand", renewed="once", note="Once.")
            for release in once
        ),
    )
    publisher.says("/rates.csv", Answer(employment(checkout, 2024, 62.0, 74.8), headers=LAST_MODIFIED))
    researcher = Researcher(checkout)
    choices = "notebooks/parameters/lancashire.yaml"
    researcher.changes(choices, 'previous_vintage: "2025"', "previous_vintage:")
    researcher.changes(choices, "district_group: lancashire-14", "district_group:")
    for command in ("git init -q", "git add -A", 'git commit -q -m "Vintage 2026, made up"'):
        researcher.types(command)
    return researcher


def test_the_page_is_followed_from_the_new_figures_to_the_signed_report(researcher, tmp_path):
    paths = researcher.paths
    before = state_of(paths.raw("2026"))
    page = steps()

    (branch,) = page["1"]
    researcher.types(branch)

    refresh, offline = page["2"]
    said = researcher.types(refresh)
    assert "Vintage 2027: 1 new, 14 unchanged, 2 carried forward, 0 failed" in said
    assert f"{EMPLOYMENT}: " in said and "    note: Downloaded from http://127.0.0.1" in said
    assert "There is no such file at the publisher" in said
    said = researcher.types(offline)
    assert said.startswith("To download by hand:\n")
    (by_hand,) = [line for line in said.splitlines() if "import plain" in line]
    command = by_hand.partition("then:")[2].strip()
    (tmp_path / f"{SURVEY}.csv").write_bytes(plain(SURVEY, 66, released="2027-01-14"))
    assert f"{SURVEY}: 4 rows in data/raw/2027" in researcher.types(command)
    (tmp_path / f"{SURVEY}.csv").unlink()

    (check,) = page["3"]
    assert "Nothing wrong was found." in researcher.types(check)

    (diff,) = page["4"]
    said = researcher.types(diff)
    assert "Lancashire, Employment rate, ages 16 to 64, 2019: 75.5 in vintage 2026, 74.8 in 2027 (%)" in said
    assert (paths.root / "data" / "processed" / "changes-2027.csv").is_file()

    assert page["5"] == []

    check, hold = page["6"]
    for name in ("vintage", "previous_vintage"):
        (turned,) = re.findall(rf'`({name}: "\d{{4}}")`', PAGE)
        choices = (paths.notebooks / "parameters" / "lancashire.yaml").read_text(encoding="utf-8")
        (line,) = [line for line in choices.splitlines() if line.startswith(f"{name}:")]
        researcher.changes("notebooks/parameters/lancashire.yaml", line, turned)
    said = researcher.types(check, ends=1)
    assert "01-in-words.md, row 4: The finding does not say so" in said
    (offered,) = re.findall(r"Write (\{\{.*?\}\})", said)
    words = "reports/templates/lancashire/01-in-words.md"
    researcher.changes(words, "{{ employment_rate is similar to england }}", offered)
    assert "Nothing wrong was found." in researcher.types(check)
    researcher.types(hold)
    assert 'vintage = \\"2027\\"' in (paths.notebooks / "01_data_quality.ipynb").read_text(encoding="utf-8")

    *commit, run = page["7"]
    for command in commit:
        researcher.types(command)
    assert "reports/lancashire/2027/cabinet-report.html" in researcher.types(run)
    report = paths.reports("lancashire", "2027")
    assert read_record(report / "provenance.json").state == "as committed"

    assert page["8"] == page["9"] == []
    told = html.unescape((report / "notebooks" / "01-data-quality.html").read_text(encoding="utf-8"))
    assert "Carried forward" in told and "from 2026" in told
    told = (report / "cabinet-report.html").read_text(encoding="utf-8")
    assert "worse than England" in told and "62.0%" in told

    (sign_off,) = page["10"]
    researcher.types(sign_off.replace("Name, post", "A. Researcher, Research Manager"))
    seal = json.loads((paths.raw("2027") / "signed-off.json").read_text(encoding="utf-8"))
    assert seal["signed_off_by"] == "A. Researcher, Research Manager"
    checklist = (paths.root / seal["checklist"]).read_text(encoding="utf-8")
    assert f"Vintage 2027 carries 1 release forward from 2026: {MUSEUMS}." in checklist
    assert "- [ ] Each release carried forward or left out is accepted" in checklist

    for command in page["11"]:
        researcher.types(command)
    assert researcher.types("git status --porcelain") == ""
    assert {seal["checklist"], "data/raw/2027/signed-off.json"} == set(
        researcher.types("git show --name-only --format=").split()
    )
    assert sorted(page, key=int) == [str(number) for number in range(1, 12)]

    assert state_of(paths.raw("2026")) == before
    marks = {release.id: release.carried_forward_from for release in read_package(paths, "2027")}
    assert {id: mark for id, mark in marks.items() if mark} == {MUSEUMS: "2026"}
    assert "Vintage 2027 is signed off" in researcher.types(refresh, ends=1)
    assert "Everything is up to date." in researcher.types(run)
