"""A study opened for reading: its choices, its areas and its observations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarking import observations as observing
from benchmarking.errors import ObservationError, VintageError
from benchmarking.paths import Paths
from benchmarking.reference import Area, Groups, Reference, groups_of, load_reference, types_of_tier
from benchmarking.reference.groups import OWN_DISTRICTS
from benchmarking.study.keeping import digest, stored
from benchmarking.study.parameters import StudyParameters, make_parameters
from benchmarking.study.possible import check_parameters, comparison_members
from benchmarking.vintages import Release, load_vintage, read_package
from benchmarking.vintages.package import PACKAGE

_BUILDERS = ("errors.py", "observations", "reference", "sources", "stats", "vintages")


@dataclass(frozen=True)
class Study:
    """One study: the lead authority, whom it is compared with, and every observation of its vintage."""

    parameters: StudyParameters
    reference: Reference
    paths: Paths

    @property
    def lead(self) -> Area:
        """The lead authority."""
        return self.reference.areas[self.parameters.lead_authority]

    @cached_property
    def groups(self) -> Groups:
        """The named lists of areas, with the lead's own: its published neighbours and its districts."""
        reference = self.reference
        return groups_of(self.lead.code, reference.groups, reference.neighbours, reference.areas)

    @cached_property
    def comparators(self) -> list[str]:
        """The comparison group's codes, in order, the lead left out."""
        return comparison_members(self.parameters, self.reference)

    @cached_property
    def fitting_groups(self) -> list[str]:
        """The ids of the comparison groups that fit the lead: two or more others, all of its tier.

        A group that was drawn up for somebody else, or for one region, is left out unless the study names it.
        """
        areas = self.reference.areas
        types = types_of_tier(areas, self.lead.code)
        members = {name: set(self.groups.members(name)) for name in self.groups.comparisons()}
        return [
            name
            for name, codes in members.items()
            if (name == self.parameters.comparison_group or self.groups.is_offered(name, self.lead.code))
            and len(codes - {self.lead.code}) >= 2
            and all(areas[code].type in types for code in codes)
        ]

    @cached_property
    def districts(self) -> list[str]:
        """The codes of the study's group of places; none where the lead is to have its own and has none."""
        group = self.parameters.district_group
        return self.groups.members(group) if group in self.groups.ids else []

    @property
    def group_title(self) -> str:
        """What the comparison group is called."""
        group = self.parameters.comparison_group
        if isinstance(group, str):
            return self.groups.title(group)
        many = len(self.comparators)
        return f"{many} chosen {'authority' if many == 1 else 'authorities'}"

    @property
    def group_words(self) -> str:
        """What the comparison group is called inside a sentence, and that the lead is one of it where it is."""
        group, title = self.parameters.comparison_group, self.group_title
        words = "the" + title[3:] if title.startswith("The ") else title
        if isinstance(group, str) and self.lead.code in self.groups.members(group):
            return f"the other {len(self.comparators)} of {words}"
        return words

    @cached_property
    def releases(self) -> dict[str, Release]:
        """The vintage's releases, by id."""
        return {release.id: release for release in read_package(self.paths, self.parameters.vintage)}

    @cached_property
    def observations(self) -> pd.DataFrame:
        """Every observation of the study's vintage (columns of design section 4)."""
        return stored_observations(self.paths, self.reference, self.parameters.vintage)

    @cached_property
    def previous_observations(self) -> pd.DataFrame:
        """Every observation of the previous vintage; raises VintageError when the study names none."""
        previous = self.parameters.previous_vintage
        if previous is None:
            raise VintageError("This study names no previous vintage", next_step="Set previous_vintage")
        return stored_observations(self.paths, self.reference, previous)

    @cached_property
    def refused(self) -> pd.DataFrame:
        """Published rows of areas that ended and whose extent no current area has."""
        return observing.build(load_vintage(self.paths, self.parameters.vintage), self.reference).refused

    def name(self, code: str) -> str:
        """Return the name of an area or of a group of places."""
        if code in self.reference.areas.codes:
            return self.reference.areas.name(code)
        if code == OWN_DISTRICTS:
            return f"{self.lead.name}'s districts"
        return self.groups.title(code)

    def figure(self, indicator: str, area: str, period: str | None = None) -> pd.Series:
        """Return one observation, the latest with a value unless a period is named.

        Raises ObservationError when there is none.
        """
        self.reference.indicators.get(indicator)
        rows = self.observations
        rows = rows[(rows["indicator"] == indicator) & (rows["area_code"] == area)]
        rows = rows[rows["period"] == period] if period else rows[rows["value"].notna()]
        if rows.empty:
            raise ObservationError(
                f"There is no figure of {indicator!r} for {self.name(area)}"
                + (f" in {period}" if period else ""),
                next_step="Notebook 01 lists what is held",
            )
        return rows.sort_values("period").iloc[-1]


def once_a_study(make: Callable[[Study], pd.DataFrame]) -> Callable[[Study], pd.DataFrame]:
    """Have a table that depends on nothing but the study made once for each study that is open."""

    @wraps(make)
    def made(study: Study) -> pd.DataFrame:
        tables = study.__dict__.setdefault("_made", {})
        if make not in tables:
            tables[make] = make(study)
        return tables[make].copy()

    return made


def open_study(*, root: Path | str | None = None, **parameters: Any) -> Study:
    """Open a study from its parameters, checked first.

    Parameters
    ----------
    root : the checkout to work in; the one this package stands in when not given.
    parameters : the names of notebooks/parameters/lancashire.yaml.

    Raises
    ------
    ParameterError, offering the nearest name, for anything misspelt or not there.
    """
    return study_of(make_parameters(parameters), Paths(Path(root)) if root else Paths.default())


def study_of(parameters: StudyParameters, paths: Paths) -> Study:
    """Open the study of checked or unchecked parameters."""
    reference = load_reference(paths.reference)
    check_parameters(parameters, reference, paths)
    return Study(parameters, reference, paths)


def stored_observations(paths: Paths, reference: Reference, vintage: str) -> pd.DataFrame:
    """Read a vintage's observations, built afresh when a release, the reference or the code has changed.

    They are the same for every study, which is why they are kept once.
    """
    return stored(
        paths.shared(vintage) / "observations.parquet",
        observations_key(paths, vintage),
        lambda: observing.build(load_vintage(paths, vintage), reference).frame,
    )


def observations_key(paths: Paths, vintage: str) -> str:
    """Return a digest of all that the observations of a vintage are made from."""
    return digest([paths.raw(vintage) / PACKAGE, *sorted(paths.reference.glob("*.csv"))], _BUILDERS)
