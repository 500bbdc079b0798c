"""What a sweep's page says of one study: its firmest findings in words, and how many figures are held."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarking.findings import findings_of
from benchmarking.paths import Paths
from benchmarking.pipeline.steps import RESULTS, Step
from benchmarking.report.summary import summary
from benchmarking.study import Study, StudyParameters, study_of
from benchmarking.vintages.package import PACKAGE, replace


def headlines_step(study: Study) -> Step:
    """Return the step that writes a study's headlines beside its findings."""
    parameters, paths = study.parameters, study.paths
    folder = paths.processed(parameters.study, parameters.vintage)
    return Step(
        name="headlines",
        outputs=(folder / "headlines.json",),
        call="benchmarking.sweeping.headlines:write",
        parameters=parameters.model_dump(mode="json", exclude=set(parameters.FORMS_ONLY)),
        inputs=(paths.reference, paths.raw(parameters.vintage) / PACKAGE),
        code=(*RESULTS, "report/council.py", "report/summary.py", "sweeping/headlines.py"),
        needs=("observations", "findings"),
    )


def write(root: Path, parameters: dict[str, Any]) -> None:
    """Write a study's headlines: the lead's name, the group's title, the findings and the number of figures."""
    study = study_of(StudyParameters.model_validate(parameters), Paths(root))
    names = summary(study, findings_of(study))
    told = {"lead": study.lead.name, "group": study.group_title} | {
        name: names[name] for name in ("firm", "held", "headlines", "opposites")
    }
    target = headlines_step(study).outputs[0]
    replace(target, (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode())
