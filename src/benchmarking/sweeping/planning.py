"""The studies of a sweep: for each lead authority its choices, or for one lead each comparison group."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from benchmarking.errors import BenchmarkingError, ParameterError
from benchmarking.findings import comparability
from benchmarking.paths import Paths
from benchmarking.reference import Area, Reference, groups_of, tier_of, types_of_tier
from benchmarking.reference.groups import OWN_DISTRICTS
from benchmarking.study import Study, StudyParameters, load_parameters, study_of

#: A published list serves when it names at least this many, else the nearest are found by our own distances.
FEWEST, NEAREST = 7, 10
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Planned:
    """One study of a sweep: what it is called on the page, its folder, and its choices or why it has none."""

    label: str
    study: str
    parameters: StudyParameters | None
    refused: BenchmarkingError | None = None


@dataclass(frozen=True, slots=True)
class Sweep:
    """Several studies, by the alphabet of their labels, and what they have in common."""

    name: str
    title: str
    vintage: str
    planned: tuple[Planned, ...]


def sweep_of_leads(
    base: StudyParameters,
    leads: list[Area],
    asked: str,
    reference: Reference,
    paths: Paths,
    chosen: dict[str, str],
) -> Sweep:
    """Plan a full study for each lead authority.

    The base study's own lead keeps its choices, and so does a council with a parameters file of its own name.
    Every other takes the base's, without its consultation, and is compared with its own neighbours
    (`default_group`) and shown with its own districts, unless `chosen` says otherwise.

    Parameters
    ----------
    asked : what was asked for, which names the sweep.
    chosen : the choices made for this sweep, as `load_parameters` takes them.
    """
    planned = _apart([_planned(base, lead, reference, paths, chosen) for lead in leads])
    asked, together = asked.strip().casefold(), [slug(lead.name) for lead in leads]
    named = asked if asked.startswith("all-") else _short(together)
    title = {
        "all-upper-tier": "Every upper-tier authority",
        "all-districts": "Every district of a county",
    }.get(asked, f"{len(leads)} {'authority' if len(leads) == 1 else 'authorities'}")
    return Sweep(f"sweep-{named}", title, base.vintage, tuple(planned))


def sweep_of_groups(base: StudyParameters, study: Study) -> Sweep:
    """Plan a full study of one lead authority with each comparison group that fits it."""
    planned = [
        Planned(
            study.groups.title(group),
            f"{base.study}--{group}",
            base.model_copy(update={"study": f"{base.study}--{group}", "comparison_group": group}),
        )
        for group in study.fitting_groups
    ]
    return Sweep(
        f"sweep-{base.study}-by-comparison-group",
        f"{study.lead.name} with each comparison group that fits it",
        base.vintage,
        tuple(sorted(planned, key=lambda each: each.label)),
    )


def default_group(lead: str, base: StudyParameters, reference: Reference, paths: Paths) -> str | list[str]:
    """Return whom a lead authority is compared with unless somebody says otherwise.

    An upper-tier authority: its statistical neighbours as the Department for Education publishes them. A district:
    the ten areas of its tier that the Office for National Statistics finds most like it. Where the publisher
    names fewer than seven: the ten nearest by our own distances.

    Raises ObservationError or ParameterError when these cannot be had either.
    """
    published = (
        "dfe-statistical-neighbours" if tier_of(reference.areas, lead) == "upper-tier" else "ons-nearest-10"
    )
    groups = groups_of(lead, reference.groups, reference.neighbours, reference.areas)
    if published in groups.ids and len(groups.members(published)) >= FEWEST:
        return published
    types = types_of_tier(reference.areas, lead)
    listed = reference.areas.frame[reference.areas.frame["type"].isin(types)]
    everybody = [code for code in listed.loc[listed["valid_to"] == "", "code"] if code != lead]
    choices = {
        "lead_authority": lead,
        "comparison_group": everybody,
        "district_group": None,
        "consultation": None,
    }
    ranking = comparability(study_of(base.model_copy(update=choices), paths)).dropna(subset=["distance"])
    if len(ranking) < FEWEST:
        raise ParameterError(
            f"comparison_group: nobody is known to be like {reference.areas.name(lead)}",
            next_step="Name a group or give a list of codes: --set comparison_group=[E10000016,E10000007]",
        )
    return list(ranking.index[:NEAREST])


def slug(name: str) -> str:
    """Return a name as a folder is called: in small letters, with hyphens for whatever is no letter."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("'", "").replace("&", " and ")).strip("-")


def _planned(
    base: StudyParameters, lead: Area, reference: Reference, paths: Paths, chosen: dict[str, str]
) -> Planned:
    if lead.code == base.lead_authority:
        return Planned(lead.name, base.study, base)
    study = slug(lead.name)
    try:
        file = paths.notebooks / "parameters" / f"{study}.yaml"
        if file.is_file() and (own := load_parameters(file, chosen)).lead_authority == lead.code:
            return Planned(lead.name, own.study, own)
        choices: dict[str, Any] = {"study": study, "lead_authority": lead.code, "consultation": None}
        if "comparison_group" not in chosen:
            choices["comparison_group"] = default_group(lead.code, base, reference, paths)
        if "district_group" not in chosen:
            choices["district_group"] = OWN_DISTRICTS if lead.type == "county" else None
        return Planned(lead.name, study, base.model_copy(update=choices))
    except BenchmarkingError as error:
        return Planned(lead.name, study, None, error)


def _apart(planned: list[Planned]) -> list[Planned]:
    """Refuse the studies that would be written over each other, each under a folder's name of its own."""
    times = Counter(one.study for one in planned)
    return [
        one
        if times[one.study] == 1
        else Planned(
            one.label,
            f"{one.study} ({one.label})",
            None,
            ParameterError(
                "study: another study of this sweep has the same name, and would be written over this one",
                found=repr(one.study),
                next_step="Give it its own in its parameters file, or by --set study=NAME",
            ),
        )
        for one in planned
    ]


def _short(names: Iterable[str]) -> str:
    """Join names, the first of many with a mark of the others."""
    names = list(names)
    whole = "-".join(names)
    if len(whole) <= _LONGEST_NAME:
        return whole
    mark = hashlib.sha256(whole.encode()).hexdigest()[:6]
    return f"{names[0]}-and-{len(names) - 1}-more-{mark}"
