"""Ways of reading a picture back: its marks, its texts and where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from benchmarking.charts import Picture, dot_chart
from benchmarking.charts.picture import STYLE
from benchmarking.findings import compare
from benchmarking.reference import Areas
from benchmarking.study import Study, study_of

NAMES = {"E10000016": "$x^2$ and $y_1$", "E10000030": "<b>Surrey</b> & *co*"}


@pytest.fixture(scope="session")
def judged(real_study: Study, findings: pd.DataFrame) -> list[str]:
    """The ids of indicators with a direction that the lead has a figure of."""
    listed = real_study.reference.indicators.by_id
    held = set(findings.loc[findings["lead_value"].notna(), "indicator"])
    return [name for name in listed.index[listed["tier"].isin(["headline", "supporting"])] if name in held]


@pytest.fixture(scope="session")
def pictures_of(real_study: Study, findings: pd.DataFrame, judged: list[str]) -> dict[str, Picture]:
    """The dot chart of every one of them."""
    return {name: dot_chart(real_study, name, findings) for name in judged}


def _with(study: Study, **choices: object) -> tuple[Study, pd.DataFrame]:
    other = study_of(study.parameters.model_copy(update=choices), study.paths)
    return other, compare(other)


@pytest.fixture(scope="session")
def burnley(real_study: Study) -> tuple[Study, pd.DataFrame]:
    """A district beside one other, at 90%."""
    return _with(real_study, lead_authority="E07000117", comparison_group=["E07000120"], confidence_level=0.9)


@pytest.fixture(scope="session")
def birmingham(real_study: Study) -> tuple[Study, pd.DataFrame]:
    """A city beside two councils, at 99%."""
    return _with(
        real_study,
        lead_authority="E08000025",
        district_group=None,
        comparison_group=["E08000003", "E10000016"],
        confidence_level=0.99,
    )


@pytest.fixture(scope="session")
def oddly_named(real_study: Study) -> Study:
    """The same study with two councils whose names look like mathematics and markup."""
    areas = real_study.reference.areas
    frame = areas.frame.assign(name=areas.frame["code"].map(NAMES).fillna(areas.frame["name"]))
    return replace(real_study, reference=replace(real_study.reference, areas=Areas(frame, areas.changes)))


@pytest.fixture(scope="session")
def marks() -> Callable[[Picture, str], list[tuple[float, float]]]:
    """List where the marks of one gid stand, as (x, row)."""

    def read(picture: Picture, gid: str) -> list[tuple[float, float]]:
        found = [
            tuple(map(float, place))
            for axes in picture.figure.axes
            for item in axes.collections
            if isinstance(item, PathCollection) and item.get_gid() == gid
            for place in np.ma.getdata(item.get_offsets())
        ]
        return [(x, y) for x, y in found]

    return read


@pytest.fixture(scope="session")
def lines() -> Callable[[Picture, str], list[tuple[float, float, float]]]:
    """List the horizontal lines of one gid, as (from, to, row)."""

    def read(picture: Picture, gid: str) -> list[tuple[float, float, float]]:
        return [
            (float(ends[0, 0]), float(ends[1, 0]), float(ends[0, 1]))
            for axes in picture.figure.axes
            for item in axes.collections
            if isinstance(item, LineCollection) and item.get_gid() == gid
            for ends in item.get_segments()
        ]

    return read


@pytest.fixture(scope="session")
def written_out() -> Callable[[Picture], list[tuple[Text, Bbox]]]:
    """Draw a picture, once, and list its visible texts with the box of pixels each takes."""
    drawn: dict[int, tuple[Picture, list[tuple[Text, Bbox]]]] = {}

    def read(picture: Picture) -> list[tuple[Text, Bbox]]:
        if id(picture) not in drawn:
            drawn[id(picture)] = picture, list(_texts(picture))
        return drawn[id(picture)][1]

    return read


def _texts(picture: Picture) -> Iterator[tuple[Text, Bbox]]:
    with mpl.rc_context(STYLE):
        canvas = FigureCanvasAgg(picture.figure)
        canvas.draw()
        beyond: set[int] = set()
        for axis in (axis for axes in picture.figure.axes for axis in (axes.xaxis, axes.yaxis)):
            low, high = sorted(axis.get_view_interval())
            ticks = [
                tick
                for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]
                if not low <= tick.get_loc() <= high
            ]
            beyond |= {id(label) for tick in ticks for label in (tick.label1, tick.label2)}
        off = [axes for axes in picture.figure.axes if not axes.axison]
        unseen = {
            id(text) for axes in off for axis in (axes.xaxis, axes.yaxis) for text in axis.findobj(Text)
        }
        for text in picture.figure.findobj(Text):
            if text.get_visible() and text.get_text().strip() and id(text) not in beyond | unseen:
                yield text, text.get_window_extent(canvas.get_renderer())
