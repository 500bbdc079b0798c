"""The year's releases: found, downloaded, checked, and put together as a vintage."""

from benchmarking.refreshing.by_hand import ByHand, by_hand
from benchmarking.refreshing.fetching import LARGEST, Fetcher
from benchmarking.refreshing.renewing import Outcome, refresh

__all__ = ["LARGEST", "ByHand", "Fetcher", "Outcome", "by_hand", "refresh"]
