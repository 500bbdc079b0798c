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
from benchmarking.reference import Areas
from benchmarking.study import Study

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


@pytest.fixture(scope="session")
def oddly_named(real_study: Study) -> Study:
    """The same study with two councils whose names look like mathematics and markup."""
    frame = real_study.reference.areas.frame.copy()
    frame["name"] = frame["code"].map(NAMES).fillna(frame["name"])
    return replace(real_study, reference=replace(real_study.reference, areas=Areas(frame)))


@pytest.fixture(scope="session")
def marks() -> Callable[[Picture, str], list[tuple[float, float]]]:
    """List where the marks of one gid stand, as (x, row)."""

    def read(picture: Picture, gid: str) -> list[tuple[float, float]]:
        found = [
            tuple(map(float, place))
            for item in picture.figure.axes[0].collections
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
            for item in picture.figure.axes[0].collections
            if isinstance(item, LineCollection) and item.get_gid() == gid
            for ends in item.get_segments()
        ]

    return read


@pytest.fixture(scope="session")
def written_out() -> Callable[[Picture], list[tuple[Text, Bbox]]]:
    """Draw a picture and list its visible texts with the box of pixels each takes."""

    def read(picture: Picture) -> list[tuple[Text, Bbox]]:
        return list(_texts(picture))

    return read


def _texts(picture: Picture) -> Iterator[tuple[Text, Bbox]]:
    with mpl.rc_context(STYLE):
        canvas = FigureCanvasAgg(picture.figure)
        canvas.draw()
        beyond: set[int] = set()
        for axis in (picture.figure.axes[0].xaxis, picture.figure.axes[0].yaxis):
            low, high = sorted(axis.get_view_interval())
            ticks = [tick for tick in axis.get_major_ticks() if not low <= tick.get_loc() <= high]
            beyond |= {id(label) for tick in ticks for label in (tick.label1, tick.label2)}
        for text in picture.figure.findobj(Text):
            if text.get_visible() and text.get_text().strip() and id(text) not in beyond:
                yield text, text.get_window_extent(canvas.get_renderer())
