"""A template, a reference document, a picture or a name that is wrong: a sentence says so, the last report stays."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import bs4
import docx
import matplotlib.pyplot as plt
import pandas as pd
import pytest

from benchmarking.charts import Picture
from benchmarking.errors import ReportError
from benchmarking.report import FORMS, build, cabinet
from benchmarking.report.markdown import picture

TEMPLATES = Path(__file__).parents[2] / "reports" / "templates"
NAME = '<script>alert(1)</script> **Kent** | [click](javascript:alert) $x$ <img src="http://example.org/x">'


@pytest.fixture
def study(opened_in, monkeypatch):
    """A study with one short chapter that a test may spoil, and no workbook."""
    opened = opened_in("spoilt")
    templates = opened.paths.templates
    templates.unlink()
    shutil.copytree(TEMPLATES, templates, ignore=shutil.ignore_patterns("lancashire", "council"))
    (templates / "lancashire").mkdir()
    (templates / "lancashire" / "01-words.md").write_text("# Words\n\n{{ name }}\n", encoding="utf-8")
    monkeypatch.setattr(cabinet, "findings_of", lambda study: opened.observations.iloc[:0])
    monkeypatch.setattr(cabinet, "content", lambda study, folder, warrants: {"name": NAME})
    monkeypatch.setattr(cabinet, "write_workbook", lambda study, target: target.write_bytes(b"sheets"))
    return opened


def _contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _wrong_encoding(study, monkeypatch):
    chapter = study.paths.templates / "lancashire" / "01-words.md"
    chapter.write_bytes("# Words\n\nCaf\u00e9\n".encode("cp1252"))
    return study


def _reference_that_is_not_word(study, monkeypatch):
    (study.paths.templates / "council.docx").write_text("a letter", encoding="utf-8")
    parameters = study.parameters.model_copy(update={"word_reference": "council.docx"})
    return dataclasses.replace(study, parameters=parameters)


def _missing_font(study, monkeypatch):
    style = study.paths.templates / "page.typ"
    words = style.read_text(encoding="utf-8")
    assert words.count("Libertinus Serif") == 1
    style.write_text(words.replace("Libertinus Serif", "Nobody's Grotesk"), encoding="utf-8")
    return study


def _failed_picture(study, monkeypatch):
    def content(study, folder, warrants):
        empty = Picture(plt.Figure(), "Nothing.", pd.DataFrame({"name": ["Kent"]}))
        return {"name": picture(empty, "Nothing", "nothing", folder, study)}

    monkeypatch.setattr(cabinet, "content", content)
    return study


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_wrong_encoding, r"01-words\.md: The chapter is not UTF-8 text\..*Save it again as UTF-8"),
        (_reference_that_is_not_word, r"council\.docx: The reference document is not a Word file"),
        (_missing_font, r"page\.typ: A font of the PDF is missing.*nobody's grotesk.*Libertinus Serif"),
        (_failed_picture, r"nothing: The picture cannot be drawn.*nothing is drawn in it"),
    ],
)
def test_what_is_wrong_is_named_and_the_last_good_report_stays(spoil, message, study, monkeypatch):
    target = build(study)[0].parent
    before = _contents(target)
    assert set(before) == set(FORMS)
    with pytest.raises(ReportError, match=message):
        build(spoil(study, monkeypatch))
    assert _contents(target) == before


def test_markup_in_a_name_from_data_is_the_same_words_in_every_form_and_nothing_else(study, visible_text):
    folder = build(study)[0].parent
    page = bs4.BeautifulSoup((folder / FORMS[0]).read_text(encoding="utf-8"), "html.parser")
    assert page.main.find("section").p.get_text() == NAME
    assert page.main.find_all(["script", "img", "a", "strong"]) == []
    assert NAME in [words.text for words in docx.Document(folder / FORMS[1]).paragraphs]
    assert NAME.replace(" ", "") in "".join(visible_text(folder / FORMS[2])).replace(" ", "")
