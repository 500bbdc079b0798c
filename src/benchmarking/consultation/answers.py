"""The answers that a file of participants may give, and the words of the census that each stands for."""

from __future__ import annotations

import re

#: The columns of a file, and the other names that each may have.
COLUMNS = {
    "district": {"district", "district name", "local authority", "borough", "area", "council", "place"},
    "age_band": {"age band", "age", "age group", "age range"},
    "sex": {"sex", "gender"},
    "ethnic_group": {"ethnic group", "ethnicity", "ethnic background", "ethnic origin"},
    "disability": {"disability", "disabled"},
    "rural_urban": {"rural urban", "rural or urban", "rurality"},
    "count": {"count", "number", "participants", "responses", "n"},
    "made_up": {"made up"},
}
REQUIRED = ("district", "age_band", "sex", "ethnic_group")

#: Stands for a question that somebody did not answer, or answered in a way that the census table does not count.
NOT_STATED = "not stated"
_NOT_STATED = {
    "", "-", "n/a", "na", "none", "not stated", "not known", "unknown", "not answered", "no answer", "refused",
    "prefer not to say", "prefer not to answer", "rather not say", "pnts", "don't know", "not provided",
}  # fmt: skip
#: The census has two sexes: what else people say is kept with what is not stated, and left out of the ratios.
_NOT_COUNTED_BY_SEX = {
    "other", "another", "non-binary", "nonbinary", "non binary", "intersex", "prefer to self-describe",
    "prefer to self describe", "self-describe", "self describe", "in another way", "i use another term",
}  # fmt: skip

SEXES = ("Female", "Male")
GROUPS = ("Asian", "Black", "Mixed", "White", "Other")
DISABILITY = ("Disabled", "Not disabled")
RURAL_URBAN = ("Rural", "Urban")
CATEGORIES = {"sex": SEXES, "ethnic_group": GROUPS, "disability": DISABILITY, "rural_urban": RURAL_URBAN}

_WORDS = {
    "sex": {
        "Female": {"female", "f", "woman", "women", "girl"},
        "Male": {"male", "m", "man", "men", "boy"},
    },
    "ethnic_group": {
        "Asian": {"pakistani", "indian", "bangladeshi", "chinese", "any other asian background", "south asian"},
        "Black": {"african", "caribbean", "black african", "black caribbean", "any other black background"},
        "Mixed": {
            "white and black caribbean", "white and black african", "white and asian", "multiple",
            "any other mixed or multiple background", "any other mixed background",
        },
        "White": {"white british", "irish", "roma", "gypsy or irish traveller", "any other white background"},
        "Other": {"arab", "any other ethnic group", "another ethnic group", "any other"},
    },
    "disability": {
        "Disabled": {"yes", "y", "disabled", "limited a lot", "limited a little", "disabled under the equality act"},
        "Not disabled": {"no", "n", "not disabled", "not limited", "not disabled under the equality act"},
    },
    "rural_urban": {"Rural": {"rural", "r"}, "Urban": {"urban", "u"}},
}  # fmt: skip
#: An ethnic group may begin with its broad group: "Asian, Asian British or Asian Welsh: Indian".
_BROAD = re.compile(r"(asian|black|mixed|white|other)\b(?! and\b)")
#: Every word that the names of the census's ethnic groups are made of: somebody's own words are not read as a group.
_OF_THE_CENSUS = {
    "african", "and", "any", "arab", "asian", "background", "bangladeshi", "black", "british", "caribbean",
    "chinese", "english", "ethnic", "ethnicity", "group", "groups", "gypsy", "indian", "irish", "mixed",
    "multiple", "northern", "or", "other", "pakistani", "roma", "scottish", "traveller", "welsh", "white",
}  # fmt: skip

#: The ages at which the census's 13 bands begin; the last has no end.
BAND_STARTS = (0, 16, 20, 22, 25, 30, 35, 40, 45, 50, 55, 60, 65)
_BAND = re.compile(r"(\d{1,3})(?: ?(?:-|–|—|to) ?(\d{1,3})| ?(\+|plus|and over|or over|and above|or older))")
_UNDER = re.compile(r"(?:under|below) (\d{1,3})")
Band = tuple[int, int | None]


def plain(text: str) -> str:
    """Return a text in small letters with single spaces."""
    return re.sub(r"\s+", " ", text.strip().casefold())


def column_of(name: str) -> str | None:
    """Return the column that a heading stands for, or None."""
    words = re.sub(r"[\s_\-/]+", " ", name.strip().casefold())
    return next((column for column, names in COLUMNS.items() if words in names), None)


def answer_of(column: str, text: str) -> str | None:
    """Return the category that an answer stands for, NOT_STATED, or None for one that is not known."""
    words = plain(text)
    if words in _NOT_STATED or (column == "sex" and words in _NOT_COUNTED_BY_SEX):
        return NOT_STATED
    for category, known in _WORDS[column].items():
        if words in known or words == category.casefold():
            return category
    begins = _BROAD.match(words) if column == "ethnic_group" else None
    told = set(re.findall(r"[^\s,:;/()–-]+", words))
    return begins[1].capitalize() if begins and told <= _OF_THE_CENSUS else None


def known_answers(column: str) -> list[str]:
    """List the answers that a column may hold, those of the census first."""
    return [*_WORDS[column], *sorted(word for words in _WORDS[column].values() for word in words)]


def band_of(text: str) -> Band | None:
    """Return the first and the last age of a band, the last None where it has no end; None for what is no band."""
    words = plain(text)
    if below := _UNDER.fullmatch(words):
        return 0, int(below[1]) - 1
    found = _BAND.fullmatch(words.removeprefix("aged ").removeprefix("age ").removesuffix(" years").strip())
    if found is None:
        return None
    return int(found[1]), None if found[2] is None else int(found[2])


def is_not_stated(text: str) -> bool:
    """Say whether an answer stands for none given."""
    return plain(text) in _NOT_STATED


def nests(band: Band) -> bool:
    """Say whether a band is made of whole bands of the census."""
    first, last = band
    return first in BAND_STARTS and (last is None or (last > first and last + 1 in BAND_STARTS))


def band_words(band: Band) -> str:
    """Tell a band: "16 to 24", "65 and over"."""
    first, last = band
    return f"{first} and over" if last is None else f"{first} to {last}"


def bands_over(given: list[Band]) -> list[Band]:
    """List the bands given in order of age with those that lie between them and above them, which nobody is in."""
    found: list[Band] = []
    next_age: int | None = min(first for first, _ in given)
    for first, last in sorted(given, key=lambda band: band[0]):
        if next_age is not None and first > next_age:
            found.append((next_age, first - 1))
        found.append((first, last))
        next_age = None if last is None else last + 1
    if next_age is not None:
        found.append((next_age, None))
    return found
