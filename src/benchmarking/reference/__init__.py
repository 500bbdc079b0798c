"""The tables kept by hand, typed and checked: areas, indicators, frameworks, groups, the strategy and more."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from benchmarking.paths import Paths
from benchmarking.reference.area import Area
from benchmarking.reference.areas import Areas, load_areas
from benchmarking.reference.claims import Claim, Claims, load_claims
from benchmarking.reference.commission import Asked, Commission, load_commission
from benchmarking.reference.frameworks import Concept, Frameworks, load_frameworks
from benchmarking.reference.groups import Groups, load_groups
from benchmarking.reference.indicators import Indicator, Indicators, load_indicators
from benchmarking.reference.judgements import Judgement, Judgements, can_be_kpi, load_judgements
from benchmarking.reference.kpi_tracking import TrackedIndicators, load_tracked
from benchmarking.reference.local_approach import LocalApproach, Strand, load_local_approach
from benchmarking.reference.neighbours import Neighbours, groups_of, load_neighbours, tier_of, types_of_tier
from benchmarking.reference.peer_measures import PeerMeasure, PeerMeasures, load_peer_measures
from benchmarking.reference.practice import Practice, PracticeEvidence, load_practice
from benchmarking.reference.releases import Expected, Releases, load_releases
from benchmarking.reference.strategy import Element, Strategy, load_strategy
from benchmarking.reference.units import UNITS, Unit

__all__ = [
    "UNITS",
    "Area",
    "Areas",
    "Asked",
    "Claim",
    "Claims",
    "Commission",
    "Concept",
    "Element",
    "Expected",
    "Frameworks",
    "Groups",
    "Indicator",
    "Indicators",
    "Judgement",
    "Judgements",
    "LocalApproach",
    "Neighbours",
    "PeerMeasure",
    "PeerMeasures",
    "Practice",
    "PracticeEvidence",
    "Reference",
    "Releases",
    "Strand",
    "Strategy",
    "TrackedIndicators",
    "Unit",
    "can_be_kpi",
    "groups_of",
    "load_reference",
    "load_releases",
    "tier_of",
    "types_of_tier",
]

FILES = (
    "areas.csv",
    "area_changes.csv",
    "indicators.csv",
    "frameworks.csv",
    "comparison_groups.csv",
    "statistical_neighbours.csv",
    "kpi_judgements.csv",
    "kpi_tracking.csv",
    "strategy.csv",
    "strategy_claims.csv",
    "practice_evidence.csv",
    "peer_measures.csv",
    "local_approach.csv",
    "commission.csv",
    "releases.csv",
)


@dataclass(frozen=True, slots=True)
class Reference:
    """Everything that is known before a figure is read."""

    areas: Areas
    indicators: Indicators
    groups: Groups
    neighbours: Neighbours
    frameworks: Frameworks
    judgements: Judgements
    tracked: TrackedIndicators
    strategy: Strategy
    claims: Claims
    practice: PracticeEvidence
    peer_measures: PeerMeasures
    local_approach: LocalApproach
    commission: Commission
    releases: Releases


def load_reference(folder: Path | None = None) -> Reference:
    """Read and check the reference tables; tables whose content has not changed are read once.

    Parameters
    ----------
    folder : where the tables of FILES are; data/reference of this checkout unless given.

    Raises ReferenceFileError, naming the file, row and column, for the first thing that is wrong.
    """
    folder = (folder or Paths.default().reference).resolve()
    return _load(_Tables(tuple(_digest(folder / file) for file in FILES), folder))


@dataclass(frozen=True)
class _Tables:
    """The tables of a folder, the same as those of any other folder with the same content."""

    digests: tuple[bytes | None, ...]
    folder: Path = field(compare=False)


def _digest(path: Path) -> bytes | None:
    return sha256(path.read_bytes()).digest() if path.is_file() else None


@lru_cache(maxsize=8)
def _load(tables: _Tables) -> Reference:
    folder = tables.folder
    areas = load_areas(folder / "areas.csv", folder / "area_changes.csv")
    frameworks = load_frameworks(folder / "frameworks.csv")
    indicators = load_indicators(folder / "indicators.csv", frameworks)
    groups = load_groups(folder / "comparison_groups.csv", areas)
    practice = load_practice(folder / "practice_evidence.csv", areas)
    return Reference(
        areas=areas,
        indicators=indicators,
        groups=groups,
        neighbours=load_neighbours(folder / "statistical_neighbours.csv", areas),
        frameworks=frameworks,
        judgements=load_judgements(folder / "kpi_judgements.csv", indicators),
        tracked=load_tracked(folder / "kpi_tracking.csv", indicators),
        strategy=load_strategy(folder / "strategy.csv", indicators),
        claims=load_claims(folder / "strategy_claims.csv", indicators, areas, groups),
        practice=practice,
        peer_measures=load_peer_measures(folder / "peer_measures.csv", indicators, practice),
        local_approach=load_local_approach(folder / "local_approach.csv", areas, indicators, practice),
        commission=load_commission(folder / "commission.csv", areas),
        releases=load_releases(folder / "releases.csv"),
    )
