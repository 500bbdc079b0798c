"""The steps of a study: what each runs, what it reads, what it needs and what it makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarking.errors import ParameterError
from benchmarking.reference.areas import LOWER_TIER, UPPER_TIER
from benchmarking.vintages.package import PACKAGE, existing

if TYPE_CHECKING:
    from benchmarking.study import Study


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a notebook or a function, with all that its result depends on.

    Parameters
    ----------
    name : what it is called on the command line, such as "03-benchmarks-cantle".
    outputs : the files it makes; of a notebook the executed copy, then its web page if it has one.
    notebook : the notebook it runs, or None.
    call : the function it runs, as "package.module:function", or None. It runs in a process of its own and
        is given `root`, a Path, and `parameters`, a dict.
    parameters : what the notebook or function is given.
    inputs : the files it reads; a folder stands for every file in it.
    code : the parts of the library it rests on, as paths inside src/benchmarking.
    needs : the names of the steps whose outputs it reads.
    """

    name: str
    outputs: tuple[Path, ...]
    notebook: Path | None = None
    call: str | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    inputs: tuple[Path, ...] = ()
    code: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


#: The floors of the library that the observations, the findings, the notebooks and the report rest on.
_OBSERVATIONS = (
    "errors.py",
    "observations",
    "paths.py",
    "reference",
    "sources",
    "stats",
    "study",
    "vintages",
)
_FIGURES = (*_OBSERVATIONS, "findings")
_PAGE = ("report/documents.py", "report/notebooks_html.py")
RESULTS = (*_FIGURES, "consultation", "kpis", "practice", "strategy", "charts", "tables")
_NOTEBOOK = (*RESULTS, *_PAGE, "workbench.py", "pipeline/kernels.py")
_PAGE_TEMPLATES = ("notebook.html", "style.css", "tables.js")
_REPORT = (*RESULTS, "report")

#: The papers beside the report, by the folder of templates that holds their words.
_PAPERS = {
    "summary": ("cabinet-summary.html", "cabinet-summary.pdf"),
    "follow-up": tuple(f"scrutiny-follow-up.{form}" for form in ("html", "docx", "pdf")),
}


@dataclass(frozen=True, slots=True)
class NotebookEntry:
    """One of the study's notebooks: its file, and how it differs from the others."""

    stem: str
    each: str | None = None
    reads_templates: bool = False
    reads_vintages: bool = False
    reads_consultation: bool = False
    code: tuple[str, ...] = _NOTEBOOK


#: The notebooks in reading order. `each` names a list among the study's parameters: the notebook runs once
#: for each of its items, which it is given as the parameter of that name in the singular.
NOTEBOOKS = (
    NotebookEntry("01_data_quality", reads_vintages=True),
    NotebookEntry("02_comparability"),
    NotebookEntry("03_benchmarks", each="frameworks"),
    NotebookEntry("04_opportunity_gaps"),
    NotebookEntry("05_segregation_and_superdiversity"),
    NotebookEntry("06_districts"),
    NotebookEntry("07_practice"),
    NotebookEntry("08_kpis"),
    NotebookEntry("09_consultation_reach", reads_consultation=True),
    NotebookEntry("10_cabinet_report", reads_templates=True, code=(*_NOTEBOOK, "report")),
)


def steps_of(study: Study) -> list[Step]:
    """List a study's steps, each after the steps it needs: the tables of figures, the report, the notebooks.

    The report takes longest and needs no notebook, so it stands first among those that may start together.
    """
    tables = _tables(study)
    names = tuple(step.name for step in tables)
    return [*tables, _report(study, names), *_notebooks(study, names)]


def _tables(study: Study) -> list[Step]:
    """List the steps that make the tables that a study rests on: those of every study, then its own findings.

    What rests on the figures names all their steps as needed, whichever of them it reads.
    """
    parameters, paths = study.parameters, study.paths
    vintage, previous = parameters.vintage, parameters.previous_vintage
    own, shared = paths.processed(parameters.study, vintage), paths.shared(vintage)

    def observations(name: str, vintage: str) -> Step:
        return Step(
            name=name,
            outputs=(paths.shared(vintage) / "observations.parquet",),
            call="benchmarking.pipeline.calls:observations",
            parameters={"vintage": vintage},
            inputs=(paths.reference, *_files(study, vintage)),
            code=_OBSERVATIONS,
        )

    def made(name: str, target: Path, call: str, needs: tuple[str, ...], *vintages: str) -> Step:
        return Step(
            name=name,
            outputs=(target,),
            call=f"benchmarking.pipeline.calls:{call}",
            parameters=_given(study),
            inputs=(paths.reference, *(paths.raw(vintage) / PACKAGE for vintage in vintages)),
            code=_FIGURES,
            needs=needs,
        )

    now = ("observations",)
    steps = [observations("observations", vintage)]
    if previous:
        before = (f"observations-{previous}",)
        steps.append(observations(*before, previous))
    steps.append(made("findings", own / "findings.parquet", "findings", now, vintage))
    steps.append(made("place-findings", own / "place-findings.parquet", "place_findings", now, vintage))
    if previous:
        name = f"findings-{previous}"
        steps.append(made(name, own / f"{name}.parquet", "earlier_findings", before, previous))
        name = f"differences-{previous}"
        both = (vintage, previous)
        steps.append(made(name, shared / f"{name}.parquet", "differences", (*now, *before), *both))
    return steps


def _notebooks(study: Study, needs: tuple[str, ...]) -> Iterator[Step]:
    parameters, paths, given = study.parameters, study.paths, _given(study)
    reports = paths.reports(parameters.study, parameters.vintage)
    vintages = [
        path for name in (parameters.vintage, parameters.previous_vintage) for path in _files(study, name)
    ]
    for entry in NOTEBOOKS:
        source = paths.notebooks / f"{entry.stem}.ipynb"
        for name, own in _runs(entry, given) if source.is_file() else ():
            yield Step(
                name=name,
                outputs=(reports / "notebooks" / f"{name}.ipynb", reports / "notebooks" / f"{name}.html"),
                notebook=source,
                parameters=given | own,
                inputs=(
                    *_described(study),
                    *(paths.templates / name for name in _PAGE_TEMPLATES),
                    *(vintages if entry.reads_vintages else ()),
                    *((paths.templates,) if entry.reads_templates else ()),
                    *(_consultation(study) if entry.reads_consultation else ()),
                ),
                code=entry.code,
                needs=needs,
            )


def _report(study: Study, needs: tuple[str, ...]) -> Step:
    from benchmarking.report.layers import layers

    parameters, paths = study.parameters, study.paths
    reports = paths.reports(parameters.study, parameters.vintage)
    forms = ("cabinet-report.html", "cabinet-report.docx", "cabinet-report.pdf", "tables.xlsx")
    papers = [name for folder, names in _PAPERS.items() if layers(study, folder) for name in names]
    file = paths.notebooks / "parameters" / f"{parameters.study}.yaml"
    written = (file,) if file.is_file() else ()
    return Step(
        name="report",
        outputs=tuple(reports / name for name in (*forms, "provenance.json", *papers)),
        call="benchmarking.pipeline.calls:report",
        parameters=parameters.model_dump(mode="json"),
        inputs=(*_described(study), paths.templates, *_consultation(study), *written),
        code=_REPORT,
        needs=needs,
    )


def _given(study: Study) -> dict[str, Any]:
    """Return the choices that figures depend on, as a notebook is given them."""
    return study.parameters.model_dump(mode="json", exclude=set(study.parameters.FORMS_ONLY))


def _files(study: Study, vintage: str | None) -> Iterator[Path]:
    """List a vintage's description and its tables."""
    if vintage:
        folder = study.paths.raw(vintage)
        yield from (folder / PACKAGE, *(folder / one.path for one in existing(study.paths, vintage).values()))


def _described(study: Study) -> tuple[Path, ...]:
    """Return the reference data, and the description in which a change of any raw table shows."""
    return study.paths.reference, study.paths.raw(study.parameters.vintage) / PACKAGE


def _consultation(study: Study) -> tuple[Path, ...]:
    name = study.parameters.consultation
    return (study.paths.consultations / f"{name}.csv",) if name else ()


def check_lead(study: Study) -> None:
    """Raise ParameterError for a lead that is no council, such as a region or a police force area."""
    if study.lead.type not in {*UPPER_TIER, *LOWER_TIER}:
        raise ParameterError(
            "lead_authority: the report is made for a council",
            found=f"{study.lead.name}, a {study.lead.type}",
            expected="a county, a unitary, a metropolitan district, a London borough or a district",
        )


def _runs(entry: NotebookEntry, given: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    name = entry.stem.replace("_", "-")
    if entry.each is None:
        return [(name, {})]
    return [(f"{name}-{item}", {entry.each.removesuffix("s"): item}) for item in given[entry.each]]
