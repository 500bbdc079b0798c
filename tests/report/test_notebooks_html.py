from __future__ import annotations

import base64
import json
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from IPython.core.formatters import format_display_data
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from benchmarking.errors import ReportError
from benchmarking.report.notebooks_html import write_html

RATES = pd.DataFrame(
    {"Rate": [76.1, 75.0], "<script>alert(1)</script>": ["=1+1", "<img src=x onerror=alert(1)>"]},
    index=pd.Index(["Lancashire", "Kent"], name="Council"),
)


def result(value: object, **metadata) -> nbformat.NotebookNode:
    """Give the output that a cell ending with this value would have."""
    data, _ = format_display_data(value)
    html = value._repr_html_() if hasattr(value, "_repr_html_") else None
    data = {"text/plain": repr(value), **data, **({"text/html": html} if html else {})}
    return new_output("execute_result", data=data, metadata=metadata, execution_count=1)


def drawn(pictures: Path, **metadata) -> nbformat.NotebookNode:
    picture = base64.b64encode((pictures / "work.png").read_bytes()).decode()
    return new_output("display_data", data={"image/png": picture}, metadata=metadata)


@pytest.fixture
def written(tmp_path, templates):
    """Write a notebook of these cells as a page and give its path."""

    def write(*cells: nbformat.NotebookNode) -> Path:
        notebook = new_notebook(cells=[new_markdown_cell("# Made-up story\n\nWords."), *cells])
        nbformat.write(notebook, tmp_path / "01_story.ipynb")
        write_html(tmp_path / "01_story.ipynb", tmp_path / "01_story.html", templates, subtitle="Made up")
        return tmp_path / "01_story.html"

    return write


@pytest.fixture
def story(written, pictures):
    return written(
        new_markdown_cell("## Work\n\n> A quotation, and `code`.\n\n| A | B |\n|---|---|\n| 1 | 2 |"),
        new_code_cell("rates", outputs=[result(RATES)]),
        new_code_cell("draw()", outputs=[drawn(pictures, **{"image/png": {"alt": 'Dots, "made up" <b>'}})]),
        new_code_cell("print('done')", outputs=[new_output("stream", name="stdout", text="done\n" * 3)]),
        new_markdown_cell("### Detail\n\n[Guidance](https://example.org)\n\n## Homes\n\nWords."),
    )


def soup(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def test_the_page_is_titled_by_the_first_heading_and_lists_its_chapters(story):
    page = soup(story)
    assert page.title.string == "Made-up story"
    assert [heading.get_text() for heading in page.find_all("h1")] == ["Made-up story"]
    assert page.html["lang"] == "en-GB"
    links = page.find("nav").find_all("a")
    assert [link.get_text() for link in links] == ["Work", "Homes"]
    assert all(page.find(id=link["href"][1:]) for link in links)


@pytest.mark.parametrize(
    "words", ['Dots, "made up" <b> & more', "Tyne & Wear", "It's &lt; literally", "a < b"]
)
def test_a_picture_keeps_the_alternative_text_of_its_output(words, written, pictures):
    page = written(new_code_cell("draw()", outputs=[drawn(pictures, **{"image/png": {"alt": words}})]))
    assert [image["alt"] for image in soup(page).find_all("img")] == [words]


def test_a_figure_of_the_library_carries_its_words_into_the_page(written, pictures):
    from IPython.display import Image

    data, metadata = Image(data=(pictures / "work.png").read_bytes(), alt="Six dots")._repr_mimebundle_()
    shown = new_output("display_data", data={"image/png": data["image/png"]}, metadata=metadata)
    assert soup(written(new_code_cell("x", outputs=[shown]))).img["alt"] == "Six dots"


@pytest.mark.parametrize("metadata", [{}, {"image/png": {"alt": " "}}])
def test_a_picture_without_words_is_refused_by_the_number_of_its_cell(metadata, written, pictures):
    with pytest.raises(ReportError, match=r"01_story\.ipynb, cell 2: A picture has no alternative text"):
        written(new_code_cell("draw()", outputs=[drawn(pictures, **metadata)]))


def test_tables_have_header_scopes_no_empty_header_and_a_frame_that_scrolls(story):
    tables = soup(story).find_all("table")
    assert len(tables) == 2
    for table in tables:
        assert all(heading.get_text(strip=True) for heading in table.find_all("th"))
        assert {heading["scope"] for heading in table.thead.find_all("th")} == {"col"}
        assert table.parent["tabindex"] == "0"
    assert [heading["scope"] for heading in tables[1].tbody.find_all("th")] == ["row", "row"]
    labels = [table.parent["aria-label"] for table in tables]
    assert len(set(labels)) == 2


def test_the_name_of_a_pandas_index_heads_its_column_and_numbers_stand_right(story):
    table = soup(story).find_all("table")[1]
    rows = table.find_all("tr")
    assert [heading.get_text() for heading in rows[0].find_all("th")][:2] == ["Council", "Rate"]
    assert len(rows) == 3
    assert ["number" in cell.get("class", []) for cell in rows[1].find_all(["th", "td"])] == [
        False,
        True,
        False,
    ]


def test_code_is_folded_and_outputs_are_not(story):
    folded = soup(story).find_all("details")
    assert [part.find("pre").get_text().strip() for part in folded] == ["rates", "draw()", "print('done')"]
    assert all(part.find("summary").get_text() == "Code" for part in folded)
    assert not any(part.find("img") or part.find("table") for part in folded)


def test_names_from_data_and_scripts_in_outputs_never_become_markup(written, templates):
    hostile = {
        "text/html": '<table style="background:url(http://x)"><tr><td onclick="a()">Kent</td></tr></table>'
        "<script>alert(1)</script><iframe src=//x></iframe><style>td{color:red}</style>"
        '<a href="javascript:a()">press</a><a href="data:text/html,x">d</a><svg onload=a()></svg>'
        '<img src="https://example.org/x.png" alt="far">',
    }
    page = soup(
        written(
            new_code_cell("rates", outputs=[result(RATES)]),
            new_code_cell("x", outputs=[new_output("display_data", data=hostile)]),
            new_code_cell(
                "y", outputs=[new_output("display_data", data={"application/javascript": "alert(1)"})]
            ),
            new_markdown_cell("Words <script>alert(1)</script> <span onclick='a()'>here</span>"),
        )
    )
    assert not page.find_all(["iframe", "svg", "link"])
    (script,) = page.find_all("script")
    assert script.string.strip() == (templates / "tables.js").read_text(encoding="utf-8").strip()
    assert len(page.find_all("style")) == 1
    assert not any(name.startswith("on") for tag in page.find_all(True) for name in tag.attrs)
    assert [link.get("href") for link in page.main.find_all("a")] == [None, None]
    assert [image.get("src") for image in page.find_all("img")] == [None]
    assert "<script>alert(1)</script>" in [heading.get_text() for heading in page.find_all("th")]


def test_the_page_has_no_fault_in_a_browser_and_asks_nothing_of_the_network(story, faults_in_browser):
    assert faults_in_browser(story) == []


def test_the_same_notebook_gives_the_same_bytes_whatever_its_cells_are_called(story, templates, tmp_path):
    first = story.read_bytes()
    notebook = json.loads((tmp_path / "01_story.ipynb").read_text(encoding="utf-8"))
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"other-{number}"
    (tmp_path / "01_story.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    write_html(tmp_path / "01_story.ipynb", story, templates, subtitle="Made up")
    assert story.read_bytes() == first


def test_a_notebook_without_a_title_is_refused(tmp_path, templates):
    nbformat.write(new_notebook(cells=[new_markdown_cell("Words.")]), tmp_path / "a.ipynb")
    with pytest.raises(ReportError, match="has no title"):
        write_html(tmp_path / "a.ipynb", tmp_path / "a.html", templates)
    assert not (tmp_path / "a.html").exists()


def test_a_file_that_is_no_notebook_is_refused_and_the_last_good_page_kept(tmp_path, templates):
    (tmp_path / "a.ipynb").write_text("no notebook")
    (tmp_path / "a.html").write_text("last good page")
    with pytest.raises(ReportError, match=r"a\.ipynb: The notebook cannot be read"):
        write_html(tmp_path / "a.ipynb", tmp_path / "a.html", templates)
    assert (tmp_path / "a.html").read_text() == "last good page"
