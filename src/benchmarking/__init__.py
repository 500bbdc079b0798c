"""Reproducible, defensible benchmarking for councils."""

__version__ = "0.1.0"
