"""The `benchmarking` command."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.text import Text

from benchmarking.cli import figures, study_commands, sweep
from benchmarking.cli.speaking import app
from benchmarking.errors import BenchmarkingError

__all__ = ["app", "figures", "main", "study_commands", "sweep"]

_INTERRUPTED = 130


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
