"""Whether the notebooks would read the parameters they are given."""

from __future__ import annotations

import ast
from pathlib import Path

from benchmarking.errors import Location, PipelineError
from benchmarking.pipeline.keys import notebook_cells, tags
from benchmarking.pipeline.steps import Step


def check_parameter_cells(steps: list[Step], root: Path) -> None:
    """Raise PipelineError for a parameter that a notebook would be given and would not read."""
    for step in steps:
        if step.notebook is None:
            continue
        cells = [cell["source"] for cell in notebook_cells(step.notebook) if "parameters" in tags(cell)]
        where = Location(step.notebook.relative_to(root).as_posix())
        if not cells:
            raise PipelineError(
                "The notebook has no cell with the tag 'parameters'",
                where=where,
                next_step="Give the cell that sets the study's parameters this tag",
            )
        missing = sorted(step.parameters.keys() - _assigned(cells[0], where))
        if missing:
            raise PipelineError(
                f"The notebook's parameters cell does not set {', '.join(missing)}",
                where=where,
                next_step="Add a line for each, so that the notebook takes the study's value",
            )


def _assigned(source: str, where: Location) -> set[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise PipelineError(
            "The notebook's parameters cell is not Python", where=where, found=str(error)
        ) from None
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return {node.id for node in names if isinstance(node.ctx, ast.Store)}
