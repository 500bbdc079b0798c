"""Whether the report's words can stand on a study's findings, told without making the report."""

from __future__ import annotations

from pathlib import Path

from benchmarking.errors import ReportError
from benchmarking.findings import findings_of
from benchmarking.report.claims import Facts, Narrative
from benchmarking.report.layers import layers
from benchmarking.report.markdown import chapter_files, chapter_text
from benchmarking.report.papers import papers_of
from benchmarking.study import Study, are_as_written


def check_words(study: Study) -> list[str]:
    """Hold every figure and claim of the study's chapters, and of the papers beside them, against its findings.

    Returns a sentence, with file, line and reason, for all that is wrong; of a study whose choices are not those
    that its words were written for only what would stop its report too, since it leaves out what does not stand.
    Raises ReportError when there are no chapters.
    """
    as_written = are_as_written(study.parameters, study.paths)
    narrative = Narrative(Facts(study, findings_of(study, keep=False)), as_written)
    own = study.paths.templates / study.parameters.study
    return [
        wrong
        for folders in (layers(study), *(paper.words(study) for paper in papers_of(study)))
        for file in chapter_files(folders)
        for wrong in _wrong(file, _name(file, own), narrative)
    ]


def _name(file: Path, own: Path) -> str:
    """Name a chapter as its researcher knows it: within the study's own folder, or among the general ones."""
    return file.relative_to(own if file.is_relative_to(own) else own.parent).as_posix()


def _wrong(file: Path, name: str, narrative: Narrative) -> list[str]:
    try:
        return narrative.wrong(chapter_text(file), name)
    except ReportError as error:
        return [str(error)]
