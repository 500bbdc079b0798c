"""What any chapter may say of the lead authority itself."""

from __future__ import annotations

from typing import Any

from benchmarking.findings import council_words, kind_words, own_districts
from benchmarking.findings.council import housing_words
from benchmarking.findings.ranks import peers
from benchmarking.strategy import speaks_of_lead
from benchmarking.study import Study


def council(study: Study) -> dict[str, Any]:
    """Return what the chapters find under `council`: what kind of council the lead is, and what depends on that.

    `with_counties` and `mixed_tiers` speak of all that are compared, the lead included. `districts` is how many it
    has and `districts_shown` how many of them this study sets beside it. `aims` is what its indicators are sorted by:
    the priorities of its strategy, or the same four as the aims of nobody's.
    """
    own = speaks_of_lead(study)
    is_county = study.lead.type == "county"
    types = {study.reference.areas[code].type for code in (study.lead.code, *study.comparators)}
    return {
        "said": council_words(study),
        "kind": kind_words(study),
        "is_county": is_county,
        "tier": peers(study)[1].removeprefix("English ").removesuffix(" authorities"),
        "districts": len(study.reference.areas.districts(study.lead.code)) if is_county else 0,
        "districts_shown": len(own_districts(study)),
        "housing": housing_words(study),
        "with_counties": "county" in types,
        "mixed_tiers": "county" in types and len(types) > 1,
        "has_strategy": own,
        "aims": "the strategy's four priorities"
        if own
        else "the four aims by which indicators are sorted here",
        "aim": "A priority of the strategy" if own else "An aim",
    }


def records_homeless(study: Study, held: set[str]) -> bool:
    """Tell whether the lead has a figure of homelessness, given the names of the indicators of which it has one."""
    indicators = study.reference.indicators
    return any(indicators[name].dataset == "mhclg-homelessness" for name in held)
