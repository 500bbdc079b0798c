"""What the Cabinet report's chapters may name: figures, tables and pictures of one study."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarking import charts, tables
from benchmarking.findings import PAIRED, each, findings_of
from benchmarking.findings.comparability import comparability
from benchmarking.findings.firmness import STRICTER
from benchmarking.findings.sides import PUBLISHED_LEVEL
from benchmarking.findings.trends import ALPHA
from benchmarking.findings.words import LOOSER, listed
from benchmarking.reference.vocabulary import COUNCIL_TYPES, PRIORITY_TITLES
from benchmarking.report.consultation import consultation
from benchmarking.report.council import council, records_homeless
from benchmarking.report.gaps import gaps
from benchmarking.report.header import LINES, NO_MEETING, header
from benchmarking.report.kpis import kpis
from benchmarking.report.layers import layers
from benchmarking.report.markdown import Markdown, chapter_files, chapter_text, picture, pipe_table
from benchmarking.report.places import places
from benchmarking.report.practice import practice
from benchmarking.report.standing import standing
from benchmarking.report.strategy import strategy
from benchmarking.report.warrants import APPENDIX, Warrants
from benchmarking.stats.funnels import LEVELS
from benchmarking.study import Study

#: The appendices that every report ends with, as the chapters call them.
_APPENDICES = ("fragile", "sources")


def content(study: Study, folder: Path, warrants: Warrants) -> dict[str, Any]:
    """Return the names that the chapters use, their figures cited, saving the pictures they show in `folder`."""
    findings = findings_of(study)
    words = layers(study)
    head = header(words)
    headline = tables.of_tier(study, "headline")
    tests = tables.counts_of_tests(study, findings)
    show = partial(picture, folder=folder, study=study)
    likeness = comparability(study)
    likeness = likeness.dropna(subset=["distance"])
    named = likeness[likeness["named"]]
    return {
        "meeting": "" if head["meeting"] == NO_MEETING else head["meeting"],
        "header_table": _header_table(head),
        "appendices": _appendices(words),
        "council": council(study),
        "homeless": records_homeless(study, set(findings.loc[findings["lead_value"].notna(), "indicator"])),
        "lead": study.lead.name,
        "england": study.name(study.parameters.reference_area),
        "group": study.group_words,
        "group_id": study.parameters.comparison_group,
        "framework_titles": listed(
            [study.reference.frameworks.title(name) for name in study.parameters.frameworks]
        ),
        "comparators": listed([study.name(code) for code in study.comparators]),
        "how_many": len(study.comparators),
        "council_types": _council_types(study),
        "vintage": study.parameters.vintage,
        "level": f"{100 * study.parameters.confidence_level:g}%",
        "levels": {
            "published": f"{100 * PUBLISHED_LEVEL:g}%",
            "strict": f"{100 * STRICTER:g}%",
            "trend": f"{100 * ALPHA:g}%",
            "looser": f"{100 * LOOSER:g}%",
            "inner": f"{100 * min(LEVELS.values()):g}%",
            "outer": f"{100 * max(LEVELS.values()):g}%",
        },
        "alpha": f"{100 * study.parameters.alpha:.3g}%",
        "adjustment": {"fdr_bh": "Benjamini and Hochberg, 1995", "holm": "Holm, 1979"}.get(
            study.parameters.adjustment, ""
        ),
        "stricter": study.parameters.confidence_level < STRICTER,
        "tests": tests,
        "possible": int(tests["Comparisons"].sum()),
        "compared": int(tests["With figures on both sides"].sum()),
        "tested": int(tests["Tested"].sum()),
        **_different_from(findings),
        "better": _count(findings, "better", "improving"),
        "worse": _count(findings, "worse", "worsening"),
        "without_direction": _count(findings, "higher", "lower", "increasing", "decreasing"),
        "untested_england": _largest_untested(study, findings, warrants),
        "different_indicators": _indicators_that_differ(findings),
        "different": int(tests["Different after adjustment"].sum()),
        "by_chance": round(tests["By chance alone, about"].sum()),
        "unadjusted": int(tests["Different before adjustment"].sum()),
        "firm_england": _sentences(findings, "reference", warrants),
        "firm_group": _sentences(findings, "group", warrants),
        "headline_held": len([name for name in headline if _held(findings, name)]),
        "headline_all": len(headline),
        "headline_missing": [study.reference.indicators[n].title for n in headline if not _held(findings, n)],
        "headline_table": pipe_table(
            tables.findings_table(study, findings, headline, mark=warrants.mark),
            f"Headline indicators held for {study.lead.name}, against the mean of the comparison group and "
            f"{study.name(study.parameters.reference_area)}",
            "headline",
            [6, 3, 5, 5, 5],
        ),
        "tests_table": pipe_table(
            tests,
            "How many comparisons could be tested, and how many differ",
            "tests",
            [5, 3, 3, 2, 3, 3, 3, 2],
        ),
        "likeness_picture": show(
            charts.distance_chart(study),
            f"How like {study.lead.name} each authority is",
            "likeness",
        ),
        "likeness_table": pipe_table(
            tables.parts_table(study),
            "The comparison group, the most alike first",
            "likeness-parts",
            [4, 1, 2, 4, 4, 3],
        ),
        "profile_table": pipe_table(
            tables.profile_table(study, warrants.latest),
            "Circumstances of the comparison group",
            "profile",
            [4, 3, 3, 3, 3, 3, 3, 3],
        ),
        "named_near": int((named["rank"] <= 10).sum()),
        "most_alike": named["name"].iloc[0] if len(named) else "none of them",
        "least_alike": named["name"].iloc[-1] if len(named) else "none of them",
        "nearest_unnamed": listed(list(likeness[~likeness["named"]]["name"].head(5))),
        "frameworks": [
            _framework(study, findings, name, show, warrants) for name in study.parameters.frameworks
        ],
        "dots": [
            {"title": plate.heading, "picture": show(plate.picture, plate.caption, f"dot-{plate.indicator}")}
            for plate in charts.dot_charts(study, findings, headline).plates
        ],
        "empty": pipe_table(
            _empty(study), "Indicators of the registry with no figure held", "empty", [6, 3, 3, 4]
        ),
        "perception_held": _perceptions(study, findings),
        "priorities_without": _priorities_without(study, findings),
        "extract_education": _extract(study, findings, "Education & Early years", "education", warrants),
        "extract_health": _extract(study, findings, "Health & Wellbeing", "health", warrants),
        "warrants": Markdown(APPENDIX),
        **places(study, show, warrants.latest),
        **gaps(study, findings, show, warrants),
        **kpis(study, warrants),
        **practice(study, show),
        **consultation(study, show),
        **standing(study, findings, show, warrants),
        **strategy(study),
    }


def _header_table(lines: dict[str, str]) -> Markdown:
    table = pd.DataFrame({"Item": [LINES[name] for name in lines], "Entry": list(lines.values())})
    return pipe_table(table.set_index("Item"), "Particulars of this report", "header", [3, 5])


def _appendices(words: list[Path]) -> dict[str, Any]:
    """Letter the two general appendices after those that a study's own chapters hold."""
    own = sum(
        line.startswith("# Appendix ")
        for file in chapter_files(words)
        for line in chapter_text(file).splitlines()
    )
    return {
        "own": own,
        **{name: f"Appendix {chr(ord('A') + own + at)}" for at, name in enumerate(_APPENDICES)},
    }


def _council_types(study: Study) -> list[dict[str, str]]:
    """Name the authorities compared by type of council, each type as it is called."""
    by_type: dict[str, list[str]] = {}
    for code in study.comparators:
        by_type.setdefault(study.reference.areas[code].type, []).append(study.name(code))
    return [
        {"title": title, "names": listed(by_type[kind])}
        for kind, title in COUNCIL_TYPES.items()
        if kind in by_type
    ]


def _framework(
    study: Study, findings: pd.DataFrame, name: str, show: Any, warrants: Warrants
) -> dict[str, Any]:
    chapter = tables.chapter(study, findings, name)
    found: dict[str, Any] = {
        "chapter": chapter,
        "grid": Markdown(""),
        "inactivity_gap": "ethnic_inactivity_gap_2011" in chapter.described,
    }
    if chapter.judged:
        shown = charts.summary_grid(
            study, findings, chapter.judged, f"{chapter.title}: indicators with a direction"
        )
        words = f"{chapter.title}: {study.lead.name} against each, indicators with a direction"
        found["grid"] = show(shown, words, f"grid-{name}")
    found["described"] = {
        kind: pipe_table(
            tables.findings_table(study, findings, names, verdicts=bool(chapter.judged), mark=warrants.mark),
            f"{chapter.title}: {tables.KINDS[kind]}, never judged",
            f"described-{name}-{kind.replace(' ', '-')}",
            [6, 3, 5, 5, 5],
        )
        for kind, names in tables.by_kind(study, chapter.described).items()
    }
    return found


def _sentences(findings: pd.DataFrame, kind: str, warrants: Warrants) -> list[str]:
    firm = findings[(findings["kind"] == kind) & (findings["basis"] == "tested")]
    firm = firm[~firm["verdict"].isin(tables.NO_DIFFERENCE)]
    return [warrants.sentence(one) for one in each(tables.firmest_first(firm))]


def _extract(study: Study, findings: pd.DataFrame, theme: str, name: str, warrants: Warrants) -> Markdown:
    """Set the judged indicators of one of the strategy's themes in a table."""
    indicators = study.reference.indicators
    chosen = [
        item for item in indicators.ids if indicators[item].theme == theme and indicators[item].is_judged
    ]
    return pipe_table(
        tables.findings_table(study, findings, chosen, mark=warrants.mark),
        f"Judged figures of the theme {theme}",
        f"extract-{name}",
        [6, 3, 5, 5, 5],
    )


def _empty(study: Study) -> pd.DataFrame:
    return tables.empty_slots(study).set_index("Indicator")


def _priorities_without(study: Study, findings: pd.DataFrame) -> list[str]:
    """Name the strategy's priorities for which no judged indicator could be tested."""
    tested = findings.loc[findings["basis"] == "tested", "indicator"].unique()
    have = set(study.reference.indicators.by_id.loc[tested, "priority"])
    return [title[0].lower() + title[1:] for name, title in PRIORITY_TITLES.items() if name not in have]


def _indicators_that_differ(findings: pd.DataFrame) -> int:
    differs = (findings["firmness"] != "") & ~findings["verdict"].isin(tables.NO_DIFFERENCE)
    return int(findings.loc[differs, "indicator"].nunique())


def _count(findings: pd.DataFrame, *verdicts: str) -> int:
    return int(((findings["basis"] == "tested") & findings["verdict"].isin(verdicts)).sum())


def _largest_untested(
    study: Study, findings: pd.DataFrame, warrants: Warrants, how_many: int = 6
) -> list[str]:
    """Say the differences from England that are largest for what counts as close and could not be tested."""
    close = findings["indicator"].map(study.reference.indicators.by_id["materiality"])
    tier = findings["indicator"].map(study.reference.indicators.by_id["tier"])
    rows = findings[
        (findings["kind"] == "reference")
        & (findings["basis"] == "published and untested")
        & tier.isin(["headline", "supporting"])
        & (close > 0)
    ]
    size = (rows["difference"].abs() / close[rows.index]).sort_values(ascending=False, kind="stable")
    largest = rows.loc[size[size > 1].head(how_many).index]
    return [
        f"{warrants.sentence(one)} A difference of {limit:,g} or less counts as close."
        for one, limit in zip(each(largest), close[largest.index], strict=True)
    ]


def _different_from(findings: pd.DataFrame) -> dict[str, int]:
    """Count the tested differences by what the lead is set against; "own" is its own past."""
    differs = findings[(findings["firmness"] != "") & ~findings["verdict"].isin(tables.NO_DIFFERENCE)]
    kinds = differs["kind"].where(differs["kind"].isin(PAIRED), "own").value_counts()
    return {f"different_from_{kind}": int(kinds.get(kind, 0)) for kind in (*PAIRED, "own")}


def _perceptions(study: Study, findings: pd.DataFrame) -> int:
    """Count the questions of the Community Life Survey that have a figure for the lead."""
    asked = study.reference.indicators.of_dataset("dcms-community-life-survey")["id"]
    return sum(_held(findings, name) for name in asked)


def _held(findings: pd.DataFrame, indicator: str) -> bool:
    return bool(findings.loc[findings["indicator"] == indicator, "lead_value"].notna().any())
