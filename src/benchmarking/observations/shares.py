"""Percentages and effective numbers of groups from census counts."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from benchmarking.errors import ObservationError
from benchmarking.stats import effective_groups

KEY = ["area_code", "period"]


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage of a census table: the categories counted, less others, over the denominator's."""

    table: str
    counted: tuple[str, ...]
    less: tuple[str, ...] = ()
    over: tuple[str, ...] = ("Total",)


_DEPRIVED = tuple(
    f"Household is deprived in {n} dimension{s}"
    for n, s in (("one", ""), ("two", "s"), ("three", "s"), ("four", "s"))
)
_ENGLISH = "Main language is English (English or Welsh in Wales)"
_LANGUAGE = "Main language is not English (English or Welsh in Wales)"

SHARES = {
    "other_than_white": Share("TS021", ("Total",), less=("White",)),
    "born_outside_uk": Share(
        "TS004", ("Born outside the UK",), over=("Born in the UK", "Born outside the UK")
    ),
    "limited_english": Share(
        "TS029",
        (f"{_LANGUAGE}: Cannot speak English well", f"{_LANGUAGE}: Cannot speak English"),
        over=(_ENGLISH, _LANGUAGE),
    ),
    "household_deprivation": Share(
        "TS011", _DEPRIVED[1:], over=("Household is not deprived in any dimension", *_DEPRIVED)
    ),
    "overcrowding": Share(
        "TS052",
        ("-1 (overcrowded)", "-2 or less (overcrowded)"),
        over=(
            "+2 or more (under-occupied)",
            "+1 (under-occupied)",
            "0 (ideal)",
            "-1 (overcrowded)",
            "-2 or less (overcrowded)",
        ),
    ),
    "multiple_language_households": Share(
        "TS026",
        ("Household members have different main languages",),
        over=(
            "Household members have different main languages",
            "All household members have the same main language",
        ),
    ),
}

#: Table of each dimension of super-diversity.
DIVERSITY = {
    "diversity_ethnicity": "TS021",
    "diversity_religion": "TS030",
    "diversity_birth": "QUIZ birth country",
    "diversity_language": "QUIZ main language",
}
NOT_GROUPS = ("Total", "Not answered")


def shares(counts: pd.DataFrame) -> pd.DataFrame:
    """Compute each percentage of SHARES from category counts (columns of a counts table plus release)."""
    found = []
    for indicator, share in SHARES.items():
        wide = wide_counts(counts, share.table)
        used = {*share.counted, *share.less, *share.over}
        if wide.empty:
            continue
        _need(wide, used, share.table)
        numerator = wide[list(share.counted)].sum(axis=1, skipna=False)
        if share.less:
            numerator -= wide[list(share.less)].sum(axis=1, skipna=False)
        denominator = wide[list(share.over)].sum(axis=1, skipna=False)
        found.append(
            _rows(wide, indicator, 100 * numerator / denominator, f"share of {share.table} counts").assign(
                numerator=numerator.to_numpy(), denominator=denominator.to_numpy()
            )
        )
    residents = wide_counts(counts, "TS021")
    if "Total" in residents:
        found.append(_rows(residents, "residents", residents["Total"], "total of TS021"))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def diversity(counts: pd.DataFrame) -> pd.DataFrame:
    """Compute the effective number of groups, exp of Shannon's entropy, for each dimension."""
    found = []
    for indicator, table in DIVERSITY.items():
        groups = groups_of(counts, indicator)
        if groups.empty:
            continue
        result = effective_groups(groups.droplevel(["release", "made"]))
        method = f"exp(Shannon entropy) over {groups.shape[1]} categories of {table}"
        found.append(_rows(groups, indicator, result["value"], method))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def groups_of(counts: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Lay out the residents of each area by the categories of one dimension of DIVERSITY, without its total.

    The census quiz lists chosen birth countries and languages: everyone else is one further category. The
    index is that of `wide_counts`; the frame is empty when there are no counts.
    """
    table = DIVERSITY[indicator]
    wide = wide_counts(counts, table)
    if wide.empty:
        return wide
    groups = wide[_finest([name for name in wide.columns if name not in NOT_GROUPS])]
    if table == "QUIZ birth country":
        _need(wide, {"Total"}, table)
        groups = groups.assign(Elsewhere=wide["Total"] - groups.sum(axis=1))
    if table == "QUIZ main language":
        english = wide_counts(counts, "TS029")
        if english.empty:
            return english
        groups = _with_english(groups, english)
    # Cell-key perturbation can make the remainder a few below nobody.
    return groups.clip(lower=0)


def inactivity_gap(counts: pd.DataFrame) -> pd.DataFrame:
    """Compute the gap in economic inactivity at ages 16 to 49, other ethnic groups less White, Census 2011."""
    wide = wide_counts(counts, "LC6201EW")
    if wide.empty:
        return pd.DataFrame()
    every, inactive = "; ages 16 to 49; all", "; ages 16 to 49; economically inactive"
    _need(
        wide, {who + what for who in ("White", "All ethnic groups") for what in (every, inactive)}, "LC6201EW"
    )
    white = wide["White" + inactive] / wide["White" + every]
    others = (wide["All ethnic groups" + inactive] - wide["White" + inactive]) / (
        wide["All ethnic groups" + every] - wide["White" + every]
    )
    method = (
        "inactive share of residents in other ethnic groups less that of White residents, LC6201EW counts"
    )
    return _rows(wide, "ethnic_inactivity_gap_2011", 100 * (others - white), method)


def wide_counts(counts: pd.DataFrame, table: str) -> pd.DataFrame:
    """Lay out a table's counts with a column a category; empty when there are none.

    The index is area_code, period, release and made, which says how the counts were summed.
    """
    rows = counts[counts["table"].astype(str) == table]
    if rows.empty:
        return pd.DataFrame()
    rows = rows.assign(
        category=rows["category"].astype(str),
        period=rows["period"].astype(str),
        made=rows.get("method", ""),
    )
    return rows.pivot(index=[*KEY, "release", "made"], columns="category", values="count").astype(float)


def _need(wide: pd.DataFrame, categories: set[str], table: str) -> None:
    lost = sorted(categories - set(wide.columns))
    if lost:
        raise ObservationError(
            f"The counts of {table} lack a category that an indicator is made from",
            where=f"release {', '.join(sorted(set(wide.index.get_level_values('release'))))}",
            found=f"{len(wide.columns)} categories without {lost[0]!r}",
            next_step="See whether the publisher has renamed it",
        )


def _rows(wide: pd.DataFrame, indicator: str, values: pd.Series, method: str) -> pd.DataFrame:
    frame = wide.index.to_frame(index=False)
    made = frame.pop("made")
    return frame.assign(
        indicator=indicator, value=values.to_numpy(), method=method + made.where(made == "", ", " + made)
    )


def _with_english(languages: pd.DataFrame, proficiency: pd.DataFrame) -> pd.DataFrame:
    """Add English and every other language to the listed ones; both releases are named."""
    _need(proficiency, {_ENGLISH, _LANGUAGE}, "TS029")
    both = languages.reset_index(["release", "made"]).join(
        proficiency[[_ENGLISH, _LANGUAGE]]
        .droplevel("made")
        .rename_axis(index={"release": "release_2"})
        .reset_index("release_2"),
        how="inner",
    )
    both["Another language"] = both.pop(_LANGUAGE) - both[languages.columns].sum(axis=1)
    both["release"] = both["release"] + ";" + both.pop("release_2")
    return both.set_index(["release", "made"], append=True)


def _finest(categories: list[str]) -> list[str]:
    return [name for name in categories if not any(other.startswith(f"{name}:") for other in categories)]
