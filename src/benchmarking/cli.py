"""The `benchmarking` command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from benchmarking.errors import BenchmarkingError, CommandError
from benchmarking.paths import Paths

if TYPE_CHECKING:
    from benchmarking.study import Study

_INTERRUPTED = 130

app = typer.Typer(
    help="Benchmark a council's cohesion and integration strategy against other councils.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

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


@app.command()
def run(
    parameters: ParametersFile = None,
    overrides: Overrides = None,
    jobs: Jobs = None,
    only: Only = None,
    force: Force = False,
) -> None:
    """Make the study's report: run the notebooks that are out of date and leave the others alone."""
    from benchmarking import pipeline
    from benchmarking.pipeline.progress import reporter_for

    study = _study(parameters, overrides)
    pipeline.check_lead(study)
    steps = pipeline.steps_of(study)
    done = pipeline.run(
        pipeline.chosen(steps, only or []),
        study.paths.root,
        pipeline.state_file(study),
        jobs=jobs,
        force=_forced(steps, only, force),
        reporter=reporter_for(_out()),
    )
    if not done.steps:
        _say("Everything is up to date.")
    if done.made:
        _say("Made:")
        _say_paths(done.made)
    elif not only:
        _say_paths(steps[-1].outputs)


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

    study = _study(parameters, overrides)
    steps = pipeline.steps_of(study)
    state = pipeline.State.load(pipeline.state_file(study), study.paths.root)
    width = max(len(step.name) for step in steps)
    for item in pipeline.outlook(pipeline.chosen(steps, only or []), state, _forced(steps, only, force)):
        if item.up_to_date:
            told = "up to date"
        elif item.reasons:
            told = f"would run: {in_short(item.reasons)}"
        else:
            told = f"would run if {in_short(item.after)} gives a new result"
        _say(f"{item.step.name:<{width}}  {told}")


@app.command("import")
def import_files(
    source: Annotated[str, typer.Argument(help="Whose file it is, such as dfe-lait or nomis-census.")],
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="The file or files as downloaded.")],
    vintage: Annotated[
        str, typer.Option("--vintage", metavar="YEAR", help="The year's set of releases it belongs to.")
    ],
    released: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="YEAR-MONTH-DAY",
            help="The day it was published, when the file does not say it.",
        ),
    ] = None,
    address: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="The page it came from, when not the usual one.")
    ] = None,
    note: Annotated[
        str | None, typer.Option(metavar="WORDS", help="What a reader of these figures should know.")
    ] = None,
    reopen: Reopen = False,
    fewer: Annotated[
        bool,
        typer.Option(
            "--fewer",
            help="Take the file although it has less than half of the figures that it replaces.",
        ),
    ] = False,
) -> None:
    """Read a publisher's file and write its figures into data/raw, with where they came from."""
    from benchmarking.vintages import import_file

    for file in files:
        for summary in import_file(
            source,
            file,
            vintage,
            paths=Paths.default(),
            released=released.date() if released else None,
            address=address,
            note=note,
            reopen=reopen,
            fewer=fewer,
        ):
            for line in summary.told(vintage):
                _say(line)


@app.command()
def refresh(
    vintage: Annotated[
        str, typer.Argument(metavar="YEAR", help="The vintage to make or renew, such as 2027.")
    ],
    source: Annotated[
        str | None,
        typer.Option(
            metavar="SOURCE", help="Ask this source only, such as dfe-lait, and carry the others forward."
        ),
    ] = None,
    offline: Annotated[
        bool,
        typer.Option(
            "--offline",
            help="Download nothing: carry every release forward, and list the files to download by hand.",
        ),
    ] = False,
    reopen: Reopen = False,
    limit: Annotated[
        int, typer.Option(min=1, metavar="MEGABYTES", help="Refuse a file that is larger than this.")
    ] = 300,
) -> None:
    """Download the year's releases into data/raw, and carry forward from the year before what cannot be had.

    Where each is found stands in data/reference/releases.csv.
    """
    from benchmarking import refreshing
    from benchmarking.refreshing.telling import Bars, lines_of, told
    from benchmarking.vintages import vintage_names

    paths = Paths.default()
    done = []
    if not offline:
        with (
            Bars(Console(stderr=True)) as bars,
            refreshing.Fetcher(largest=limit * 10**6, progress=bars.come) as net,
        ):
            done = refreshing.refresh(
                vintage, paths=paths, fetcher=net, only=source, reopen=reopen, watch=bars.watch
            )
    elif vintage not in vintage_names(paths):
        done = refreshing.refresh(vintage, paths=paths, fetcher=None, only=source)
    files = refreshing.by_hand(vintage, paths=paths, only=source)
    lines = told(done, vintage) if done else []
    for line in [*lines, *(["To download by hand:"] if files else []), *lines_of(files)]:
        _say(line)


@app.command()
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The earlier vintage, such as 2025.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The later one, such as 2026.")],
    csv: Annotated[
        Path | None,
        typer.Option("--csv", metavar="FILE", help="Write every difference into this file, a row each."),
    ] = None,
) -> None:
    """Say what changed between two vintages of figures, and what to do about it."""
    from benchmarking.findings.periods import period_words
    from benchmarking.observations.differences import between
    from benchmarking.observations.differences_told import account, largest, written

    paths = Paths.default()
    found = between(paths, old, new)
    _say(f"From vintage {old} to vintage {new}, in published figures of all areas:")
    for heading, action in account(found):
        _say(f"\n{heading}")
        _say(f"  {action}")
    for place, line in enumerate(largest(found).itertuples(), start=1):
        if place == 1:
            _say("\nThe largest revisions, by how far areas differ from each other:")
        when = period_words(str(line.period))
        _say(
            f"  {line.area}, {line.title}, {when}: {line.before:,.12g} before, {line.after:,.12g} now ({line.unit})"
        )
    if csv is not None:
        written(found, csv, paths)
        _say("\nEvery difference is in:")
        _say_paths([csv.resolve()])


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
    chosen = load_parameters(_parameters_file(parameters, paths), _settings(overrides))
    _stop_if(check_all(paths, chosen))
    study = study_of(chosen, paths)
    _stop_if(check_words(study))
    real_reach(study)
    _say("Nothing wrong was found.")
    for line in [*carried_forward(paths, study.parameters.vintage), *strategy.told_of_lead(study)]:
        _say(line)
    if by is not None:
        from benchmarking import pipeline

        for line in pipeline.sign_off(study, by, today=date.today()):
            _say(line)


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

    for line in told(warrant(_study(parameters, overrides), finding)):
        _say(line)


@app.command()
def lab() -> None:
    """Open the notebooks in JupyterLab."""
    paths = Paths.default()
    environment = {**os.environ, "BENCHMARKING_ROOT": str(paths.root)}
    command = [sys.executable, "-m", "jupyterlab", str(paths.notebooks)]
    raise typer.Exit(subprocess.call(command, cwd=paths.root, env=environment))


def main() -> None:
    """Run the command; an error of ours is printed as one sentence, and gives the exit code."""
    try:
        app()
    except BenchmarkingError as error:
        message = Text("Error: ", style="bold red").append(
            str(error).replace("\x1b", ""), style="not bold default"
        )
        Console(stderr=True).print(message, soft_wrap=True)
        sys.exit(error.exit_code)
    except SystemExit as end:
        if end.code == _INTERRUPTED:
            Console(stderr=True).print("Stopped. The last good report is as it was.")
        raise


def _stop_if(wrong: list[str]) -> None:
    """Say what is wrong and end the command with 1, if anything is."""
    for line in wrong:
        _say(line)
    if wrong:
        raise typer.Exit(1)


def _study(parameters: Path | None, overrides: list[str] | None) -> Study:
    from benchmarking.study import load_parameters, study_of

    paths = Paths.default()
    return study_of(load_parameters(_parameters_file(parameters, paths), _settings(overrides)), paths)


def _parameters_file(given: Path | None, paths: Paths) -> Path:
    return given or paths.notebooks / "parameters" / "lancashire.yaml"


def _settings(overrides: Iterable[str] | None) -> dict[str, str]:
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


def _forced(steps: list[Any], only: list[str] | None, force: bool) -> frozenset[str]:
    from benchmarking.pipeline import named

    if not force:
        return frozenset()
    return frozenset(named(steps, only) if only else [step.name for step in steps])


def _out() -> Console:
    return Console()


def _say(text: str) -> None:
    _out().print(Text(text), soft_wrap=True)


def _say_paths(paths: Iterable[Path]) -> None:
    for path in paths:
        told = os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
        _say(f"  {told}")
