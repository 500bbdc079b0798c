"""Who lives where a consultation was held, by the categories that participants are counted in."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarking.consultation.answers import BAND_STARTS, DISABILITY, RURAL_URBAN, Band, band_words
from benchmarking.errors import ConsultationError
from benchmarking.findings.origins import vintage_of
from benchmarking.observations import area_counts
from benchmarking.study import Study

_CROSSED = "Age by sex by ethnic group"
#: The tables of residents of all ages, and what each of their categories is called here.
_ALL_AGES = {
    "disability": (
        "TS038",
        dict(zip(("Disabled under the Equality Act", "Not disabled under the Equality Act"), DISABILITY, strict=True)),
    ),
    "rural_urban": ("Rural-urban classification", {name: name for name in RURAL_URBAN}),
}  # fmt: skip


def residents_by_age_sex_and_group(study: Study, bands: Sequence[Band]) -> pd.DataFrame:
    """Count residents of the lead's districts by age band, sex and ethnic group (Census 2021).

    Parameters
    ----------
    bands : bands made of whole bands of the census; residents of other ages are left out.

    Returns
    -------
    A row for each combination: district (its name), age_band, sex, ethnic_group and residents.

    Raises
    ------
    ConsultationError : the census table is not held for one of the districts.
    """
    districts = study.reference.areas.districts(study.lead.code)
    counts = _counts(study, _CROSSED, districts)
    if not set(districts) <= set(counts["area_code"]):
        raise ConsultationError(
            f"No census table by age, sex and ethnic group is held for every district of {study.lead.name}",
            expected=f"the table {_CROSSED!r} in vintage {study.parameters.vintage}",
        )
    parts = counts["category"].str.extract(r"^(?P<group>.+); (?P<sex>female|male); aged (?P<first>\d+)")
    counts = counts.assign(
        district=counts["area_code"].map(study.name),
        age_band=parts["first"].astype(int).map(_bands_by_start(bands)),
        sex=parts["sex"].str.capitalize(),
        ethnic_group=parts["group"],
    ).dropna(subset=["age_band"])
    by = ["district", "age_band", "sex", "ethnic_group"]
    return counts.groupby(by, sort=False)["count"].sum().rename("residents").reset_index()


def residents_of_all_ages(study: Study, column: str) -> pd.Series | None:
    """Count the lead's residents by disability or by rural and urban area, all ages; None where no table is held."""
    table, categories = _ALL_AGES[column]
    counts = _counts(study, table, [study.lead.code]).set_index("category")["count"]
    if not set(categories) <= set(counts.index):
        return None
    return counts[list(categories)].rename(index=categories).rename_axis(column).rename("residents")


def _counts(study: Study, table: str, areas: Sequence[str]) -> pd.DataFrame:
    held = vintage_of(study).counts
    rows = area_counts(held[held["table"] == table], study.reference)
    return rows[rows["area_code"].isin(list(areas))]


def _bands_by_start(bands: Sequence[Band]) -> dict[int, str]:
    """Say in which band each of the census's bands lies, by the age at which it begins."""
    return {
        start: band_words((first, last))
        for start in BAND_STARTS
        for first, last in bands
        if first <= start and (last is None or start <= last)
    }
