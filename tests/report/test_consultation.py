"""What the report says of a consultation: a real one, and never a made-up example."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarking.paths import Paths
from benchmarking.report.consultation import consultation
from benchmarking.report.markdown import Markdown, chapters

TEMPLATES = Path(__file__).parents[2] / "reports" / "templates" / "council"


def _shown(picture, caption, name):
    return Markdown(f"PICTURE {name}: {caption}")


def _read(content, folder):
    (template,) = TEMPLATES.glob("*-who-was-consulted.md")
    shutil.copy(template, folder / template.name)
    return re.sub(r"\\(.)", r"\1", chapters([folder], content)).strip()


@pytest.fixture
def real(real_study, tmp_path):
    """The example with nothing in it that says it is made up, so that it counts as real."""
    for part in ("raw", "reference"):
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data" / part).symlink_to(real_study.paths.root / "data" / part, target_is_directory=True)
    text = (real_study.paths.consultations / "made-up-example.csv").read_text(encoding="utf-8")
    (tmp_path / "data" / "consultations").mkdir()
    rows = "\n".join(line.rpartition(",")[0] for line in text.splitlines())
    (tmp_path / "data" / "consultations" / "autumn.csv").write_text(rows + "\n", encoding="utf-8")
    parameters = real_study.parameters.model_copy(update={"consultation": "autumn"})
    return replace(real_study, parameters=parameters, paths=Paths(tmp_path))


def test_a_made_up_example_is_as_if_no_consultation_were_given(real_study, tmp_path):
    content = consultation(real_study, _shown)
    assert content == {"consultation": {"given": False, "said": "No consultation was given to this study."}}
    assert _read(content, tmp_path) == ""


def test_a_real_consultation_has_its_chapter(real, tmp_path):
    folder = tmp_path / "chapters"
    folder.mkdir()
    read = _read(consultation(real, _shown), folder)
    assert read.startswith("# Who was consulted")
    assert "417 participants are set beside residents aged 16 and over" in read
    assert "age: 16 to 19 (none, 24 expected)" in read
    assert "at most about as much as 342 people drawn by lot" in read
    assert "A margin is true only of people drawn by lot." in read
    assert "No weight can stand for those of whom nobody took part: 16 to 19." in read
    assert "PICTURE reach-1" in read and "PICTURE reach-2" in read
    assert "ade-up" not in read
