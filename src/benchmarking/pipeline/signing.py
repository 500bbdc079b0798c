"""Sign off a study whose every step is up to date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from benchmarking.pipeline.courses import outlook
from benchmarking.pipeline.keys import in_short
from benchmarking.pipeline.state import State, state_file
from benchmarking.pipeline.steps import steps_of

if TYPE_CHECKING:
    from benchmarking.study import Study


def sign_off(study: Study, by: str, *, today: date) -> list[str]:
    """Sign a study off as `report.sign_off` does, and refuse one of which a step would run; return what to say.

    Raises CommandError and ReportError as it does.
    """
    from benchmarking.report import sign_off as sign

    paths, vintage = study.paths, study.parameters.vintage
    waiting = [
        f"{item.step.name} ({in_short(item.reasons or item.after)})"
        for item in outlook(steps_of(study), State.load(state_file(study), paths.root))
        if not item.up_to_date
    ]
    done = sign(study, by, today=today, waiting=waiting)
    sealed = "is sealed: its figures" if done.sealed_now else "was sealed before: its figures"
    return [
        f"Signed off. Vintage {vintage} {sealed} are never changed again.",
        f"What a person verifies is to be entered in {done.checklist.relative_to(paths.root).as_posix()}.",
    ]
