"""The year's releases: brought in, checked and read."""

from benchmarking.vintages.importing import ImportSummary, import_file
from benchmarking.vintages.package import Release, read_package, vintage_names
from benchmarking.vintages.standing import carried_forward, check_open
from benchmarking.vintages.store import Vintage, load_counts, load_vintage, verify

__all__ = [
    "ImportSummary",
    "Release",
    "Vintage",
    "carried_forward",
    "check_open",
    "import_file",
    "load_counts",
    "load_vintage",
    "read_package",
    "verify",
    "vintage_names",
]
