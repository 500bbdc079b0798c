"""A file of participants is read as it was meant, or refused with its row and column and never its contents."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarking.consultation.answers import BAND_STARTS, answer_of, band_of, bands_over, column_of, nests
from benchmarking.consultation.reading import read_participants
from benchmarking.errors import ConsultationError
from benchmarking.reference import Reference, load_reference

LEAD = "E10000017"
HEADER = "district,age_band,sex,ethnic_group"


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


def _read(tmp_path: Path, reference: Reference, text: str, name: str = "autumn.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_participants(path, reference.areas, LEAD)


def _refused(tmp_path: Path, reference: Reference, text: str) -> ConsultationError:
    with pytest.raises(ConsultationError) as refused:
        _read(tmp_path, reference, text)
    return refused.value


def test_one_row_a_person_and_counts_of_people_are_the_same(tmp_path, reference):
    persons = _read(
        tmp_path, reference, f"{HEADER}\nBurnley,16-24,f,Asian\nBurnley,16 to 24,Female,Pakistani\n"
    )
    counts = _read(tmp_path, reference, f"{HEADER},count\nE07000117,Aged 16-24,woman,asian,2\n")
    assert persons.frame.equals(counts.frame)
    assert persons.frame.to_dict("records") == [
        {"district": "Burnley", "age_band": "16 to 24", "sex": "Female", "ethnic_group": "Asian", "count": 2}
    ]


def test_columns_may_stand_in_any_order_under_other_names_with_a_byte_order_mark(tmp_path, reference):
    text = "\ufeffEthnicity,Gender,Age group,Local authority,Disabled,,\nWhite British,M,65+,pendle,yes,,\n,,,,,,\n"
    found = _read(tmp_path, reference, text).frame.iloc[0]
    assert found[["district", "age_band", "sex", "ethnic_group", "disability"]].tolist() == [
        "Pendle", "65 and over", "Male", "White", "Disabled",
    ]  # fmt: skip


@pytest.mark.parametrize("answer", ["", "Prefer not to say", "not stated", "N/A", "Unknown"])
def test_what_is_not_said_is_kept_as_not_stated(tmp_path, reference, answer):
    text = (
        f"{HEADER},disability\nBurnley,16-24,{answer},{answer},{answer}\n{answer},{answer},Male,White,Yes\n"
    )
    frame = _read(tmp_path, reference, text).frame
    assert frame.loc[0, ["sex", "ethnic_group", "disability"]].tolist() == ["not stated"] * 3
    assert frame.loc[1, ["district", "age_band"]].tolist() == ["not stated"] * 2


def test_a_sex_that_the_census_table_does_not_have_is_kept_with_those_not_stated():
    assert answer_of("sex", "Non-binary") == answer_of("sex", "Other") == "not stated"


@pytest.mark.parametrize(
    ("answer", "group"),
    [
        ("Asian, Asian British or Asian Welsh: Indian", "Asian"),
        ("Black, Black British, Black Welsh, Caribbean or African", "Black"),
        ("Mixed or Multiple ethnic groups: White and Asian", "Mixed"),
        ("White and Black Caribbean", "Mixed"),
        ("White: English, Welsh, Scottish, Northern Irish or British", "White"),
        ("Gypsy or Irish Traveller", "White"),
        ("Other ethnic group: Arab", "Other"),
        ("arab", "Other"),
        ("Klingon", None),
        ("White and something", None),
        ("Other - prefer my own words", None),
        ("White (Mrs Jane Smith)", None),
        ("mixed up, ring me", None),
    ],
)
def test_an_ethnic_group_of_the_census_is_known_under_its_broad_one(answer, group):
    assert answer_of("ethnic_group", answer) == group


def test_bands_that_nobody_is_in_are_filled_in_between_the_youngest_and_the_oldest(tmp_path, reference):
    text = f"{HEADER}\nBurnley,45-54,F,White\nBurnley,16-24,F,White\nBurnley,25-29,F,White\n"
    assert _read(tmp_path, reference, text).bands == ((16, 24), (25, 29), (30, 44), (45, 54), (55, None))


@given(st.integers(0, 120), st.one_of(st.none(), st.integers(0, 120)))
def test_a_band_nests_when_the_census_bands_cut_at_both_its_ends(first, last):
    ages = set(range(first, 121 if last is None else last + 1))
    bands = [set(range(start, end)) for start, end in zip(BAND_STARTS, (*BAND_STARTS[1:], 121), strict=True)]
    within = [band for band in bands if band & ages]
    whole = bool(ages) and set().union(*within) == ages
    if last != 120:
        assert nests((first, last)) == whole


@pytest.mark.parametrize("words", ["18-24", "16-25", "75+", "65-74", "0-17", "20-19", "200-300"])
def test_a_band_that_does_not_nest_is_refused_and_those_that_do_are_named(tmp_path, reference, words):
    error = _refused(tmp_path, reference, f"{HEADER}\nBurnley,16-24,F,White\nBurnley,{words},F,White\n")
    assert str(error).startswith(
        "autumn.csv, row 3, column 'age_band, 2 (B)': The age band is not made of whole age bands"
    )
    assert "begins at 0, 16, 20, 22, 25" in str(error)


def test_bands_that_overlap_are_refused(tmp_path, reference):
    error = _refused(tmp_path, reference, f"{HEADER}\nBurnley,16-24,F,White\nBurnley,20-29,F,White\n")
    assert "16 to 24 and 20 to 29" in str(error)
    assert "row 3" in str(error)
    error = _refused(tmp_path, reference, f"{HEADER}\nBurnley,60-64,F,White\nBurnley,60+,F,White\n")
    assert "overlap" in str(error)


def test_a_district_outside_lancashire_is_refused_by_its_name(tmp_path, reference):
    error = _refused(
        tmp_path, reference, f"{HEADER}\nBurnley,16-24,F,White\nBlackburn with Darwen,16-24,F,White\n"
    )
    assert str(error).startswith(
        "autumn.csv, row 3, column 'district, 1 (A)': Blackburn with Darwen is no district of Lancashire."
    )


def test_a_misspelt_district_is_refused_and_the_nearest_offered(tmp_path, reference):
    error = _refused(tmp_path, reference, f"{HEADER}\nBurnly,16-24,F,White\n")
    assert "Did you mean 'Burnley'?" in str(error)
    assert "Burnly" not in str(error)


@pytest.mark.parametrize("count", ["-3", "2.5", "many", "", "1,5", "1e3"])
def test_a_count_that_is_no_whole_number_of_people_is_refused(tmp_path, reference, count):
    error = _refused(tmp_path, reference, f'{HEADER},count\nBurnley,16-24,F,White,"{count}"\n')
    assert str(error).startswith(
        "autumn.csv, row 2, column 'count, 5 (E)': A count is no whole number of people."
    )


@pytest.mark.parametrize("count", ["7", " 7 ", "7.0", "1,007", "0007"])
def test_a_count_may_be_written_as_excel_does(tmp_path, reference, count):
    read = _read(tmp_path, reference, f'{HEADER},count\nBurnley,16-24,F,White,"{count}"\n')
    assert read.frame["count"].iloc[0] == int(float(count.replace(",", "")))


@pytest.mark.parametrize(
    ("row", "column"),
    [("Burnley,16-24,Q,White", "sex, 3 (C)"), ("Burnley,16-24,F,Zzz", "ethnic_group, 4 (D)")],
)
def test_an_unknown_answer_is_refused_with_its_place(tmp_path, reference, row, column):
    error = _refused(tmp_path, reference, f"{HEADER}\n{row}\n")
    assert f"row 2, column '{column}'" in str(error)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        (f"{HEADER}\n", "Nobody is in the file"),
        (f"{HEADER},count\nBurnley,16-24,F,White,0\n", "Nobody is in the file"),
        ("district,age_band,sex\nBurnley,16-24,F\n", "no column ethnic_group"),
        (f"{HEADER},sex\nBurnley,16-24,F,White,F\n", "The column sex stands twice"),
        (f"{HEADER},Age\nBurnley,16-24,F,White,16-24\n", "The column age_band stands twice"),
        (f"{HEADER},shoe size\nBurnley,16-24,F,White,7\n", "A column is not known"),
        (f"{HEADER}\nBurnley,16-24,F,White,7\n", "outside the columns"),
        (f"{HEADER}\nBurnley,,F,White\n", "No age band"),
        (f"{HEADER},made_up\nBurnley,16-24,F,White,yes\nBurnley,16-24,F,White,\n", "has to say so in every row"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_of_the_form_is_refused(tmp_path, reference, text, message):
    assert message in str(_refused(tmp_path, reference, text))


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_a_file_whose_columns_are_not_separated_by_commas_is_told_so(tmp_path, reference, separator):
    text = f"{HEADER}\nBurnley,16-24,F,White\n".replace(",", separator)
    assert "not separated by commas" in str(_refused(tmp_path, reference, text))
    assert "not separated by commas" in str(_refused(tmp_path, reference, f"sep={separator}\n{text}"))


@pytest.mark.parametrize("answer", ["Trans woman", "Mam", "femail"])
def test_nobody_is_told_which_sex_was_meant(tmp_path, reference, answer):
    error = _refused(tmp_path, reference, f"{HEADER}\nBurnley,16-24,{answer},White\n")
    assert "Did you mean" not in str(error)
    assert "Write 'other' for any other answer" in str(error)


def test_a_file_that_is_no_text_is_refused_without_its_bytes(tmp_path, reference):
    path = tmp_path / "autumn.csv"
    path.write_bytes(b"district\xff\xfeJane Smith")
    with pytest.raises(ConsultationError, match="CSV UTF-8") as refused:
        read_participants(path, reference.areas, LEAD)
    assert refused.value.__context__ is None
    assert "Jane" not in "".join(traceback.format_exception(refused.value))


def test_a_made_up_file_says_so_by_its_column_or_by_its_name(tmp_path, reference):
    row = "Burnley,16-24,F,White"
    assert _read(tmp_path, reference, f"{HEADER},made_up\n{row},yes\n").made_up
    assert _read(tmp_path, reference, f"{HEADER}\n{row}\n", "made-up-two.csv").made_up
    assert not _read(tmp_path, reference, f"{HEADER}\n{row}\n").made_up


def test_what_is_read_never_shows_itself(tmp_path, reference):
    read = _read(tmp_path, reference, f"{HEADER}\nBurnley,16-24,F,White\n")
    assert repr(read) == str(read) == "Participants(not shown)"


# Personal details

PERSONAL_COLUMNS = [
    "Name", "first name", "Surname", "full_name", "Your name", "Postcode", "post code", "Home-postcode", "E-mail",
    "email address", "Telephone", "phone number", "Mobile", "contact details", "Address", "Street", "Date of birth",
    "DOB", "NHS number", "National Insurance number", "Respondent ID", "Comments", "free text", "Feedback",
]  # fmt: skip
PERSONAL_CELLS = {
    "an e-mail address": ["jane.smith@example.com", "write to j@x.org please", "jane@localhost"],
    "a UK postcode": ["PR1 8XJ", "bb112ab", "I live at SW1A 1AA", "M1 1AE"],
    "a UK telephone number": ["01772 530000", "+44 7700 900123", "07700900123", "(01282) 425011", "0044 7700 900 123"],
    "an NHS number": ["943 476 5919", "9434765919"],
    "a National Insurance number": ["QQ 12 34 56 C", "qq123456c"],
    "a date": ["21/05/1984", "1984-05-21", "3.4.71"],
    "a web address": ["https://example.com/jane", "www.example.com"],
    "free text": ["I feel that " * 10],
}  # fmt: skip


@pytest.mark.parametrize("name", PERSONAL_COLUMNS)
def test_a_column_for_personal_details_is_refused_without_its_name_or_contents(tmp_path, reference, name):
    error = _refused(tmp_path, reference, f"{HEADER},{name}\nBurnley,16-24,F,White,Quixote\n")
    assert str(error).startswith("autumn.csv, row 1, column '5 (E)': The file has a column for ")
    assert "Quixote" not in str(error)


@pytest.mark.parametrize(
    ("what", "cell"), [(what, cell) for what, cells in PERSONAL_CELLS.items() for cell in cells]
)
@pytest.mark.parametrize("column", range(5))
def test_a_personal_detail_in_any_cell_is_refused_without_its_contents(
    tmp_path, reference, what, cell, column
):
    cells = ["Burnley", "16-24", "F", "White", "4"]
    cells[column] = cell
    error = _refused(tmp_path, reference, f"{HEADER},count\nBurnley,16-24,F,White,3\n{','.join(cells)}\n")
    assert str(error).startswith(
        f"autumn.csv, row 3, column '{column + 1} ({'ABCDE'[column]})': A cell holds what looks like {what}."
    )
    assert cell not in "".join(traceback.format_exception(error))


def test_a_first_row_that_is_somebodys_answers_is_not_repeated(tmp_path, reference):
    error = _refused(tmp_path, reference, "Jane Smith,Burnley,16-24,F,White\nBurnley,16-24,F,White\n")
    assert "Jane" not in str(error)
    assert "column '1 (A)'" in str(error)


WORDS = st.text(st.characters(codec="utf-8", exclude_characters=',"\r\n\x00'), min_size=6, max_size=40)


@given(WORDS, st.integers(0, 4), st.booleans())
@settings(max_examples=300, deadline=None)
def test_no_error_ever_repeats_what_stood_in_a_cell(tmp_path_factory, reference, words, column, in_header):
    """Whatever is typed wherever: the message has its place, and none of it."""
    unlike = f"zq{words.strip()}qz"
    rows = [[*HEADER.split(","), "count"], ["Burnley", "16-24", "F", "White", "5"]]
    rows[0 if in_header else 1][column] = unlike
    error = _refused(
        tmp_path_factory.mktemp("typed"), reference, "\n".join(",".join(row) for row in rows) + "\n"
    )
    assert unlike not in "".join(traceback.format_exception(error))
    assert "zq" not in str(error)


def test_the_template_in_the_documentation_can_be_read(tmp_path, reference):
    page = (Path(__file__).parents[2] / "docs" / "consultations.md").read_text(encoding="utf-8")
    template = page.split("```")[1].strip() + "\n"
    assert _read(tmp_path, reference, template).frame["count"].sum() == 23


@pytest.mark.parametrize(
    "name", ["District", "age band", "AGE_BAND", "Age-band", "Ethnic group", "rural/urban"]
)
def test_headings_are_known_however_they_are_written(name):
    assert column_of(name) is not None


def test_a_band_with_no_upper_end_can_be_written_in_several_ways():
    assert {band_of(words) for words in ("65+", "65 and over", "aged 65 or older", "65 plus")} == {(65, None)}
    assert band_of("under 16") == (0, 15)
    assert bands_over([(65, None), (0, 15)]) == [(0, 15), (16, 64), (65, None)]
