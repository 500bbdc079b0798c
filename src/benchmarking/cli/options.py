"""The options that several commands share, and what they mean."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from benchmarking.cli.speaking import say
from benchmarking.errors import CommandError
from benchmarking.paths import Paths

if TYPE_CHECKING:
    from benchmarking.pipeline.elsewhere import Elsewhere
    from benchmarking.study import Study

ParametersFile = Annotated[
    Path | None,
    typer.Option(
        "--parameters",
        metavar="FILE",
        help="The study's choices: council, comparison group, vintage. "
        "Without it, notebooks/parameters/lancashire.yaml.",
        show_default=False,
    ),
]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="Change one choice for this run, such as confidence_level=0.99. May be repeated.",
    ),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="STEP",
        help="Just this step and those it needs, such as 03-benchmarks-cantle, or 03 for all of notebook 03. "
        "May be repeated.",
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Run even what is up to date.")]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        min=1,
        metavar="N",
        help="How many steps may run side by side. Without it, as many as this machine has cores.",
        show_default=False,
    ),
]

Reopen = Annotated[
    bool,
    typer.Option(
        "--reopen",
        help="Change a vintage from which a report has been made, before the report goes to Cabinet.",
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        help="Run the steps on the workers of this Dask scheduler, such as tcp://10.0.0.5:8786 (docs/scaling.md).",
    ),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="local:N",
        help="Run the steps in N worker processes on this machine, started for this run.",
    ),
]


def study_with(parameters: Path | None, overrides: list[str] | None) -> Study:
    from benchmarking.study import load_parameters, study_of

    paths = Paths.default()
    return study_of(load_parameters(parameters_file(parameters, paths), settings_of(overrides)), paths)


def parameters_file(given: Path | None, paths: Paths) -> Path:
    return given or paths.notebooks / "parameters" / "lancashire.yaml"


def settings_of(overrides: Iterable[str] | None) -> dict[str, str]:
    settings = {}
    for text in overrides or []:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise CommandError(
                "A choice is set by its name and its value",
                found=f"--set {text!r}",
                expected="such as --set confidence_level=0.99",
            )
        settings[name.strip()] = value
    return settings


def forced(steps: list[Any], only: list[str] | None, force: bool) -> frozenset[str]:
    from benchmarking.pipeline import named

    if not force:
        return frozenset()
    return frozenset(named(steps, only) if only else [step.name for step in steps])


def elsewhere_or_here(
    root: Path, scheduler: str | None, cluster: str | None
) -> AbstractContextManager[Elsewhere | None]:
    """Return the context in which steps run on a cluster, or nothing when they run in threads here."""
    if scheduler is not None and cluster is not None:
        raise CommandError("Steps run on one cluster", expected="--scheduler or --cluster, not both")
    if scheduler is None and cluster is None:
        return nullcontext()
    from benchmarking.pipeline.elsewhere import elsewhere

    return elsewhere(root, scheduler=scheduler, cluster=cluster, tell=say)
