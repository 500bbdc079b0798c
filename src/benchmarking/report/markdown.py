"""The report's Markdown: words from templates, figures escaped, tables and pictures in place."""

from __future__ import annotations

import traceback
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import pandas as pd
import typst

from benchmarking.errors import Location, ReportError
from benchmarking.report.claims import Narrative, Told
from benchmarking.report.documents import escape
from benchmarking.report.figure_data import figure_data
from benchmarking.report.layers import GENERAL
from benchmarking.study import Study

if TYPE_CHECKING:
    from benchmarking.charts import Picture

#: Inches of a picture's longer side beyond which Typst would fill the memory when it makes a PNG of it.
_LONGEST = 100


class Markdown(str):
    """Text that is Markdown already; everything else that a template prints is escaped."""

    __slots__ = ()


def pipe_table(frame: pd.DataFrame, caption: str, name: str, widths: list[int] | None = None) -> Markdown:
    """Write a frame as a pipe table, its index as first column unless it only counts rows.

    `widths` are relative column widths; numbers are set right. Of a frame without rows it says so.
    """
    if frame.empty:
        return Markdown(f"*{escape(caption)}: none.*\n")
    table = frame if isinstance(frame.index, pd.RangeIndex) else frame.reset_index()
    numeric = [pd.api.types.is_numeric_dtype(table[column]) for column in table.columns]
    lines = ["| " + " | ".join(escape(str(column)) for column in table.columns) + " |"]
    # A rule longer than pandoc's line makes it read the dashes as relative widths.
    dashes = [max(6, width * 6) for width in widths] if widths else [6] * len(numeric)
    lines.append(
        "|"
        + "|".join("-" * n + (":" if right else "-") for n, right in zip(dashes, numeric, strict=True))
        + "|"
    )
    for row in table.itertuples(index=False):
        lines.append(
            "| "
            + " | ".join(value if isinstance(value, Markdown) else escape(_cell(value)) for value in row)
            + " |"
        )
    return Markdown("\n".join(lines) + f"\n\n: {escape(caption)} {{#tbl-{name}}}\n")


def picture(shown: Picture, caption: str, name: str, folder: Path, study: Study) -> Markdown:
    """Save a picture as SVG and PNG in `folder`; return the paragraph that shows it and its figures as a table.

    Raises ReportError for a picture that cannot be drawn, that is empty, or that lacks a letter it needs.
    """
    try:
        if not shown.figure.axes:
            raise ValueError("nothing is drawn in it")
        if max(shown.figure.get_size_inches()) > _LONGEST:
            raise ValueError(f"it is longer than {_LONGEST} inches")
        with warnings.catch_warnings():
            warnings.filterwarnings("error", message="Glyph .* missing from font")
            shown.save(folder / f"{name}.svg")
        _save_png(folder / f"{name}.svg")
    except Exception as error:  # a drawing library may raise anything, and a reader must not get a blank
        raise ReportError(
            "The picture cannot be drawn",
            where=name,
            found=f"{type(error).__name__}: {error}",
            next_step="Make room, or see to it that the folder can be written to"
            if isinstance(error, OSError)
            else "Check the names and figures it shows",
        ) from error
    image = f'![{escape(shown.alt)}]({name}.svg "{escape(caption)}"){{#fig-{name}}}'
    data = pipe_table(figure_data(study, shown), "Its figures", f"{name}-data")
    return Markdown(f"{image}\n\n::: figure-data\n\n{data}\n:::\n")


def _save_png(drawn: Path) -> None:
    """Save beside an SVG the PNG that Word takes, at 160 dots an inch; to draw the picture again takes longer."""
    page = f'#set page(width: auto, height: auto, margin: 0pt)\n#image("{drawn.name}")'
    typst.Compiler(page.encode(), root=drawn.parent, ignore_system_fonts=True).compile(
        output=drawn.with_suffix(".png"), format="png", ppi=160.0
    )


def chapter_files(folders: Sequence[Path]) -> list[Path]:
    """Return the chapters of folders laid over one another, in order of their names.

    A chapter replaces one of the same name in an earlier folder. Raises ReportError if there are none.
    """
    files = {
        path.name: path
        for folder in folders
        for path in folder.glob("*.md")
        if not path.name.startswith((".", "~$"))
    }
    if not files:
        raise ReportError(
            "There are no chapters for this study's report",
            expected=f"some in reports/templates/{GENERAL}, or in a folder named after the study",
            next_step="Restore the general ones from git",
        )
    return [files[name] for name in sorted(files)]


def chapter_text(file: Path) -> str:
    """Read a chapter as its researcher wrote it; raises ReportError if it is not UTF-8."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReportError(
            "The chapter is not UTF-8 text", where=Location(file.name), next_step="Save it again as UTF-8"
        ) from error


def chapters(
    folders: Sequence[Path],
    context: dict[str, Any],
    narrative: Narrative | None = None,
    cite: Callable[[Told], str] = lambda told: told.words,
) -> str:
    """Render the chapters of folders laid over one another, in order of their names, as one Markdown text.

    With a narrative, the chapters' figures and claims are told from its study's findings, as `cite` prints them.

    Raises ReportError, with file and line, for a template that does not parse, names what is not there or asks
    what cannot be done, and for what its figures and claims may not say.
    """
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - everything printed goes through `finalize`, for Markdown not HTML
        finalize=lambda value: value if isinstance(value, Markdown) else escape(str(value)),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    rendered = []
    for file in chapter_files(folders):
        text, names = chapter_text(file), context
        try:
            if narrative is not None:
                chapter = narrative.read(text, file.name)
                text, names = chapter.template, context | {"said": narrative.teller(chapter, cite)}
            words = environment.from_string(text).render(names)
            rendered.append(narrative.finished(words) if narrative is not None else words)
        except jinja2.TemplateSyntaxError as error:
            raise ReportError(
                "The chapter cannot be read", where=Location(file.name, row=error.lineno), found=error.message
            ) from error
        except jinja2.UndefinedError as error:
            raise ReportError(
                "The chapter names something that is not there",
                where=Location(file.name, row=_line(error)),
                found=error.message,
            ) from error
        except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
            raise ReportError(
                "The chapter asks for what cannot be done",
                where=Location(file.name, row=_line(error)),
                found=str(error),
            ) from error
    return "\n\n".join(rendered)


def _line(error: Exception) -> int | None:
    """Find the line of the template in an error's trace."""
    places = [
        place.lineno for place in traceback.extract_tb(error.__traceback__) if place.filename == "<template>"
    ]
    return places[-1] if places else None


def _cell(value: object) -> str:
    if value is None or value is pd.NA or value == "" or (isinstance(value, float) and pd.isna(value)):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)
