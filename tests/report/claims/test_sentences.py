"""A chapter's sentences, and paragraphs left out where something in them does not stand."""

from benchmarking.report.claims.sentences import leave_out, sentences


def test_list_items_rows_of_tables_and_headings_are_sentences_of_their_own():
    text = "# Poverty\n\nOne. Two: and more.\n- Three\n- Four\n\n| a |\n| b |"
    assert [said for _, said in sentences(text)] == [
        *("# Poverty", "One.", "Two: and more.", "- Three", "- Four", "| a |", "| b |"),
    ]
    assert all(text[start:].startswith(said) for start, said in sentences(text))


def test_a_paragraph_goes_whole_because_its_other_sentences_may_speak_of_the_one_that_goes():
    text = (
        "# A\n\nIn work: [x] of residents. This is similar to England.\n\n"
        "Homes cost less: they are [x].\n\nOther words.\n"
    )
    left = leave_out(text, "[x]")
    assert "This is" not in left
    assert "Homes" not in left
    assert left.startswith("# A\n\n*2 paragraphs are left out here")
    assert left.endswith("\n\nOther words.\n")


def test_the_note_stands_where_the_words_stood_so_that_no_heading_is_left_bare():
    left = leave_out("## One\n\nWords [x].\n\n## Two\n\nWords [x].\n", "[x]")
    assert left.count("One paragraph is left out here") == 2
    assert left.index("One paragraph") < left.index("## Two")


def test_a_box_around_a_paragraph_that_goes_stays_closed():
    left = leave_out("::: callout\nWords [x].\n:::\n\nMore.\n", "[x]")
    assert left.count(":::") == 2


def test_a_chapter_whose_words_all_stand_is_as_it_was():
    assert leave_out("First. Second.\n\n\nThird\n", "[x]") == "First. Second.\n\n\nThird\n"
