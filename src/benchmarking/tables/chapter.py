"""One framework's chapter: which of its indicators are held, and what it asks for that nothing measures."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from benchmarking.study import Study
from benchmarking.tables.benchmarks import concepts, framework_indicators

JUDGED = ["headline", "supporting"]
DESCRIBED = ["early_warning", "context", "baseline"]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A framework's title, its indicators with a figure for the lead, and its concepts without one.

    `judged` have a better direction; `described` never get a verdict. In a notebook it says so in words.
    """

    framework: str
    title: str
    judged: list[str]
    described: list[str]
    measured: list[str]
    unmeasured: list[str]

    def _repr_markdown_(self) -> str:
        missing = f"Nothing is held for: {'; '.join(self.unmeasured)}." if self.unmeasured else ""
        if not self.judged:
            return (
                f"## {self.title}\n\n**Not measured:** {'; '.join(self.unmeasured)}. No current official series "
                "that is held measures these for local authorities, so this chapter makes no verdict. "
                f"{len(self.described)} figures of context, early warning or history are set out without one."
            )
        return (
            f"## {self.title}\n\n{len(self.measured)} of {len(self.measured) + len(self.unmeasured)} concepts have at "
            f"least one figure. {len(self.judged)} indicators with a better direction are held, and "
            f"{len(self.described)} that only describe. {missing}"
        )


def chapter(study: Study, findings: pd.DataFrame, framework: str) -> Chapter:
    """Sort a framework's indicators into those with a direction, those that describe, and what is missing.

    Raises ReferenceFileError, offering the nearest, for a framework that is not there.
    """
    held = set(findings.dropna(subset=["lead_value"])["indicator"])
    asked = concepts(study, framework)
    nothing = asked["Measured now by"] == "nothing held"
    return Chapter(
        framework,
        study.reference.frameworks.title(framework),
        [name for name in framework_indicators(study, framework, JUDGED) if name in held],
        [name for name in framework_indicators(study, framework, DESCRIBED) if name in held],
        list(asked.index[~nothing]),
        list(asked.index[nothing]),
    )
