"""A checkout of the committed figures whose studies are made of steps of a line or two."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest

from benchmarking.errors import PipelineError
from benchmarking.paths import Paths
from benchmarking.pipeline import Step
from benchmarking.reference import Reference, load_reference
from benchmarking.study import Study, StudyParameters, load_parameters
from benchmarking.sweeping import Sweep, leads_of, sweep, sweep_of_leads, sweeping

CHECKOUT = Path(__file__).parents[2]
MAKERS = """
import json


def observe(root, parameters):
    made = root / "data" / "processed" / parameters["study"]
    made.mkdir(parents=True, exist_ok=True)
    (made / "figures.txt").write_text("4.2")


def headlines(root, parameters):
    told = {"lead": "Kent", "group": "its [neighbours]", "firm": parameters["firm"], "held": 6, "headlines": 12}
    told["opposites"] = ["Homelessness [duty]"]
    made = root / "data" / "processed" / parameters["study"] / "2026"
    made.mkdir(parents=True, exist_ok=True)
    (made / "headlines.json").write_text(json.dumps(told))


def report(root, parameters):
    if (root / ("no-" + parameters["study"])).exists():
        raise ValueError("no figure for [Camden]")
    made = root / "reports" / parameters["study"] / "2026"
    made.mkdir(parents=True, exist_ok=True)
    (made / "cabinet-report.html").write_text("4.2%")
"""


class InThisProcess(Executor):
    """Call each step's function here and now."""

    def submit(self, fn: object, step: Step, root: Path) -> Future[str]:  # type: ignore[override]
        module, _, name = str(step.call).partition(":")
        future: Future[str] = Future()
        try:
            getattr(import_module(module), name)(root, step.parameters)
            future.set_result("")
        except ValueError as error:
            future.set_exception(PipelineError(str(error), where=step.name))
        return future


@dataclass(frozen=True)
class Small:
    """The checkout, and the sweeps made in it."""

    paths: Paths
    base: StudyParameters
    reference: Reference

    def planned(self, leads: str, **chosen: str) -> Sweep:
        found = leads_of(leads, self.reference.areas)
        base = load_parameters(self.paths.notebooks / "parameters" / "lancashire.yaml", chosen)
        return sweep_of_leads(base, found, leads, self.reference, self.paths, chosen)

    def sweep(self, leads: str, **more: object) -> dict[str, str]:
        """Sweep these leads; give what became of each."""
        made = sweep(self.planned(leads), self.paths, **({"jobs": 2, "executor": InThisProcess()} | more))
        return {one.planned.study: one.became for one in made}

    def page(self, name: str) -> str:
        return (self.paths.reports(f"sweep-{name}", "2026") / "index.html").read_text(encoding="utf-8")


def steps_of(study: Study) -> list[Step]:
    """Make the two steps of a small study."""
    name, root = study.parameters.study, study.paths.root
    figures = root / "data" / "processed" / name / "figures.txt"
    report = study.paths.reports(name, "2026") / "cabinet-report.html"
    return [
        Step("observations", (figures,), call="makers:observe", parameters={"study": name}),
        Step("report", (report,), call="makers:report", parameters={"study": name}, needs=("observations",)),
    ]


def headlines_step(study: Study) -> Step:
    """Make the step that tells a study's firmest finding: Camden has none."""
    name = study.parameters.study
    target = study.paths.processed(name, "2026") / "headlines.json"
    firm = (
        [] if name == "camden" else [f"Pay: <b>{study.lead.name}</b> £700 and England £648, better (tested)."]
    )
    given = {"study": name, "firm": firm}
    return Step("headlines", (target,), call="makers:headlines", parameters=given, needs=("observations",))


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Small:
    for name in ("data/raw", "data/reference", "data/consultations", "notebooks", "reports/templates"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).symlink_to(CHECKOUT / name)
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "makers.py").write_text(MAKERS, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path / "modules")
    monkeypatch.setattr(sweeping, "steps_of", steps_of)
    monkeypatch.setattr(sweeping, "headlines_step", headlines_step)
    paths = Paths(tmp_path)
    base = load_parameters(paths.notebooks / "parameters" / "lancashire.yaml")
    return Small(paths, base, load_reference(paths.reference))
