"""A framework's chapter says what is measured, and leads with what is not."""

from __future__ import annotations

import re

import pytest

from benchmarking import tables

VERDICTS = re.compile(r"\b(?:better|worse|similar|higher|lower|close)\b")


@pytest.mark.parametrize("framework", ["cantle", "casey", "khan"])
def test_indicators_of_a_chapter_are_held_belong_to_it_and_stand_once(framework, real_study, findings):
    chapter = tables.chapter(real_study, findings, framework)
    listed = real_study.reference.indicators.by_id
    held = set(findings.loc[findings["lead_value"].notna(), "indicator"])
    shown = [*chapter.judged, *chapter.described]
    assert len(set(shown)) == len(shown)
    belongs = listed.index[listed["frameworks"].astype(str).str.contains(f"{framework}[:']", regex=True)]
    tiers = ["headline", "supporting", "early_warning", "context", "baseline"]
    assert set(shown) == {name for name in belongs if name in held and listed.at[name, "tier"] in tiers}
    assert set(listed.loc[chapter.judged, "tier"]) <= {"headline", "supporting"}
    assert not set(listed.loc[chapter.described, "tier"]) & {"headline", "supporting"}


@pytest.mark.parametrize("framework", ["cantle", "casey", "khan"])
def test_every_concept_is_either_measured_or_named_as_not(framework, real_study, findings):
    chapter = tables.chapter(real_study, findings, framework)
    rows = real_study.reference.frameworks.frame
    titles = set(rows.loc[rows["framework"] == framework, "title"])
    assert set(chapter.measured) | set(chapter.unmeasured) == titles
    assert not set(chapter.measured) & set(chapter.unmeasured)
    words = chapter._repr_markdown_()
    assert all(title in words for title in chapter.unmeasured)


def test_khan_leads_with_what_is_not_measured_and_makes_no_verdict(real_study, findings):
    chapter = tables.chapter(real_study, findings, "khan")
    assert chapter.judged == []
    assert chapter.unmeasured
    title, first = chapter._repr_markdown_().split("\n\n")[:2]
    assert title == f"## {chapter.title}"
    assert first.startswith(f"**Not measured:** {chapter.unmeasured[0]}")
    assert not VERDICTS.search(first)
    table = tables.findings_table(real_study, findings, chapter.described, verdicts=bool(chapter.judged))
    assert len(table) == len(chapter.described) > 0
    assert not table.apply(lambda column: column.str.contains(VERDICTS)).to_numpy().any()


def test_a_chapter_with_figures_counts_them(real_study, findings):
    chapter = tables.chapter(real_study, findings, "cantle")
    words = chapter._repr_markdown_()
    assert f"{len(chapter.judged)} indicators with a better direction" in words
    assert f"{len(chapter.measured)} of {len(chapter.measured) + len(chapter.unmeasured)} concepts" in words
