"""Which indicators could be KPIs, their baselines, and what change could be detected."""

from benchmarking.kpis.appraisal import (
    MET,
    NOT_JUDGED,
    NOT_MET,
    PARTLY,
    TESTS,
    UNTOLD,
    WORDS,
    appraise,
    judged_for_lead,
    no_judgements,
)
from benchmarking.kpis.figures import kpi_figures
from benchmarking.kpis.shortlist import (
    PRIORITY_TITLES,
    early_warnings,
    followed,
    headlines_left_out,
    priorities,
    shortlist,
)
from benchmarking.kpis.tracking import LISTS, OTHERS, VERDICTS, tracking, tracking_verdicts
from benchmarking.kpis.words import change_told, dated_figure, tracking_sentence, verdict_sentence

__all__ = [
    "LISTS",
    "MET",
    "NOT_JUDGED",
    "NOT_MET",
    "OTHERS",
    "PARTLY",
    "PRIORITY_TITLES",
    "TESTS",
    "UNTOLD",
    "VERDICTS",
    "WORDS",
    "appraise",
    "change_told",
    "dated_figure",
    "early_warnings",
    "followed",
    "headlines_left_out",
    "judged_for_lead",
    "kpi_figures",
    "no_judgements",
    "priorities",
    "shortlist",
    "tracking",
    "tracking_sentence",
    "tracking_verdicts",
    "verdict_sentence",
]
