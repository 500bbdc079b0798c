"""One tidy table of everything published or derived for a vintage."""

from benchmarking.observations.build import Observations, build, counts_of_today
from benchmarking.observations.schema import check, columns
from benchmarking.observations.separation import neighbourhood_areas

__all__ = ["Observations", "build", "check", "columns", "counts_of_today", "neighbourhood_areas"]
