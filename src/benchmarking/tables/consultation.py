"""Tables of whom a consultation reached; a made-up example says so in the title of each."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import pandas as pd

from benchmarking.consultation import CELLS, CROSSED, NOT_GIVEN, Reach, questions
from benchmarking.consultation.words import (
    ALL_AGES,
    BESIDE,
    QUESTIONS,
    participants_words,
    range_words,
    ratio_words,
    stated,
    way_words,
    who,
)
from benchmarking.stats import sample_needed

#: The margins, in percentage points, for which further participants are counted.
MARGINS = (5, 3)


@dataclass(frozen=True, slots=True)
class TitledTable:
    """A table that never goes without its title; a notebook shows both."""

    title: str
    frame: pd.DataFrame

    def __repr__(self) -> str:
        return self.title if self.frame.empty else f"{self.title}\n{self.frame.to_string()}"

    def _repr_html_(self) -> str:
        if self.frame.empty:
            return f"<p>{escape(self.title)}</p>"
        return self.frame.to_html(border=0).replace(
            "<thead>", f"<caption>{escape(self.title)}</caption><thead>", 1
        )


def _titled(reach: Reach, title: str, frame: pd.DataFrame) -> TitledTable:
    return TitledTable(reach.titled(title) if reach.given else NOT_GIVEN, frame)


def who_took_part_table(reach: Reach) -> TitledTable:
    """Say how many took part, who could have, who is left out and what is hidden."""
    lines = {
        "Participants in every table": f"{reach.total:,}",
        "Compared with": f"{reach.open_to} of {reach.lead}, Census 2021",
        "Left out": reach.left_out,
        "Small counts": (
            f"Counts below {reach.minimum} are not shown, and some larger counts are shown as a range so that nobody "
            "can work the small ones out. A nought is shown as none where the census leads us to expect "
            f"{reach.minimum} or more."
        ),
    }
    frame = pd.DataFrame({"": list(lines), "In words": list(lines.values())}).set_index("")
    return _titled(reach, "who is counted", frame if reach.given else frame.iloc[:0])


def reached_table(reach: Reach) -> TitledTable:
    """Set participants beside residents, question by question, categories in the census's order.

    Columns: participants, expected (as many as their share of residents would be), ratio (participants for each
    one expected), by lot (the range that random recruitment alone would give), beside that range, and the adjusted
    residual.
    """
    lines = []
    for name in questions(reach.counts["table"]):
        for _, row in reach.counts[reach.counts["table"] == name].iterrows():
            lines.append(
                {
                    "Question": QUESTIONS[name] + (" (census: all ages)" if name in ALL_AGES else ""),
                    "Who": who(row),
                    "Participants": participants_words(row),
                    "Expected": "–" if pd.isna(row["expected"]) else f"{row['expected']:.1f}",
                    "Ratio": ratio_words(row),
                    "By lot": range_words(row),
                    "Beside that": BESIDE[row["verdict"]],
                    "Adjusted residual": "–" if pd.isna(row["residual"]) else f"{row['residual']:.1f}",
                }
            )
    columns = [
        "Question", "Who", "Participants", "Expected", "Ratio", "By lot", "Beside that", "Adjusted residual",
    ]  # fmt: skip
    frame = pd.DataFrame(lines, columns=columns).set_index(["Question", "Who"])
    return _titled(reach, f"participants beside residents of {reach.lead}", frame)


def cells_table(reach: Reach) -> TitledTable:
    """Lay out participants by age and sex down the side and ethnic group across, with those expected in brackets."""
    rows = stated(reach.counts, CELLS)
    told = [f"{participants_words(row)} ({row['expected']:.1f})" for _, row in rows.iterrows()]
    age, sex, group = CROSSED
    frame = rows[CROSSED].assign(told=told)
    wide = frame.pivot(index=[age, sex], columns=group, values="told")
    wide = wide.reindex(
        index=pd.MultiIndex.from_frame(frame[[age, sex]].drop_duplicates()), columns=frame[group].unique()
    )
    wide = wide.rename_axis(index=[QUESTIONS[age], QUESTIONS[sex]], columns=None)
    return _titled(reach, "participants (and expected) by age, sex and ethnic group", wide)


def missing_table(reach: Reach) -> TitledTable:
    """List whom the consultation reached less than drawing by lot would, in the census's order and never ranked.

    "Short by" is how many fewer took part than their share would be, at the least where the count is a range.
    """
    rows = reach.counts[reach.counts["verdict"] == "fewer"]
    lines = [
        {
            "Of": " × ".join(QUESTIONS[name].lower() for name in str(row["table"]).split(" by ")),
            "Who": who(row),
            "Participants": participants_words(row),
            "Expected": f"{row['expected']:.1f}",
            "By lot": range_words(row),
            "Short by": f"{row['expected'] - row['greatest']:.0f}"
            + ("" if row["least"] == row["greatest"] else " or more"),
        }
        for _, row in rows.iterrows()
    ]
    columns = ["Of", "Who", "Participants", "Expected", "By lot", "Short by"]
    frame = pd.DataFrame(lines, columns=columns).set_index(["Of", "Who"])
    title = "who is missing" if lines or not reach.given else "nobody is clearly missing"
    return _titled(reach, title, frame)


def sizes_table(reach: Reach) -> TitledTable:
    """Say how many people drawn by lot would tell as much as these participants once weighted to the residents.

    It is the most: groups weighted as one would need more uneven weights, and nobody was drawn by lot.
    """
    lines = [
        {
            "Weighted by": way_words(row["weighted_by"]),
            "Participants": f"{row['participants']:,}",
            "Tell at most as much as": row["note"] if row["note"] else f"{row['effective']:.0f}",
            "No weight can stand for": row["left_out"] or "–",
            "Weighted as one": row["joined"] or "–",
        }
        for _, row in reach.sizes.iterrows()
    ]
    columns = [
        "Weighted by",
        "Participants",
        "Tell at most as much as",
        "No weight can stand for",
        "Weighted as one",
    ]
    frame = pd.DataFrame(lines, columns=columns).set_index("Weighted by")
    return _titled(reach, "effective sample size after weighting", frame)


def further_table(reach: Reach) -> TitledTable:
    """Count the participants that a share of one half needs to be known to within some points either way.

    "As these came" takes further participants to be as unevenly spread as those there are (Kish's design effect
    after raking, or 1 where raking was not possible); "drawn by lot" takes all to be.
    """
    effect = reach.sizes["design_effect"].dropna()
    last = float(effect.iloc[-1]) if len(effect) else 1.0
    lines = []
    for points in MARGINS if reach.given else ():
        needed = [sample_needed(points / 100, design_effect=each, level=reach.level) for each in (1.0, last)]
        lines.append(
            {
                "Margin": f"{points} points either way",
                "Needed if drawn by lot": f"{needed[0]:,}",
                "Needed as these came": f"{needed[1]:,}",
                "Took part": f"{reach.total:,}",
                "Further, as these came": f"{max(needed[1] - reach.total, 0):,}"
                if needed[1] > reach.total
                else "none",
            }
        )
    columns = [
        "Margin",
        "Needed if drawn by lot",
        "Needed as these came",
        "Took part",
        "Further, as these came",
    ]
    frame = pd.DataFrame(lines, columns=columns).set_index("Margin")
    return _titled(reach, f"participants needed for a stated margin at {reach.level:.0%}", frame)
