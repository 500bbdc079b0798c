"""Let `python -m benchmarking` be the command."""

from benchmarking.cli import main

main()
