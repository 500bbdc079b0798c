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
from benchmarking.tables.early_warning import early_warning_table
from benchmarking.tables.gaps import CIRCUMSTANCES, gaps_over_time, gaps_table
from benchmarking.tables.kpi_pages import KpiPage, KpiPages, kpi_pages
from benchmarking.tables.kpis import (
    appraisal_table,
    headlines_table,
    measured_table,
    priorities_table,
    priority_words,
    rules_table,
    set_table,
    shortlist_table,
)
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
from benchmarking.tables.strategy import claims_outcomes, claims_table, implied_table, strategy_matrix
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
    "KpiPage",
    "KpiPages",
    "PlaceProfile",
    "appraisal_table",
    "change_table",
    "changes",
    "changes_table",
    "chapter",
    "claims_outcomes",
    "claims_table",
    "concepts",
    "counts_of_tests",
    "coverage",
    "decomposition_table",
    "dimensions_table",
    "diversity_table",
    "early_warning_table",
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
    "headlines_table",
    "held_by_places",
    "hidden_table",
    "holdings",
    "households_table",
    "implied_table",
    "inactivity_table",
    "judged_of_place",
    "kpi_pages",
    "markers",
    "measured_table",
    "nearest_table",
    "neighbours_table",
    "of_tier",
    "opposites",
    "over_time_table",
    "p_words",
    "parts_table",
    "people_table",
    "priorities_table",
    "priority_words",
    "profile_of_place",
    "profile_table",
    "ranks_table",
    "refused",
    "releases",
    "residence_table",
    "rules_table",
    "said",
    "segregation_table",
    "set_table",
    "shortlist_table",
    "spread_table",
    "strategy_matrix",
    "tests_of_places",
    "told_once",
    "tracking_table",
]
