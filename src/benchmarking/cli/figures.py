"""The commands on the figures: import, refresh and compare vintages."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarking.cli.options import Reopen
from benchmarking.cli.speaking import app, say, say_paths
from benchmarking.paths import Paths


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
                say(line)


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
        say(line)


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
    say(f"From vintage {old} to vintage {new}, in published figures of all areas:")
    for heading, action in account(found):
        say(f"\n{heading}")
        say(f"  {action}")
    revised = largest(found)
    sizes = revised["spreads"].abs()
    for place, (line, size) in enumerate(zip(revised.itertuples(), sizes, strict=True), start=1):
        if place == 1:
            say(
                "\nThe largest revisions of a figure for the same area and period, set against how far areas differ "
                "from each other.\nThe publisher's notes may say why: a mistake put right, or another way of counting."
            )
        when = period_words(str(line.period))
        say(
            f"  {line.area}, {line.title}, {when}: {line.before:,.12g} in vintage {old}, {line.after:,.12g} in {new} "
            f"({line.unit}), {size:.1f} times the usual spread between areas"
        )
    if csv is not None:
        written(found, csv, paths)
        say("\nEvery difference is in:")
        say_paths([csv.resolve()])
