"""Run the notebooks in place with the parameters they hold, so that their outputs can be committed.

`make notebooks` calls this: `python -m benchmarking.pipeline.committed [NAME ...]`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarking.errors import BenchmarkingError
from benchmarking.paths import Paths
from benchmarking.pipeline.executing import execute
from benchmarking.pipeline.steps import Step


def main(names: list[str]) -> int:
    """Run each notebook named, or all, and write it back with its outputs and nothing that varies."""
    paths = Paths.default()
    for path in sorted(paths.notebooks.glob("*.ipynb")):
        if names and path.stem not in {Path(name).stem for name in names}:
            continue
        try:
            execute(Step(name=path.stem, outputs=(path,), notebook=path), paths.root)
        except BenchmarkingError as error:
            print(error, file=sys.stderr)
            return error.exit_code
        print(f"{path.relative_to(paths.root)} holds its outputs")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
