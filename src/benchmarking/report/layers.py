"""The words of a study: the general chapters, with the study's own laid over them."""

from __future__ import annotations

from pathlib import Path

from benchmarking.report.header import written_for
from benchmarking.study import Study

#: The folder of templates whose words hold for any council.
GENERAL = "council"


def layers(study: Study, part: str = "") -> list[Path]:
    """Return the folders that hold a study's words, or those of one paper, the later laid over the earlier.

    A study's own words are left aside when it is run for another lead than the one that they were written for.
    """
    folders = [study.paths.templates / GENERAL]
    own = study.paths.templates / study.parameters.study
    if written_for(own) in ("", study.parameters.lead_authority):
        folders.append(own)
    return [folder for top in folders if (folder := top / part).is_dir()]
