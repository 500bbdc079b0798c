"""Tables of results."""

from benchmarking.tables.benchmarks import (
    SHOWN_TIERS,
    concepts,
    findings_table,
    framework_indicators,
    of_tier,
    said,
)
from benchmarking.tables.chapter import Chapter, chapter
from benchmarking.tables.choices import fairness_table, groups_table, opposites
from benchmarking.tables.districts import held_by_places, hidden_table, spread_table, tests_of_places
from benchmarking.tables.gaps import CIRCUMSTANCES, gaps_over_time, gaps_table
from benchmarking.tables.likeness import nearest_table, neighbours_table, parts_table, profile_table
from benchmarking.tables.people import inactivity_table, people_table
from benchmarking.tables.place_profile import PlaceProfile, judged_of_place, profile_of_place
from benchmarking.tables.places import (
    change_table,
    decomposition_table,
    dimensions_table,
    diversity_table,
    households_table,
    residence_table,
    segregation_table,
)
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
from benchmarking.tables.standing import expected_table, over_time_table, ranks_table
from benchmarking.tables.tested import (
    NO_DIFFERENCE,
    counts_of_tests,
    firm_findings,
    firmest_first,
    firmness_words,
    fragile_table,
    p_words,
    told_once,
)
from benchmarking.tables.tracking import BRIEF, tracking_table

__all__ = [
    "BRIEF",
    "CIRCUMSTANCES",
    "NO_DIFFERENCE",
    "SHOWN_TIERS",
    "Chapter",
    "PlaceProfile",
    "change_table",
    "changes",
    "changes_table",
    "chapter",
    "concepts",
    "counts_of_tests",
    "coverage",
    "decomposition_table",
    "dimensions_table",
    "diversity_table",
    "empty_slots",
    "expected_table",
    "fairness_table",
    "findings_table",
    "firm_findings",
    "firmest_first",
    "firmness_words",
    "fragile_table",
    "framework_indicators",
    "gaps_over_time",
    "gaps_table",
    "groups_table",
    "held_by_places",
    "hidden_table",
    "holdings",
    "households_table",
    "inactivity_table",
    "judged_of_place",
    "markers",
    "nearest_table",
    "neighbours_table",
    "of_tier",
    "opposites",
    "over_time_table",
    "p_words",
    "parts_table",
    "people_table",
    "profile_of_place",
    "profile_table",
    "ranks_table",
    "refused",
    "releases",
    "residence_table",
    "said",
    "segregation_table",
    "spread_table",
    "tests_of_places",
    "told_once",
    "tracking_table",
]
