"""Run the notebooks in place with the default study's choices, so that their outputs can be committed.

`make notebooks` calls this: `python -m benchmarking.pipeline.committed [NAME ...]`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarking.errors import BenchmarkingError
from benchmarking.paths import Paths
from benchmarking.pipeline.executing import execute
from benchmarking.pipeline.keys import notebook_cells, tags
from benchmarking.pipeline.steps import Step
from benchmarking.study.parameters import DEFAULT_PARAMETERS, load_parameters
from benchmarking.vintages.package import replace


def main(names: list[str]) -> int:
    """Run each notebook named, or all, and write it back with its outputs and nothing that varies.

    Its parameters cell is given the choices of the default study first.
    """
    paths = Paths.default()
    for path in sorted(paths.notebooks.glob("*.ipynb")):
        if names and path.stem not in {Path(name).stem for name in names}:
            continue
        try:
            choose(path, load_parameters(paths.notebooks / DEFAULT_PARAMETERS).model_dump(mode="json"))
            execute(Step(name=path.stem, outputs=(path,), notebook=path), paths.root)
        except BenchmarkingError as error:
            print(error, file=sys.stderr)
            return error.exit_code
        print(f"{path.relative_to(paths.root)} holds its outputs")
    return 0


def choose(path: Path, choices: Mapping[str, Any]) -> None:
    """Write a study's choices into the parameters cell of a notebook, each where its name is set already."""
    content = json.loads(path.read_text(encoding="utf-8"))
    content["cells"] = notebook_cells(path)
    for cell in content["cells"]:
        if "parameters" in tags(cell):
            cell["source"] = re.sub(
                r"^(\w+) = .*$",
                lambda line: f"{line[1]} = {_python(choices[line[1]])}" if line[1] in choices else line[0],
                cell["source"],
                flags=re.MULTILINE,
            )
    replace(path, (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode("utf-8"))


def _python(value: Any) -> str:
    return repr(value) if value is None else json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
