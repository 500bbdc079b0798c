"""A made-up table of practice: none of it is about what any council does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from benchmarking.reference import PracticeEvidence
from benchmarking.reference.practice import COLUMNS
from benchmarking.study import Study, study_of

MADE_UP = {
    "organisation": "A made-up council",
    "area_code": "E10000016",
    "organisation_type": "authority",
    "title": "A made-up plan",
    "period": "2024",
    "year": "2024",
    "type": "strategy",
    "what_it_does": "Made up for a test.",
    "priorities": "inclusion",
    "evidence": "policy statement",
    "transferability": "county",
    "transfer_reason": "Made up.",
    "source_title": "A made-up source",
}


@pytest.fixture(scope="session")
def with_rows(real_study: Study) -> Callable[..., Study]:
    """Open the study, for any lead, with made-up rows of practice in place of the real ones."""

    def make(*rows: dict[str, str], **choices: object) -> Study:
        blank = dict.fromkeys(COLUMNS, "")
        lines = [blank | MADE_UP | {"id": f"made-up-{at}"} | row for at, row in enumerate(rows, start=1)]
        frame = pd.DataFrame(lines)
        study = study_of(real_study.parameters.model_copy(update=choices), real_study.paths)
        return replace(study, reference=replace(study.reference, practice=PracticeEvidence(frame)))

    return make
