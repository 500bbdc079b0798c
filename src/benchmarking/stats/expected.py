"""What would be expected of a place like this one, from context that it cannot change."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from benchmarking.errors import StatisticError
from benchmarking.stats.inputs import Floats

METHOD = "jackknife+"
MINIMUM_AREAS = 100
MINIMUM_R2 = 0.2


def expected(
    figures: pd.DataFrame,
    context: pd.DataFrame,
    lead: str,
    *,
    without: Mapping[str, Sequence[str]] | None = None,
    level: float = 0.95,
    minimum_areas: int = MINIMUM_AREAS,
    minimum_r2: float = MINIMUM_R2,
) -> pd.DataFrame:
    """Predict the lead's figure of each indicator from its context, as the other areas' figures go with theirs.

    A straight line is fitted over all areas but the lead. What it says is about areas, not about the people
    in them, and a figure beyond the interval is unusual for such a place, not caused by what it does. The
    interval holds the figure of a further area of the same kind nearly always with probability `level`, and
    at the worst with 2 × level - 1.

    Parameters
    ----------
    figures : areas in rows, indicators in columns.
    context : areas in rows, the variables that predict in columns; areas absent here have no context.
    lead : the label of the lead area.
    without : for some indicators, context variables that must not predict them because they contain them.
    level : of the prediction interval, between 0.5 and 1.
    minimum_areas : how many other areas with all figures a prediction needs.
    minimum_r2 : how much of the variation between areas must be predicted out of sample, as a share.

    Returns
    -------
    DataFrame with one row an indicator: expected, lower, upper, observed, difference (observed less
    expected), r2_out_of_sample (1 less the squares of leave-one-out errors over those about leave-one-out
    means), areas (in the fit), method ("jackknife+", or empty where there is no prediction) and reason (why
    there is none, or "no figure for the lead", or empty).

    Raises
    ------
    StatisticError : a lead that is not among the areas, a repeated label, text or an infinite number, no
        context variable, an unknown variable to leave out, a level that so few areas cannot bear.

    Source
    ------
    Least squares by `statsmodels`; the jackknife+ of Barber, Candès, Ramdas and Tibshirani (2021), Annals of
    Statistics 49, 486 to 507, from leave-one-out fits in closed form.
    """
    rows: list[dict[str, Any]] = []
    for fit in _fits(figures, context, lead, without or {}, level, minimum_areas, minimum_r2):
        low, middle, high = (np.nan,) * 3 if fit.refusal else _jackknife_plus(fit, level)
        rows.append(
            {
                "expected": middle,
                "lower": low,
                "upper": high,
                "observed": fit.observed,
                "difference": fit.observed - middle,
                "r2_out_of_sample": fit.r2,
                "areas": fit.areas,
                "method": "" if fit.refusal else METHOD,
                "reason": fit.refusal or ("no figure for the lead" if np.isnan(fit.observed) else ""),
            }
        )
    frame = pd.DataFrame(rows, index=figures.columns.rename("indicator"))
    return frame.astype({"method": "str", "reason": "str"})


def expected_coefficients(
    figures: pd.DataFrame,
    context: pd.DataFrame,
    lead: str,
    *,
    without: Mapping[str, Sequence[str]] | None = None,
    level: float = 0.95,
    minimum_areas: int = MINIMUM_AREAS,
    minimum_r2: float = MINIMUM_R2,
) -> pd.DataFrame:
    """Show the lines that `expected` predicts with, of the indicators it does not refuse.

    Parameters
    ----------
    figures, context, lead, without, level, minimum_areas, minimum_r2 : as for `expected`.

    Returns
    -------
    DataFrame indexed by indicator and variable ("constant" first): coefficient (indicator's units for one
    unit of the variable), lower, upper (its interval at `level`, by Student's t), and standardised (standard
    deviations of the indicator for one of the variable; missing for the constant).

    Raises
    ------
    StatisticError : as for `expected`.

    Source
    ------
    `statsmodels.api.OLS`.
    """
    parts = {
        fit.indicator: _coefficients(fit, level)
        for fit in _fits(figures, context, lead, without or {}, level, minimum_areas, minimum_r2)
        if not fit.refusal
    }
    if parts:
        return pd.concat(parts, names=["indicator", "variable"])
    empty = pd.MultiIndex.from_arrays([[], []], names=["indicator", "variable"])
    return pd.DataFrame(columns=["coefficient", "lower", "upper", "standardised"], index=empty, dtype=float)


@dataclass(frozen=True, slots=True)
class _Fit:
    indicator: Hashable
    observed: float
    areas: int
    r2: float = np.nan
    refusal: str = ""
    result: Any = None
    point: Floats = field(default_factory=lambda: np.empty(0))
    """The lead's context, with 1 before it for the constant."""
    errors: Floats = field(default_factory=lambda: np.empty(0))
    """What the fit to all other areas gets wrong of each area in it, with its sign."""


def _fits(
    figures: pd.DataFrame,
    context: pd.DataFrame,
    lead: str,
    without: Mapping[str, Sequence[str]],
    level: float,
    minimum_areas: int,
    minimum_r2: float,
) -> Iterator[_Fit]:
    figures, context = _checked(figures, context, lead, without, level, minimum_areas)
    for indicator in figures.columns:
        chosen = context.drop(columns=list(without.get(indicator, ())))
        if chosen.columns.empty:
            raise StatisticError(f"No context variable is left to predict {indicator}")
        own = figures[indicator]
        lacking = [str(name) for name in chosen.columns[chosen.loc[[lead]].isna().to_numpy()[0]]]
        complete = (own.notna() & chosen.notna().all(axis=1) & (own.index != lead)).to_numpy()
        y, x = own[complete], chosen[complete].copy()
        x.insert(0, "constant", 1.0)
        fit = _Fit(indicator, float(own[lead]), len(y))
        needed = max(minimum_areas, x.shape[1] + 2)
        if lacking:
            yield replace(fit, refusal=f"no context for the lead: {', '.join(lacking)}")
        elif len(y) < needed:
            yield replace(fit, refusal=f"{len(y)} other areas have every figure and {needed} are needed")
        elif y.nunique() == 1:
            yield replace(fit, refusal="the same figure in every other area")
        elif np.linalg.matrix_rank(x / x.abs().max().replace(0, 1)) < x.shape[1]:
            yield replace(fit, refusal="the context variables cannot be told apart")
        else:
            yield _fitted(replace(fit, point=np.array([1.0, *chosen.loc[lead]])), y, x, minimum_r2)


def _fitted(fit: _Fit, y: pd.Series, x: pd.DataFrame, minimum_r2: float) -> _Fit:
    import statsmodels.api as sm  # takes a second, and most commands fit nothing

    result = sm.OLS(y, x).fit()
    leverage = result.get_influence().hat_matrix_diag
    if (leverage > 1 - 1e-9).any():
        area = y.index[int(np.argmax(leverage))]
        return replace(fit, refusal=f"one area alone decides a coefficient: {area}")
    errors = np.asarray(result.resid / (1 - leverage))
    about_means = (y - y.mean()) * len(y) / (len(y) - 1)
    r2 = float(1 - np.square(errors).sum() / np.square(about_means).sum())
    short = f"out-of-sample R² is {r2:.3f} and {minimum_r2:g} is needed"
    return replace(fit, r2=r2, refusal=short if r2 < minimum_r2 else "", result=result, errors=errors)


def _jackknife_plus(fit: _Fit, level: float) -> tuple[float, float, float]:
    """Give the lower end, the prediction and the upper end for the lead."""
    middle = float(fit.point @ fit.result.params)
    pull = fit.result.model.exog @ fit.result.normalized_cov_params.to_numpy() @ fit.point
    without_each = middle - pull * fit.errors
    place = _place(level, fit.areas)
    low = np.sort(without_each - np.abs(fit.errors))[place - 1]
    high = np.sort(without_each + np.abs(fit.errors))[-place]
    return float(low), middle, float(high)


def _coefficients(fit: _Fit, level: float) -> pd.DataFrame:
    ends = fit.result.conf_int(alpha=1 - level)
    scale = fit.result.model.exog.std(axis=0) / fit.result.model.endog.std()
    return pd.DataFrame(
        {
            "coefficient": fit.result.params,
            "lower": ends[0],
            "upper": ends[1],
            "standardised": (fit.result.params * scale).where(scale > 0),
        }
    )


def _place(level: float, areas: int) -> int:
    """Count from either end to the interval's end: the floor of α(n + 1), free of rounding noise."""
    return int(np.floor(round((1 - level) * (areas + 1), 9)))


def _checked(
    figures: pd.DataFrame,
    context: pd.DataFrame,
    lead: str,
    without: Mapping[str, Sequence[str]],
    level: float,
    minimum_areas: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    if not 0.5 < level < 1 or _place(level, minimum_areas) < 1:
        raise StatisticError(
            "The level is one that so few areas cannot bear",
            found=f"{level} with {minimum_areas} areas or more",
            expected=f"above 0.5, up to {minimum_areas / (minimum_areas + 1):.4f}",
        )
    for name, frame in (("figures", figures), ("context", context)):
        for labels in (frame.index, frame.columns):
            if not labels.is_unique:
                raise StatisticError(
                    f"A label stands twice in the {name}", found=labels[labels.duplicated()][0]
                )
    if lead not in figures.index:
        raise StatisticError("The lead area is not among the figures", found=lead)
    unknown = [name for names in without.values() for name in names if name not in context.columns]
    if unknown:
        raise StatisticError(
            "A variable to leave out is not in the context", found=unknown[0], expected=list(context.columns)
        )
    try:
        figures, context = figures.astype(np.float64), context.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise StatisticError("The figures or the context hold what is not a number", found=error) from error
    if np.isinf(figures.to_numpy()).any() or np.isinf(context.to_numpy()).any():
        raise StatisticError("The figures or the context hold an infinite number", expected="finite numbers")
    return figures, context.reindex(figures.index)
