"""The report's figures and claims: parsed, checked against the findings, and put into words."""

from benchmarking.report.claims.facts import Facts, Told
from benchmarking.report.claims.narrative import Narrative

__all__ = ["Facts", "Narrative", "Told"]
