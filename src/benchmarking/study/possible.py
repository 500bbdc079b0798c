"""Whether a study's parameters can be: its councils, groups, frameworks, vintages and files are there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from benchmarking.errors import ParameterError, ReferenceFileError, nearest
from benchmarking.observations.codes import kept_as_places
from benchmarking.paths import Paths
from benchmarking.reference import Area, Reference, groups_of, load_reference
from benchmarking.reference.groups import OWN_DISTRICTS, PUBLISHED
from benchmarking.study.parameters import StudyParameters, load_parameters
from benchmarking.vintages import vintage_names

#: Folders beside the studies' own.
_TAKEN = ("shared", "templates")


def open_parameters(path: Path, overrides: dict[str, str] | None, paths: Paths) -> StudyParameters:
    """Read and fully check a parameters file."""
    parameters = load_parameters(path, overrides)
    check_parameters(parameters, load_reference(paths.reference), paths)
    return parameters


def check_parameters(parameters: StudyParameters, reference: Reference, paths: Paths) -> None:
    """Raise ParameterError, offering the nearest name, for a council, group, framework or vintage that is not there.

    Raises ReferenceFileError for a target whose date is long past.
    """
    if parameters.study in _TAKEN:
        raise ParameterError(
            f"study: a study cannot be called {parameters.study!r}",
            next_step="That folder has a use of its own in reports or data/processed. Choose another name",
        )
    known_vintages = vintage_names(paths)
    for name in ("vintage", "previous_vintage"):
        wanted = getattr(parameters, name)
        if wanted is not None and wanted not in known_vintages:
            raise ParameterError(
                f"{name}: there is no vintage {wanted!r} in data/raw",
                expected=f"one of {', '.join(known_vintages) or 'none yet: import some releases'}",
                next_step=nearest(wanted, known_vintages),
            )
    if parameters.previous_vintage is not None and parameters.previous_vintage >= parameters.vintage:
        raise ParameterError(
            "previous_vintage is not before vintage",
            found=f"{parameters.previous_vintage} and {parameters.vintage}",
            expected=f"a year before {parameters.vintage}, or nothing",
            next_step=_earlier(parameters.vintage, known_vintages),
        )
    end = date(int(parameters.vintage), 6, 30)
    if parameters.baseline is not None and parameters.baseline > end:
        raise ParameterError(
            "baseline: no figure of this vintage can follow this day",
            found=parameters.baseline.isoformat(),
            expected=f"a day before {end.isoformat()}",
        )
    for name in ("lead_authority", "reference_area"):
        _check_area(name, getattr(parameters, name), reference)
    lead = reference.areas[parameters.lead_authority]
    if lead.valid_to:
        raise _ended_lead(lead, reference)
    if lead.code == parameters.reference_area:
        raise ParameterError(
            "lead_authority and reference_area are the same", found=f"{lead.name} ({lead.code})"
        )
    members = comparison_members(parameters, reference)
    if parameters.reference_area in members:
        raise ParameterError(
            "comparison_group: the reference area is compared anyway, and cannot be in the group as well",
            found=f"{reference.areas.name(parameters.reference_area)} ({parameters.reference_area})",
            next_step="Take it out of the group",
        )
    if not members:
        raise ParameterError("comparison_group: no authority is left to compare with")
    if parameters.district_group not in (None, OWN_DISTRICTS):
        _check_places(parameters.district_group, lead, reference)
    # A target that was due before last year's figures came has had its report.
    reference.tracked.check_dates(date(int(parameters.vintage) - 1, 6, 30))
    _check_consultation(parameters.consultation, paths)
    word = parameters.word_reference
    if word is not None and not (paths.templates / word).is_file():
        there = sorted(path.name for path in paths.templates.glob("*.docx") if not path.name.startswith("~$"))
        raise ParameterError(
            f"word_reference: there is no {word!r} in reports/templates",
            expected=f"one of {', '.join(there) or 'none yet: save a Word document there'}",
            next_step=nearest(word, there),
        )
    known_frameworks = sorted(reference.frameworks.frame["framework"].unique())
    for framework in parameters.frameworks:
        if framework not in known_frameworks:
            raise ParameterError(
                f"frameworks: there is no framework {framework!r}",
                expected=f"some of {', '.join(known_frameworks)}",
                next_step=nearest(framework, known_frameworks),
            )


def _earlier(vintage: str, known: list[str]) -> str:
    """Say what previous_vintage may be: the vintage before, or nothing where there is none."""
    before = max((name for name in known if name < vintage), default="")
    nothing = (
        "previous_vintage = None in a notebook (null in a parameters file) compares with no earlier vintage"
    )
    return (
        f"Set previous_vintage to {before}. {nothing}"
        if before
        else f"{nothing}: {vintage} is the first held"
    )


def _check_places(group: str, lead: Area, reference: Reference) -> None:
    """Refuse a group of places that is not there, of which one ended, or of which none is the lead's."""
    _check_group("district_group", group, [*reference.groups.places(), OWN_DISTRICTS])
    members = reference.groups.members(group)
    for code in members:
        if not reference.areas[code].is_current:
            raise ParameterError(
                f"district_group: {reference.areas.name(code)} of {group} ended",
                next_step=f"{reference.areas.became(code)}. Name a group of today's places, or none",
            )
    districts = reference.areas.districts(lead.code) if lead.type == "county" else []
    if not {lead.code, *districts} & set(members):
        raise ParameterError(
            f"district_group: none of the places of {group} lies in {lead.name}",
            expected="a group with the lead authority or some of its districts in it",
            next_step=f"Write '{OWN_DISTRICTS}' for the {len(districts)} districts of {lead.name}"
            if districts
            else f"Leave it blank (None in a notebook), since {lead.name} has no districts below it",
        )


def _ended_lead(lead: Area, reference: Reference) -> ParameterError:
    """Ask which successor leads the study, or point to the group of places that keeps the lead's ground."""
    areas = reference.areas
    following = {code: areas.name(code) for code in areas.changes.successors(lead.code)}
    if len(following) == 1:
        next_step = f"Use its successor {next(iter(following))}"
    else:
        choices = ", or ".join(f"lead_authority: {code} for {name}" for code, name in following.items())
        next_step = f"Say which of them leads the study: {choices}"
        if group := kept_as_places(reference).get(lead.code):
            next_step += (
                f". The former area goes on as an area of its own, {group}: study.figure(indicator, {group!r}) gives "
                "its figures up to that day, and later ones where today's areas together have its ground"
            )
    return ParameterError(
        f"lead_authority: {lead.name} ({lead.code}) ended on {lead.valid_to}",
        found=areas.became(lead.code),
        next_step=next_step,
    )


def comparison_members(parameters: StudyParameters, reference: Reference) -> list[str]:
    """Return the comparison group's current codes in order, the lead left out."""
    group = parameters.comparison_group
    if isinstance(group, str):
        codes = _members(group, parameters.lead_authority, reference)
    else:
        for code in group:
            _check_area("comparison_group", code, reference)
        codes = group
    try:
        current = [reference.areas.current(code) for code in codes]
    except ReferenceFileError as error:
        raise ParameterError(f"comparison_group: {error.problem}", next_step=error.next_step) from None
    return [code for code in dict.fromkeys(current) if code != parameters.lead_authority]


def _members(group: str, lead: str, reference: Reference) -> list[str]:
    _check_group("comparison_group", group, [*reference.groups.comparisons(), *PUBLISHED])
    held = groups_of(lead, reference.groups, reference.neighbours, reference.areas)
    if group not in held.ids:
        raise ParameterError(
            f"comparison_group: {group!r} names nobody for {reference.areas.name(lead)}",
            where="statistical_neighbours.csv",
            next_step="Choose another group, or give a list of codes such as [E10000016,E10000007]",
        )
    return held.members(group)


def _check_group(name: str, group: str, known: list[str]) -> None:
    if group not in known:
        raise ParameterError(
            f"{name}: there is no such group as {group!r} in data/reference/comparison_groups.csv",
            expected=f"one of {', '.join(known)}"
            + (", or a list of codes such as [E10000016,E10000007]" if name == "comparison_group" else ""),
            next_step=nearest(group, known),
        )


def _check_consultation(name: str | None, paths: Paths) -> None:
    known = sorted(path.stem for path in paths.consultations.glob("*.csv"))
    if name is not None and name not in known:
        raise ParameterError(
            f"consultation: there is no file {name}.csv in data/consultations",
            expected=f"one of {', '.join(known) or 'none yet'}, or nothing where nobody was consulted",
            next_step=nearest(name, known) or "docs/consultations.md says how to make one",
        )


def _check_area(name: str, code: str, reference: Reference) -> None:
    if code in reference.areas.codes:
        return
    try:
        area = reference.areas.resolve(code)
    except ReferenceFileError as error:
        raise ParameterError(f"{name}: there is no area {code!r}", next_step=error.next_step) from None
    raise ParameterError(
        f"{name}: an area is given by its code, not its name",
        found=repr(code),
        expected=f"{area.code} for {area.name}",
    )
