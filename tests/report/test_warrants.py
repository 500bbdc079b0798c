"""Every figure of the report leads to its line in the appendix, and from there to its rows in data/raw."""

from __future__ import annotations

import csv
import random
import re
from pathlib import Path

import bs4
import docx
import pikepdf
import pytest

from benchmarking.findings import finding, findings_of
from benchmarking.report import FORMS
from benchmarking.report.warrants import APPENDIX, Warrants

CHECKOUT = Path(__file__).parents[2]
PLACE = re.compile(r"([\w.-]+\.csv) line (\d+)")


@pytest.fixture(scope="module")
def page(cabinet):
    return bs4.BeautifulSoup((cabinet[1] / FORMS[0]).read_text(encoding="utf-8"), "html.parser")


@pytest.fixture
def warrants(cabinet):
    return Warrants(cabinet[0], findings_of(cabinet[0]))


def figures(page):
    """The links of figures: an interval, "70.7 to 76.7", leads to the same line and is left out."""
    links = page.main.find_all("a", href=re.compile("^#w-"))
    return [link for link in links if not re.fullmatch(r"[\d.,]+ to [\d.,]+", link.get_text())]


def number(text):
    return float(re.search(r"\d[\d,]*(?:\.\d+)?", text.replace("−", "-")).group().replace(",", ""))


def test_the_report_cites_its_figures_by_the_hundred_and_every_link_lands(page):
    links = page.main.find_all("a", href=re.compile("^#"))
    assert len(figures(page)) > 150
    ids = {each["id"] for each in page.find_all(id=True)}
    assert {link["href"][1:] for link in links} <= ids


def line_of(page, link):
    """The line of the appendix that a link leads to, whose figure comes after the area's name in bold."""
    return page.find(id=link["href"][1:]).find_parent("li")


def words_of(line):
    return " ".join(line.get_text(" ").split())


def test_ten_random_figures_walk_back_to_their_row_of_data_raw(page):
    published = [
        link
        for link in figures(page)
        if ", as in the release; " in words_of(line_of(page, link))
        and re.search(r"\.csv line \d", words_of(line_of(page, link)))
    ]
    assert len(published) > 60
    for link in random.Random(20240521).sample(published, 10):
        line = line_of(page, link)
        figure = line.find("strong").parent.next_sibling.get_text()
        file, number_of_line = PLACE.search(words_of(line)).groups()
        with (CHECKOUT / "data" / "raw" / "2026" / file).open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))
        row = dict(zip(rows[0], rows[int(number_of_line) - 1], strict=True))
        shown = number(link.get_text())
        places = len(re.search(r"[\d,]*\d(?:\.(\d+))?", link.get_text()).group(1) or "")
        assert shown == number(figure), link.get_text()
        assert abs(shown - abs(float(row["value"]))) <= 0.5 * 10 ** -min(places, 2) + 1e-9, (
            link.get_text(),
            row,
        )


def test_every_figure_cited_is_the_one_on_its_line(page):
    for link in figures(page):
        figure = line_of(page, link).find("strong").parent.next_sibling.get_text().strip()
        said = re.split(r" \(|, (?!\d{3})", link.get_text())[0]
        assert number(said) == number(figure), (link.get_text(), figure)
        assert said.startswith("−") == figure.startswith("−"), (link.get_text(), figure)


def test_a_line_of_the_appendix_leads_to_its_release_with_page_and_checksum(page, cabinet):
    line = line_of(page, figures(page)[0])
    release = page.find(id=line.find("a", href=re.compile("^#r-"))["href"][1:]).find_parent("li")
    known = {each.file_sha256: each for each in cabinet[0].releases.values()}
    found = known[re.search(r"[0-9a-f]{64}", release.get_text()).group()]
    assert found.publisher in release.get_text()
    assert found.released.isoformat() in release.get_text()


def test_word_and_pdf_print_the_number_of_the_entry_as_a_note(cabinet):
    book = docx.Document(str(cabinet[1] / FORMS[1]))
    raised = [
        run
        for words in book.paragraphs
        for run in words._p.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}vertAlign")
    ]
    assert len(raised) > 30
    with pikepdf.open(cabinet[1] / FORMS[2]) as pdf:
        links = [
            mark
            for sheet in pdf.pages
            for mark in sheet.get("/Annots", [])
            if mark.get("/Subtype") == "/Link"
        ]
    assert len(links) > 150


def test_a_cited_figure_survives_escaping_and_is_a_numbered_link(warrants, cabinet):
    found = finding(findings_of(cabinet[0]), "child_poverty.vs.group")
    mark = warrants.mark("28.4%", found, True)
    filled = warrants.fill(f"It is {mark}. {APPENDIX}")
    assert 'It is [28\\.4\\%](#w-child-poverty-E10000017-2024-04-01-P1Y "1").' in filled


def test_what_is_no_published_figure_is_cited_by_its_finding(warrants, cabinet):
    found = finding(findings_of(cabinet[0]), "child_poverty.expected")
    assert "(#c-child-poverty-expected" in warrants.fill(warrants.mark("24.2%", found, False) + APPENDIX)


def test_the_appendix_holds_what_is_cited_and_nothing_else(warrants, cabinet):
    found = finding(findings_of(cabinet[0]), "employment_rate.vs.england")
    told = warrants.sentence(found)
    appendix = warrants.fill(f"{told}\n\n{APPENDIX}")
    assert appendix.count("### ") == 1
    assert "### 1. Employment rate" in appendix
    assert "published interval" in appendix
    assert re.search(r"els\\-employment\\-rate\\.csv\]\(#r-els-employment-rate\) line \d+", appendix)


def test_notes_are_numbered_in_the_order_of_the_text_and_what_is_not_printed_is_no_entry(warrants, cabinet):
    names = ("employment_rate", "child_poverty", "life_satisfaction")
    marks = [warrants.mark("1", finding(findings_of(cabinet[0]), f"{name}.vs.group"), True) for name in names]
    filled = warrants.fill(f"{marks[2]} {marks[0]} {APPENDIX}")
    assert re.findall(r"### (\d+)\. (\w+)", filled) == [("1", "Life"), ("2", "Employment")]
    assert re.findall(r'"(\d+)"\)', filled) == ["1", "2"]


def test_where_a_study_has_no_appendix_its_figures_are_words_alone(warrants, cabinet):
    found = finding(findings_of(cabinet[0]), "child_poverty.vs.group")
    assert warrants.fill(warrants.mark("28.4%", found, True)) == "28\\.4\\%"
