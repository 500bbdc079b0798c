"""Turn an executed notebook into one web page that everyone can read, in the report's own style."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
import nbformat
from markupsafe import Markup

from benchmarking.errors import ReportError
from benchmarking.paths import Paths
from benchmarking.report.documents import replace

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_NUMBER = re.compile(r"[-+−]?[\d,]*\.?\d+%?|NaN|\[[a-z]\]")
_TAGS = frozenset(
    {"h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "div", "span", "pre", "code"}
    | {"a", "abbr", "b", "cite", "del", "em", "i", "ins", "kbd", "q", "s", "small", "strong", "sub", "sup"}
    | {"ul", "ol", "li", "dl", "dt", "dd", "figure", "figcaption", "img", "details", "summary"}
    | {"table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"}
)
_ATTRIBUTES = {
    "*": ["class"],
    "a": ["href"],
    "td": ["colspan", "rowspan", "headers"],
    "th": ["colspan", "rowspan", "scope"],
    "ol": ["start"],
}
_PICTURES = ("image/png", "image/jpeg", "image/svg+xml")


def write_html(notebook: Path, target: Path, templates: Path | None = None, *, subtitle: str = "") -> None:
    """Write one HTML file that needs no network, by templates/notebook.html, style.css and tables.js.

    The first level 1 heading becomes the page's title; code is folded away; pictures keep the alternative
    text of their output's metadata, `{"image/png": {"alt": "..."}}`; tables get header scopes and a frame
    that scrolls; no script of an output is kept. Raises ReportError, naming the cell, for a picture without
    alternative text, and for a notebook without a title or that cannot be read; the old file is then left alone.
    """
    templates = templates or Paths.default().templates
    try:
        opened = nbformat.read(notebook, as_version=4)
    except (OSError, ValueError, nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
        raise ReportError(
            "The notebook cannot be read", where=notebook.name, found=" ".join(str(error).split())[:200]
        ) from error
    for number, problem in _pictures_without_words(opened):
        raise ReportError(
            problem,
            where=f"{notebook.name}, cell {number}",
            next_step='Show it with display(picture, metadata={"image/png": {"alt": "what it shows"}})',
        )
    body = _body(opened)
    title = body.find("h1")
    if title is None:
        raise ReportError(
            "The notebook has no title", where=notebook.name, next_step="Begin it with a Markdown '# Title'"
        )
    title.extract()
    _fold_code(body)
    _frame_tables(body)
    chapters = body.find_all("h2")
    for number, chapter in enumerate(chapters, start=1):
        chapter["id"] = f"chapter-{number}"
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates), autoescape=True, undefined=jinja2.StrictUndefined
    )
    try:
        page = environment.get_template("notebook.html").render(
            title=title.get_text(),
            subtitle=subtitle,
            style=Markup((templates / "style.css").read_text(encoding="utf-8")),  # noqa: S704
            script=Markup((templates / "tables.js").read_text(encoding="utf-8")),  # noqa: S704
            chapters=chapters,
            body=Markup(str(body)),  # noqa: S704
        )
    except (jinja2.TemplateError, OSError) as error:
        raise ReportError(
            "The page cannot be made", where=notebook.name, found=f"{type(error).__name__}: {error}"
        ) from error
    replace(target, page.encode())


def _pictures_without_words(notebook: nbformat.NotebookNode) -> Iterator[tuple[int, str]]:
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            kind = next((kind for kind in _PICTURES if kind in data), None)
            if kind is None or "text/html" in data:
                continue
            if "image/svg+xml" in data:
                yield number, "A picture is shown as SVG, which carries no alternative text in a notebook"
            elif not str(output.metadata.get(kind, {}).get("alt", "")).strip():
                yield number, "A picture has no alternative text"


def _body(notebook: nbformat.NotebookNode) -> BeautifulSoup:
    """Render the cells and keep only harmless markup, whatever the outputs hold."""
    import bleach  # type: ignore[import-untyped]
    from bs4 import BeautifulSoup
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(
        template_name="basic",
        exclude_anchor_links=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        embed_images=True,
    )
    rendered, _ = exporter.from_notebook_node(notebook)
    soup = BeautifulSoup(rendered, "html.parser")
    for element in soup.find_all(["script", "style", "template", "noscript", "iframe"]):
        element.decompose()
    clean = bleach.clean(
        str(soup),
        tags=_TAGS,
        attributes={**_ATTRIBUTES, "img": _image_attribute},
        protocols={"http", "https", "mailto", "data"},
        strip=True,
    )
    soup = BeautifulSoup(clean, "html.parser")
    for image in soup.find_all("img", alt=lambda words: bool(words) and '"' in words):
        image["alt"] = html.unescape(
            str(image["alt"])
        )  # bleach escapes twice where there is a quotation mark
    for link in soup.find_all("a", href=lambda address: bool(address) and address.startswith("data:")):
        del link["href"]
    return soup


def _image_attribute(tag: str, name: str, value: str) -> bool:
    return name in {"alt", "width", "height"} or (name == "src" and value.startswith("data:image/"))


def _fold_code(body: BeautifulSoup) -> None:
    for code in body.select("div.input"):
        folded = code.wrap(body.new_tag("details"))
        summary = body.new_tag("summary")
        summary.string = "Code"
        folded.insert(0, summary)


def _frame_tables(body: BeautifulSoup) -> None:
    for number, table in enumerate(body.find_all("table"), start=1):
        _join_index_name(table)
        _set_numbers_right(table)
        for heading in table.find_all("th"):
            if not heading.get_text(strip=True):
                heading.name = "td"
                continue
            across = "colgroup" if heading.get("colspan", "1") != "1" else "col"
            down = "rowgroup" if heading.get("rowspan", "1") != "1" else "row"
            heading["scope"] = across if heading.find_parent("thead") else down
        caption = table.find("caption")
        words = caption.get_text(" ", strip=True) if caption else ""
        frame = table.wrap(body.new_tag("div"))
        frame["class"] = "table-region"
        frame["role"] = "region"
        frame["tabindex"] = "0"
        frame["aria-label"] = f"Table {number}: {words}" if words else f"Table {number}"


def _join_index_name(table: Tag) -> None:
    """Move the name of a pandas index from a row of its own into the header row above."""
    rows = table.select("thead > tr")
    header = [row.find_all("th") for row in rows]
    if len(header) != 2 or len(header[0]) != len(header[1]):
        return
    words = [[cell.get_text(strip=True) for cell in row] for row in header]
    if all(not above or not below for above, below in zip(*words, strict=True)):
        for above, below in zip(*header, strict=True):
            above.string = above.get_text(strip=True) or below.get_text(strip=True)
        rows[1].decompose()


def _set_numbers_right(table: Tag) -> None:
    rows = [row.find_all(["th", "td"]) for row in table.find_all("tr")]
    if len({len(row) for row in rows}) != 1:
        return
    for column in zip(*rows, strict=True):
        words = [cell.get_text(strip=True) for cell in column if not cell.find_parent("thead")]
        if words and all(_NUMBER.fullmatch(text) for text in words):
            for cell in column:
                cell["class"] = "number"
