"""A study: its parameters, and the frames that notebooks open."""

from benchmarking.study.checks import check_all
from benchmarking.study.opening import Study, once_a_study, open_study, stored_observations, study_of
from benchmarking.study.parameters import (
    StudyParameters,
    are_as_written,
    load_parameters,
    make_parameters,
)
from benchmarking.study.possible import check_parameters, open_parameters

__all__ = [
    "Study",
    "StudyParameters",
    "are_as_written",
    "check_all",
    "check_parameters",
    "load_parameters",
    "make_parameters",
    "once_a_study",
    "open_parameters",
    "open_study",
    "stored_observations",
    "study_of",
]
