"""The Cabinet report in all its forms, and the papers beside it: replaced whole or not at all."""

from __future__ import annotations

import datetime
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd

from benchmarking.errors import ReportError
from benchmarking.findings import findings_of
from benchmarking.report.claims import Facts, Narrative
from benchmarking.report.content import content
from benchmarking.report.documents import Document, write_docx, write_html, write_pdf
from benchmarking.report.header import for_meeting, header
from benchmarking.report.layers import layers
from benchmarking.report.markdown import chapters
from benchmarking.report.papers import PAPERS, papers_of, write_paper
from benchmarking.report.provenance import write_provenance
from benchmarking.report.warrants import Warrants
from benchmarking.report.workbook import write_workbook
from benchmarking.study import Study, are_as_written

FORMS = ("cabinet-report.html", "cabinet-report.docx", "cabinet-report.pdf", "tables.xlsx", "provenance.json")


def forms_of(study: Study) -> tuple[str, ...]:
    """Name the files of a study's report: FORMS, and those of the papers that it has words for."""
    return (*FORMS, *(file for paper in papers_of(study) for file in paper.files))


def build(study: Study) -> list[Path]:
    """Write the Cabinet report as HTML, Word and PDF, its tables and its provenance; return their paths.

    The summary is written beside it, and the follow-up to scrutiny for a study that has words for one.
    Everything is made beside its place first: a failure, which raises ReportError, leaves the last report
    as it was. What a killed run left behind is cleared away.
    """
    target = study.paths.reports(study.parameters.study, study.parameters.vintage)
    target.mkdir(parents=True, exist_ok=True)
    for left in target.glob(".making-*"):
        shutil.rmtree(left, ignore_errors=True)
    templates, forms = study.paths.templates, forms_of(study)
    with tempfile.TemporaryDirectory(dir=target, prefix=".making-") as name:
        folder = Path(name)
        pictures = folder / "pictures"
        pictures.mkdir()
        findings = findings_of(study)
        # pandoc and Typst work outside Python: the papers are made while the report's pictures are drawn,
        # and its forms side by side, the tables meanwhile.
        with ThreadPoolExecutor(max_workers=2) as pool:
            forms_made = [
                pool.submit(write_paper, paper, study, findings, folder) for paper in papers_of(study)
            ]
            document = _document(study, findings, pictures)
            forms_made += [
                pool.submit(write_html, document, folder / FORMS[0], templates),
                pool.submit(
                    write_docx, document, folder / FORMS[1], templates, study.parameters.word_reference
                ),
                pool.submit(write_pdf, document, folder / FORMS[2], templates),
            ]
            write_workbook(study, folder / FORMS[3])
            for made in forms_made:
                made.result()
        write_provenance(
            folder / FORMS[4],
            parameters=study.parameters.model_dump(mode="json"),
            releases=list(study.releases.values()),
            outputs=[folder / form for form in forms if form != FORMS[4]],
            root=study.paths.root,
            published=datetime.date(int(study.parameters.vintage), 6, 30),
        )
        _put_in_place(folder, target, forms)
    for file in {file for paper in PAPERS for file in paper.files} - set(forms):
        (target / file).unlink(missing_ok=True)
    return [target / form for form in forms]


def _document(study: Study, findings: pd.DataFrame, pictures: Path) -> Document:
    """Tell the chapters of the Cabinet report, its pictures saved in a folder and its figures cited."""
    warrants = Warrants(study, findings)
    kind = f"Report{for_meeting(header(layers(study)))}"
    told = chapters(
        layers(study),
        content(study, pictures, warrants),
        Narrative(Facts(study, findings), are_as_written(study.parameters, study.paths)),
        warrants.told,
    )
    return Document(
        title=f"{study.lead.name}: cohesion and integration benchmarking",
        subtitle=f"{kind}, on figures published by 30 June {study.parameters.vintage}",
        author=f"Draft for officers of {study.lead.name}",
        date=f"{study.parameters.vintage}-06-30",
        markdown=warrants.fill(told),
        resources=pictures,
    )


def _put_in_place(folder: Path, target: Path, forms: tuple[str, ...]) -> None:
    """Move the new report over the last one; where a file cannot be replaced, put the last one back."""
    last = folder / "last"
    last.mkdir()
    for form in forms:
        if (target / form).is_file():
            shutil.copy2(target / form, last / form)
    moved: list[str] = []
    try:
        for form in forms:
            (folder / form).replace(target / form)
            moved.append(form)
    except OSError as error:
        for form in moved:
            if (last / form).is_file():
                (last / form).replace(target / form)
            else:
                (target / form).unlink(missing_ok=True)
        raise ReportError(
            "The file cannot be replaced, so the last report is kept",
            where=forms[len(moved)],
            found=error.strerror or str(error),
            next_step="Close it if it is open elsewhere, and run again",
        ) from error
