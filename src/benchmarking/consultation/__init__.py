"""Whom a consultation reached, against who lives there."""

from benchmarking.consultation.comparing import CELLS, CROSSED, DIMENSIONS, questions
from benchmarking.consultation.reach import NOT_GIVEN, Reach, reach_of, real_reach

__all__ = ["CELLS", "CROSSED", "DIMENSIONS", "NOT_GIVEN", "Reach", "questions", "reach_of", "real_reach"]
