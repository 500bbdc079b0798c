"""The papers beside the Cabinet report: each is made for a study that has a folder of words for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarking.report.claims import Facts, Narrative
from benchmarking.report.documents import Document, write_docx, write_html, write_pdf
from benchmarking.report.follow_up import FOLLOW_UP, follow_up
from benchmarking.report.header import for_meeting, header
from benchmarking.report.layers import layers
from benchmarking.report.markdown import chapters
from benchmarking.report.summary import SUMMARY, summary
from benchmarking.study import Study, are_as_written


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: the folder among the templates that holds its words, its files, and what they may name."""

    folder: str
    files: tuple[str, ...]
    title: str
    kind: str
    names: Callable[[Study, pd.DataFrame], dict[str, Any]]

    def words(self, study: Study) -> list[Path]:
        """Return the folders of its words; a study without any has no such paper."""
        return layers(study, self.folder)


PAPERS = (
    Paper("summary", SUMMARY, "cohesion and integration at a glance", "Summary{for_meeting}", summary),
    Paper("follow-up", FOLLOW_UP, "follow-up on cohesion and integration", "Report to scrutiny", follow_up),
)


def papers_of(study: Study) -> list[Paper]:
    """List the papers that a study has words for."""
    return [paper for paper in PAPERS if paper.words(study)]


def write_paper(paper: Paper, study: Study, findings: pd.DataFrame, folder: Path) -> None:
    """Write a paper in its forms into a folder; raises ReportError as the chapters and the forms do."""
    parameters, templates = study.parameters, study.paths.templates
    narrative = Narrative(Facts(study, findings), are_as_written(parameters, study.paths))
    kind = paper.kind.format(for_meeting=for_meeting(header(layers(study))))
    document = Document(
        title=f"{study.lead.name}: {paper.title}",
        subtitle=f"{kind}, on figures published by 30 June {parameters.vintage}",
        author=f"Draft for officers of {study.lead.name}",
        date=f"{parameters.vintage}-06-30",
        markdown=chapters(paper.words(study), paper.names(study, findings), narrative),
        resources=folder,
        contents=False,
    )
    writers: dict[str, Callable[[Document, Path, Path], None]] = {
        ".html": write_html,
        ".docx": partial(write_docx, reference=parameters.word_reference),
        ".pdf": write_pdf,
    }
    for file in paper.files:
        writers[Path(file).suffix](document, folder / file, templates)
