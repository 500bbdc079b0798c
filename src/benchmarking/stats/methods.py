"""The methods by the names that stand beside every result, each with its source."""

from __future__ import annotations

METHODS: dict[str, str] = {
    "wilson": "Wilson score interval for a proportion (Wilson 1927).",
    "clopper-pearson": "Exact binomial interval for a proportion (Clopper and Pearson 1934).",
    "byar": "Byar's approximation to the Poisson interval, 10 events or more (Breslow and Day 1987).",
    "exact poisson": (
        "Exact Poisson interval (Garwood 1936), which Byar's approximation gives way to below 10 events."
    ),
    "rescaled": "Published interval moved to another level by the ratio of normal quantiles (approximate).",
    "weighted mean of districts": (
        "Arms √Σ(w·arm)² from the districts' published intervals, w each one's share of the residents; their "
        "samples are independent (Cochran 1977, stratified sampling; each arm by itself as in Zou, Huang and "
        "Zhang 2009)."
    ),
    "mover": (
        "Difference of two figures with separate intervals by MOVER (Zou and Donner 2008); "
        "the p-value rescales the arms of the published intervals."
    ),
    "newcombe": (
        "Difference of two proportions from counts by Newcombe's method 10 (1998); "
        "the p-value inverts the interval."
    ),
    "mover of byar": (
        "Difference of two rates from event counts by MOVER (Zou and Donner 2008) on Byar's or exact "
        "Poisson limits; the p-value inverts the interval."
    ),
    "mover of clopper-pearson": (
        "Difference of two proportions from counts by MOVER (Zou and Donner 2008) on exact binomial limits; "
        "the p-value inverts the interval."
    ),
    "mover of exact poisson": (
        "Difference of two rates from event counts by MOVER (Zou and Donner 2008) on exact Poisson limits; "
        "the p-value inverts the interval."
    ),
    "mover-r": "Ratio of two figures with separate intervals by MOVER-R (Donner and Zou 2012).",
    "untested": "Difference or ratio of published figures of which one or both have no interval; not tested.",
    "unweighted mean": "Mean of the group's members, each counting the same; interval by MOVER.",
    "median": "Median of the group's members; not tested.",
    "fdr_bh": "False discovery rate within the family (Benjamini and Hochberg 1995).",
    "holm": "Family-wise error rate within the family (Holm 1979).",
    "standardised distance": (
        "Euclidean distance over variables divided by their standard deviation between areas."
    ),
    "marginal rank set": (
        "Ranks that one area's true figure may have, by stepwise tests of its pairs against the simulated "
        "normal maximum (Mogstad, Romano, Shaikh and Wilhelm 2024)."
    ),
    "simultaneous rank set": (
        "Ranks that hold all areas' true ranks at once, by stepwise tests of all pairs against the simulated "
        "normal maximum (Mogstad, Romano, Shaikh and Wilhelm 2024)."
    ),
    "simulated rank interval": (
        "Range of ranks when noise is added to every figure; not a confidence set "
        "(Goldstein and Spiegelhalter 1996)."
    ),
    "weighted trend": (
        "Slope of the latest five figures weighted by inverse variance, chi-squared test at 0.2%, and one sign "
        "with each point left out (Fingertips trend markers)."
    ),
    "trend of proportions": (
        "Score test of a logistic trend in the latest five proportions at 0.2%, and one sign with each point "
        "left out (Armitage 1955; Fingertips trend markers)."
    ),
    "trend of rates": (
        "Score test of a Poisson trend in the latest five rates at 0.2%, and one sign with each point left out "
        "(Armitage 1955; Fingertips trend markers)."
    ),
    "binomial funnel": (
        "Limits of the score test around the overall proportion (Spiegelhalter 2005a); adjusted z-scores add "
        "the variance between areas from winsorised z-scores (Spiegelhalter 2005b)."
    ),
    "poisson funnel": (
        "Exact Poisson limits around the overall rate (Spiegelhalter 2005a); adjusted z-scores add the "
        "variance between areas from winsorised z-scores (Spiegelhalter 2005b)."
    ),
    "jackknife+": (
        "Prediction from a straight line through all other areas, with an interval from leave-one-out fits "
        "(Barber, Candès, Ramdas and Tibshirani 2021)."
    ),
    "dissimilarity": "Dissimilarity between a group and all other residents (Duncan and Duncan 1955).",
    "isolation": "Index of isolation of a group's residents, xPx (Lieberson 1981; Massey and Denton 1988).",
    "exposure": (
        "Exposure of a group's residents to another group, xPy (Lieberson 1981; Massey and Denton 1988)."
    ),
    "information index": "Theil's H of two groups: how far small areas are less mixed than the whole (1972).",
    "multigroup information index": "Theil's H of all groups at once (Reardon and Firebaugh 2002).",
    "between and within": (
        "Theil's H of all groups, split into separation between parts and within them "
        "(Reardon and Firebaugh 2002)."
    ),
    "adjusted residual": (
        "Participants against residents' shares: adjusted Pearson residual (Haberman 1973), beside the binomial "
        "range that drawing by lot would give."
    ),
    "simpson and shannon": (
        "Chance that two residents differ (Simpson 1949), entropy (Shannon 1948), evenness (Pielou 1966) and "
        "effective number of groups (Hill 1973)."
    ),
    "exp(shannon)": "Effective number of groups, the exponential of Shannon's entropy (Hill 1973).",
    "arms of the interval": (
        "Standard error as the root mean square of an interval's arms over the normal quantile (Zou and Donner 2008)."
    ),
    "detectable change": (
        "Smallest true change between two figures that a test would find as often as the power says (Cohen 1988)."
    ),
    "signal share": (
        "Share of the variance between areas that is more than their mean squared standard error "
        "(Hedges and Olkin 1985)."
    ),
}

#: The names that a reader would not know, in plain words.
_PLAIN = {
    "wilson": "worked out from the counts (Wilson)",
    "clopper-pearson": "worked out from the counts, exactly (Clopper and Pearson)",
    "byar": "worked out from the count (Byar)",
    "exact poisson": "worked out from the count, exactly (Poisson)",
    "mover": "interval of the difference (MOVER)",
    "mover of byar": "interval of the difference (MOVER and Byar)",
    "mover of clopper-pearson": "interval of the difference (MOVER and Clopper-Pearson)",
    "mover of exact poisson": "interval of the difference (MOVER and exact Poisson)",
    "mover-r": "interval of the ratio (MOVER-R)",
    "newcombe": "interval of the difference (Newcombe)",
    "jackknife+": "predicted from all other authorities (jackknife+)",
    "marginal rank set": "the places that the true figure could have",
}


def plain_method(method: str) -> str:
    """Say the name that a method begins with in plain words, where there are any."""
    known = [name for name in _PLAIN if method == name or method.startswith(f"{name} ")]
    name = max(known, key=len, default="")
    return _PLAIN[name] + method.removeprefix(name) if name else method
