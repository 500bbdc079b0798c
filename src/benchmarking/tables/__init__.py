"""Tables of results."""

from benchmarking.tables.benchmarks import (
    SHOWN_TIERS,
    concepts,
    counts_of_tests,
    findings_table,
    firm_findings,
    framework_indicators,
    of_tier,
    said,
)
from benchmarking.tables.chapter import Chapter, chapter
from benchmarking.tables.likeness import nearest_table, neighbours_table, parts_table, profile_table
from benchmarking.tables.quality import (
    changes,
    changes_table,
    coverage,
    empty_slots,
    holdings,
    markers,
    refused,
    releases,
)

__all__ = [
    "SHOWN_TIERS",
    "Chapter",
    "changes",
    "changes_table",
    "chapter",
    "concepts",
    "counts_of_tests",
    "coverage",
    "empty_slots",
    "findings_table",
    "firm_findings",
    "framework_indicators",
    "holdings",
    "markers",
    "nearest_table",
    "neighbours_table",
    "of_tier",
    "parts_table",
    "profile_table",
    "refused",
    "releases",
    "said",
]
