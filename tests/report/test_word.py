"""The Word file in a council's own styles, and as LibreOffice opens it and saves it again."""

from __future__ import annotations

import re
import shutil
import zipfile

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from docx.shared import Cm, RGBColor

from benchmarking.errors import ParameterError, ReportError
from benchmarking.report.documents import write_docx
from benchmarking.report.word import text_width
from benchmarking.study import check_parameters

HEADINGS = ("Heading 1", "Heading 2", "Heading 3")


@pytest.fixture
def own_templates(templates, tmp_path):
    """A folder of templates to which a council may add its own documents."""
    return shutil.copytree(templates, tmp_path / "templates", ignore=shutil.ignore_patterns("lancashire"))


@pytest.fixture
def council(own_templates):
    """A council's own document: green headings, wide margins, its name at the head of every page."""
    book = docx.Document()
    book.styles["Heading 1"].font.color.rgb = RGBColor(0x00, 0x66, 0x33)
    for section in book.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(4)
        section.header.paragraphs[0].text = "Example County Council"
    book.add_paragraph("A letter that nobody wants in the report")
    book.save(own_templates / "council.docx")
    return own_templates


def _told(book):
    """Give what may not be lost: headings with their level, rows of tables, alternative text, captions."""
    return {
        "headings": [
            (words.style.name, words.text) for words in book.paragraphs if words.style.name in HEADINGS
        ],
        "tables": [[[cell.text for cell in row.cells] for row in table.rows] for table in book.tables],
        "repeated": [
            table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None for table in book.tables
        ],
        "alternative": sorted(
            found.get("descr") for found in book.element.body.iter(qn("wp:docPr")) if found.get("descr")
        ),
        "captions": [
            words.text for words in book.paragraphs if words.style.name in ("Table Caption", "Image Caption")
        ],
        "links": {
            link.get(qn("w:anchor")) for link in book.element.body.iter(qn("w:hyperlink"))
        } - {None},
    }  # fmt: skip


def test_the_report_takes_the_council_s_styles_page_and_header_and_none_of_its_words(
    sample, council, tmp_path
):
    write_docx(sample, tmp_path / "report.docx", council, "council.docx")
    book = docx.Document(tmp_path / "report.docx")
    assert book.styles["Heading 1"].font.color.rgb == RGBColor(0x00, 0x66, 0x33)
    assert {section.header.paragraphs[0].text for section in book.sections} == {"Example County Council"}
    assert round(book.sections[0].left_margin.cm) == 4
    assert "letter" not in " ".join(words.text for words in book.paragraphs)
    widths = [int(shown.get("cx")) for shown in book.element.body.iter(qn("wp:extent"))]
    assert max(widths) <= Cm(13.05)


def test_what_a_council_s_document_lacks_is_lent_by_ours_so_that_nothing_is_lost(
    sample, council, templates, tmp_path
):
    write_docx(sample, tmp_path / "ours.docx", templates)
    write_docx(sample, tmp_path / "theirs.docx", council, "council.docx")
    ours, theirs = (docx.Document(tmp_path / f"{name}.docx") for name in ("ours", "theirs"))
    assert _told(theirs) == _told(ours)
    assert {"Callout", "toc 1", "Table Caption", "Image Caption", "First Paragraph"} <= {
        style.name for style in theirs.styles
    }


def test_a_blank_document_of_word_which_holds_hardly_a_style_will_do(
    sample, own_templates, templates, tmp_path
):
    bare = docx.Document()
    for style in list(bare.styles):
        if style.name != "Normal":
            style.element.getparent().remove(style.element)
    bare.save(own_templates / "bare.docx")
    write_docx(sample, tmp_path / "ours.docx", templates)
    write_docx(sample, tmp_path / "report.docx", own_templates, "bare.docx")
    told = [_told(docx.Document(tmp_path / name)) for name in ("ours.docx", "report.docx")]
    assert told[0] == told[1]


def test_a_document_that_does_not_say_its_page_gets_a4(brief, own_templates, tmp_path):
    book = docx.Document()
    book.element.body.remove(book.element.body.sectPr)
    book.save(own_templates / "pageless.docx")
    assert text_width(own_templates / "pageless.docx") == pytest.approx(16, abs=0.02)
    words = "::: landscape\n\nWide.\n\n:::\n\nUpright."
    write_docx(brief(words), tmp_path / "report.docx", own_templates, "pageless.docx")
    assert "Wide." in [words.text for words in docx.Document(tmp_path / "report.docx").paragraphs]


def _not_word(path, kind):
    if kind == "text":
        path.write_text("not a Word file")
    elif kind == "spreadsheet":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("xl/workbook.xml", "<workbook/>")
    else:
        path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000))


@pytest.mark.parametrize("kind", ["text", "spreadsheet", "locked by a password"])
def test_a_reference_that_is_no_word_file_is_named_and_the_last_good_report_kept(
    kind, brief, own_templates, tmp_path
):
    _not_word(own_templates / "council.docx", kind)
    (tmp_path / "report.docx").write_text("last good report")
    with pytest.raises(
        ReportError,
        match=r"council\.docx: The reference document is not a Word file\..*without a password.*save it again",
    ):
        write_docx(brief("Words."), tmp_path / "report.docx", own_templates, "council.docx")
    assert (tmp_path / "report.docx").read_text() == "last good report"


def test_a_reference_that_is_not_there_is_said_before_anything_runs_with_the_nearest_name(
    real_study, opened_in
):
    study = opened_in("named")
    wrong = study.parameters.model_copy(update={"word_reference": "referense.docx"})
    with pytest.raises(
        ParameterError, match=r"word_reference: there is no 'referense\.docx'.*reference\.docx"
    ):
        check_parameters(wrong, real_study.reference, study.paths)


@pytest.fixture(scope="module")
def written(sample, templates, tmp_path_factory):
    target = tmp_path_factory.mktemp("word") / "report.docx"
    write_docx(sample, target, templates)
    return target


def test_libreoffice_saves_the_word_file_again_with_nothing_lost(written, resaved):
    before, after = (_told(docx.Document(path)) for path in (written, resaved(written, "docx")))
    assert after == before
    assert len(before["headings"]) > 5 and len(before["alternative"]) == 2


def test_libreoffice_loses_none_of_the_cabinet_report_s_notes_which_lead_to_their_entries(cabinet, resaved):
    before = docx.Document(cabinet[1] / "cabinet-report.docx")
    after = docx.Document(resaved(cabinet[1] / "cabinet-report.docx", "docx"))

    def notes(book):
        return [
            (link.get(qn("w:anchor")), "".join(text.text for text in link.iter(qn("w:t"))))
            for link in book.element.body.iter(qn("w:hyperlink"))
            if re.match(r"[wc]-", link.get(qn("w:anchor")) or "")
        ]

    assert len(notes(before)) > 100
    assert notes(after) == notes(before)
    places = {mark.get(qn("w:name")) for mark in after.element.body.iter(qn("w:bookmarkStart"))}
    assert {anchor for anchor, _ in notes(after)} <= places


def test_what_opens_a_section_stays_with_its_table_and_what_follows_a_table_stands_clear_of_it(
    brief, templates, tmp_path
):
    table = "| A | B |\n|--|--|\n| 1 | 2 |\n\n: Made up\n\n"
    words = f"## One\n\nOpens.\n\n{table}Follows.\n\n## Two\n\nAlone.\n\nLast.\n\n{table}- Listed.\n"
    write_docx(brief(words), tmp_path / "r.docx", templates)
    book = docx.Document(tmp_path / "r.docx")
    styles = {words.text: words.style.name for words in book.paragraphs if words.text.endswith(".")}
    assert styles == {
        "Opens.": "Before Table",
        "Follows.": "After Table",
        "Alone.": "First Paragraph",
        "Last.": "Body Text",
        "Listed.": "After Table",
    }
    assert book.styles["Before Table"].paragraph_format.keep_with_next
    assert book.styles["After Table"].paragraph_format.space_before.pt >= 10


def test_no_column_of_a_table_is_narrower_than_its_longest_word_even_where_widths_were_chosen(
    brief, templates, tmp_path
):
    head = "| Comparison | Comparisons | " + " | ".join(f"Different {n}" for n in range(5)) + " |"
    rule = "|" + "-" * 60 + "|" + "|".join(["-" * 12] * 6) + "|"
    row = "| with each authority | " + " | ".join(["1"] * 6) + " |"
    write_docx(brief(f"{head}\n{rule}\n{row}\n\n: Made up"), tmp_path / "r.docx", templates)
    (table,) = docx.Document(tmp_path / "r.docx").tables
    widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
    letters = sum(widths) / 90
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        assert width >= letters * max(map(len, cell.text.split("\u00a0")))


def test_libreoffice_keeps_the_language_and_the_title(written, resaved):
    with zipfile.ZipFile(resaved(written, "docx")) as archive:
        styles = archive.read("word/styles.xml").decode()
        core = archive.read("docProps/core.xml").decode()
    assert re.search(r'<w:lang [^>]*w:val="en-GB"', styles)
    assert "An example report, with made-up figures" in core


def test_libreoffice_makes_a_tagged_pdf_of_it_with_headings_header_cells_and_words_for_pictures(
    written, resaved, structure
):
    with pikepdf.open(resaved(written, "pdf")) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        tags = structure(pdf)
    kinds = [tag.kind for tag in tags]
    assert kinds.count("Table") == 3
    assert kinds.count("TH") == 4 + 11 + 3
    assert [tag.alt[:20] for tag in tags if tag.kind == "Figure"] == [
        "Dot chart of a made-",
        "Bar chart of forty m",
    ]
    assert {"H1", "H2", "H3"} <= set(kinds)
