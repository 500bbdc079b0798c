"""Pictures of results, each with its words and its figures."""

from benchmarking.charts.age import age_chart
from benchmarking.charts.comparability import distance_chart
from benchmarking.charts.dots import caption, dot_chart, dot_frame, english_range
from benchmarking.charts.gallery import Gallery, Plate, dot_charts, summary_grids
from benchmarking.charts.grid import LOOKS, grid_frame, summary_grid
from benchmarking.charts.picture import Picture

__all__ = [
    "LOOKS",
    "Gallery",
    "Picture",
    "Plate",
    "age_chart",
    "caption",
    "distance_chart",
    "dot_chart",
    "dot_charts",
    "dot_frame",
    "english_range",
    "grid_frame",
    "summary_grid",
    "summary_grids",
]
