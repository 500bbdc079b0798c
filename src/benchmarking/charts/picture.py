"""A chart with the words for those who cannot see it and the figures it was drawn from."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from afcharts.af_colours import get_af_colours
from matplotlib.figure import Figure
from PIL import Image

#: The Analysis Function's categorical palette, with grey for what is only background.
DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE, DARK_GREY, PURPLE = get_af_colours(
    "categorical", number_of_colours=6
)
PALE_GREY, MID_GREY = "#E3E3E3", "#8C8C8C"

#: How many colours a picture in a notebook keeps: a third of the size, and no difference to see.
COLOURS = 128

STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": MID_GREY,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelcolor": DARK_GREY,
    "xtick.color": DARK_GREY,
    "ytick.color": DARK_GREY,
    "figure.dpi": 110,
    "figure.constrained_layout.use": True,
    "text.parse_math": False,
    "svg.hashsalt": "benchmarking",
    "svg.fonttype": "path",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure, its alternative text, and the frame that it shows.

    In a notebook it displays itself as an image with that text.

    Parameters
    ----------
    figure, alt, frame : the drawing, what it says in words, and the figures it was drawn from.
    columns : column of the frame -> its heading, for those that a reader is shown as a table; all when empty.
    """

    figure: Figure
    alt: str
    frame: pd.DataFrame
    columns: Mapping[str, str] = field(default_factory=dict)

    def save(self, path: Path, *, dpi: int = 160) -> None:
        """Write the picture beside its place and move it in; the ending gives the form (.png or .svg)."""
        part = path.with_name(f".{path.stem}.part{path.suffix}")
        metadata = {"Date": None} if path.suffix == ".svg" else {"Software": None}
        with mpl.rc_context(STYLE):
            self.figure.savefig(part, dpi=dpi, metadata=metadata)
        part.replace(path)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        stream = io.BytesIO()
        with mpl.rc_context(STYLE):
            self.figure.savefig(stream, format="png", dpi=100, metadata={"Software": None})
        small = io.BytesIO()
        with Image.open(stream) as drawn:
            drawn.convert("RGB").quantize(COLOURS).save(small, "PNG", optimize=True)
        data = base64.b64encode(small.getvalue()).decode("ascii")
        return {"image/png": data, "text/plain": self.alt}, {"image/png": {"alt": self.alt}}


@contextmanager
def canvas(width: float, height: float) -> Iterator[Figure]:
    """Give a figure in the project's style, of a size in inches, that no notebook backend shows twice."""
    with mpl.rc_context(STYLE):
        yield Figure(figsize=(width, height), layout="constrained")
