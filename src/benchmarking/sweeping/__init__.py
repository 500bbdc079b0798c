"""Many studies at once: one for each lead authority, or for each comparison group."""

from benchmarking.sweeping.leads import leads_of
from benchmarking.sweeping.page import page_of
from benchmarking.sweeping.planning import (
    Planned,
    Sweep,
    default_group,
    slug,
    sweep_of_groups,
    sweep_of_leads,
)
from benchmarking.sweeping.sweeping import Outcome, sweep

__all__ = [
    "Outcome",
    "Planned",
    "Sweep",
    "default_group",
    "leads_of",
    "page_of",
    "slug",
    "sweep",
    "sweep_of_groups",
    "sweep_of_leads",
]
