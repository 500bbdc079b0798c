"""The page of a sweep: each study with its report and its firmest findings, by the alphabet, and what failed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarking.paths import Paths
from benchmarking.report.documents import Document, escape, write_html
from benchmarking.sweeping.planning import Planned, Sweep

_MANY_LEADS = (
    "Each study sets one authority beside others chosen for it, so what two studies say cannot be set against each "
    "other: a finding that is firm for one and absent for another may differ only in whom they were compared with and "
    "how many residents a survey asked."
)
_ONE_LEAD = (
    "Each study sets the same authority beside another list of authorities. Differences from England hardly change "
    "with the list; where what is said of a group's mean changes, the choice of list decides it."
)
_FINDINGS = (
    "Under each name stand up to five of its firmest findings: tested differences from England, or from the mean of "
    "its own comparison group, that no other choice tried within the study would turn, and then what lists of "
    "authorities disagree on. Councils differ in how they record, homelessness above all. The number of findings "
    "says nothing of how a place is doing: it depends most of all on which figures are published with enough "
    "certainty to be tested."
)
_NONE_FIRM = (
    "No tested difference from England or from the mean of the group stands whichever choice is made."
)


def page_of(sweep: Sweep, paths: Paths) -> Path:
    """Return where a sweep's page is kept."""
    return paths.reports(sweep.name, sweep.vintage) / "index.html"


def write_page(sweep: Sweep, paths: Paths, outcomes: Mapping[str, str]) -> Path:
    """Write a sweep's page and return it; raises ReportError when it cannot be written.

    Parameters
    ----------
    outcomes : by study, "" where it is finished, or the sentence that says why it failed. A study that is not
        there has not been run.
    """
    target = page_of(sweep, paths)
    many = len(sweep.planned)
    document = Document(
        title=f"{sweep.title}: {many} {'study' if many == 1 else 'studies'}",
        subtitle=f"A list by the alphabet, on figures published by 30 June {sweep.vintage}",
        author="A list of studies, not a report and not a ranking",
        date=f"{sweep.vintage}-06-30",
        markdown="\n\n".join(_passages(sweep, paths, outcomes)) + "\n",
        resources=target.parent,
    )
    write_html(document, target, paths.templates)
    return target


def _passages(sweep: Sweep, paths: Paths, outcomes: Mapping[str, str]) -> Iterator[str]:
    studies = sorted(sweep.planned, key=lambda one: one.label)
    finished = [one for one in studies if outcomes.get(one.study) == ""]
    failed = [one for one in studies if outcomes.get(one.study)]
    waiting = [one for one in studies if one.study not in outcomes]
    yield "# What this page is"
    leads = {one.parameters.lead_authority for one in studies if one.parameters is not None}
    yield (
        f"This page lists {len(studies)} {'study' if len(studies) == 1 else 'studies'}, by the alphabet, each with its "
        f"report. **It does not rank.** {_ONE_LEAD if len(leads) == 1 < len(studies) else _MANY_LEADS}"
    )
    yield _FINDINGS
    yield (
        f"Finished: {len(finished)}. Failed: {len(failed)}. Not run yet: {len(waiting)}. "
        "The same command run again makes what failed and what is left, and leaves what is finished alone."
    )
    if failed:
        yield "# What failed"
        yield "\n".join(_failure(one.label, outcomes[one.study]) for one in failed)
    if waiting:
        yield "# Not run yet"
        yield "\n".join(f"- {escape(one.label)}" for one in waiting)
    if finished:
        yield "# The studies"
    for one in finished:
        yield from _study(one, paths)


def _failure(label: str, sentence: str) -> str:
    """Tell why a study failed, with a line below it for each step when several did."""
    first, *steps = sentence.split("\n- ")
    return "\n".join([f"- {escape(label)}: {escape(first)}", *(f"    - {escape(step)}" for step in steps)])


def _study(planned: Planned, paths: Paths) -> Iterator[str]:
    assert planned.parameters is not None  # noqa: S101
    vintage = planned.parameters.vintage
    kept = paths.processed(planned.study, vintage) / "headlines.json"
    told: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
    yield f"## {escape(planned.label)}"
    yield f"[Report: {escape(planned.label)}](../../{planned.study}/{vintage}/cabinet-report.html)"
    yield (
        f"{escape(told['lead'])} compared with: {escape(told['group'])}. Of {told['headlines']} headline indicators "
        f"{told['held']} have a figure."
    )
    yield "\n".join(f"- {escape(finding)}" for finding in told["firm"]) or _NONE_FIRM
    if told["opposites"]:
        named = escape("; ".join(told["opposites"]))
        yield f"Lists of authorities disagree, one saying better and another worse, on: {named}."
