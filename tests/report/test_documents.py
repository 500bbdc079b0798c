from __future__ import annotations

import dataclasses
import html
import itertools
import re
import string
import zipfile

import docx
import pikepdf
import pytest
from bs4 import BeautifulSoup
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarking.errors import ReportError
from benchmarking.report import documents
from benchmarking.report.documents import escape, write_docx, write_html, write_pdf

WRITERS = {"html": write_html, "docx": write_docx, "pdf": write_pdf}
HOSTILE = [
    string.punctuation,
    "<script>alert(1)</script>",
    "a | b || c",
    "*bold* _it_ **b** ~~no~~ H~2~O x^2^",
    "`code` ``code`` {=html}",
    "[text](javascript:alert(1)) ![i](/etc/passwd) [@cite] @name",
    "$x$ $$y$$ \\(z\\) \\alpha \\\\",
    "1. first",
    "- dash",
    "# heading",
    ": caption",
    "| row |",
    "--- and -- and ...",
    "'single' \"double\"",
    "&lt;b&gt; &amp; &#60;",
    "::: callout",
    '#set page(width: 1pt) #import "x" <label> @ref // comment /* c */ = h',
    "https://example.org/?a=b&c=d",
    "=1+1",
    "^[note] [^1] {#id .class}",
    "Table: words",
    "(@) example",
    "  padded   words  ",
]


@pytest.fixture(scope="module")
def written(sample, templates, tmp_path_factory):
    """Write the sample in every form."""
    folder = tmp_path_factory.mktemp("written")
    for form, write in WRITERS.items():
        write(sample, folder / f"report.{form}", templates)
    return folder


@pytest.fixture(scope="module")
def page(written):
    return BeautifulSoup((written / "report.html").read_text(encoding="utf-8"), "html.parser")


@pytest.mark.parametrize("form", WRITERS)
def test_the_same_document_gives_the_same_bytes(form, sample, templates, written, tmp_path):
    again = tmp_path / f"again.{form}"
    WRITERS[form](sample, again, templates)
    assert again.read_bytes() == (written / f"report.{form}").read_bytes()


@pytest.mark.parametrize("form", WRITERS)
def test_a_failure_keeps_the_last_good_file_and_leaves_no_part(form, brief, templates, tmp_path):
    target = tmp_path / f"report.{form}"
    target.write_text("last good report")
    with pytest.raises(ReportError, match="has no alternative text"):
        WRITERS[form](brief('![](work.svg "A caption")'), target, templates)
    assert target.read_text() == "last good report"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


@pytest.mark.parametrize("form", WRITERS)
def test_a_report_that_cannot_be_moved_into_place_says_what_to_do(form, brief, templates, tmp_path):
    target = tmp_path / f"report.{form}"
    target.mkdir()
    with pytest.raises(ReportError, match="Close it if it is open elsewhere"):
        WRITERS[form](brief("Words."), target, templates)
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


@pytest.mark.parametrize(
    ("markdown", "message"),
    [
        ("![Bars](work.svg)", "'work.svg' has no caption"),
        ('![Bars](gone.svg "Caption")', "There is no image 'gone.svg'"),
        ('![Bars](https://example.org/a.png "Caption")', "not in the report's own folder"),
        ('![Bars](../secret.png "Caption")', "not in the report's own folder"),
        ('Words ![Bars](work.svg "Caption") words', "within a paragraph"),
        ("#### Too deep", "skips a level"),
        ("| A | B |\n|--|--|\n| 1 | 2 |", "has no caption: its first heading is 'AB'"),
        ("| A | |\n|--|--|\n| 1 | 2 |\n\n: Caption", "has a column without a name"),
        ("See [](#fig-gone).", "'#fig-gone' has no words and leads to no figure or table"),
        ("[press](javascript:alert)", "A link leads to 'javascript:alert'"),
    ],
)
def test_what_a_reader_could_not_use_is_refused_in_a_sentence(markdown, message, brief, templates, tmp_path):
    with pytest.raises(ReportError, match=re.escape(message)):
        write_html(brief(markdown), tmp_path / "report.html", templates)
    assert not (tmp_path / "report.html").exists()


@pytest.mark.parametrize("content", [b"", b"<svg", b"not an image at all"])
def test_an_image_that_would_be_a_blank_is_refused(content, brief, templates, tmp_path):
    (tmp_path / "blank.svg").write_bytes(content)
    blank = dataclasses.replace(brief('![Bars](blank.svg "Caption")'), resources=tmp_path)
    with pytest.raises(ReportError, match=r"The image 'blank\.svg' is empty or no image"):
        write_html(blank, tmp_path / "report.html", templates)


def test_a_first_heading_below_a_chapter_is_refused(sample, templates, tmp_path):
    late = dataclasses.replace(sample, markdown="## Work\n\nWords.")
    with pytest.raises(ReportError, match="'Work', is of level 2"):
        write_html(late, tmp_path / "report.html", templates)


def test_a_date_that_is_none_is_refused(sample, templates, tmp_path):
    with pytest.raises(ReportError, match="Expected an ISO date"):
        write_html(dataclasses.replace(sample, date="June 2026"), tmp_path / "report.html", templates)


def test_a_reference_document_that_is_no_word_file_is_named(brief, templates, tmp_path):
    (tmp_path / "reference.docx").write_text("not a Word file")
    with pytest.raises(ReportError, match=r"reference\.docx: The reference document is not a Word file"):
        write_docx(brief("Words."), tmp_path / "report.docx", tmp_path)


def test_a_missing_template_is_named(brief, tmp_path):
    with pytest.raises(ReportError, match=r"reference\.docx: A template is missing"):
        write_docx(brief("Words."), tmp_path / "report.docx", tmp_path)


def test_a_broken_page_style_is_reported_and_not_a_traceback(brief, tmp_path):
    (tmp_path / "page.typ").write_text("#let x = \n$body$")
    with pytest.raises(ReportError, match="The PDF cannot be made"):
        write_pdf(brief("Words."), tmp_path / "report.pdf", tmp_path)


def test_a_font_that_is_not_there_is_named_and_the_last_good_pdf_kept(brief, templates, tmp_path):
    style = (templates / "page.typ").read_text(encoding="utf-8")
    (tmp_path / "page.typ").write_text(style.replace("Libertinus Serif", "Council Sans"), encoding="utf-8")
    (tmp_path / "report.pdf").write_text("last good report")
    with pytest.raises(ReportError, match=r"page\.typ: A font of the PDF is missing.*council sans"):
        write_pdf(brief("Words."), tmp_path / "report.pdf", tmp_path)
    assert (tmp_path / "report.pdf").read_text() == "last good report"


def test_a_character_that_no_embedded_font_has_is_named(brief, templates, tmp_path):
    with pytest.raises(ReportError, match="日"):
        write_pdf(brief("Words 日"), tmp_path / "report.pdf", templates)


def test_word_needs_a_png_of_every_figure(brief, pictures, templates, tmp_path):
    (tmp_path / "lone.svg").write_bytes((pictures / "work.svg").read_bytes())
    lone = dataclasses.replace(brief('![Dots](lone.svg "Caption")'), resources=tmp_path)
    with pytest.raises(ReportError, match=r"no 'lone\.png' beside 'lone\.svg'"):
        write_docx(lone, tmp_path / "report.docx", templates)


# What data says stays words


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_out_of_html_as_the_same_words(text, brief, templates, tmp_path):
    safe = escape(text)
    words = (
        f'{safe}\n\n| Area | Value |\n|:--|--:|\n| {safe} | 1 |\n\n: {safe}\n\n![{safe}](work.png "{safe}")'
    )
    write_html(brief(words), tmp_path / "r.html", templates)
    main = BeautifulSoup((tmp_path / "r.html").read_text(encoding="utf-8"), "html.parser").main
    said = " ".join(text.split())
    assert main.find("p").get_text() == said
    assert [cell.get_text() for cell in main.find("tbody").find_all(["th", "td"])] == [said, "1"]
    assert main.find("caption").get_text() == f"Table\u00a01: {said}"
    assert main.find("figcaption").get_text() == f"Figure\u00a01: {said}"
    assert main.find("img")["alt"] == said
    assert not main.find_all(["script", "a", "em", "strong"], string=re.compile("bold|text|alert|example"))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_out_of_the_pdf_as_the_same_words(text, brief, templates, tmp_path, visible_text):
    safe = escape(text)
    write_pdf(
        brief(f"| Area | Value |\n|:--|--:|\n| {safe} | 1 |\n\n: {safe}"), tmp_path / "r.pdf", templates
    )
    seen = "".join("".join(visible_text(tmp_path / "r.pdf")).split())
    assert seen.count("".join(text.split())) == 2


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=40), min_size=1, max_size=30
    )
)
def test_any_text_survives_a_table_cell(texts):
    said = [re.sub(r"[^\S\u00a0\u202f]+", " ", text).strip(" ") for text in texts]
    rows = "\n".join(f"| x{escape(text)}x |" for text in texts)
    out = documents._pandoc(
        documents.Document(
            title="T", subtitle="", author="A", date="2026-06-30", resources=documents._FILTERS,
            markdown=f"# C\n\n| A |\n|:--|\n{rows}\n\n: Caption\n",
        ),
        "html5",
        "html.lua",
    )  # fmt: skip
    cells = re.findall(r"<t[dh][^>]*>x(.*?)x</t[dh]>", out.decode(), re.DOTALL)
    assert [html.unescape(cell) for cell in cells] == [
        re.sub(r"(?<=[^\W\d_])'(?=[^\W\d_])", "’", text) for text in said
    ]


def test_an_apostrophe_within_a_word_is_set_as_one_and_quotation_marks_stay_as_they_are(
    brief, templates, tmp_path
):
    write_html(brief(escape("King's Lynn said 'no' and \"yes\"")), tmp_path / "r.html", templates)
    main = BeautifulSoup((tmp_path / "r.html").read_text(encoding="utf-8"), "html.parser").main
    assert main.p.get_text() == "King’s Lynn said 'no' and \"yes\""


def test_a_column_is_never_too_narrow_for_its_longest_word(brief, templates, tmp_path):
    table = "| Rank | Words |\n|-|{}|\n| Nottinghamshire | {} |\n\n: Caption".format(
        "-" * 99, "long words " * 9
    )
    write_docx(brief(table), tmp_path / "r.docx", templates)
    grid = docx.Document(tmp_path / "r.docx").tables[0].columns
    assert grid[0].width / (grid[0].width + grid[1].width) > 0.14


def test_a_short_cell_is_kept_on_one_line_in_word_only_where_its_column_has_the_room(
    brief, templates, tmp_path
):
    narrow = "| Name | {} |\n|{}|-|\n| long words | 2022 to 2024 |\n\n: Caption".format("Year", "-" * 99)
    even = "| Name | Year |\n|-|-|\n| long words | 2022 to 2024 |\n\n: Caption"
    written = {}
    for name, table in {"narrow": narrow, "even": even}.items():
        write_docx(brief(table), tmp_path / f"{name}.docx", templates)
        written[name] = docx.Document(tmp_path / f"{name}.docx").tables[0].cell(1, 1).text
    assert written == {"narrow": "2022 to 2024", "even": "2022\u00a0to\u00a02024"}


def test_control_and_direction_characters_are_dropped_and_space_is_folded():
    assert escape("a\x00\x1b\u202eb\n\t c\u2028d\u00a0e") == "ab c d\u00a0e"


def test_raw_html_in_the_words_themselves_is_not_markup(brief, templates, tmp_path):
    write_html(brief("Words <script>alert(1)</script> <b onclick=x>here</b>"), tmp_path / "r.html", templates)
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert text.count("<script") == 1
    assert "alert(1)</script" not in text
    assert "<b " not in text


# HTML


def test_the_page_has_language_landmarks_contents_and_a_way_to_skip(page):
    assert page.html["lang"] == "en-GB"
    assert page.find("a", class_="skip")["href"] == "#" + page.main["id"]
    links = [link["href"] for link in page.find("nav").find_all("a")]
    assert "#how-the-councils-compare" in links
    assert all(page.find(id=link[1:]) for link in links)


def test_the_page_never_skips_a_heading_level(page):
    levels = [int(heading.name[1]) for heading in page.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_table_has_a_caption_and_header_cells_with_scope(page):
    tables = page.find_all("table")
    assert [table.caption.get_text()[:8] for table in tables] == [
        "Figure\u00a01",
        "Table\u00a01:",
        "Table\u00a02:",
        "Table\u00a03:",
    ]
    for table in tables:
        assert {cell.get("scope") for cell in table.thead.find_all("th")} == {"col"}
        assert {cell.get("scope") for cell in table.tbody.find_all("th")} == {"row"}
        assert len(table.tbody.find_all("th")) == len(table.tbody.find_all("tr"))
        assert table.parent["tabindex"] == "0"
        assert table.parent["aria-label"] == table.caption.get_text()


def test_every_figure_keeps_its_alternative_text_apart_from_its_caption(page):
    picture = page.find(id="fig-work")
    assert picture.img["alt"].startswith("Dot chart of a made-up employment rate")
    assert picture.img["src"].startswith("data:image/svg+xml;base64,")
    assert picture.figcaption.get_text().startswith("Figure\u00a01: Made-up employment rate")


def test_a_reference_to_a_figure_says_its_number(page):
    assert page.find("a", href="#fig-work").get_text() == "Figure\u00a01"
    assert page.find("a", href="#tbl-summary").get_text() == "Table\u00a01"


def test_the_page_loads_nothing_from_elsewhere(page):
    (script,) = page.find_all("script")
    assert script.attrs == {}
    assert not re.search(r"https?:|fetch|XMLHttp|import|eval|innerHTML|storage", script.string)
    assert not page.find_all("link")
    assert all(image["src"].startswith("data:") for image in page.find_all("img"))
    assert "url(" not in page.style.get_text()


def test_the_page_has_no_fault_in_a_browser_light_dark_wide_or_narrow(written, faults_in_browser):
    assert faults_in_browser(written / "report.html") == []


# Word


@pytest.fixture(scope="module")
def book(written):
    return docx.Document(written / "report.docx")


def test_the_word_file_is_a4_and_turns_one_section(book):
    sizes = [(round(section.page_width.mm), round(section.page_height.mm)) for section in book.sections]
    assert sizes == [(210, 297), (297, 210), (210, 297)]
    assert all("Page" in section.footer.paragraphs[0].text for section in book.sections)


def test_the_word_file_has_real_headings_title_and_language(book):
    headings = [p.text for p in book.paragraphs if p.style.name == "Heading 1"]
    assert headings == ["Summary", "How the councils compare", "Places", "Sources"]
    assert book.core_properties.title == "An example report, with made-up figures"
    languages = book.styles.element.findall(f".//{qn('w:lang')}")
    assert {element.get(qn("w:val")) for element in languages} == {"en-GB"}


def test_the_word_file_lists_its_contents_before_anyone_updates_it(written):
    with zipfile.ZipFile(written / "report.docx") as archive:
        xml = archive.read("word/document.xml").decode()
    names = set(re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', xml))
    linked = re.findall(r'<w:pStyle w:val="TOC[12]"/>.*?w:anchor="([^"]+)"', xml)
    assert linked[:2] == ["summary", "what-the-committee-is-asked"]
    assert set(linked) <= names
    assert 'TOC \\o "1-2"' in xml


def test_a_word_file_without_contents_begins_with_its_words(sample, templates, tmp_path):
    write_docx(dataclasses.replace(sample, contents=False), tmp_path / "r.docx", templates)
    xml = docx.Document(tmp_path / "r.docx").element.xml
    assert "TOC" not in xml and 'w:type="page"' not in xml


def test_word_tables_repeat_their_header_and_lose_no_row(book):
    assert len(book.tables[2].rows) == 201
    for table in book.tables:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
        assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows[1:])
    captions = [p.text for p in book.paragraphs if p.style.name == "Table Caption"]
    assert captions[0] == "Table\u00a01: Made-up employment rate"


def test_word_figures_are_png_with_alternative_text(book):
    properties = book.element.body.findall(f".//{qn('wp:docPr')}")
    assert properties[0].get("descr").startswith("Dot chart of a made-up employment rate")
    images = [part.partname for part in book.part.package.iter_parts() if "/media/" in part.partname]
    assert images
    assert all(name.endswith(".png") for name in images)


# PDF


@pytest.fixture(scope="module")
def pdf(written):
    with pikepdf.open(written / "report.pdf") as opened:
        yield opened


@pytest.fixture(scope="module")
def tags(pdf, structure):
    return structure(pdf)


def test_the_pdf_says_that_it_is_pdf_ua_in_british_english_with_a_title(pdf):
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "An example report, with made-up figures"
    assert str(pdf.Root.Lang) == "en-GB"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert pdf.Root.MarkInfo.Marked


def test_the_pdf_is_a4_with_bookmarks(pdf):
    width, height = (float(edge) for edge in pdf.pages[0].mediabox[2:])
    assert (round(width * 25.4 / 72), round(height * 25.4 / 72)) == (210, 297)
    with pdf.open_outline() as outline:
        assert "How the councils compare" in [item.title for item in outline.root]


def test_pdf_figures_have_alternative_text(tags):
    said = [tag.alt for tag in tags if tag.kind == "Figure"]
    assert [alt[:20] for alt in said] == ["Dot chart of a made-", "Bar chart of forty m"]


def test_pdf_tables_have_tagged_header_cells_with_their_scope_to_which_every_cell_refers(tags):
    kinds = [tag.kind for tag in tags]
    assert kinds.count("Table") == 3
    heads = [tag.element for tag in tags if tag.kind == "TH"]
    assert len(heads) == 4 + 11 + 3
    assert {str(head.A[0].Scope) for head in heads} == {"/Column"}
    ids = {bytes(head.ID) for head in heads}
    cells = [tag.element.A[0].Headers for tag in tags if tag.kind == "TD"]
    assert len(cells) > 600
    assert all(len(refers) == 1 and bytes(refers[0]) in ids for refers in cells)


def test_the_pdf_is_read_from_a_first_heading_in_order_and_skips_no_level(tags):
    kinds = [tag.kind for tag in tags]
    levels = [int(kind[1]) for kind in kinds if re.fullmatch("H[1-6]", kind)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert not {"Table", "Figure", "L"} & set(kinds[: kinds.index("H1")])


def test_nothing_of_the_pdf_stands_outside_its_tags(pdf):
    """Every page's marks are either in the structure or declared to be decoration."""
    for page in pdf.pages:
        depth, bare = 0, []
        for operands, operator in pikepdf.parse_content_stream(page):
            word = str(operator)
            depth += word in ("BDC", "BMC")
            depth -= word == "EMC"
            if word in ("Tj", "TJ", "Do") and depth == 0:
                bare.append(operands)
        assert bare == []


def test_every_pdf_font_is_embedded_and_comes_with_typst(pdf):
    names = set()
    for sheet in pdf.pages:
        for font in sheet.Resources.Font.values():
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert {"/FontFile3", "/FontFile2"} & set(descriptor.keys())
            names.add(str(font.BaseFont).partition("+")[2].partition("-")[0])
    assert names <= {"LibertinusSerif", "DejaVuSansMono", "NewCMMath", "NewCM10"}


def test_a_pdf_table_of_two_hundred_rows_loses_none_and_repeats_its_header(written, visible_text):
    pages = visible_text(written / "report.pdf")
    seen = re.findall(r"Place\s(\d{3})", " ".join(pages))
    assert [int(number) for number in seen] == list(range(1, 201))
    holding = [words for words in pages if re.search(r"Place\s\d{3}", words)]
    assert len(holding) > 3
    assert all("What the place is like" in words for words in holding)


def test_what_opens_a_section_is_never_left_alone_at_the_foot_of_a_pdf_page(
    brief, templates, tmp_path, visible_text
):
    """Whatever stands above, the heading, its sentence and the first row of its table share a page."""
    table = "| Place | Figure |\n|--|--|\n" + "".join(f"| Row {n} | {n} |\n" for n in range(30))
    for above in range(20, 36, 3):
        lines = "\n\n".join(["One line."] * above)
        words = f"{lines}\n\n## Extract\n\nThe committee asked.\n\n{table}\n: Made up\n"
        write_pdf(brief(words), tmp_path / "r.pdf", templates)
        pages = [page.replace(" ", "") for page in visible_text(tmp_path / "r.pdf")]
        (opened,) = [page for page in pages[1:] if "Thecommitteeasked." in page]
        assert "Extract" in opened and "Row0" in opened


def test_the_contents_of_a_long_report_have_one_page_of_the_pdf(brief, templates, tmp_path, visible_text):
    words = "\n\n".join(f"## Section {n} of many\n\nWords." for n in range(60))
    write_pdf(brief(words), tmp_path / "r.pdf", templates)
    first = visible_text(tmp_path / "r.pdf")[0].replace(" ", "")
    assert "Contents" in first
    assert all(f"Section{n}ofmany" in first for n in range(60))


def test_a_pdf_cell_longer_than_a_page_loses_no_word(brief, templates, tmp_path, visible_text):
    words = " ".join(f"word{number}" for number in range(1500))
    write_pdf(brief(f"| A | B |\n|:--|:--|\n| x | {words} |\n\n: Long"), tmp_path / "r.pdf", templates)
    seen = " ".join(visible_text(tmp_path / "r.pdf"))
    assert set(re.findall(r"word\d+", "".join(seen.split(" ")).replace("word", " word"))) == set(
        words.split()
    )


def test_a_new_page_begins_one_in_the_pdf_and_leaves_word_to_its_editors(sample, templates, tmp_path):
    pages, breaks = {}, {}
    for name, between in (("together", ""), ("apart", "::: newpage\n:::\n\n")):
        words = dataclasses.replace(sample, markdown=f"# One\n\nFirst.\n\n{between}# Two\n\nSecond.\n")
        write_pdf(words, tmp_path / f"{name}.pdf", templates)
        write_docx(words, tmp_path / f"{name}.docx", templates)
        with pikepdf.open(tmp_path / f"{name}.pdf") as opened:
            pages[name] = len(opened.pages)
        breaks[name] = docx.Document(tmp_path / f"{name}.docx").element.xml.count('w:type="page"')
    assert pages["apart"] == pages["together"] + 1
    assert breaks["apart"] == breaks["together"]
