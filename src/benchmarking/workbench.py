"""What a notebook opens: a study with its findings, each of which explains itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarking import study as studies
from benchmarking.charts import (
    Gallery,
    Picture,
    Plate,
    dot_charts,
    expected_charts,
    place_profile,
    place_strips,
    trend_charts,
)
from benchmarking.findings import findings_of, no_places, place_findings_of, study_words
from benchmarking.findings.frame import Finding
from benchmarking.findings.places_compared import place_of
from benchmarking.findings.warrant import Warrant, told, warrant
from benchmarking.findings.warrant_sides import lines_of
from benchmarking.stats import plain_method
from benchmarking.study import Study
from benchmarking.tables import PlaceProfile, profile_of_place


@dataclass(frozen=True, repr=False)
class Explanation:
    """One finding with all that it rests on; as text it is what `benchmarking explain` says.

    In a notebook it shows the sentence, the figures, how they were compared, the picture and the releases.
    """

    warrant: Warrant
    gallery: Gallery

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Each figure with its interval, its period, how it came about, and its rows in data/raw."""
        interval = f"{self.warrant.level} interval"
        lines = [
            {
                "Whose": side.name,
                "Figure": side.figure,
                interval: f"{side.interval} ({plain_method(side.interval_method)})"
                if side.interval
                else side.interval_method,
                "Period": side.period,
                "How": side.method,
                "Place": side.note,
                "Rows of data/raw": "; ".join(f"{file} {where}".strip() for _, file, where in lines_of(side)),
                "Release": "; ".join(dict.fromkeys(side.rows["release"])),
            }
            for side in self.warrant.sides
        ]
        columns = ["Whose", "Figure", interval, "Period", "How", "Place", "Rows of data/raw", "Release"]
        table = pd.DataFrame(lines, columns=columns).set_index("Whose")
        return table if table["Place"].any() else table.drop(columns="Place")

    @cached_property
    def workings(self) -> pd.DataFrame:
        """How the finding was computed, step by step."""
        said = self.warrant.workings
        return pd.DataFrame({"Step": list(said), "In words": list(said.values())}).set_index("Step")

    @cached_property
    def releases(self) -> pd.DataFrame:
        """The releases behind it: publisher, page, file and checksum."""
        lines = [
            {
                "Release": release.id,
                "Publisher": release.publisher,
                "Title": release.title,
                "Published": release.released.isoformat(),
                "Page": release.address,
                "File read": release.file,
                "sha256": release.file_sha256,
            }
            for release in self.warrant.releases
        ]
        columns = ["Release", "Publisher", "Title", "Published", "Page", "File read", "sha256"]
        return pd.DataFrame(lines, columns=columns).set_index("Release")

    def __repr__(self) -> str:
        return "\n".join(told(self.warrant))

    def _ipython_display_(self) -> None:
        from IPython.display import Markdown, display

        found = self.warrant
        display(Markdown(f"**{found.sentence}**\n\n{found.definition} {found.caveat}".rstrip()))
        with pd.option_context("display.max_colwidth", None, "display.max_rows", None):
            for table in (self.figures, self.workings):
                if not table.empty:
                    display(table)
            if self.gallery.plates:
                display(self.gallery)
            if found.releases:
                display(self.releases)


@dataclass(frozen=True)
class Page:
    """One place's profile with its picture; a notebook shows it under the place's name, as one printed page."""

    profile: PlaceProfile
    picture: Picture

    def _ipython_display_(self) -> None:
        from IPython.display import HTML, display

        told = self.profile
        display(
            HTML(f'<h2 class="page">{escape(told.name)}</h2><p class="page-words">{escape(told.opening)}</p>')
        )
        display(HTML(told.who.to_html(classes="who", border=0)))
        display(self.picture)
        display(HTML(f'<p class="page-words">{escape(told.gaps)} {escape(told.limits)}</p>'))
        for words, table in (
            ("Every figure of this page, in words", told.figures),
            ("What else describes this place, never judged", told.also),
        ):
            display(HTML(f"<details><summary>{words}</summary>{table.to_html(border=0)}</details>"))


@dataclass(frozen=True)
class Pages:
    """The pages of several places, shown one after another, or the sentence that says why there is none."""

    pages: tuple[Page, ...]
    otherwise: str = ""

    def _ipython_display_(self) -> None:
        from IPython.display import Markdown, display

        if not self.pages:
            display(Markdown(f"*{self.otherwise}*"))
        for page in self.pages:
            display(page)


class Words(str):
    """A sentence that depends on the study; a notebook shows it as prose."""

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        return str(self)


@dataclass(frozen=True)
class OpenStudy(Study):
    """A study with its findings at hand; everything that takes a Study takes it."""

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Every finding of the study, one row each (columns of `Finding`)."""
        return findings_of(self)

    @cached_property
    def place_findings(self) -> pd.DataFrame:
        """The findings of each of the study's places (`findings.place_findings`)."""
        return place_findings_of(self)

    @property
    def introduction(self) -> Words:
        """Whose study it is, whom that is set beside, and which places are shown."""
        return Words(study_words(self))

    @property
    def pages(self) -> Pages:
        """A page for each of the study's places, in the order of its list."""
        places = self.place_findings
        codes = dict.fromkeys(places["place_code"])
        return Pages(
            tuple(
                Page(profile_of_place(self, places, code), place_profile(self, places, code))
                for code in codes
            ),
            no_places(self),
        )

    def explain(self, finding: str) -> Explanation:
        """Explain one finding, such as "child_poverty.vs.group", down to its rows of data/raw.

        Raises CommandError, offering the nearest, for an id that no finding has.
        """
        found = warrant(self, finding)
        place = place_of(self, finding)
        return Explanation(
            found, _strip(self, place, found.finding) if place else _gallery(self, found.finding)
        )


def open_study(*, root: Path | str | None = None, **parameters: Any) -> OpenStudy:
    """Open a study from its parameters, checked first.

    Parameters
    ----------
    root : the checkout to work in; the one this package stands in when not given.
    parameters : the names of notebooks/parameters/lancashire.yaml.

    Raises
    ------
    ParameterError, offering the nearest name, for anything misspelt or not there.
    """
    opened = studies.open_study(root=root, **parameters)
    return OpenStudy(opened.parameters, opened.reference, opened.paths)


def _gallery(study: OpenStudy, finding: Finding) -> Gallery:
    """Draw what the finding speaks of: among others, over time, or against what is expected."""
    title, drawn = study.reference.indicators[finding.indicator].title, [finding.indicator]
    if finding.is_silent:
        return Gallery((), finding.reason)
    if study.reference.indicators[finding.indicator].tier == "by_group":
        return Gallery((), f"{title} is not drawn in a row of places: a figure of one group is never ranked.")
    if finding.kind == "expected":
        return expected_charts(study, study.findings, drawn, title)
    if finding.kind in ("trend", "since_previous", "since_baseline"):
        return trend_charts(study, study.findings, drawn, title)
    return dot_charts(study, study.findings, drawn)


def _strip(study: OpenStudy, place: str, finding: Finding) -> Gallery:
    """Draw a place's figure on the range of English authorities, with the study's other places."""
    if finding.is_silent:
        return Gallery((), finding.reason)
    picture = place_strips(study, study.place_findings, place, [finding.indicator])
    item = study.reference.indicators[finding.indicator]
    return Gallery((Plate(item.id, item.title, picture, item.caveat),))
