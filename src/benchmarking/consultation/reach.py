"""Whom a consultation reached, beside who lives there: what may be shown of it, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pandas as pd

from benchmarking.consultation.answers import band_words
from benchmarking.consultation.comparing import COUNTS, compared, kept_and_left_out
from benchmarking.consultation.reading import ElsewhereError, is_made_up, read_participants
from benchmarking.consultation.weighing import SIZES, sizes_of
from benchmarking.errors import ConsultationError
from benchmarking.stats.suppression import LEAST_MINIMUM
from benchmarking.study import Study

NOT_GIVEN = "No consultation was given to this study."
ALL_RESIDENTS = "residents of all ages"


@dataclass(frozen=True, slots=True)
class Reach:
    """What may be shown of whom a consultation reached; all of it follows from the counts that are shown.

    `counts` has a row for each count: table (a question, or the three of the crossing joined by " by "), a column
    for each question (blank where the count is of all its categories), state (shown, none, few, hidden or
    withheld), participants (missing unless it is shown), least and greatest (what it can be, for all that is
    shown), residents, expected, ratio, residual, lower, upper and verdict (as `stats.representation`; of a hidden
    count, what holds for every number that it can be, else "not told"). `sizes` has a row for each way of
    weighting (as `weighing.sizes_of`). `total` counts the participants whom all tables are about, `open_to` and
    `left_out` say in words who could take part and who is left out, and `not_held` names the questions for which
    no census table is held. Without a consultation `given` is False and there is nothing else.
    """

    given: bool
    lead: str
    minimum: int
    level: float
    made_up: bool = False
    total: int = 0
    open_to: str = ""
    left_out: str = ""
    counts: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=COUNTS))
    sizes: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=SIZES))
    not_held: tuple[str, ...] = ()

    def titled(self, title: str) -> str:
        """Return the title of a table or picture of it, which says so of an invented one."""
        return f"Made-up example: {title}" if self.made_up else f"{title[0].upper()}{title[1:]}"


def reach_of(study: Study) -> Reach:
    """Compare who took part in the study's consultation with who lives in its lead authority.

    The file is data/consultations/<consultation>.csv; a made-up example of another authority counts as none.
    Small counts are hidden before anything is worked out: ratios, ranges, weights and effective sizes rest on the
    counts that are shown, and on the census.

    Raises
    ------
    ConsultationError : a file that cannot be used (as `read_participants`), a minimum_cell below 3, or fewer
        participants than that.
    """
    parameters = study.parameters
    minimum = parameters.minimum_cell
    none = Reach(False, study.lead.name, minimum, parameters.confidence_level)
    if parameters.consultation is None:
        return none
    if minimum < LEAST_MINIMUM:
        raise ConsultationError(
            "minimum_cell is too small to protect who took part in a consultation",
            found=minimum,
            expected=f"{LEAST_MINIMUM} or more",
        )
    file = study.paths.consultations / f"{parameters.consultation}.csv"
    try:
        people = read_participants(file, study.reference.areas, study.lead.code)
    except ElsewhereError:
        if is_made_up(file):
            return none
        raise
    kept, left_out = kept_and_left_out(people, minimum)
    total = int(kept["count"].sum())
    if total < minimum:
        raise ConsultationError(
            f"Fewer than {minimum} participants stated their age band, sex and ethnic group",
            where=file.name,
            next_step="Nothing can be shown of so few people",
        )
    counts, not_held = compared(study, people, kept)
    youngest = people.bands[0][0]
    return replace(
        none,
        given=True,
        made_up=people.made_up,
        total=total,
        open_to=f"residents aged {band_words((youngest, None))}" if youngest else ALL_RESIDENTS,
        left_out=_words_on_left_out(left_out, minimum),
        counts=counts,
        sizes=sizes_of(counts, total, minimum),
        not_held=tuple(not_held),
    )


def real_reach(study: Study) -> Reach:
    """Return what a report may show: of a made-up example nothing, as if no consultation had been given."""
    name = study.parameters.consultation
    if name is not None and is_made_up(study.paths.consultations / f"{name}.csv"):
        return Reach(False, study.lead.name, study.parameters.minimum_cell, study.parameters.confidence_level)
    return reach_of(study)


def _words_on_left_out(left_out: int, minimum: int) -> str:
    what = (
        "Whoever did not state age band, sex or ethnic group, or described them in a way that the census table does "
        f"not count, is left out of every table. Where fewer than {minimum} did not state something else, they are "
        "left out as well, so that nobody can find them by taking one total from another."
    )
    if left_out >= minimum:
        return f"{what} {left_out:,} participants are left out."
    return f"{what} How many are left out is told only where it is {minimum} or more."
