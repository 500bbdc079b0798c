"""A page for each measure that is recommended: what it says, how it stands on each test, and who decides."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import pandas as pd

from benchmarking.kpis import PRIORITY_TITLES, TESTS, no_judgements, shortlist
from benchmarking.study import Study
from benchmarking.tables.kpis import dated_words, detectable_words, outcomes_words, usual_words


@dataclass(frozen=True, slots=True)
class KpiPage:
    """One recommended measure: its title, its paragraphs, and its words on the eight tests."""

    indicator: str
    title: str
    words: tuple[str, ...]
    tests: pd.DataFrame


@dataclass(frozen=True, slots=True)
class KpiPages:
    """The pages of all recommended measures, or why there is none; a notebook shows one after another."""

    pages: tuple[KpiPage, ...]
    otherwise: str = ""

    def _ipython_display_(self) -> None:
        from IPython.display import HTML, Markdown, display

        if not self.pages:
            display(Markdown(f"*{self.otherwise}*"))
        for page in self.pages:
            words = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in page.words)
            display(HTML(f"<h3>{escape(page.title)}</h3>{words}{page.tests.to_html(border=0)}"))


def kpi_pages(study: Study, appraised: pd.DataFrame) -> KpiPages:
    """Write a page for each recommended measure, by priority; the judgements in it are proposals."""
    return KpiPages(
        tuple(_page(study, str(name), row) for name, row in shortlist(appraised).iterrows()),
        no_judgements(study),
    )


def _page(study: Study, name: str, row: pd.Series) -> KpiPage:
    item = study.reference.indicators[name]
    ties = outcomes_words(row["outcomes"])
    told = f"{study.lead.name} has no figure: {dated_words(item, row).removeprefix('none: ')}."
    if pd.notna(row["value"]):
        told = (
            f"{study.lead.name}: {dated_words(item, row)}. The smallest change that could be detected: "
            f"{detectable_words(item, row)}. The usual change: {usual_words(item, row)}."
        )
    words = (
        f"{item.definition} {PRIORITY_TITLES[item.priority]}; outcomes of the strategy: {ties}.",
        told,
        f"Proposed because: {row['proposal_reason']} Decided by: {row['decided_by']}.",
        item.caveat,
    )
    tests = pd.DataFrame(
        [{"Test": test.name, "Word": row[key], "Rests on": row[f"{key}_why"]} for key, test in TESTS.items()]
    ).set_index("Test")
    return KpiPage(name, item.title, words, tests)
