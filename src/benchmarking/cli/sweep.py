"""The command that makes many studies."""

from __future__ import annotations

import itertools
from typing import Annotated

import typer

from benchmarking.cli.options import (
    Cluster,
    Force,
    Jobs,
    Overrides,
    ParametersFile,
    Scheduler,
    elsewhere_or_here,
    parameters_file,
    settings_of,
)
from benchmarking.cli.speaking import app, say, say_paths
from benchmarking.errors import CommandError
from benchmarking.paths import Paths


@app.command()
def sweep(
    leads: Annotated[
        str | None,
        typer.Option(
            "--leads",
            metavar="NAMES",
            help="A full study for each: all-upper-tier, all-districts, or names and codes separated by commas.",
        ),
    ] = None,
    vary: Annotated[
        str | None,
        typer.Option(
            "--vary",
            metavar="comparison_group",
            help="Instead: a full study of the parameters' lead authority with each comparison group that fits it.",
        ),
    ] = None,
    parameters: ParametersFile = None,
    overrides: Overrides = None,
    jobs: Jobs = None,
    force: Force = False,
    scheduler: Scheduler = None,
    cluster: Cluster = None,
) -> None:
    """Make a full study for each of many councils, or with each comparison group, and a page that lists them.

    What is finished is not run again; what failed is tried again on the next call.
    """
    from benchmarking.pipeline.running import cores
    from benchmarking.reference import load_reference
    from benchmarking.study import load_parameters, study_of
    from benchmarking.sweeping import Outcome, leads_of, page_of, sweep_of_groups, sweep_of_leads
    from benchmarking.sweeping import sweep as run_sweep

    paths, settings = Paths.default(), settings_of(overrides)
    base = load_parameters(parameters_file(parameters, paths), settings)
    study = study_of(base, paths)
    if leads is not None and vary is None:
        reference = load_reference(paths.reference)
        planned = sweep_of_leads(base, leads_of(leads, reference.areas), leads, reference, paths, settings)
    elif vary == "comparison_group" and leads is None:
        planned = sweep_of_groups(base, study)
    else:
        raise CommandError(
            "A sweep makes a study for each council, or one with each comparison group",
            found="both"
            if leads is not None and vary is not None
            else f"--vary {vary}"
            if vary
            else "neither",
            expected="--leads with names, or --vary comparison_group",
        )
    many, count = len(planned.planned), itertools.count(1)

    def tell(outcome: Outcome) -> None:
        why = f": {outcome.sentence}" if outcome.sentence else ""
        say(f"{next(count)} of {many}  {outcome.planned.study}  {outcome.became}{why}")

    with elsewhere_or_here(paths.root, scheduler, cluster) as executor:
        slots = jobs or (executor.slots if executor else cores())
        outcomes = run_sweep(planned, paths, jobs=slots, force=force, executor=executor, tell=tell)
    say_paths([page_of(planned, paths)])
    if any(outcome.became == "failed" for outcome in outcomes):
        raise typer.Exit(1)
