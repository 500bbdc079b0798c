"""Whose studies a sweep makes: every authority of a tier, or those that are named."""

from __future__ import annotations

from benchmarking.errors import CommandError, ReferenceFileError, nearest
from benchmarking.reference import Area, Areas
from benchmarking.reference.areas import LOWER_TIER, UPPER_TIER

ALL_UPPER_TIER = "all-upper-tier"
ALL_DISTRICTS = "all-districts"
_COUNCILS = {*UPPER_TIER, *LOWER_TIER}


def leads_of(text: str, areas: Areas) -> list[Area]:
    """Return the authorities that --leads names, by name.

    Parameters
    ----------
    text : "all-upper-tier", "all-districts" (those of counties), or names and codes separated by commas. A name
        with commas in it is understood.

    Raises CommandError, offering the nearest, for a name that no authority of today has.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    folded = [part.casefold() for part in parts]
    if folded == [ALL_UPPER_TIER]:
        found = list(areas.upper_tier()["code"])
    elif folded == [ALL_DISTRICTS]:
        lower = areas.lower_tier()
        found = list(lower.loc[lower["type"] == "non-metropolitan district", "code"])
    elif together := {ALL_UPPER_TIER, ALL_DISTRICTS}.intersection(folded):
        raise CommandError(
            f"--leads: {together.pop()} stands alone",
            found=repr(text),
            next_step="Leave out the others, or sweep them by another call: the studies are kept side by side",
        )
    else:
        found = _named(parts, areas)
    if not found:
        raise CommandError(
            "--leads names nobody", expected=f"{ALL_UPPER_TIER}, {ALL_DISTRICTS}, or names and codes"
        )
    return sorted((areas[code] for code in dict.fromkeys(found)), key=lambda area: area.name)


def _named(parts: list[str], areas: Areas) -> list[str]:
    found = []
    while parts:
        # The longest run of parts that is a name, since a council's name may hold commas.
        for many in range(min(3, len(parts)), 0, -1):
            area = _council(", ".join(parts[:many]), areas)
            if area is not None:
                found.append(area.code)
                parts = parts[many:]
                break
        else:
            raise _nobody(parts[0], areas)
    return found


def _council(name: str, areas: Areas) -> Area | None:
    try:
        area = areas.resolve(name)
    except ReferenceFileError:
        return None
    return area if area.type in _COUNCILS and area.is_current else None


def _nobody(name: str, areas: Areas) -> CommandError:
    current = areas.frame[(areas.frame["valid_to"] == "") & areas.frame["type"].isin(_COUNCILS)]
    try:
        area = areas.resolve(name)
    except ReferenceFileError:
        return CommandError(
            f"--leads: no authority is called {name!r}",
            expected="a council of England, by its name or code in data/reference/areas.csv",
            next_step=nearest(name, [ALL_UPPER_TIER, ALL_DISTRICTS, *current["name"]]),
        )
    ended = "" if area.is_current else areas.became(area.code)
    return CommandError(
        f"--leads: {area.name} ({area.code}) is no council of today",
        found=ended or f"a {area.type}",
        expected="a county, a unitary, a metropolitan district, a London borough or a district",
    )
