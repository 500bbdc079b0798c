"""The lead authority in words: what kind of council it is, where it lies, and which places are its own."""

from __future__ import annotations

from benchmarking.findings.places_compared import own_districts
from benchmarking.findings.words import listed
from benchmarking.study import Study

#: What a council of each type is called.
KINDS = {
    "county": "a county council",
    "unitary": "a unitary council",
    "metropolitan district": "a metropolitan district council",
    "london borough": "one of London's councils",
    "non-metropolitan district": "a district council",
}
_ONE_TIER = "with the duties of county and district alike"


def kind_words(study: Study) -> str:
    """Say what kind of council the lead is and where: "a unitary council in the East Midlands"."""
    region = study.lead.region
    kind = KINDS[study.lead.type]
    return f"{kind} {_in(study.name(region))}" if region and study.lead.type != "london borough" else kind


def council_words(study: Study) -> str:
    """Say in a sentence what kind of council the lead is, where it lies, and who shares its duties."""
    lead, areas = study.lead, study.reference.areas
    told = f"{lead.name} is {kind_words(study)}"
    if lead.type == "county":
        many = len(areas.districts(lead.code))
        return (
            f"{told}. Its area has {many} districts with councils of their own, which share the work with it."
        )
    if lead.type == "non-metropolitan district":
        return (
            f"{told}, within {study.name(str(lead.parent))}. Schools, social care, libraries and most roads there "
            "are the county council's work."
        )
    return f"{told}, {_ONE_TIER}."


def housing_words(study: Study) -> str:
    """Say whose duty housing is, where that bears on the lead's figures; nothing where it is the lead's own."""
    return ", and housing is a duty of the districts" if study.lead.type == "county" else ""


def places_title(study: Study) -> str:
    """Return what the study's places are called; nothing where it has none."""
    group = study.parameters.district_group
    return study.name(group) if group and study.districts else ""


def study_words(study: Study) -> str:
    """Introduce a study: its lead, whom that is set beside, and which places are shown."""
    reference = study.name(study.parameters.reference_area)
    names = listed([study.name(code) for code in study.comparators])
    own = own_districts(study)
    if own:
        places = f"{len(study.districts)} places are shown too: {places_title(study)}."
    elif study.lead.type == "county":
        places = "None of its districts are shown in this study."
    else:
        places = ""
    return f"{council_words(study)} It is set beside {reference} and {study.group_words} ({names}). {places}".rstrip()


def _in(region: str) -> str:
    """Say where, with the article that a direction takes: "in the North East", "in London"."""
    return f"in the {region}" if region.startswith(("North", "South", "East", "West")) else f"in {region}"
