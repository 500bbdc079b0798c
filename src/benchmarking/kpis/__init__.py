"""Which indicators could be KPIs, their baselines, and what change could be detected."""

from benchmarking.kpis.tracking import LISTS, OTHERS, VERDICTS, tracking, tracking_verdicts
from benchmarking.kpis.words import change_told, dated_figure, tracking_sentence, verdict_sentence

__all__ = [
    "LISTS",
    "OTHERS",
    "VERDICTS",
    "change_told",
    "dated_figure",
    "tracking",
    "tracking_sentence",
    "tracking_verdicts",
    "verdict_sentence",
]
