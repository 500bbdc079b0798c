"""Small workbooks made to a publisher's layout, .xlsx and .ods alike. Every figure in them is made up."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest

Sheets = dict[str, list[list[object]]]

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "style", "table", "text")
)
_STYLES = "".join(
    f'<style:style style:name="{name}" style:family="table">'
    f'<style:table-properties table:display="{shown}"/></style:style>'
    for name, shown in (("shown", "true"), ("hidden", "false"))
)
_ODS = "application/vnd.oasis.opendocument.spreadsheet"


def _cell(value: object) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, (int, float)):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    text = escape(str(value))
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def _ods(path: Path, sheets: Sheets, hidden: Sequence[str]) -> None:
    tables = "".join(
        f'<table:table table:name="{escape(name)}" table:style-name="{"hidden" if name in hidden else "shown"}">'
        + "".join(
            f"<table:table-row>{''.join(map(_cell, line)) or '<table:table-cell/>'}</table:table-row>"
            for line in lines
        )
        + "</table:table>"
        for name, lines in sheets.items()
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _ODS, zipfile.ZIP_STORED)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            "</manifest:manifest>",
        )
        archive.writestr(
            "content.xml",
            f'<office:document-content {_SPACES} office:version="1.3">'
            f"<office:automatic-styles>{_STYLES}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )


def _xlsx(path: Path, sheets: Sheets, hidden: Sequence[str]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    book.save(path)


@pytest.fixture(scope="session")
def save() -> Callable[..., Path]:
    """Save sheets, rows of cells by name, as the workbook that the file's ending says."""

    def saved(path: Path, sheets: Sheets, hidden: Sequence[str] = ()) -> Path:
        (_ods if path.suffix == ".ods" else _xlsx)(path, sheets, hidden)
        return path

    return saved


#: What each authority sheet of the survey asks, as far as its layout is known.
QUESTIONS = {
    "A1c": "Feels lonely often or always",
    "B1c": "Feels they belong to their immediate neighbourhood",
    "B3c": "People in this neighbourhood pull together to improve it",
    "B4c": "Many of the people in this neighbourhood can be trusted",
    "B5c": "Can personally influence decisions affecting the local area",
    "B6c": "People from different backgrounds get on well together",
    "B7c": "Satisfied with green and natural spaces",
    "B10c": "Proud to live in the local area",
    "B15c": "Satisfied with the local area as a place to live",
    "B16c": "There are people who would be there if help was needed",
    "C1c(E)": "Volunteers at least once a month",
    "C6c": "Chats to neighbours at least once a month",
    "X9c": "Any civic engagement in the last 12 months",
}


@pytest.fixture(scope="session")
def survey_sheets() -> Callable[..., Sheets]:
    """Lay out tables of the survey: `areas` (code, name) by `figure`, which gives a row of a sheet's figures.

    A figure is percentage, lower, upper, number of respondents and unweighted base.
    """

    def laid_out(
        areas: list[tuple[str, str]],
        figure: Callable[[str, str], Sequence[object]],
        year: str = "2023/24",
        notes: int = 6,
    ) -> Sheets:
        headers = [
            "Question", "LA name", f"{year} percentage", f"{year} lower estimate", f"{year} upper estimate",
            f"{year} number of respondents", f"{year} unweighted base (16+)", "LAD23 code", "ITL2 name",
        ]  # fmt: skip
        sheets: Sheets = {"Cover sheet": [["MADE UP for a test of the importer: no figure here is real"]]}
        for sheet, question in QUESTIONS.items():
            sheets[sheet] = [
                [f"Table {sheet}: {question}, by local authority. MADE UP"],
                *([f"Note {number}: made up"] for number in range(1, notes + 1)),
                list(headers),
                *([question, name, *figure(sheet, code), code, "A made-up region"] for code, name in areas),
            ]
        return sheets

    return laid_out
