"""The study's parameters: typed, and checked before any notebook starts."""

from __future__ import annotations

import reprlib
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from benchmarking.errors import Location, ParameterError, nearest
from benchmarking.paths import Paths

DEFAULT_PARAMETERS = "parameters/lancashire.yaml"


class StudyParameters(BaseModel):
    """The choices that make a study; all but FORMS_ONLY are the notebooks' parameters."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    study: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,80}$")
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

    @field_validator(
        "previous_vintage", "district_group", "baseline", "consultation", "word_reference", mode="before"
    )
    @classmethod
    def _blank_is_none(cls, value: object) -> object:
        return None if value in ("", []) else value

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
