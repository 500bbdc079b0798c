"""The Cabinet report: its parts, its figures and its forms, on the committed figures."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import json
import re
import shutil
from pathlib import Path

import bs4
import docx
import openpyxl
import pandas as pd
import pikepdf
import pytest
from docx.oxml.ns import qn

from benchmarking import tables
from benchmarking.errors import ReportError
from benchmarking.findings import PAIRED, findings_of, place_findings_of
from benchmarking.report import FOLLOW_UP, FORMS, SUMMARY, build, cabinet, forms_of
from benchmarking.study import study_of
from benchmarking.study.keeping import stored
from benchmarking.study.opening import observations_key

CHECKOUT = Path(__file__).parents[2]
FIRM = "Is it real, is it fair, and would another choice say otherwise?"
PARTS = [
    "Report to Cabinet",
    "Brief summary",
    "Recommendation",
    "Background",
    "Method in a page",
    "Who is compared, and how alike they are",
    "What the figures say, in words",
    "Findings by framework",
    "Places and people",
    "Gaps in opportunity",
    "What to measure",
    "How others work",
    FIRM,
    "What the figures cannot say",
    "Consultations",
    "Implications",
    "Background papers",
    "Appendix A: what scrutiny resolved, and where it is answered",
    "Appendix B: extract for the Children, Families and Skills Scrutiny Committee",
    "Appendix C: extract for the Adult and Health Scrutiny Committee",
    "Appendix D: what would change this",
    "Appendix E: where each figure comes from",
]
VERDICTS = re.compile(r"\b(?:better|worse|similar|higher|lower|close)\b")


@pytest.fixture(scope="module")
def study(report):
    return report[0]


@pytest.fixture(scope="module", name="report")
def _report(request):
    return request.getfixturevalue("cabinet")


@pytest.fixture(scope="module")
def folder(report):
    return report[1]


@pytest.fixture(scope="module")
def found(study):
    return findings_of(study)


@pytest.fixture(scope="module")
def page(folder):
    return bs4.BeautifulSoup((folder / FORMS[0]).read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(scope="module")
def book(folder):
    return docx.Document(str(folder / FORMS[1]))


@pytest.fixture(scope="module")
def sheets(folder):
    return openpyxl.load_workbook(folder / FORMS[3])


def _chapter(page, title):
    headings = page.main.find_all(["h2", "h3"])
    whole = [found for found in headings if found.get_text() == title]
    (heading,) = whole or [found for found in headings if title in found.get_text()]
    return heading.find_parent("section")


def _rows(page, caption):
    (found,) = (item for item in page.find_all("caption") if caption in item.get_text())
    lines = found.find_parent("table").find_all("tr")
    return [[cell.get_text(" ", strip=True) for cell in line.find_all(["th", "td"])] for line in lines]


def _table(sheets, label):
    """Read a sheet's one table, below the line of its column names."""
    lines = list(sheets[label].iter_rows(values_only=True))
    widest = max(sum(value is not None for value in line) for line in lines)
    head = next(at for at, line in enumerate(lines) if sum(value is not None for value in line) == widest)
    return pd.DataFrame(lines[head + 1 :], columns=lines[head])


# What it says


def test_the_forms_and_the_follow_up_are_made_and_nothing_else(folder, study):
    assert sorted(path.name for path in folder.iterdir()) == sorted([*FORMS, *SUMMARY, *FOLLOW_UP])
    assert forms_of(study) == (*FORMS, *SUMMARY, *FOLLOW_UP)


def test_the_report_has_the_parts_of_a_county_cabinet_report(page):
    assert [heading.get_text() for heading in page.main.find_all("h2")] == PARTS


def test_the_largest_differences_stand_beside_what_counts_as_close(page, study):
    (heading,) = (
        one for one in page.main.find_all("strong") if one.get_text().startswith("Largest differences from")
    )
    lines = [line.get_text(" ", strip=True) for line in heading.find_next("ul").find_all("li")]
    assert len(lines) == 6
    close = {
        item.title: item.materiality
        for item in map(study.reference.indicators.get, study.reference.indicators.ids)
    }
    for line in lines:
        (limit,) = {value for title, value in close.items() if line.startswith(f"{title}: ")}
        assert line.endswith(f"A difference of {limit:,g} or less counts as close.")


def test_the_background_tells_the_committees_request(page, study):
    words = _chapter(page, "Background").get_text(" ", strip=True)
    assert "21 May 2024" in words
    assert all(study.name(code) in words for code in study.comparators)
    assert "Lancashire-12" in words
    assert "Lancashire-14" in words


@pytest.mark.parametrize(("framework", "title"), [("cantle", "Cantle"), ("casey", "Casey"), ("khan", "Khan")])
def test_each_framework_has_its_findings_and_names_what_it_lacks(framework, title, page, study):
    section = _chapter(page, title)
    grids = [image["alt"] for image in section.find_all("img")]
    assert len(grids) == (0 if framework == "khan" else 1)
    assert all("grid of" in alt for alt in grids)
    frame = study.reference.frameworks.frame
    asked = set(frame.loc[frame["framework"] == framework, "title"])
    words = section.get_text(" ", strip=True)
    assert any(concept in words for concept in asked)


def test_the_chapter_on_khan_leads_with_what_is_not_measured_and_gives_no_verdict(page):
    section = _chapter(page, "Khan")
    first = section.find("p").get_text()
    assert first.startswith("Not measured: ")
    assert not VERDICTS.search(section.get_text(" "))
    assert section.find_all("img") == []


def test_the_headline_table_says_the_findings_and_nothing_else(page, study, found):
    headline = [
        name
        for name in study.reference.indicators.ids
        if study.reference.indicators[name].tier == "headline"
        and found.loc[found["indicator"] == name, "lead_value"].notna().any()
    ]
    rows = _rows(page, "Headline indicators held")[1:]
    assert [row[0] for row in rows] == [study.reference.indicators[name].title for name in headline]
    for name, (_, _, lead, group, england) in zip(headline, rows, strict=True):
        some = found[found["indicator"] == name].set_index("kind")
        places = study.reference.indicators[name].decimals
        mine = some.iloc[0]
        limits = [mine["lead_lower"], mine["lead_upper"]] if pd.notna(mine["lead_lower"]) else []
        assert _numbers(lead) == [round(value, places) for value in (mine["lead_value"], *limits)]
        for kind, cell in (("group", group), ("reference", england)):
            if some.at[kind, "verdict"] == "not compared":
                assert cell == f"not compared: {some.at[kind, 'reason']}"
                continue
            assert _numbers(cell)[0] == round(some.at[kind, "value"], places)
            assert re.search(rf": {some.at[kind, 'verdict']} \(", cell)


def test_the_summary_counts_what_could_be_tested(page, found, study):
    tier = found["indicator"].map(study.reference.indicators.by_id["tier"])
    words = _chapter(page, "Brief summary").get_text(" ", strip=True).replace(",", "")
    found = tables.told_once(found[~found["kind"].isin(["rank", "expected"]) & (tier != "by_group")])
    tested = found["basis"] == "tested"
    different = tested & ~found["verdict"].isin(["similar", "no clear change"])
    assert f"Of {len(found)} possible comparisons" in words
    assert f"{tested.sum()} can be tested" in words
    assert f"{different.sum()} of those differ" in words
    stable = (different & (found["firmness"] == "stable")).sum()
    assert f"{stable} of the {different.sum()} are stable" in words
    assert f"They rest on {found.loc[different, 'indicator'].nunique()} indicators" in words


def test_each_part_of_the_method_is_a_paragraph_of_its_own(page):
    said = [part.get_text(" ", strip=True) for part in _chapter(page, "Method in a page").find_all("p")]
    heads = ["Figures.", "What a figure rests on.", "Comparing.", "Words.", "The group.", "How firm."]
    assert [words for words in heads if any(part.startswith(words) for part in said)] == heads


def test_the_findings_begin_with_how_many_could_be_tested_and_how_many_chance_alone_would_give(page, found):
    words = _chapter(page, "Findings by framework").get_text(" ", strip=True).replace(",", "")
    tested = tables.told_once(found[found["p"].notna() | (found["kind"] == "since_previous")])
    tested = tested[tested["p"].notna()]
    chance = 0.05 * (tested["kind"] != "trend").sum() + 0.002 * (tested["kind"] == "trend").sum()
    assert f"{len(tested)} could be tested" in words
    assert f"about {round(chance)} of these would still seem to" in words
    differ = ((tested["p_adjusted"] < 0.05) & (tested["kind"] != "trend")).sum()
    assert f"{differ} do after it" in words


def test_the_chapter_on_firmness_lists_what_turns_each_fragile_finding(page, found):
    rows = _rows(page, "Fragile findings")[1:]
    found = tables.told_once(found)
    fragile = found[(found["firmness"] == "fragile") & (found["kind"] != "authority")]
    assert sorted(row[3] for row in rows) == sorted(fragile["turned_by"])
    words = _chapter(page, FIRM).get_text(" ", strip=True)
    assert (
        f"{(found['firmness'] == 'stable').sum()} are stable and {(found['firmness'] == 'fragile').sum()} fragile"
        in words
    )


def test_what_another_list_of_authorities_would_say_is_told_in_the_summary_and_the_chapter(page):
    summary = _chapter(page, PARTS[1]).get_text(" ", strip=True)
    disagree = re.search(
        r"Lists of authorities disagree, one saying better and another worse, on: ([^.]*)\.", summary
    )
    assert disagree and "Households owed a homelessness duty" in disagree[1]
    assert "Another list of authorities" in _chapter(page, FIRM).get_text(" ", strip=True)
    assert "worse (+0.38)" in _chapter(page, FIRM).get_text(" ", strip=True)


def test_trends_that_a_usual_level_would_call_clear_are_named_and_no_other(page, found, study):
    words = _chapter(page, "Is it changing?").get_text(" ", strip=True)
    told = re.search(r"these would be clear: (.*?)\. That is a reason", words)[1].split("; ")
    trends = found[(found["kind"] == "trend") & (found["verdict"] == "no clear change")]
    leaning = trends[trends["p_adjusted"] < 0.05]
    ways = leaning["difference"].map(lambda slope: "rising" if slope > 0 else "falling")
    titles = study.reference.indicators.by_id.loc[leaning["indicator"], "title"]
    assert told == [f"{title} ({way})" for title, way in zip(titles, ways, strict=True)]
    assert 0 < len(leaning) < len(trends)


def test_the_summary_does_not_call_leaning_trends_more_of_the_clear_ones_where_none_is_clear(page, found):
    assert set(found.loc[(found["kind"] == "trend") & (found["basis"] == "tested"), "verdict"]) == {
        "no clear change"
    }
    words = _chapter(page, "Brief summary").get_text(" ", strip=True)
    assert (
        "none is clear at the strict level of 0.2%. At 5% these would be: Life satisfaction (falling)"
        in words
    )


@pytest.mark.parametrize("framework", ["Cantle (2001)", "Casey (2016)", "Khan (2024)"])
def test_the_note_on_the_inactivity_of_2011_stands_where_its_row_does(page, framework):
    part = _chapter(page, framework)
    rows = [line.th.get_text() for line in part.find_all("tr") if line.th]
    shown = "Economic inactivity by ethnic group, ages 16 to 49 (2011)" in rows
    assert shown == ("The 2011 inactivity gap is" in part.get_text())
    assert shown == (framework != "Khan (2024)")


def test_the_summary_says_from_whom_the_tested_differences_are(page, found):
    words = _chapter(page, "Brief summary").get_text(" ", strip=True)
    differ = found[(found["firmness"] != "") & ~found["verdict"].isin(tables.NO_DIFFERENCE)]
    many = differ["kind"].value_counts()
    assert set(many.index) == set(PAIRED)
    assert (
        f"{len(differ)} of those differ: {many['reference']} from England, {many['group']} from the mean of the "
        f"group, {many['authority']} from single authorities."
    ) in words


def test_the_authorities_compared_stand_by_their_type(page):
    lines = [item.get_text() for item in _chapter(page, "Who is compared").find_all("li")]
    assert lines == [
        "County councils, with districts below them: Kent, Nottinghamshire, Worcestershire, Devon and Surrey.",
        "Unitary councils: Somerset and North Yorkshire.",
        "Metropolitan districts: Birmingham, Manchester and Newcastle upon Tyne.",
    ]


def test_word_prints_a_note_once_in_a_paragraph(book):
    raised = [
        [
            run.text
            for run in words._p.iter(qn("w:t"))
            if run.getparent().find(f".//{qn('w:vertAlign')}") is not None
        ]
        for words in book.paragraphs
    ]
    assert sum(len(numbers) for numbers in raised) > 30
    assert all(len(numbers) == len(set(numbers)) for numbers in raised)


def test_what_is_expected_speaks_of_places_and_not_of_people(page, found):
    words = _chapter(page, FIRM).get_text(" ", strip=True)
    outside = found[(found["kind"] == "expected") & found["verdict"].isin(["higher", "lower"])]
    spoken = found[(found["kind"] == "expected") & (found["basis"] == "predicted")]
    assert outside.empty and f"None of the {len(spoken)} figures" in words
    assert "This is about places, not about the people in them" in words
    assert not re.search(r"(better|worse) than expected", words)


def test_the_summary_lists_every_firm_difference_from_england_and_from_the_group(page, found, study):
    lines = [item.get_text(" ", strip=True) for item in _chapter(page, "Brief summary").find_all("li")]
    titles = study.reference.indicators.by_id["title"]
    for kind, name in (("reference", "and England"), ("group", "comparison group's mean")):
        firm = found[(found["kind"] == kind) & (found["basis"] == "tested") & (found["verdict"] != "similar")]
        plain = [line.replace("’", "'") for line in lines]
        said = [line for line in plain if name in line and "not tested" not in line]
        assert len(said) == len(firm)
        for _, row in firm.iterrows():
            assert any(line.startswith(titles[row["indicator"]]) and row["verdict"] in line for line in said)


def test_the_empty_slots_are_listed_by_name(page, study):
    rows = study.observations
    held = set(rows.loc[(rows["area_code"] == study.lead.code) & rows["value"].notna(), "indicator"])
    expected = [study.reference.indicators[n].title for n in study.reference.indicators.ids if n not in held]
    assert sorted(row[0] for row in _rows(page, "no figure held")[1:]) == sorted(expected)
    words = _chapter(page, "What the figures cannot say").get_text(" ", strip=True)
    assert "Community Life Survey" in words
    assert "A priority of the strategy without a tested indicator" in words


def test_every_release_is_among_the_sources(page, study):
    listed = [line.get_text(" ", strip=True) for line in _chapter(page, "Releases").find_all("li")]
    assert len(listed) == len(study.releases)
    for line, release in zip(listed, study.releases.values(), strict=True):
        assert line.startswith(f"{release.title} , {release.publisher}, published {release.released}")
        assert release.file_sha256 in line
    words = _chapter(page, "Background papers").get_text(" ", strip=True)
    assert "Open Government Licence v3.0" in words


def test_headings_for_officers_are_left_open(page):
    words = _chapter(page, "Implications").get_text(" ", strip=True)
    assert words.count("The rest is for officers to complete.") == 6


# Its forms


def test_every_picture_on_the_page_has_words_and_nothing_is_asked_of_the_network(page):
    pictures = page.find_all("img")
    assert len(pictures) == 16
    assert all(len(image["alt"]) > 60 and image["src"].startswith("data:") for image in pictures)
    assert [script.attrs for script in page.find_all("script")] == [{}]
    assert page.find_all(["link", "iframe", "object", "embed"]) == []


@pytest.mark.parametrize("form", [FORMS[0], FOLLOW_UP[0], SUMMARY[0]])
def test_the_page_has_no_fault_in_a_browser_light_dark_wide_or_narrow(form, folder, faults_in_browser):
    looks = [[("light", 1280), ("dark", 320)]] if form == FORMS[0] else []
    assert faults_in_browser(folder / form, *looks) == []


@pytest.mark.parametrize(
    ("html", "form", "title"),
    [
        (FORMS[0], FORMS[2], "Lancashire: cohesion and integration benchmarking"),
        (FOLLOW_UP[0], FOLLOW_UP[2], "Lancashire: follow-up on cohesion and integration"),
        (SUMMARY[0], SUMMARY[1], "Lancashire: cohesion and integration at a glance"),
    ],
)
def test_the_pdf_is_tagged_with_title_language_bookmarks_and_words_for_every_figure(
    html, form, title, folder, structure
):
    page = bs4.BeautifulSoup((folder / html).read_text(encoding="utf-8"), "html.parser")
    with pikepdf.open(folder / form) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-GB"
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == title
            assert metadata["pdfuaid:part"] == "1"
        tags = structure(pdf)
        with pdf.open_outline() as outline:
            marks = [item.title for item in outline.root]
    assert marks == (
        PARTS if form == FORMS[2] else [heading.get_text() for heading in page.main.find_all("h2")]
    )
    assert [tag.alt for tag in tags if tag.kind == "Figure"] == [
        image["alt"] for image in page.find_all("img")
    ]
    levels = [int(tag.kind[1]) for tag in tags if re.fullmatch("H[1-6]", tag.kind)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_libreoffice_saves_the_real_word_file_again_with_nothing_lost(folder, book, resaved):
    again = docx.Document(resaved(folder / FORMS[1], "docx"))
    for read in (
        lambda one: [
            (words.style.name, words.text) for words in one.paragraphs if "Heading" in words.style.name
        ],
        lambda one: [[cell.text for cell in row.cells] for table in one.tables for row in table.rows],
        lambda one: [found.get("descr") for found in one.element.body.iter(qn("wp:docPr"))],
        lambda one: [words.text for words in one.paragraphs if words.style.name.endswith("Caption")],
    ):
        assert read(again) == read(book)
        assert len(read(book)) >= 15


def test_the_word_file_has_the_same_parts_with_real_headings(book):
    titles = [words.text for words in book.paragraphs if words.style.name == "Heading 1"]
    assert [title for title in titles if title in PARTS] == PARTS


@pytest.mark.parametrize(("html", "form"), [(FORMS[0], FORMS[1]), (FOLLOW_UP[0], FOLLOW_UP[1])])
def test_word_tables_repeat_their_header_row_and_are_as_many_as_on_the_page(html, form, folder):
    page = bs4.BeautifulSoup((folder / html).read_text(encoding="utf-8"), "html.parser")
    book = docx.Document(str(folder / form))
    own = [table for table in page.find_all("table") if not table.find_parent("details")]
    assert len(book.tables) == len(own)
    for table in book.tables:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None


def test_word_pictures_carry_the_same_words(book, page):
    said = sorted(found.get("descr") for found in book.element.body.findall(f".//{qn('wp:docPr')}"))
    assert said == sorted(image["alt"] for image in page.find_all("img"))


# The workbook


def test_the_workbook_has_its_sheets_and_no_formula(sheets):
    assert sheets.sheetnames[-15:] == [
        "Findings",
        "Over time",
        "Tracking",
        "Places",
        "Ranks",
        "Expected",
        "Not compared",
        "Figures",
        "Likeness",
        "Strategy",
        "Strategy's figures",
        "Indicators",
        "Practice",
        "Checklist",
        "Releases",
    ]
    for sheet in sheets:
        for line in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in line)


OF_TABLES = slice(3, None)


def test_the_workbook_begins_with_cover_contents_and_notes_and_opens_at_its_top(sheets):
    assert sheets.sheetnames[:3] == ["Cover", "Contents", "Notes"]
    assert sheets.active.title == "Cover"
    assert sheets.properties.title == "Lancashire: cohesion and integration benchmarking, tables"
    for sheet in sheets:
        assert sheet.sheet_state == "visible"
        assert sheet["A1"].value
        assert sheet.sheet_view.selection[0].activeCell == "A1"


def test_the_contents_lead_to_every_sheet(sheets):
    lines = [line for line in sheets["Contents"].iter_rows() if line[0].hyperlink]
    assert [line[0].value for line in lines] == sheets.sheetnames[OF_TABLES]
    assert [line[0].hyperlink.location for line in lines] == [f"'{line[0].value}'!A1" for line in lines]
    assert [line[1].value for line in lines] == [
        sheets[name]["A1"].value for name in sheets.sheetnames[OF_TABLES]
    ]


def test_each_sheet_holds_one_table_without_merged_hidden_or_empty_cells(sheets):
    for sheet in sheets.worksheets[OF_TABLES]:
        (table,) = sheet.tables.values()
        assert not sheet.merged_cells.ranges
        assert not any(
            size.hidden for size in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values())
        )
        cells = [[cell.value for cell in line] for line in sheet[table.ref]]
        assert all(isinstance(name, str) and name.strip() for name in cells[0])
        assert all(value is not None and value != "" for line in cells for value in line), sheet.title
        assert len(sheet[table.ref][-1]) == sheet.max_column
        assert sheet[table.ref][-1][0].row == sheet.max_row


def test_each_sheet_says_in_words_what_it_holds_its_source_and_every_marker_it_uses(sheets):
    for sheet in sheets.worksheets[OF_TABLES]:
        (table,) = sheet.tables.values()
        top = sheet[table.ref][0][0].row
        above = [str(sheet.cell(row, 1).value) for row in range(1, top)]
        assert any(words.startswith("This sheet holds one table.") for words in above)
        assert any(words.startswith("Source: ") for words in above)
        used = {
            marker
            for line in sheet[table.ref]
            for cell in line
            for marker in re.findall(r"\[[a-z]\]", str(cell.value))
        }
        told = {marker for words in above for marker in re.findall(r"^(\[[a-z]\]) means ", words)}
        assert told == used, sheet.title


def test_every_note_that_a_sheet_refers_to_is_on_the_sheet_of_notes_and_every_note_is_used(sheets):
    numbers = {
        str(line[0]) for line in sheets["Notes"].iter_rows(values_only=True) if isinstance(line[0], int)
    }
    referred = {
        number
        for sheet in sheets.worksheets[OF_TABLES]
        for line in sheet.iter_rows(values_only=True)
        for value in line
        for number in re.findall(r"\[note (\d+)\]", str(value))
    }
    assert referred == numbers and len(numbers) >= 5


def test_the_workbook_s_letters_are_large_enough_and_no_meaning_is_in_a_fill(sheets):
    for sheet in sheets:
        for line in sheet.iter_rows():
            for cell in line:
                if cell.value is not None:
                    assert cell.font.sz >= 11
                    assert cell.fill.fill_type is None


def test_every_finding_is_in_the_workbook_with_its_verdict_and_its_figure(sheets, folder, study):
    stored = pd.read_parquet(study.paths.processed("lancashire", "2026") / "findings.parquet")
    table = _table(sheets, "Findings").set_index("Finding").sort_index()
    compared = stored[(stored["basis"] != "") & stored["kind"].isin(PAIRED)].set_index("id").sort_index()
    assert list(table.index) == list(compared.index)
    assert list(table["Turned by"]) == list(compared["turned_by"].replace("", "none"))
    assert list(table["Verdict"]) == list(compared["verdict"])
    assert table["Lancashire"].astype(float).to_numpy() == pytest.approx(compared["lead_value"].to_numpy())
    assert table["Their figure"].astype(float).to_numpy() == pytest.approx(compared["value"].to_numpy())
    adjusted = pd.to_numeric(table["Adjusted p"].replace("[z]", None))
    assert adjusted.to_numpy() == pytest.approx(compared["p_adjusted"].to_numpy(), nan_ok=True)


@pytest.mark.parametrize(
    ("sheet", "kinds"),
    [
        ("Over time", ["since_previous", "since_baseline", "trend"]),
        ("Ranks", ["rank"]),
        ("Expected", ["expected"]),
    ],
)
def test_every_other_finding_is_on_its_sheet(sheets, found, sheet, kinds):
    rows = found[found["kind"].isin(kinds) & (found["basis"] != "")]
    assert sorted(_table(sheets, sheet)["Finding"]) == sorted(rows["id"])


def test_every_finding_of_a_place_is_on_its_sheet_with_its_figure_and_verdict(sheets, study):
    stored = place_findings_of(study)
    stored = stored[stored["basis"] != ""].sort_values("id")
    table = _table(sheets, "Places").sort_values("Finding")
    assert len(table) > 1_000 and list(table["Finding"]) == list(stored["id"])
    assert list(table["Council"]) == list(stored["place_name"])
    assert list(table["Verdict"]) == list(stored["verdict"])
    assert table["Its figure"].astype(float).to_numpy() == pytest.approx(stored["lead_value"].to_numpy())


def test_what_was_not_compared_is_on_a_sheet_of_its_own_with_the_reason(sheets, found):
    table = _table(sheets, "Not compared")
    rows = found[found["basis"] == ""]
    assert list(table["Finding"]) == list(rows["id"])
    assert list(table["Reason"]) == list(rows["reason"])
    assert (table["Reason"].str.len() > 10).all()


def test_the_sheet_of_figures_holds_every_figure_that_was_compared(sheets, found, study):
    table = _table(sheets, "Figures")
    shown = {
        (line["Indicator"], line["Area code"]): line["Figure"]
        for _, line in table.iterrows()
        if line["Figure"] != "[x]"
    }
    titles = study.reference.indicators.by_id["title"]
    compared = found[(found["verdict"] != "not compared") & found["kind"].isin(["authority", "reference"])]
    for row in compared.itertuples():
        assert shown[titles[row.indicator], study.lead.code] == pytest.approx(row.lead_value)
        assert shown[titles[row.indicator], row.comparator] == pytest.approx(row.value)


# Where it comes from


def test_the_provenance_lists_every_release_with_its_checksums_and_no_path(folder, study):
    text = (folder / FORMS[4]).read_text(encoding="utf-8")
    record = json.loads(text)
    kept = {entity["@id"]: entity for entity in record["@graph"]}
    for name, release in study.releases.items():
        told = kept[f"#release-{name}"]
        assert (told["publisher"], told["sha256"]) == (release.publisher, release.file_sha256)
        file = CHECKOUT / "data" / "raw" / "2026" / release.path
        table = kept[told["distribution"]["@id"]]
        assert hashlib.sha256(file.read_bytes()).hexdigest() == release.sha256 == table["sha256"]
    made = [*FORMS[:4], *SUMMARY, *FOLLOW_UP]
    assert {each["@id"]: each["sha256"] for each in kept.values() if each["@type"] == "File"} == {
        form: hashlib.sha256((folder / form).read_bytes()).hexdigest() for form in made
    }
    assert kept["#parameter-lead_authority"]["value"] == "E10000017"
    for place in (str(study.paths.root), str(CHECKOUT), str(Path.home())):
        assert place not in text
    assert not re.search(r'"(?:/|[A-Z]:\\)', text)


def test_building_again_elsewhere_gives_the_same_bytes(folder, study, opened_in):
    other = opened_in("again")
    processed = [one.paths.shared("2026").parents[1] for one in (study, other)]
    shutil.copytree(*processed)
    for path in build(other):
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name


# Names that would be markup


@pytest.fixture(scope="module")
def hostile(opened_in, real_study):
    """The report of a study in which two councils have names that a machine could obey."""
    study = opened_in("hostile")
    reference = study.paths.reference
    reference.unlink()
    shutil.copytree(CHECKOUT / "data" / "reference", reference)
    areas = pd.read_csv(reference / "areas.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    areas.loc[areas["code"] == "E08000003", "name"] = "<script>alert(1)</script> | *x*"
    areas.loc[areas["code"] == "E10000030", "name"] = "=1+1"
    areas.to_csv(reference / "areas.csv", index=False)
    templates = study.paths.templates
    templates.unlink()
    shutil.copytree(CHECKOUT / "reports" / "templates", templates)
    (templates / "lancashire" / "05b-in-words.md").unlink()  # it names Manchester
    few = {"comparison_group": ["E08000003", "E10000030", "E10000016"], "previous_vintage": None}
    study = study_of(study.parameters.model_copy(update=few), study.paths)
    kept = study.paths.shared("2026") / "observations.parquet"
    stored(kept, observations_key(study.paths, "2026"), lambda: real_study.observations)
    return build(study)[0].parent


def test_a_script_in_a_name_reaches_the_page_as_words(hostile):
    page = bs4.BeautifulSoup((hostile / FORMS[0]).read_text(encoding="utf-8"), "html.parser")
    assert len(page.find_all("script")) == 1
    assert [row[0] for row in _rows(page, "Circumstances")].count("<script>alert(1)</script> | *x*") == 1
    assert "<script>alert(1)</script> | *x*" in _chapter(page, "Who is compared").get_text(" ", strip=True)
    said = " ".join(image["alt"] for image in page.find_all("img"))
    assert "<script>alert(1)</script> | *x* least (rank" in said


def test_a_formula_in_a_name_reaches_the_workbook_as_text(hostile):
    sheets = openpyxl.load_workbook(hostile / FORMS[3])
    cells = [cell for sheet in sheets for line in sheet.iter_rows() for cell in line]
    assert all(cell.data_type != "f" for cell in cells)
    assert sum(cell.value == "=1+1" and cell.data_type == "s" for cell in cells) > 10


def test_neither_name_breaks_the_word_file_or_the_pdf(hostile):
    words = [
        cell.text
        for table in docx.Document(str(hostile / FORMS[1])).tables
        for cell in table.columns[0].cells
    ]
    assert "<script>alert(1)</script> | *x*" in words
    assert "=1+1" in words
    with pikepdf.open(hostile / FORMS[2]) as pdf:
        assert len(pdf.pages) > 10


# When something goes wrong


@pytest.fixture
def quick(opened_in, monkeypatch):
    """A study whose forms are written in no time: each says its own name and a word that can be changed."""
    study = opened_in("quick")
    word = {"now": "first"}

    def write(_, target, *rest, **more):
        target.write_text(f"{target.name} {word['now']}", encoding="utf-8")

    monkeypatch.setattr(cabinet, "content", lambda study, folder, warrants: {})
    monkeypatch.setattr(cabinet, "chapters", lambda *given: "# Words")
    for name in ("write_html", "write_docx", "write_pdf", "write_workbook"):
        monkeypatch.setattr(cabinet, name, write)
    monkeypatch.setattr(cabinet, "findings_of", lambda study: None)
    monkeypatch.setattr(
        cabinet,
        "write_paper",
        lambda paper, study, findings, folder: [write(None, folder / file) for file in paper.files],
    )
    monkeypatch.setattr(cabinet, "write_provenance", lambda target, **more: write(None, target))
    return study, word


def _contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_failure_in_the_pdf_keeps_the_last_report_byte_for_byte(quick, monkeypatch):
    study, word = quick
    target = build(study)[0].parent
    before = _contents(target)
    assert set(before) == {*FORMS, *SUMMARY, *FOLLOW_UP}

    def fail(document, target, templates):
        raise ReportError("The PDF cannot be made")

    word["now"] = "second"
    monkeypatch.setattr(cabinet, "write_pdf", fail)
    with pytest.raises(ReportError, match="The PDF cannot be made"):
        build(study)
    assert _contents(target) == before
    assert [path.name for path in target.iterdir() if path.is_dir()] == []


def test_a_form_that_cannot_be_replaced_is_named_and_none_is(quick):
    study, word = quick
    target = build(study)[0].parent
    (target / "tables.xlsx").unlink()
    (target / "tables.xlsx").mkdir()
    before = _contents(target)
    word["now"] = "second"
    with pytest.raises(
        ReportError, match=r"tables.xlsx: The file cannot be replaced, so the last report is kept"
    ):
        build(study)
    assert _contents(target) == before
    (target / "tables.xlsx").rmdir()
    build(study)
    assert all(b"second" in content for content in _contents(target).values())


def test_a_first_report_that_cannot_be_put_in_place_leaves_none_of_its_forms(quick):
    study, _ = quick
    target = study.paths.reports("lancashire", "2026")
    (target / "cabinet-report.pdf").mkdir(parents=True)
    with pytest.raises(ReportError, match=r"cabinet-report\.pdf"):
        build(study)
    assert _contents(target) == {}


def test_a_follow_up_that_cannot_be_replaced_keeps_the_last_cabinet_report_too(quick):
    study, word = quick
    target = build(study)[0].parent
    (target / FOLLOW_UP[1]).unlink()
    (target / FOLLOW_UP[1]).mkdir()
    before = _contents(target)
    word["now"] = "second"
    with pytest.raises(ReportError, match=r"scrutiny-follow-up\.docx: The file cannot be replaced"):
        build(study)
    assert _contents(target) == before


def test_a_study_without_words_for_a_follow_up_has_none_and_keeps_no_old_one(quick):
    study, _ = quick
    target = build(study)[0].parent
    templates = study.paths.templates
    templates.unlink()
    shutil.copytree(CHECKOUT / "reports" / "templates", templates)
    shutil.rmtree(templates / "lancashire" / "follow-up")
    assert [path.name for path in build(study)] == [*FORMS, *SUMMARY] == list(forms_of(study))
    assert set(_contents(target)) == {*FORMS, *SUMMARY}


def test_what_a_killed_run_left_behind_is_cleared_away(quick):
    study, _ = quick
    target = study.paths.reports("lancashire", "2026")
    (target / ".making-killed" / "pictures").mkdir(parents=True)
    (target / ".making-killed" / "cabinet-report.html").write_text("half", encoding="utf-8")
    (target / "notebooks").mkdir()
    build(study)
    assert {path.name for path in target.iterdir()} == {*FORMS, *SUMMARY, *FOLLOW_UP, "notebooks"}


def test_a_study_for_which_no_chapter_is_there_is_told_and_makes_no_report(opened_in, monkeypatch):
    monkeypatch.setattr(cabinet, "content", lambda study, folder, warrants: {})
    monkeypatch.setattr(cabinet, "findings_of", lambda study: None)
    study = opened_in("unworded")
    parameters = study.parameters.model_copy(update={"study": "unworded"})
    unworded = dataclasses.replace(study, parameters=parameters)
    study.paths.templates.unlink()
    study.paths.templates.mkdir()
    with pytest.raises(ReportError, match="There are no chapters for this study's report"):
        build(unworded)
    assert _contents(unworded.paths.reports("unworded", "2026")) == {}


def _numbers(text):
    found = re.findall(r"[−-]?\d[\d,]*(?:\.\d+)?", text)
    return [float(number.replace(",", "").replace("−", "-")) for number in found]
