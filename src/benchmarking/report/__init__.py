"""Words and documents: the Cabinet report in the forms that people use."""

from benchmarking.report.cabinet import FORMS, build

__all__ = ["FORMS", "build"]
