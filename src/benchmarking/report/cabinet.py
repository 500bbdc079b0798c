"""The Cabinet report in all its forms, replaced whole or not at all."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path

from benchmarking.report.content import content
from benchmarking.report.documents import Document, write_docx, write_html, write_pdf
from benchmarking.report.markdown import chapters
from benchmarking.report.provenance import write_provenance
from benchmarking.report.workbook import write_workbook
from benchmarking.study import Study

FORMS = ("cabinet-report.html", "cabinet-report.docx", "cabinet-report.pdf", "tables.xlsx", "provenance.json")


def build(study: Study) -> list[Path]:
    """Write the Cabinet report as HTML, Word and PDF, its tables and its provenance; return their paths.

    Everything is made beside its place first: a failure, which raises ReportError, leaves the last report
    as it was.
    """
    target = study.paths.reports(study.parameters.study, study.parameters.vintage)
    target.mkdir(parents=True, exist_ok=True)
    templates = study.paths.templates
    with tempfile.TemporaryDirectory(dir=target, prefix=".making-") as name:
        folder = Path(name)
        pictures = folder / "pictures"
        pictures.mkdir()
        document = Document(
            title=f"{study.lead.name}: cohesion and integration benchmarking",
            subtitle=f"Report for Cabinet on published figures of vintage {study.parameters.vintage}",
            author=f"{study.lead.name} County Council" if study.lead.type == "county" else study.lead.name,
            date=f"{study.parameters.vintage}-06-30",
            markdown=chapters(templates / study.parameters.study, content(study, pictures)),
            resources=pictures,
        )
        write_html(document, folder / FORMS[0], templates)
        write_docx(document, folder / FORMS[1], templates)
        write_pdf(document, folder / FORMS[2], templates)
        write_workbook(study, folder / FORMS[3])
        write_provenance(
            folder / FORMS[4],
            parameters=study.parameters.model_dump(mode="json"),
            releases=[dataclasses.asdict(release) for release in study.releases.values()],
            outputs=[folder / form for form in FORMS[:4]],
            root=study.paths.root,
        )
        for form in FORMS:
            (folder / form).replace(target / form)
    return [target / form for form in FORMS]
