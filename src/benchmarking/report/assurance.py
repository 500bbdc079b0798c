"""The checklist of a sign-off: what the program verified, what it reports, and what is left to people."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date

from benchmarking.errors import ReportError
from benchmarking.findings.coverage import lead_latest
from benchmarking.findings.periods import period_words
from benchmarking.findings.words import figure_words
from benchmarking.report.layers import layers
from benchmarking.report.markdown import chapter_files
from benchmarking.report.papers import papers_of
from benchmarking.strategy import told_of_lead
from benchmarking.study import Study
from benchmarking.vintages import Release, carried_forward, read_package, vintage_names
from benchmarking.vintages.package import PACKAGE, sha256
from benchmarking.vintages.records import RECORD, ReportRecord

#: The text, kept by hand, from which what people verify is taken.
BY_HAND = "quality-assurance.md"
PEOPLE = "## What a person verifies"
_LOOKED_UP = 10
_ROLES = (
    "Made the report",
    "Checked it, without having made it",
    "Knows the places and read it as their residents would",
    "Answers for it",
)


def checklist(study: Study, by: str, today: date, record: ReportRecord) -> str:
    """Write the checklist of a study that has passed every check of `signing.sign_off`.

    What a person has to verify is copied from docs/quality-assurance.md, with nothing ticked.
    Raises ReportError when that text is not there.
    """
    parameters = study.parameters
    lines = [
        f"# Quality assurance: {study.lead.name}, vintage {parameters.vintage}",
        "",
        f"Signed off on {today.day} {today:%B %Y} by {by}. The ticks below were set by "
        "`benchmarking check --sign-off`. It cannot know what people did: that is left blank, and is filled in by hand "
        "in this file before it is committed.",
        "",
        "## What the program verified",
        "",
        *(f"- [x] {line}" for line in _verified(study, record)),
        "",
        "## What it found, for a person to accept",
        "",
        *(f"- {line}" for line in found_in(study)),
        "",
        "## Figures to look up on the publishers' pages",
        "",
        f"Up to {_LOOKED_UP} published figures of {study.lead.name} from this year's releases, drawn by lot.",
        "",
        *_looked_up(study),
        "",
        PEOPLE,
        "",
        _people(study),
        "",
        "## Signatures",
        "",
        "| | name, post | day |",
        "|---|---|---|",
        *(f"| {role} | | |" for role in _ROLES),
    ]
    return "\n".join(lines) + "\n"


def found_in(study: Study) -> list[str]:
    """Return a sentence for each thing that is nothing wrong and that a person should know before signing."""
    vintage = study.parameters.vintage
    held = study.releases
    rows = {row.release: row for row in study.reference.releases}
    absent = [name for name in rows if name not in held]
    same = sorted(
        release.id
        for release in _same_as_before(study)
        if not release.carried_forward_from and release.id in rows and rows[release.id].renewed == "each year"
    )
    return [
        *(
            carried_forward(study.paths, vintage)
            or ["No release is carried forward from an earlier vintage."]
        ),
        "Expected by data/reference/releases.csv and not held: "
        + (", ".join(sorted(absent)) or "none")
        + ".",
        "Expected each year, not marked as carried forward, and the very table of the vintage before: "
        + (", ".join(same) or "none")
        + ". Look whether the publisher has nothing newer.",
        *(
            told_of_lead(study)
            or ["The strategy's figures are not the lead authority's, and were not worked out."]
        ),
    ]


def _verified(study: Study, record: ReportRecord) -> Iterator[str]:
    parameters, paths = study.parameters, study.paths
    words = [layers(study), *(paper.words(study) for paper in papers_of(study))]
    chapters = sum(len(chapter_files(folders)) for folders in words)
    report = paths.reports(parameters.study, parameters.vintage)
    package = sha256(paths.raw(parameters.vintage) / PACKAGE)
    yield "Every table of `data/reference` can be read, and no cell holds what its column may not."
    yield (
        f"Every table of every vintage ({', '.join(vintage_names(paths))}) has the checksum that its list of releases "
        f"gives. Vintage {parameters.vintage} has {len(study.releases)}; its list has the sha256 `{package}`."
    )
    yield (
        "A release that is the same as the year before is marked as carried forward, is published once and for all, "
        "or is named below."
    )
    yield (
        f"The study's choices can be made with these figures: group {parameters.comparison_group}, "
        f"{100 * parameters.confidence_level:g}%, set beside vintage {parameters.previous_vintage or 'none'}."
    )
    yield f"Every figure and claim in the report's words and its papers' stands on the findings (chapters: {chapters})."
    yield (
        f"The report in `{report.relative_to(paths.root).as_posix()}` was made from these {len(record.tables)} tables "
        f"and with these choices, and its {len(record.files)} files are as they were made. Its record has the sha256 "
        f"`{sha256(report / RECORD)}` and names the project's version {record.commit} ({record.state})."
    )
    yield "Nothing that the report rests on has changed since it was made: figures, tables, words or program."


def _same_as_before(study: Study) -> list[Release]:
    earlier = [name for name in vintage_names(study.paths) if name < study.parameters.vintage]
    before = {one.id: one.sha256 for one in read_package(study.paths, earlier[-1])} if earlier else {}
    return [one for one in study.releases.values() if before.get(one.id) == one.sha256]


def _looked_up(study: Study) -> Iterator[str]:
    """Draw published figures of the lead by lot, one a release, and set them in a table with a blank to fill in."""
    held, indicators = lead_latest(study), study.reference.indicators
    before = {release.id for release in _same_as_before(study)}
    held = held[(held["method"] == "") & ~held["release"].isin(before)]
    lot = {id: hashlib.sha256(f"{study.parameters.vintage} {id}".encode()).hexdigest() for id in held.index}
    drawn = held.loc[sorted(lot, key=lot.__getitem__)].drop_duplicates("release").head(_LOOKED_UP)
    yield "| indicator | period | figure held | release | the publisher's page says |"
    yield "|---|---|---|---|---|"
    for id, row in drawn.iterrows():
        item, release = indicators[str(id)], study.releases[row["release"]]
        figure = figure_words(row["value"], item.unit.name, item.decimals)
        yield f"| {item.title} | {period_words(row['period'])} | {figure} | [{release.id}]({release.address}) | |"


def _people(study: Study) -> str:
    path = study.paths.docs / BY_HAND
    text = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
    found = re.search(rf"^{re.escape(PEOPLE)}\s*$\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if found is None or "- [ ]" not in found[1] or re.search(r"- \[[xX]\]", found[1]):
        raise ReportError(
            "The list of what people verify cannot be taken over",
            where=f"docs/{BY_HAND}",
            expected=f"a section {PEOPLE!r} with items that begin with '- [ ]', none of them ticked",
            next_step="Restore the file from git",
        )
    return found[1].strip()
