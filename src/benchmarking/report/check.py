"""Whether the report's words can stand on a study's findings, told without making the report."""

from __future__ import annotations

from benchmarking.findings import findings_of
from benchmarking.report.claims import Facts, Narrative
from benchmarking.report.markdown import chapter_files, chapter_text
from benchmarking.study import Study, are_as_written


def check_words(study: Study) -> list[str]:
    """Hold every figure and claim of the study's chapters against its findings.

    Returns a sentence, with file, line and reason, for each that cannot stand; nothing of a study whose choices
    are not those that its words were written for, since its report leaves such sentences out. Raises ReportError
    when the study has no chapters or one is not UTF-8 text.
    """
    if not are_as_written(study.parameters, study.paths):
        return []
    narrative = Narrative(Facts(study, findings_of(study, keep=False)))
    folder = study.paths.templates / study.parameters.study
    return [
        wrong for file in chapter_files(folder) for wrong in narrative.wrong(chapter_text(file), file.name)
    ]
