"""Several pictures, each under its heading and with its caption, shown one after another."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from benchmarking.charts.dots import caption, dot_chart
from benchmarking.charts.grid import summary_grid
from benchmarking.charts.picture import Picture
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
    """Pictures in order; a notebook shows each under its heading."""

    plates: tuple[Plate, ...]

    def _ipython_display_(self) -> None:
        from IPython.display import Markdown, display

        if not self.plates:
            display(Markdown("*No current figure is held for any of these, so there is nothing to show.*"))
        for plate in self.plates:
            display(Markdown(f"### {plate.heading}"))
            display(plate.picture)
            display(Markdown(plate.caption))


def dot_charts(study: Study, findings: pd.DataFrame, indicators: list[str]) -> Gallery:
    """Draw a dot chart for each of the indicators that has a figure for the lead."""
    held = findings.dropna(subset=["lead_value"])["indicator"].unique()
    return Gallery(
        tuple(
            Plate(
                name,
                study.reference.indicators[name].title,
                dot_chart(study, name, findings),
                caption(study, name, findings),
            )
            for name in indicators
            if name in held
        )
    )


def summary_grids(study: Study, findings: pd.DataFrame, indicators: list[str], title: str) -> Gallery:
    """Draw the summary grid of the indicators given; an empty gallery when there is none to show."""
    if not indicators:
        return Gallery(())
    words = f"{study.lead.name} against each. The same verdicts are in tables.xlsx."
    return Gallery((Plate("grid", title, summary_grid(study, findings, indicators, title), words),))
