"""The command itself, and how it speaks."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import typer
from rich.console import Console
from rich.text import Text

app = typer.Typer(
    help="Benchmark a council's cohesion and integration strategy against other councils.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def out() -> Console:
    return Console()


def say(text: str) -> None:
    out().print(Text(text), soft_wrap=True)


def say_paths(paths: Iterable[Path]) -> None:
    for path in paths:
        told = os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
        say(f"  {told}")


def stop_if(wrong: list[str]) -> None:
    """Say what is wrong and end the command with 1, if anything is."""
    for line in wrong:
        say(line)
    if wrong:
        raise typer.Exit(1)
