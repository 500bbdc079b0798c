"""Practice page by page: a council, a district, the think tanks, a strand of the lead's own approach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape

import pandas as pd

from benchmarking.findings import own_districts
from benchmarking.practice import (
    AGES,
    NONE_FOUND,
    OLD,
    by_council_type,
    of_area,
    practice_rows,
    strongest,
)
from benchmarking.reference.practice import NO_ADDRESS, TRANSFERABILITY
from benchmarking.reference.tables import records, split
from benchmarking.reference.vocabulary import PRIORITY_TITLES
from benchmarking.study import Study
from benchmarking.tables.practice import approach_table

TYPE_WORDS = {
    "county": "A county council, with districts below it.",
    "unitary": "A unitary council: it has the duties of county and district.",
    "metropolitan district": "A metropolitan district: it has the duties of county and district.",
    "london borough": "A London borough: it has the duties of county and district.",
    "non-metropolitan district": "A district council.",
}
OTHERS = {
    "think_tank": "Think tanks",
    "network": "Networks and associations of councils",
    "government": "Government",
}


@dataclass(frozen=True)
class PracticePage:
    """One page: its heading, its opening words, the rows found, and what comes before and after them.

    `rows` has the columns of `practice_rows`; `starts_page` puts it on a new sheet in print.
    """

    heading: str
    opening: str
    rows: pd.DataFrame
    figures: pd.DataFrame = field(default_factory=pd.DataFrame)
    closing: str = ""
    starts_page: bool = True

    @property
    def html(self) -> str:
        """The page as markup, everything that comes from a table escaped."""
        tag, kind = ("h2", ' class="page"') if self.starts_page else ("h3", "")
        parts = [f"<{tag}{kind}>{escape(self.heading)}</{tag}>", _paragraph(self.opening)]
        if not self.figures.empty:
            parts.append(self.figures.to_html(border=0))
        if not self.rows.empty:
            parts.append(_entries(self.rows).to_html(border=0, index=False, escape=False))
        return "\n".join([*parts, _paragraph(self.closing) if self.closing else ""])


@dataclass(frozen=True)
class PracticePages:
    """Pages in order, or the sentence that says why there is none; a notebook shows them one after another."""

    pages: tuple[PracticePage, ...]
    otherwise: str = ""

    def _ipython_display_(self) -> None:
        from IPython.display import HTML, Markdown, display

        if not self.pages:
            display(Markdown(f"*{self.otherwise}*"))
        for page in self.pages:
            display(HTML(page.html))


def authority_pages(study: Study) -> PracticePages:
    """Make a page for each comparator, by type of council and in the order of the comparison group."""
    rows = practice_rows(study)
    groups = by_council_type(study, study.comparators)
    return PracticePages(
        tuple(_council(study, rows, code, True) for codes in groups.values() for code in codes),
        "This study compares with nobody, so there is no page.",
    )


def district_pages(study: Study) -> PracticePages:
    """Make a section for each district of the lead."""
    rows = practice_rows(study)
    return PracticePages(
        tuple(_council(study, rows, code, False) for code in own_districts(study)),
        f"{study.lead.name} has no districts in this study.",
    )


def neighbour_pages(study: Study) -> PracticePages:
    """Make a section for each other council of the study's places; it is no district of the lead."""
    rows = practice_rows(study)
    beside = [
        code
        for code in study.districts
        if code not in own_districts(study) and code not in (study.lead.code, *study.comparators)
    ]
    return PracticePages(
        tuple(_council(study, rows, code, False) for code in beside), "This study names no neighbours."
    )


def other_authority_pages(study: Study) -> PracticePages:
    """Make a section for each authority that is neither compared with nor near, by name of organisation."""
    rows = practice_rows(study)
    others = rows[rows["whose"] == "other authority"]
    return PracticePages(
        tuple(
            PracticePage(str(name), _opening(study, own), own, starts_page=False)
            for name, own in others.groupby("organisation", sort=False)
        ),
        "No other authority was read.",
    )


def organisation_pages(study: Study) -> PracticePages:
    """Make a page for think tanks, one for networks and one for government."""
    rows = practice_rows(study)
    return PracticePages(
        tuple(
            PracticePage(title, _opening(study, own), own)
            for kind, title in OTHERS.items()
            for own in [rows[rows["whose"] == kind]]
        )
    )


def approach_pages(study: Study, findings: pd.DataFrame) -> PracticePages:
    """Make a page for each strand of the lead's own approach, with its figures and the practice that bears on it."""
    rows = practice_rows(study).set_index("id", drop=False)
    return PracticePages(
        tuple(
            PracticePage(
                heading=strand.title,
                opening=f"{strand.words} Source: {strand.source}.",
                figures=approach_table(study, findings, strand.strand),
                rows=rows.loc[list(strand.practice)],
                closing=f"What is not known: {strand.not_known}",
            )
            for strand in study.reference.local_approach.of(study.lead.code)
        ),
        f"No strands of an approach are kept for {study.lead.name} in local_approach.csv.",
    )


def own_page(study: Study) -> PracticePage:
    """Make the lead's own page: what was found of it, which the search did not look for as such."""
    return _council(study, practice_rows(study), study.lead.code, False)


def _council(study: Study, rows: pd.DataFrame, code: str, starts_page: bool) -> PracticePage:
    own = of_area(rows, code)
    area = study.reference.areas[code]
    words = f"{TYPE_WORDS.get(area.type, '')} {_opening(study, own)}"
    named = {priority for cell in own["priorities"] for priority in split(cell)}
    missing = [title for priority, title in PRIORITY_TITLES.items() if priority not in named]
    if len(own) and missing and starts_page:
        words += f" {NONE_FOUND[0].upper()}{NONE_FOUND[1:]} on: {'; '.join(missing).lower()}."
    return PracticePage(area.name, words.strip(), own, starts_page=starts_page)


def _opening(study: Study, own: pd.DataFrame) -> str:
    """Say how many rows there are, how strong the evidence, how many old, undated and without an address."""
    if own.empty:
        return f"{NONE_FOUND[0].upper()}{NONE_FOUND[1:]}."
    first = int(study.parameters.vintage) - OLD
    counts = {
        f"speak of no year from {first} on": int((own["age"] == "old").sum()),
        "undated": int((own["age"] == "undated").sum()),
        "without an address": int((own["address"] == NO_ADDRESS).sum()),
    }
    told = "".join(f"; {words}: {count}" for words, count in counts.items() if count)
    return f"Found: {len(own)}{told}. Strongest evidence: {strongest(own['evidence'])}."


def _entries(rows: pd.DataFrame) -> pd.DataFrame:
    """Set out rows as cells of markup; strength of evidence and transferability stand apart."""
    several = rows["organisation"].nunique() > 1
    return pd.DataFrame(
        [
            {
                "What and when": _lines(
                    f"<b>{escape(row['title'])}</b>",
                    escape(row["organisation"]) if several else "",
                    escape(f"{row['type'].replace('_', ' ')}, {row['period']}"),
                    f"<b>{AGES[row['age']]}</b>" if AGES[row["age"]] else "",
                ),
                "What it does": _lines(
                    escape(row["what_it_does"]),
                    f"<i>Measures:</i> {escape(row['measures'])}" if row["measures"] else "",
                ),
                "Bears on": escape("; ".join(_parts(row["priorities"], row["themes"]))),
                "Evidence": escape(row["evidence"]),
                "Could a county of two tiers?": escape(
                    f"{TRANSFERABILITY[row['transferability']].capitalize()}. {row['transfer_reason']}"
                ),
                "Source": _lines(
                    _source(row["source_title"], row["source_url"]),
                    escape(row["published"]),
                    escape(row["note"]),
                ),
            }
            for row in records(rows)
        ]
    )


def _parts(*cells: str) -> Iterable[str]:
    return [part for cell in cells for part in split(cell)]


def _source(title: str, address: str) -> str:
    if not address:
        return f"{escape(title)} ({NO_ADDRESS})"
    return f'<a href="{escape(address)}">{escape(title)}</a>'


def _lines(*parts: str) -> str:
    return "<br>".join(part for part in parts if part)


def _paragraph(words: str) -> str:
    return f'<p class="page-words">{escape(words)}</p>'
