"""Personal details that a file of participants may not hold: told by a column's name and by what a cell looks like.

No message here holds what stood in the file, not even a column's name: a first row may be somebody's answers.
"""

from __future__ import annotations

import re

from benchmarking.errors import ConsultationError, Location

#: What a column may not be for, by the words that its name may not have.
_COLUMNS = {
    "names": r"name|names|forename|forenames|surname|surnames|initial|initials|signature|title",
    "postcodes": r"postcode|postcodes|post ?code|postal ?code|zip|zipcode",
    "e-mail addresses": r"email|e ?mail|emails|mail",
    "telephone numbers": r"telephone|tel|phone|phones|mobile|landline|contact(?: number| details)?",
    "addresses": r"address|street|road|house(?: number| name)?|uprn|ip(?: address)?",
    "dates of birth": r"dob|d o b|birth ?date|birth ?day|date of birth|born",
    "numbers that stand for one person": (
        r"nhs(?: no| number)?|national insurance(?: no| number)?|ni no|ni number|nino|id|user ?id|"
        r"respondent(?: id| number)?|participant id|username|reference"
    ),
    "free text": r"comment|comments|free ?text|notes?|feedback|remarks?|details|reason|reasons|views|suggestions?",
}
#: What a cell may not look like.
_CELLS = {
    "an e-mail address": r"\S@\S",
    "a UK postcode": r"\b(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2})\b",
    "a UK telephone number": r"(?<![\w])(?:\+?\s*44[\s().-]*|\(?0)(?:\d[\s().-]*){9,10}(?!\d)",
    "an NHS number": r"\b\d{3}[\s-]?\d{3}[\s-]?\d{4}\b",
    "a National Insurance number": r"\b[A-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b",
    "a date": r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b",
    "a web address": r"https?:|\bwww\.",
    "free text": r".{101,}",
}
_NEXT = (
    "Take it out of the file and save it again: only district, age band, sex, ethnic group, disability, rural or "
    "urban and count are needed, and nothing that could tell who somebody is"
)


def refuse_personal_columns(header: list[str], file: str) -> None:
    """Raise ConsultationError, telling the column's place and never its name, for one meant for personal details."""
    for place, name in enumerate(header, start=1):
        words = re.sub(r"[\s_\-./]+", " ", name.strip().casefold())
        for what, pattern in _COLUMNS.items():
            if re.search(rf"\b(?:{pattern})\b", words):
                raise ConsultationError(
                    f"The file has a column for {what}",
                    where=Location(file, row=1, column=place_words(place)),
                    next_step=_NEXT,
                )


def refuse_personal_cells(lines: list[list[str]], file: str) -> None:
    """Raise ConsultationError, telling row and column and never the content, for the first cell that looks personal."""
    for row, line in enumerate(lines, start=1):
        for place, cell in enumerate(line, start=1):
            for what, pattern in _CELLS.items():
                if re.search(pattern, cell, re.IGNORECASE | re.DOTALL):
                    raise ConsultationError(
                        f"A cell holds what looks like {what}",
                        where=Location(file, row=row, column=place_words(place)),
                        next_step=_NEXT,
                    )


def place_words(place: int) -> str:
    """Tell a column by its number and by its letter in a spreadsheet, such as "5 (E)"."""
    letters, rest = "", place
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{place} ({letters})"
