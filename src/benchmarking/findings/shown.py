"""Which places are shown together, and in what order."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarking.errors import ObservationError
from benchmarking.study import Study


def shown_places(study: Study, *, reference: bool = False) -> dict[str, str]:
    """Return the places of a study in the order in which they are shown, never the order of a figure.

    Parameters
    ----------
    reference : whether the reference area is among them.

    Returns
    -------
    The role of each place by its code: the "lead"; the "reference"; each "authority" in the group's own order;
    each "district" by name. A place with two roles has the first.
    """
    roles: dict[str, str] = {study.lead.code: "lead"}
    if reference:
        roles.setdefault(study.parameters.reference_area, "reference")
    for code in study.comparators:
        roles.setdefault(code, "authority")
    for code in sorted(study.districts, key=study.name):
        roles.setdefault(code, "district")
    return roles


def check_asked(study: Study, areas: Sequence[str]) -> None:
    """Refuse no area at all, an area asked for twice, and a code that nothing has."""
    if not len(areas):
        raise ObservationError("No area was asked for", expected="one or more codes")
    for place, area in enumerate(areas):
        name = study.name(area)
        if area in areas[:place]:
            raise ObservationError(f"{name} was asked for twice", expected="each area once")
