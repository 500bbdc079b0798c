"""What a finding is: its columns, its typed form, and the rules that a whole frame of findings keeps."""

from __future__ import annotations

from dataclasses import dataclass, fields

import pandas as pd
import pandera.pandas as pa

from benchmarking.errors import CommandError, ObservationError, nearest

#: Two figures of one period, side by side.
PAIRED = ("authority", "group", "reference")
#: The lead's own figure, now and before.
SINCE = ("since_previous", "since_baseline")
KINDS = (*PAIRED, "rank", *SINCE, "trend", "expected")

BASES = ("tested", "complete count", "published and untested", "predicted")
_PAIR_VERDICTS = ("better", "worse", "higher", "lower", "similar", "close")
VERDICTS = {
    **dict.fromkeys((*PAIRED, *SINCE), _PAIR_VERDICTS),
    "rank": ("ranked",),
    "trend": ("improving", "worsening", "increasing", "decreasing", "no clear change", "too few points"),
    "expected": ("higher", "lower", "as expected"),
}
#: Verdicts that claim nothing, each with its reason beside it.
SILENT = ("not compared", "too few points")


@dataclass(frozen=True, slots=True)
class Finding:
    """One comparison with its warrant; a number that does not apply is nan, a word that does not is "".

    Parameters
    ----------
    id, indicator, kind : what it is called and of which KINDS it is.
    comparator, comparator_name : what the lead is set against: an area's code, "group", or the kind.
    lead_value, lead_lower, lead_upper, lead_base, lead_period, lead_status : the lead's latest figure, its
        interval, what it is a share of or the size of its sample, its ISO 8601 period and its marker.
    value, lower, upper, base, period, status : the same of the other side. Of a trend the first figure used;
        of what is expected the prediction, with its interval.
    median, place, of : of a group its members' median; the lead's place from the highest among `of`.
    place_lower, place_upper : the ranks that the lead's true figure may have.
    fifth : 1 for the highest fifth of `of` areas to 5 for the lowest, where no rank set can be made.
    difference, difference_lower, difference_upper : lead less other; of a trend the slope a year.
    p, p_adjusted, family_size : where tested, also after adjusting for the family's size.
    verdict_unadjusted, verdict, basis : words of VERDICTS and BASES; the basis is "" of a SILENT verdict.
    method, reason, note : how it was computed; why it is silent; what to add when it is told.
    points, r2, areas : of a trend how many figures; of what is expected the out-of-sample R² and the areas.
    firmness, turned_by, checks_passed, checks : "stable" or "fragile" where tested, and what turns it.
    previous_period, previous_verdict : the same comparison at the lead's previous figure.
    sources, checksums : ids of the releases behind it, and the sha256 of each one's file, split by ";".
    """

    id: str
    indicator: str
    kind: str
    comparator: str
    comparator_name: str
    lead_value: float
    lead_lower: float
    lead_upper: float
    lead_base: float
    lead_period: str
    lead_status: str
    value: float
    lower: float
    upper: float
    base: float
    period: str
    status: str
    median: float
    place: float
    of: float
    place_lower: float
    place_upper: float
    fifth: float
    difference: float
    difference_lower: float
    difference_upper: float
    p: float
    p_adjusted: float
    family_size: float
    verdict_unadjusted: str
    verdict: str
    basis: str
    method: str
    reason: str
    note: str
    points: float
    r2: float
    areas: float
    firmness: str
    turned_by: str
    checks_passed: float
    checks: float
    previous_period: str
    previous_verdict: str
    sources: str
    checksums: str

    @property
    def is_silent(self) -> bool:
        """Whether nothing is claimed, for the reason given."""
        return self.verdict in SILENT


COLUMNS = [field.name for field in fields(Finding)]
_NUMBERS = [field.name for field in fields(Finding) if field.type == "float"]
_WORDS = [name for name in COLUMNS if name not in _NUMBERS]
_DIFFERENCE = ["difference", "difference_lower", "difference_upper", "p", "p_adjusted"]
#: The numbers without which a finding of a kind, tested or not, says nothing.
_NEEDED = {
    **{(kind, True): ["lead_value", "value", *_DIFFERENCE] for kind in (*PAIRED, *SINCE)},
    **{(kind, False): ["lead_value", "value", "difference"] for kind in (*PAIRED, *SINCE)},
    ("rank", True): ["place", "place_lower", "place_upper", "of"],
    ("rank", False): ["fifth", "of"],
    ("trend", True): [*_DIFFERENCE, "points"],
    ("expected", False): ["value", "lower", "upper", "difference", "r2", "areas"],
}


def _verdict_fits(frame: pd.DataFrame) -> pd.Series:
    allowed = {(kind, word) for kind, words in VERDICTS.items() for word in (*words, "not compared")}
    return pd.Series(
        [pair in allowed for pair in zip(frame["kind"], frame["verdict"], strict=True)], index=frame.index
    )


def _has_its_numbers(frame: pd.DataFrame) -> pd.Series:
    lacking = pd.Series(False, index=frame.index)
    for (kind, tested), names in _NEEDED.items():
        here = (frame["kind"] == kind) & (frame["basis"] != "") & ((frame["basis"] == "tested") == tested)
        lacking |= here & frame[names].isna().any(axis=1)
    return ~lacking


_RULES = {
    "a verdict is not one of its kind": _verdict_fits,
    "a silent finding has no reason, or one that speaks has one": lambda df: (
        df["verdict"].isin(SILENT) == (df["reason"] != "")
    ),
    "a finding speaks without a basis, or is silent with one": lambda df: (
        df["verdict"].isin(SILENT) == (df["basis"] == "")
    ),
    "a finding lacks a number that its kind needs": _has_its_numbers,
    "a silent finding has a difference": lambda df: (df["basis"] != "") | df[_DIFFERENCE].isna().all(axis=1),
    "a finding that was not tested has a p-value": lambda df: (df["basis"] == "tested") | df["p"].isna(),
    "a finding that speaks names no method or no source": lambda df: (
        (df["basis"] == "") | ((df["method"] != "") & (df["sources"] != ""))
    ),
    "firmness is said of a finding that was not tested": lambda df: (
        (df["firmness"] == "") | (df["basis"] == "tested")
    ),
}

FINDINGS = pa.DataFrameSchema(
    {
        **{name: pa.Column(str) for name in _WORDS},
        **{name: pa.Column(float, nullable=True) for name in _NUMBERS},
        "kind": pa.Column(str, pa.Check.isin(KINDS)),
        "basis": pa.Column(str, pa.Check.isin([*BASES, ""])),
        "firmness": pa.Column(str, pa.Check.isin(["stable", "fragile", ""])),
    },
    checks=[pa.Check(rule, error=words) for words, rule in _RULES.items()],
    unique=["id"],
    strict=True,
)


def tidied(frame: pd.DataFrame) -> pd.DataFrame:
    """Put findings into COLUMNS, words blank and numbers nan where they do not apply, and check them.

    Raises ObservationError with the rule that is broken.
    """
    frame = frame.reindex(columns=COLUMNS)
    frame[_WORDS] = frame[_WORDS].astype(object).where(frame[_WORDS].notna(), "").astype("str")
    frame[_NUMBERS] = frame[_NUMBERS].astype(float)
    try:
        FINDINGS.validate(frame)
    except pa.errors.SchemaError as error:
        raise ObservationError(
            "The findings break a rule that every finding keeps", found=" ".join(str(error).split())[:400]
        ) from error
    return frame


def finding(findings: pd.DataFrame, name: str) -> Finding:
    """Return one finding of a frame by its id, such as "employment_rate.vs.group".

    Raises CommandError, offering the nearest, for an id that no finding has.
    """
    found = findings[findings["id"] == name]
    if found.empty:
        raise CommandError(
            f"There is no finding {name!r}",
            expected="an indicator's id with .vs.group, .vs. and the reference area's name or a comparator's code, "
            ".rank, .trend, .expected, .since_previous or .since_baseline; or a place's code, a dot and an "
            "indicator's id with .vs. and the reference area's name or the lead authority's code",
            next_step=nearest(name, findings["id"]),
        )
    return each(found)[0]


def each(findings: pd.DataFrame) -> list[Finding]:
    """Return the findings of a frame, in its order."""
    return [Finding(*row) for row in findings[COLUMNS].itertuples(index=False, name=None)]
