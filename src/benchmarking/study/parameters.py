"""The study's parameters: typed, and checked before any notebook starts."""

from __future__ import annotations

import reprlib
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from benchmarking.errors import Location, ParameterError, ReferenceFileError, nearest
from benchmarking.observations.codes import kept_as_places
from benchmarking.paths import Paths
from benchmarking.reference import Area, Reference, load_reference
from benchmarking.vintages import vintage_names

DEFAULT_PARAMETERS = "parameters/lancashire.yaml"


class StudyParameters(BaseModel):
    """The choices that make a study; all but FORMS_ONLY are the notebooks' parameters."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    study: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")
    vintage: str = Field(pattern=r"^\d{4}$")
    previous_vintage: str | None = Field(default=None, pattern=r"^\d{4}$")
    lead_authority: str
    comparison_group: str | list[str]
    reference_area: str = "E92000001"
    district_group: str | None = None
    frameworks: list[str] = Field(min_length=1)
    confidence_level: float = Field(default=0.95, gt=0.5, lt=1)
    adjustment: Literal["fdr_bh", "holm", "none"] = "fdr_bh"
    minimum_cell: int = Field(default=5, ge=0, le=100)
    seed: int = Field(default=0, ge=0)
    baseline: date | None = None
    consultation: str | None = Field(default=None, pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")
    word_reference: str | None = Field(default=None, pattern=r"^[^/\\]+\.docx$")

    #: What only the written report depends on, and neither figures nor notebooks.
    FORMS_ONLY: ClassVar[frozenset[str]] = frozenset({"word_reference"})

    @field_validator("vintage", "previous_vintage", mode="before")
    @classmethod
    def _year_as_text(cls, value: object) -> object:
        return str(value) if isinstance(value, int) else value

    @property
    def alpha(self) -> float:
        return 1 - self.confidence_level


def load_parameters(path: Path, overrides: dict[str, str] | None = None) -> StudyParameters:
    """Read a parameters file, with `name=value` overrides in YAML spelling.

    Raises ParameterError for a file that is not YAML, a name that is no parameter (offering the nearest)
    and a value of the wrong kind.
    """
    if not path.is_file():
        raise ParameterError(
            "There is no such parameters file",
            where=str(path),
            next_step="Copy notebooks/parameters/lancashire.yaml and change it",
        )
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        raise ParameterError(
            "The parameters file is not YAML",
            where=Location(path.name, row=mark.line + 1 if mark else None),
            found=getattr(error, "problem", None) or str(error),
        ) from error
    if not isinstance(content, dict):
        raise ParameterError(
            "The parameters file is not a list of `name: value` lines", where=Location(path.name)
        )
    for name, text in (overrides or {}).items():
        try:
            content[name] = yaml.safe_load(text)
        except (yaml.YAMLError, ValueError) as error:
            raise ParameterError(f"The value given for {name!r} cannot be read", found=repr(text)) from error
    return make_parameters(content, where=path.name)


def are_as_written(parameters: StudyParameters, paths: Paths) -> bool:
    """Tell whether a study's choices are those of its parameters file, for which its report's words were written.

    The consultation and the Word styles make no difference. A study without a file of its name has words of its own.
    """
    file = paths.notebooks / "parameters" / f"{parameters.study}.yaml"
    if not file.is_file():
        return True
    alike = {"consultation": None, "word_reference": None}
    return load_parameters(file).model_copy(update=alike) == parameters.model_copy(update=alike)


def make_parameters(content: dict[str, Any], *, where: str | None = None) -> StudyParameters:
    """Type and check a study's parameters; raises ParameterError with one sentence for the first wrong one."""
    try:
        return StudyParameters.model_validate(content)
    except ValidationError as error:
        found = error.errors()
        # A misspelt name is both unknown and missing: say which word was wrong.
        first = next((each for each in found if each["type"] == "extra_forbidden"), found[0])
        name = str(first["loc"][0]) if first["loc"] else ""
        if first["type"] == "extra_forbidden":
            raise ParameterError(
                f"There is no parameter {name!r}",
                where=where,
                expected=f"one of {', '.join(StudyParameters.model_fields)}",
                next_step=nearest(name, StudyParameters.model_fields),
            ) from None
        if first["type"] == "missing":
            raise ParameterError(f"The parameter {name!r} is missing", where=where) from None
        raise ParameterError(
            f"The parameter {name!r} has a value that it cannot have",
            where=where,
            found=reprlib.repr(first["input"]),
            expected=first["msg"].removeprefix("Input should be ").removeprefix("String should "),
        ) from None


def check_parameters(parameters: StudyParameters, reference: Reference, paths: Paths) -> None:
    """Raise ParameterError, offering the nearest name, for a council, group, framework or vintage that is not there.

    Raises ReferenceFileError for a target whose date is long past.
    """
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
    if parameters.district_group is not None:
        _check_group("district_group", parameters.district_group, reference.groups.places())
        for code in reference.groups.members(parameters.district_group):
            if not reference.areas[code].is_current:
                raise ParameterError(
                    f"district_group: {reference.areas.name(code)} of {parameters.district_group} ended",
                    next_step=f"{reference.areas.became(code)}. Name a group of today's places, or none",
                )
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
        _check_group("comparison_group", group, reference.groups.comparisons())
        codes = reference.groups.members(group)
    else:
        for code in group:
            _check_area("comparison_group", code, reference)
        codes = group
    try:
        current = [reference.areas.current(code) for code in codes]
    except ReferenceFileError as error:
        raise ParameterError(f"comparison_group: {error.problem}", next_step=error.next_step) from None
    return [code for code in dict.fromkeys(current) if code != parameters.lead_authority]


def open_parameters(path: Path, overrides: dict[str, str] | None, paths: Paths) -> StudyParameters:
    """Read and fully check a parameters file."""
    parameters = load_parameters(path, overrides)
    check_parameters(parameters, load_reference(paths.reference), paths)
    return parameters


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
