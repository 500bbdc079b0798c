"""Verdicts of findings, after adjusting for how many were tested together."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from benchmarking.findings.beside import in_pounds
from benchmarking.findings.frame import PAIRED, SINCE
from benchmarking.findings.trends import ALPHA
from benchmarking.findings.words import number
from benchmarking.reference.vocabulary import JUDGED_TIERS
from benchmarking.stats import Trend, adjust, verdicts
from benchmarking.study import Study

Adjustment = Literal["fdr_bh", "holm", "none"]


def judged(study: Study, frame: pd.DataFrame, *, adjustment: Adjustment, alpha: float) -> pd.DataFrame:
    """Give findings of pairs, of changes and of trends their adjusted p-values and verdicts.

    Each kind is a family; what has no p-value is in none.

    Parameters
    ----------
    frame : findings with kind, difference and its interval, p, basis and reason; of trends also
        verdict_unadjusted.
    adjustment : "fdr_bh", "holm" or "none".
    alpha : the level that adjusted p-values of pairs and changes are held to; trends have their own.

    Returns
    -------
    The frame with p_adjusted, family_size, verdict_unadjusted, verdict and note.
    """
    frame = frame.copy()
    tested = frame["basis"] == "tested"
    p = frame["p"].where(tested)
    frame["p_adjusted"] = (
        p if adjustment == "none" else adjust(p, frame["kind"], method=adjustment)["p_adjusted"]
    )
    frame["family_size"] = frame["kind"].map(tested.groupby(frame["kind"]).sum()).where(tested)
    frame["note"] = frame["note"].fillna("") if "note" in frame else ""
    pair = frame["kind"].isin((*PAIRED, *SINCE))
    words = _pair_words(study, frame[pair], alpha)
    for name in ("verdict", "verdict_unadjusted"):
        frame[name] = frame.get(name, pd.Series("", index=frame.index))
        frame.loc[pair, name] = words[name]
    trends = frame["kind"] == "trend"
    moved = ~frame["verdict_unadjusted"].isin([Trend.NO_CLEAR_CHANGE, Trend.TOO_FEW_POINTS, "not compared"])
    lost = trends & moved & (frame["p_adjusted"] >= ALPHA)
    frame.loc[trends, "verdict"] = frame.loc[trends, "verdict_unadjusted"].mask(lost, Trend.NO_CLEAR_CHANGE)
    lost |= words["adjusted_away"].reindex(frame.index, fill_value=False)
    size = frame["family_size"].map("{:.0f}".format)
    called = np.where(trends, " trends", " comparisons")
    before = frame["note"].mask(frame["note"] != "", frame["note"] + "; ")
    frame["note"] = frame["note"].mask(lost, before + "not firm after adjusting for " + size + called)
    return frame


def _printed_alike(study: Study, frame: pd.DataFrame) -> np.ndarray:
    """Find the untested pairs whose two figures are printed alike, of which neither can be called higher."""
    listed = study.reference.indicators.by_id
    decimals = frame["indicator"].map(listed["decimals"]).astype(int)
    alike = ((frame["basis"] != "tested") & (frame["difference"].abs() < 10.0**-decimals)).to_numpy(copy=True)
    near = frame[alike]
    alike[alike] = [
        number(mine, places) == number(theirs, places)
        for mine, theirs, places in zip(near["lead_value"], near["value"], decimals[alike], strict=True)
    ]
    return alike


def _pair_words(study: Study, frame: pd.DataFrame, alpha: float) -> pd.DataFrame:
    listed = study.reference.indicators.by_id
    tier = frame["indicator"].map(listed["tier"])
    nominal = frame["kind"].isin(SINCE) & in_pounds(study, frame["indicator"])
    words = verdicts(
        frame["difference"].mask(_printed_alike(study, frame), 0.0),
        frame["difference_lower"],
        frame["difference_upper"],
        frame["p_adjusted"],
        basis=frame["basis"].where(frame["basis"] != "", "published and untested"),
        polarity=frame["indicator"].map(listed["polarity"]),
        judged=(tier.isin(JUDGED_TIERS) & ~nominal).to_numpy(),
        materiality=frame["indicator"].map(listed["materiality"]),
        not_compared=frame["reason"],
        alpha=alpha,
    )
    return pd.DataFrame(
        {
            "verdict": words["verdict"].astype(str),
            "verdict_unadjusted": words["unadjusted"].astype(str),
            "adjusted_away": words["adjusted_away"],
        }
    )
