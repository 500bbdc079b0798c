"""Several pictures, each under its heading and with its caption, shown one after another."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from benchmarking.charts.dots import caption, dot_chart
from benchmarking.charts.expected import expected_caption, expected_chart, expected_frame
from benchmarking.charts.funnel import funnel_caption, funnel_chart
from benchmarking.charts.grid import places_grid, summary_grid
from benchmarking.charts.map_frames import common_period
from benchmarking.charts.map_words import map_caption
from benchmarking.charts.maps import place_map
from benchmarking.charts.neighbourhoods import neighbourhood_caption, neighbourhood_dots
from benchmarking.charts.picture import Picture
from benchmarking.charts.trends import trend_chart, trend_frame
from benchmarking.findings import no_places
from benchmarking.findings.funnel import funnel_of
from benchmarking.study import Study


@dataclass(frozen=True, slots=True)
class Plate:
    """One picture of a gallery, with the indicator's id, its heading and its caption."""

    indicator: str
    heading: str
    picture: Picture
    caption: str


@dataclass(frozen=True, slots=True)
class Gallery:
    """Pictures in order, or the sentence that says why there is none; a notebook shows each under its heading."""

    plates: tuple[Plate, ...]
    otherwise: str = "No current figure is held for any of these, so there is nothing to show."

    def _ipython_display_(self) -> None:
        from IPython.display import Markdown, display

        if not self.plates:
            display(Markdown(f"*{self.otherwise}*"))
        for plate in self.plates:
            display(Markdown(f"### {plate.heading}"))
            display(plate.picture)
            display(Markdown(plate.caption))


def dot_charts(study: Study, findings: pd.DataFrame, indicators: list[str]) -> Gallery:
    """Draw a dot chart for each of the indicators that has a figure for the lead."""
    return Gallery(
        tuple(
            Plate(
                name,
                study.reference.indicators[name].title,
                dot_chart(study, name, findings),
                caption(study, name, findings),
            )
            for name in _held(findings, indicators)
        )
    )


def summary_grids(study: Study, findings: pd.DataFrame, indicators: list[str], title: str) -> Gallery:
    """Draw the summary grid of the indicators given; an empty gallery when there is none to show."""
    if not indicators:
        return Gallery(())
    words = f"{study.lead.name} against each. The same verdicts are in tables.xlsx."
    return Gallery((Plate("grid", title, summary_grid(study, findings, indicators, title), words),))


def place_grids(
    study: Study, findings: pd.DataFrame, places: pd.DataFrame, indicators: list[str], title: str
) -> Gallery:
    """Draw the grid of the study's places beside the reference area; an empty gallery when there are none."""
    if places.empty:
        return Gallery((), no_places(study))
    words = f"{study.lead.name} first, then the places in the order of the study's list, which is no ranking."
    return Gallery((Plate("grid", title, places_grid(study, findings, places, indicators, title), words),))


def funnel_charts(study: Study, findings: pd.DataFrame, indicators: list[str]) -> Gallery:
    """Draw a funnel for each of the indicators that can have one; an empty gallery when none can."""
    drawn = [name for name in _held(findings, indicators) if funnel_of(study, name) is not None]
    return Gallery(
        tuple(
            Plate(
                name,
                study.reference.indicators[name].title,
                funnel_chart(study, name),
                funnel_caption(study, name),
            )
            for name in drawn
        ),
        "None of these is counted for enough authorities, so there is no funnel to show.",
    )


def expected_charts(study: Study, findings: pd.DataFrame, indicators: list[str], title: str) -> Gallery:
    """Draw the indicators of which something can be expected; an empty gallery when there is none."""
    otherwise = (
        "Nothing can be said of what would be expected of a place like this, so there is nothing to show."
    )
    if expected_frame(study, findings, indicators).empty:
        return Gallery((), otherwise)
    picture = expected_chart(study, findings, indicators, title)
    return Gallery((Plate("expected", title, picture, expected_caption(study)),), otherwise)


def trend_charts(study: Study, findings: pd.DataFrame, indicators: list[str], title: str) -> Gallery:
    """Draw the lead's series of the indicators that have one; an empty gallery when there is none."""
    otherwise = "None of these has a direction and three figures, so there is no series to show."
    if trend_frame(study, findings, indicators).empty:
        return Gallery((), otherwise)
    words = (
        f"{study.lead.name}'s own figures over time; the words at the right are the findings'. A trend is tested on "
        "five figures a year apart, a change on two. Where neither can be, nothing is said of chance."
    )
    return Gallery(
        (Plate("trends", title, trend_chart(study, findings, indicators, title), words),), otherwise
    )


def place_maps(study: Study, indicators: list[str]) -> Gallery:
    """Draw a map of each of the indicators that at least half of the study's districts have a figure of."""
    return Gallery(
        tuple(
            Plate(
                name,
                study.reference.indicators[name].title,
                place_map(study, name),
                map_caption(study, name),
            )
            for name in indicators
            if common_period(study, name) is not None
        ),
        no_places(study) or "None of these is published for the districts, so there is no map to show.",
    )


def neighbourhood_charts(study: Study) -> Gallery:
    """Draw the neighbourhoods of the study's districts by where residents of different ethnic groups live."""
    if not study.districts:
        return Gallery((), "This study names no group of places, so there are no neighbourhoods to show.")
    heading = "Neighbourhoods by the share of residents from ethnic groups other than White"
    return Gallery(
        (Plate("neighbourhoods", heading, neighbourhood_dots(study), neighbourhood_caption(study)),)
    )


def _held(findings: pd.DataFrame, indicators: list[str]) -> list[str]:
    held = findings.dropna(subset=["lead_value"])["indicator"].unique()
    return [name for name in indicators if name in held]
