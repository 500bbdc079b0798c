"""Write one Markdown document as HTML, DOCX and PDF that everyone can read."""

from __future__ import annotations

import datetime
import os
import re
import subprocess
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypandoc
import typst

from benchmarking.errors import ReportError
from benchmarking.report.word import completed, finish, text_width

_FILTERS = Path(__file__).parent / "filters"
# Only what the report's own words need: nothing from data can become raw HTML, TeX, maths or metadata.
_INPUT = (
    "markdown-raw_html-raw_tex-raw_attribute-latex_macros-tex_math_dollars-native_divs-native_spans"
    "-markdown_in_html_blocks-citations-yaml_metadata_block-pandoc_title_block"
)
# Room for pandoc to work in: in its usual four megabytes it spends a third of its time on tidying up.
_MEMORY = ("+RTS", "-A64m", "-RTS")
_DIRECTION_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document, whatever its form.

    Parameters
    ----------
    title, subtitle, author : plain text.
    date : ISO date of the vintage, printed and used as the files' timestamp; never today's.
    markdown : pandoc Markdown. A level 1 heading is a chapter. A figure is a paragraph of its own,
        `![alternative text](file.svg "caption"){#fig-name}`; a table is a pipe table with a line
        `: caption {#tbl-name}` after it; `[](#fig-name)` becomes "Figure 3". `::: callout` and
        `::: landscape` set a passage off; an empty `::: newpage` begins a page, but not in Word,
        whose pages move as officers edit.
    resources : the folder where the images are.
    contents : whether a list of contents, and in print a page of its own, stands before the chapters.
    """

    title: str
    subtitle: str
    author: str
    date: str
    lang: str = "en-GB"
    markdown: str
    resources: Path
    contents: bool = True


def escape(text: str) -> str:
    """Make any text safe inside pandoc Markdown: it comes out as the same words and never as markup.

    Runs of white space become one space (no-break spaces stay); control characters are dropped; an
    apostrophe within a word is left to be set as one.
    """
    kept = (
        character
        for character in re.sub(r"[^\S\u00a0\u202f]+", " ", text).strip(" ")
        if unicodedata.category(character) not in {"Cc", "Cs", "Cn", "Co"}
        and character not in _DIRECTION_CONTROLS
    )
    return re.sub(r"(?!(?<=[^\W\d_])'[^\W\d_])([!-/:-@\[-`{-~])", r"\\\1", "".join(kept))


def write_html(document: Document, target: Path, templates: Path) -> None:
    """Write one HTML file that needs no network, by templates/page.html, style.css and tables.js.

    Raises ReportError when the document or a template is wrong; the old file is then left alone.
    """
    style, script = (
        _template(templates, name).read_text(encoding="utf-8") for name in ("style.css", "tables.js")
    )
    with tempfile.TemporaryDirectory() as folder:
        head, foot = Path(folder) / "head.html", Path(folder) / "foot.html"
        head.write_text(f"<style>\n{style}</style>\n", encoding="utf-8")
        foot.write_text(f"<script>\n{script}</script>\n", encoding="utf-8")
        page = _pandoc(
            document,
            "html5",
            "html.lua",
            "--shift-heading-level-by=1",
            "--section-divs",
            *(["--toc", "--toc-depth=3"] if document.contents else []),
            f"--template={_template(templates, 'page.html')}",
            f"--include-in-header={head}",
            f"--include-after-body={foot}",
        )
    replace(target, page)


def write_docx(document: Document, target: Path, templates: Path, reference: str | None = None) -> None:
    """Write a Word file in the styles, page and header of a reference document.

    `reference` is a council's own document in the folder of templates; styles that it lacks are lent by
    reference.docx, which stands in its place when none is named. An SVG figure is taken from the PNG of the
    same name. Raises ReportError when the document or the reference is wrong; the old file is then left alone.
    """
    ours = _template(templates, "reference.docx")
    named = _template(templates, reference) if reference else ours
    with tempfile.TemporaryDirectory() as folder:
        written, styles = Path(folder) / "report.docx", Path(folder) / "styles.docx"
        styles.write_bytes(completed(named, ours))
        _pandoc(
            document,
            "docx",
            "docx.lua",
            f"--reference-doc={styles}",
            *([] if document.contents else ["--metadata=without-contents"]),
            f"--metadata=text-width:{text_width(named):.2f}",
            f"--output={written}",
        )
        replace(target, finish(written.read_bytes()))


def write_pdf(document: Document, target: Path, templates: Path) -> None:
    """Write a PDF/UA-1 file by Typst, by templates/page.typ, in fonts that Typst brings with it.

    Raises ReportError when the document or the template is wrong; the old file is then left alone.
    """
    language, _, region = document.lang.partition("-")
    source = _pandoc(
        document,
        "typst",
        "typst.lua",
        f"--template={_template(templates, 'page.typ')}",
    )
    try:
        compiler = typst.Compiler(
            source,
            root=document.resources.resolve(),
            ignore_system_fonts=True,
            sys_inputs={
                "title": document.title,
                "subtitle": document.subtitle,
                "author": document.author,
                "day": _day(document),
                "language": language,
                "region": region,
                "contents": "yes" if document.contents else "no",
            },
        )
        pdf, warned = compiler.compile_with_warnings(
            format="pdf", pdf_standards="ua-1", timestamp=_epoch(document)
        )
    except typst.TypstError as error:
        raise ReportError(
            "The PDF cannot be made",
            where=str(target.name),
            found=" ".join([error.message, *error.hints]),
            next_step="Check templates/page.typ and the characters in the report's words",
        ) from error
    fonts = [warning.message for warning in warned if "font" in warning.message]
    if fonts:
        raise ReportError(
            "A font of the PDF is missing",
            where="page.typ",
            found="; ".join(dict.fromkeys(fonts)),
            expected="a font that Typst brings with it, such as Libertinus Serif",
        )
    assert isinstance(pdf, bytes)  # noqa: S101
    replace(target, pdf)


def replace(target: Path, content: bytes) -> None:
    """Write a file beside its place and move it there whole; raise ReportError when that fails."""
    part = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ReportError(
            "The file cannot be written",
            where=target.name,
            found=error.strerror or str(error),
            next_step="Close it if it is open elsewhere, and check that the folder can be written to",
        ) from error


def _pandoc(document: Document, form: str, filter_name: str, *options: str) -> bytes:
    command = [
        pypandoc.get_pandoc_path(),
        *_MEMORY,
        f"--from={_INPUT}",
        f"--to={form}",
        "--standalone",
        "--wrap=none",
        f"--resource-path={document.resources}",
        f"--lua-filter={_FILTERS / 'common.lua'}",
        f"--lua-filter={_FILTERS / filter_name}",
        *_metadata(document),
        *options,
    ]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(_epoch(document))}
    done = subprocess.run(
        command, input=document.markdown.encode(), capture_output=True, env=environment, check=False
    )
    if done.returncode != 0:
        raise _refusal(done.stderr.decode(errors="replace"))
    return done.stdout


def _metadata(document: Document) -> Sequence[str]:
    values = {
        "title": document.title,
        "subtitle": document.subtitle,
        "author": document.author,
        "date": _day(document),
        "lang": document.lang,
    }
    return [part for name, value in values.items() for part in ("--metadata", f"{name}={value}")]


def _refusal(message: str) -> ReportError:
    refused = re.search(r"REFUSED:(.*?):NEXT:(.*?):END", message, re.DOTALL)
    if refused:
        return ReportError(refused[1], where="the report's words", next_step=refused[2] or None)
    return ReportError(
        "The document cannot be converted",
        found=" ".join(message.split())[:300],
        next_step="Check the templates: page.html must be a pandoc template",
    )


def _template(templates: Path, name: str) -> Path:
    path = templates / name
    if not path.is_file():
        raise ReportError(
            "A template is missing", where=name, next_step="Restore it in the folder of templates"
        )
    return path


def _date(document: Document) -> datetime.date:
    try:
        return datetime.date.fromisoformat(document.date)
    except ValueError as error:
        raise ReportError(
            "The document's date is no date", found=repr(document.date), expected="an ISO date, 2026-06-30"
        ) from error


def _day(document: Document) -> str:
    day = _date(document)
    return f"{day.day} {day:%B %Y}"


def _epoch(document: Document) -> int:
    midnight = datetime.datetime.combine(_date(document), datetime.time(), datetime.UTC)
    return int(midnight.timestamp())
