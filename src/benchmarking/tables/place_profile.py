"""One place on one page: who lives there, its figures beside the county and England, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from benchmarking.errors import CommandError, nearest
from benchmarking.findings import Finding, basis_words, each, figure_words, own_districts, period_words
from benchmarking.findings.diversity import DIMENSIONS
from benchmarking.findings.extents import INDICES
from benchmarking.findings.periods import last_day
from benchmarking.findings.places_compared import own_figures
from benchmarking.findings.words import rounding_words
from benchmarking.reference.vocabulary import JUDGED_TIERS, THEMES, UNJUDGED_TIERS
from benchmarking.study import Study
from benchmarking.tables.benchmarks import lead_words, said
from benchmarking.tables.districts import BETTER
from benchmarking.tables.kinds import KINDS, by_kind

#: Who lives in a place: described, never judged.
WHO = [
    "residents",
    "aged_under_16",
    "aged_65_and_over",
    "population_density",
    "born_outside_uk",
    "other_than_white",
    "multiple_language_households",
    "deprived_neighbourhoods",
]
#: Shown elsewhere, beside what chance alone would give and how many categories there are.
ELSEWHERE = (*INDICES, "dissimilarity_change", *DIMENSIONS)
#: A figure whose period ended so many years before the vintage's last day is called old.
OLD = 5


@dataclass(frozen=True)
class PlaceProfile:
    """The words and tables of one place's page.

    Parameters
    ----------
    code, name : whose it is.
    opening : what can and what cannot be said of it.
    who : who lives there, beside the lead authority and the reference area; never judged.
    figures : the indicators with a direction by theme, each with its interval, period, verdicts and basis.
    also : the rest of what describes it, with each figure's caveat; never judged.
    gaps : what is missing and what is old.
    limits : the sentence that the page ends with.
    """

    code: str
    name: str
    opening: str
    who: pd.DataFrame
    figures: pd.DataFrame
    also: pd.DataFrame
    gaps: str
    limits: str


def profile_of_place(study: Study, places: pd.DataFrame, place: str) -> PlaceProfile:
    """Make the page of one of the study's places from its findings.

    Raises CommandError, offering the nearest, for a code that is none of the study's places.
    """
    if place not in set(places["place_code"]):
        raise CommandError(
            f"{place!r} is none of the study's places",
            expected=f"one of {', '.join(study.districts)}" if len(places) else "a study with places",
            next_step=nearest(place, study.districts),
        )
    own = places[places["place_code"] == place]
    name = study.name(place)
    return PlaceProfile(
        code=place,
        name=name,
        opening=_opening(study, own, place),
        who=_who(study, own, name),
        figures=_figures(study, own, name),
        also=_also(study, own, name),
        gaps=_gaps(study, places, place),
        limits=(
            f"These figures are about {name} as a place and not about any person or group who lives there. "
            "They do not say why, nor what any council did."
        ),
    )


def judged_of_place(study: Study, own: pd.DataFrame) -> list[str]:
    """List the indicators with a direction that a place has a figure of, in the order of the themes."""
    listed = study.reference.indicators.by_id
    held = listed[listed.index.isin(own["indicator"]) & listed["tier"].isin(JUDGED_TIERS)]
    return list(held.assign(at=held["theme"].map(THEMES.index)).sort_values("at", kind="stable").index)


def _opening(study: Study, own: pd.DataFrame, place: str) -> str:
    lead, reference = study.lead.name, study.name(study.parameters.reference_area)
    name, districts = study.name(place), own_districts(study)
    where = (
        f"{name} is one of the {len(districts)} districts of {lead}, whose figures include its own."
        if place in districts
        else f"{name} has a council of its own, outside the area of the county council. {lead} in these figures "
        "leaves it out."
    )
    judged = own[own["indicator"].isin(judged_of_place(study, own))]
    counts = judged[judged["kind"] == "reference"]
    untested = int((counts["basis"] != "tested").sum())
    beside = " ".join(
        _verdict_words(judged[judged["kind"] == kind], other)
        for kind, other in (("reference", reference), ("authority", lead))
    )
    return (
        f"{where} It has a figure of {len(counts)} indicators with a better direction. {beside} "
        f"The other {untested} have no interval or are complete counts: they are higher, lower, close or not "
        "compared, and nothing is said of chance. Similar does not mean the same: surveys ask few people in one place."
    )


def _verdict_words(rows: pd.DataFrame, other: str) -> str:
    tested = rows[rows["basis"] == "tested"]["verdict"].value_counts()
    words = ", ".join(
        f"{tested.get(verdict, 0) or 'none'} {verdict}" for verdict in ("better", "worse", "similar")
    )
    return f"Of the {tested.sum()} that could be tested against {other}: {words}."


def _who(study: Study, own: pd.DataFrame, name: str) -> pd.DataFrame:
    columns, found = {}, _by_kind(own)
    for indicator in WHO:
        pair = [found[indicator, kind] for kind in ("authority", "reference") if (indicator, kind) in found]
        if len(pair) < 2:
            continue
        item = study.reference.indicators[indicator]
        unit = "" if item.unit.name.startswith("%") else f", {item.unit.name}"
        unit = "" if item.unit.name == "persons" else unit
        values = [pair[0].lead_value, pair[0].value, pair[1].value]
        columns[f"{item.title}{unit}, {last_day(pair[0].lead_period).year}"] = [
            figure_words(value, "%" if item.unit.name.startswith("%") else "score", item.decimals)
            for value in values
        ]
    rows = [name, study.lead.name, study.name(study.parameters.reference_area)]
    return pd.DataFrame(columns, index=pd.Index(rows, name="Who lives there"))


def _figures(study: Study, own: pd.DataFrame, name: str) -> pd.DataFrame:
    reference, found = study.name(study.parameters.reference_area), _by_kind(own)
    lead = next(iter(own.loc[own["kind"] == "authority", "comparator_name"]))
    lines = []
    for indicator in judged_of_place(study, own):
        item, one = study.reference.indicators[indicator], found[indicator, "authority"]
        lines.append(
            {
                "Indicator": item.title,
                "Theme": item.theme,
                "Period": period_words(one.lead_period),
                "Better is": BETTER[item.polarity],
                name: lead_words(one, item),
                lead: _beside(study, one),
                reference: _beside(study, found[indicator, "reference"]),
            }
        )
    columns = ["Indicator", "Theme", "Period", "Better is", name, lead, reference]
    return pd.DataFrame(lines, columns=columns).set_index("Indicator")


def _also(study: Study, own: pd.DataFrame, name: str) -> pd.DataFrame:
    listed, found = study.reference.indicators.by_id, _by_kind(own)
    described = listed["tier"].isin(UNJUDGED_TIERS) & (listed["tier"] != "by_group")
    held = listed.index[described & listed.index.isin(own["indicator"])]
    shown = by_kind(study, [name for name in held if name not in (*WHO, *ELSEWHERE)])
    reference = study.name(study.parameters.reference_area)
    lines = []
    for kind, indicator in [(kind, name) for kind, names in shown.items() for name in names]:
        item = study.reference.indicators[indicator]
        one, other = found[indicator, "authority"], found[indicator, "reference"]
        lines.append(
            {
                "Indicator": item.title,
                "About": KINDS[kind].capitalize(),
                "Period": period_words(one.lead_period),
                name: figure_words(one.lead_value, item.unit.name, item.decimals),
                study.lead.name: _plain(study, one),
                reference: _plain(study, other),
                "Caveat": item.caveat,
            }
        )
    columns = ["Indicator", "About", "Period", name, study.lead.name, reference, "Caveat"]
    return pd.DataFrame(lines, columns=columns).set_index("Indicator")


def _gaps(study: Study, places: pd.DataFrame, place: str) -> str:
    listed = study.reference.indicators.by_id
    judged = listed.index[listed["tier"].isin(JUDGED_TIERS)]
    figures = own_figures(places)
    own = figures[figures["place_code"] == place].set_index("indicator")
    held = [indicator for indicator in judged if indicator in own.index]
    words = [
        f"No figure is held for {len(judged) - len(held)} of the {len(judged)} indicators with a direction."
    ]
    usual = figures.groupby("indicator").size() > len(study.districts) / 2
    lacking = [name for name in judged if usual.get(name, False) and name not in held]
    if lacking:
        words.append(f"Missing here, though most of the places have it: {_titles(study, lacking)}.")
    rare = [name for name in held if not usual[name]]
    if rare:
        words.append(
            f"{len(rare)} that most of the places lack are not in the picture, but in the table of every figure."
        )
    newest = figures.groupby("indicator")["lead_period"].max()
    behind = [name for name in held if own.at[name, "lead_period"] < newest[name]]
    if behind:
        words.append(f"Older here than for the other places: {_titles(study, behind, own['lead_period'])}.")
    end = pd.Timestamp(f"{study.parameters.vintage}-06-30") - pd.DateOffset(years=OLD)
    old = [name for name in held if last_day(str(own.at[name, "lead_period"])) < end]
    if old:
        years = sorted({last_day(str(own.at[name, "lead_period"])).year for name in old})
        words.append(f"More than {OLD} years old: {len(old)} figures, of {', '.join(map(str, years))}.")
    return " ".join(words)


def _titles(study: Study, names: Iterable[str], periods: pd.Series | None = None) -> str:
    told = []
    for name in names:
        title = study.reference.indicators[name].title
        told.append(title if periods is None else f"{title} ({period_words(periods[name])})")
    return "; ".join(told)


def _by_kind(own: pd.DataFrame) -> dict[tuple[str, str], Finding]:
    return {(one.indicator, one.kind): one for one in each(own)}


def _beside(study: Study, one: Finding) -> str:
    if one.is_silent:
        return said(one)
    item = study.reference.indicators[one.indicator]
    return f"{figure_words(one.value, item.unit.name, item.decimals)}: {said(one, rounding_words(one, item))}"


def _plain(study: Study, one: Finding) -> str:
    item = study.reference.indicators[one.indicator]
    if one.is_silent:
        return one.reason
    return f"{figure_words(one.value, item.unit.name, item.decimals)}: {one.verdict} ({basis_words(one)})"
