"""Words and documents: the Cabinet report in the forms that people use."""

from benchmarking.report.cabinet import FORMS, build, forms_of
from benchmarking.report.check import check_words
from benchmarking.report.follow_up import FOLLOW_UP
from benchmarking.report.summary import SUMMARY

__all__ = ["FOLLOW_UP", "FORMS", "SUMMARY", "build", "check_words", "forms_of"]
