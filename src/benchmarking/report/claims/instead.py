"""The claim that a finding does bear, for a researcher whose claim it does not."""

from __future__ import annotations

from benchmarking.findings.frame import PAIRED, SINCE, Finding
from benchmarking.findings.periods import first_day
from benchmarking.findings.words import FIFTHS

#: Verdicts that tell two figures alike: they cannot be told apart, or differ by less than matters.
SAME = ("similar", "close")
_OTHER = {"group": "the group", "reference": "england"}
_CHANGES = {"similar": "not changed", "close": "stayed close"}


def instead(found: Finding) -> str:
    """Write the claim that a finding bears, as a chapter would; nothing for a finding that claims nothing."""
    if found.is_silent:
        return ""
    said = ""
    if found.kind in PAIRED:
        joined = "to" if found.verdict in SAME else "than"
        other = _OTHER.get(found.kind, f'"{found.comparator_name}"')
        said = f"is {found.verdict} {joined} {other}"
    elif found.kind in SINCE:
        change = _CHANGES.get(found.verdict) or ("risen" if found.difference > 0 else "fallen")
        said = f"has {change} since {first_day(found.period).year}"
    elif found.kind == "rank" and found.basis == "tested":
        said = f"ranks between {found.place_lower:.0f} and {found.place_upper:.0f} of {found.of:.0f}"
    elif found.kind == "rank":
        said = f"is in the {FIFTHS[int(found.fifth)]} fifth"
    elif found.kind == "trend":
        said = "shows no clear trend" if found.verdict == "no clear change" else f"is {found.verdict}"
    return f"{found.indicator} {said}{', fragile' if found.firmness == 'fragile' else ''}" if said else ""
