"""One tidy table of everything published or derived for a vintage."""

from benchmarking.observations.build import Observations, area_counts, build
from benchmarking.observations.schema import check, columns
from benchmarking.observations.separation import group_counts, neighbourhood_areas

__all__ = [
    "Observations",
    "area_counts",
    "build",
    "check",
    "columns",
    "group_counts",
    "neighbourhood_areas",
]
