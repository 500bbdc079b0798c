"""The commands on one study: run it, see what is out of date, check it, explain a finding, open its notebooks."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from typing import Annotated

import typer

from benchmarking.cli.options import (
    Cluster,
    Force,
    Jobs,
    Only,
    Overrides,
    ParametersFile,
    Scheduler,
    elsewhere_or_here,
    forced,
    parameters_file,
    settings_of,
    study_with,
)
from benchmarking.cli.speaking import app, out, say, say_paths, stop_if
from benchmarking.paths import Paths


@app.command()
def run(
    parameters: ParametersFile = None,
    overrides: Overrides = None,
    jobs: Jobs = None,
    only: Only = None,
    force: Force = False,
    scheduler: Scheduler = None,
    cluster: Cluster = None,
) -> None:
    """Make the study's report: run the notebooks that are out of date and leave the others alone."""
    from benchmarking import pipeline
    from benchmarking.pipeline.progress import reporter_for

    study = study_with(parameters, overrides)
    pipeline.check_lead(study)
    steps = pipeline.steps_of(study)
    with elsewhere_or_here(study.paths.root, scheduler, cluster) as executor:
        done = pipeline.run(
            pipeline.chosen(steps, only or []),
            study.paths.root,
            pipeline.state_file(study),
            jobs=jobs,
            force=forced(steps, only, force),
            reporter=reporter_for(out()),
            executor=executor,
        )
    if not done.steps:
        say("Everything is up to date.")
    if done.made:
        say("Made:")
        say_paths(done.made)
    elif not only:
        say_paths(steps[-1].outputs)


@app.command()
def status(
    parameters: ParametersFile = None,
    overrides: Overrides = None,
    jobs: Jobs = None,
    only: Only = None,
    force: Force = False,
) -> None:
    """Say what `run` would run, and why, without running it."""
    from benchmarking import pipeline
    from benchmarking.pipeline.keys import in_short

    study = study_with(parameters, overrides)
    steps = pipeline.steps_of(study)
    state = pipeline.State.load(pipeline.state_file(study), study.paths.root)
    width = max(len(step.name) for step in steps)
    for item in pipeline.outlook(pipeline.chosen(steps, only or []), state, forced(steps, only, force)):
        if item.up_to_date:
            told = "up to date"
        elif item.reasons:
            told = f"would run: {in_short(item.reasons)}"
        else:
            told = f"would run if {in_short(item.after)} gives a new result"
        say(f"{item.step.name:<{width}}  {told}")


@app.command()
def check(
    parameters: ParametersFile = None,
    overrides: Overrides = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--sign-off",
            metavar="NAME, POST",
            help="When nothing is wrong and the report is made and read: write the checklist into docs/signed-off "
            "and seal the vintage for good.",
        ),
    ] = None,
) -> None:
    """Check the reference tables, the figures, the study's choices and its report's words, without a notebook.

    It also reads the consultation's participants, without telling anything of them, and works the strategy's own
    figures out again. One that differs is told and is nothing wrong here.
    """
    from benchmarking import strategy
    from benchmarking.consultation import real_reach
    from benchmarking.report import check_words
    from benchmarking.study import check_all, load_parameters, study_of
    from benchmarking.vintages import carried_forward

    paths = Paths.default()
    chosen = load_parameters(parameters_file(parameters, paths), settings_of(overrides))
    stop_if(check_all(paths, chosen))
    study = study_of(chosen, paths)
    stop_if(check_words(study))
    real_reach(study)
    say("Nothing wrong was found.")
    for line in [*carried_forward(paths, study.parameters.vintage), *strategy.told_of_lead(study)]:
        say(line)
    if by is not None:
        from benchmarking import pipeline

        for line in pipeline.sign_off(study, by, today=date.today()):
            say(line)


@app.command()
def explain(
    finding: Annotated[
        str,
        typer.Argument(
            metavar="FINDING",
            help="Its id in tables.xlsx: an indicator's id with .vs.group, .vs.england, .vs. and an area code, "
            ".rank, .since_previous, .since_baseline, .trend or .expected. For a place its code and a dot come first.",
        ),
    ],
    parameters: ParametersFile = None,
    overrides: Overrides = None,
) -> None:
    """Say what one finding rests on: how it was computed, its figures, their rows in data/raw, the releases."""
    from benchmarking.findings.warrant import told, warrant

    for line in told(warrant(study_with(parameters, overrides), finding)):
        say(line)


@app.command()
def lab() -> None:
    """Open the notebooks in JupyterLab."""
    paths = Paths.default()
    environment = {**os.environ, "BENCHMARKING_ROOT": str(paths.root)}
    command = [sys.executable, "-m", "jupyterlab", str(paths.notebooks)]
    raise typer.Exit(subprocess.call(command, cwd=paths.root, env=environment))
