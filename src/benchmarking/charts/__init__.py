"""Pictures of results, each with its words and its figures."""

from benchmarking.charts.age import age_chart
from benchmarking.charts.comparability import distance_chart
from benchmarking.charts.consultation import cells_chart, reach_chart, reach_charts
from benchmarking.charts.diversity import diversity_chart
from benchmarking.charts.dots import caption, dot_chart, dot_frame, english_range
from benchmarking.charts.early_warning import early_warning_chart, early_warning_charts, early_warning_frame
from benchmarking.charts.expected import expected_caption, expected_chart, expected_frame
from benchmarking.charts.funnel import funnel_caption, funnel_chart
from benchmarking.charts.gallery import (
    Gallery,
    Plate,
    dot_charts,
    expected_charts,
    funnel_charts,
    neighbourhood_charts,
    place_grids,
    place_maps,
    summary_grids,
    trend_charts,
)
from benchmarking.charts.gap_trends import gap_trend_chart, gap_trend_charts
from benchmarking.charts.gaps import gap_caption, gap_chart, gap_charts
from benchmarking.charts.grid import LOOKS, firmness_frame, grid_frame, places_grid, summary_grid
from benchmarking.charts.kpis import (
    detectability_caption,
    detectability_chart,
    detectability_charts,
    detectability_frame,
    tests_grid,
    tests_grids,
)
from benchmarking.charts.map_frames import common_period, map_frame
from benchmarking.charts.map_words import map_caption
from benchmarking.charts.maps import place_map
from benchmarking.charts.neighbourhoods import neighbourhood_caption, neighbourhood_dots
from benchmarking.charts.people import people_chart, people_charts
from benchmarking.charts.picture import Picture
from benchmarking.charts.place_strips import place_frame, place_profile, place_strips, profiled
from benchmarking.charts.practice import practice_caption, practice_grid, practice_grids
from benchmarking.charts.segregation import segregation_caption, segregation_chart, segregation_frame
from benchmarking.charts.strategy import strategy_grid, strategy_grids
from benchmarking.charts.trends import trend_chart, trend_frame

__all__ = [
    "LOOKS",
    "Gallery",
    "Picture",
    "Plate",
    "age_chart",
    "caption",
    "cells_chart",
    "common_period",
    "detectability_caption",
    "detectability_chart",
    "detectability_charts",
    "detectability_frame",
    "distance_chart",
    "diversity_chart",
    "dot_chart",
    "dot_charts",
    "dot_frame",
    "early_warning_chart",
    "early_warning_charts",
    "early_warning_frame",
    "english_range",
    "expected_caption",
    "expected_chart",
    "expected_charts",
    "expected_frame",
    "firmness_frame",
    "funnel_caption",
    "funnel_chart",
    "funnel_charts",
    "gap_caption",
    "gap_chart",
    "gap_charts",
    "gap_trend_chart",
    "gap_trend_charts",
    "grid_frame",
    "map_caption",
    "map_frame",
    "neighbourhood_caption",
    "neighbourhood_charts",
    "neighbourhood_dots",
    "people_chart",
    "people_charts",
    "place_frame",
    "place_grids",
    "place_map",
    "place_maps",
    "place_profile",
    "place_strips",
    "places_grid",
    "practice_caption",
    "practice_grid",
    "practice_grids",
    "profiled",
    "reach_chart",
    "reach_charts",
    "segregation_caption",
    "segregation_chart",
    "segregation_frame",
    "strategy_grid",
    "strategy_grids",
    "summary_grid",
    "summary_grids",
    "tests_grid",
    "tests_grids",
    "trend_chart",
    "trend_charts",
    "trend_frame",
]
