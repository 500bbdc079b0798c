"""One importer a publisher: a file in, tidy rows out."""

from __future__ import annotations

from importlib import import_module

from benchmarking.errors import CommandError, nearest
from benchmarking.sources.tidy import Reading, Source

__all__ = ["SOURCES", "Reading", "Source", "source"]

#: Module of each source, by the name used on the command line and in the registry's `dataset` column.
SOURCES = {
    "dcms-community-life-survey": "community_life",
    "dfe-lait": "local_authority_interactive_tool",
    "dfe-neet": "neet_scorecards",
    "electoral-turnout": "referendum_turnout",
    "home-office-hate-crime": "hate_crime",
    "mhclg-homelessness": "statutory_homelessness",
    "nomis-census": "nomis_census",
    "ohid-fingertips": "fingertips",
    "ons-boundaries": "boundaries",
    "ons-census-quiz": "census_quiz",
    "ons-explore-local-statistics": "explore_local_statistics",
    "ons-lsoa-changes": "neighbourhood_changes",
    "ons-recorded-crime": "recorded_crime",
    "plain": "plain",
}


def source(name: str) -> Source:
    """Return the source of that name; raises CommandError, offering the nearest, when there is none."""
    if name not in SOURCES:
        raise CommandError(
            f"There is no source {name!r}",
            expected=f"one of {', '.join(SOURCES)}",
            next_step=nearest(name, SOURCES),
        )
    found: Source = import_module(f"benchmarking.sources.{SOURCES[name]}").SOURCE
    return found
