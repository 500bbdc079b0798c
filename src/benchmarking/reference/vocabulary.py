"""The words that the registry of indicators may use."""

from __future__ import annotations

COLUMNS = [
    "id",
    "title",
    "definition",
    "unit",
    "decimals",
    "polarity",
    "tier",
    "basis",
    "frameworks",
    "priority",
    "theme",
    "outcomes",
    "dataset",
    "series",
    "geography",
    "frequency",
    "breaks",
    "materiality",
    "materiality_reason",
    "in_deprivation_index",
    "part_of",
    "people",
    "caveat",
]
POLARITIES = ["higher_is_better", "lower_is_better", "no_judgement"]
#: A component is a published part of a derived indicator and is never judged on its own. A figure by group is
#: of one group of people, shown beside the same group elsewhere; never judged, never ranked, never a KPI.
TIERS = [
    "headline",
    "supporting",
    "context",
    "early_warning",
    "baseline",
    "to_collect",
    "component",
    "by_group",
]
#: How each type of council is called, those that have districts below them first.
COUNCIL_TYPES = {
    "county": "County councils, with districts below them",
    "unitary": "Unitary councils",
    "metropolitan district": "Metropolitan districts",
    "london borough": "London boroughs",
    "non-metropolitan district": "District councils",
}
JUDGED_TIERS = ["headline", "supporting"]
UNJUDGED_TIERS = ["context", "early_warning", "by_group"]
BASES = ["survey", "administrative count", "complete count", "modelled", "published figure"]
#: The strategy's priorities, shortened, as the strategy calls them.
PRIORITY_TITLES = {
    "inclusion": "Promote social inclusion",
    "trust": "Build trust and understanding",
    "empowerment": "Empower communities",
    "conflict": "Address conflict and tension",
}
PRIORITIES = list(PRIORITY_TITLES)
#: The strategy's themes; it spells the last one "Digital connectively" in its list.
THEMES = [
    "Economy",
    "Transport & Infrastructure",
    "Housing",
    "Health & Wellbeing",
    "Environment",
    "Education & Early years",
    "Employment & skills",
    "Digital connectivity",
    "cross-cutting",
]
OUTCOMES = [str(number) for number in range(1, 15)]
GEOGRAPHIES = [
    "district",
    "upper",
    "upper and district",
    "district and unitary",
    "district; counties summed",
    "community safety partnership; counties summed",
    "police force area",
    "the council's own area",
]
FREQUENCIES = ["quarterly", "annual", "every few years", "ten-yearly", "once", "none"]
#: Where figures come from: a source with an importer, or a data set read through the plain form.
DATASETS = [
    "dclg-place-survey-2008",
    "dcms-community-life-survey",
    "dfe-lait",
    "dfe-neet",
    "electoral-turnout",
    "home-office-hate-crime",
    "home-office-immigration-groups",
    "local",
    "mhclg-homelessness",
    "mhclg-indices-of-deprivation",
    "ohid-fingertips",
    "ons-census-2011",
    "ons-census-2021",
    "ons-census-quiz",
    "ons-explore-local-statistics",
    "ons-population-estimates",
    "ons-recorded-crime",
]
#: Whether the Index of Multiple Deprivation contains what the indicator measures, or nearly measures it.
IN_INDEX = ["yes", "no", "nearly"]
