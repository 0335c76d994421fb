"""The words of an office file are the same whichever program saved it; a changed one is found wherever it stands."""

from reports.office_words import find_language, find_words
from reports.word_changes import WordChange, find_word_changes

CUT_UP = """<w:p><w:r><w:t>77.</w:t></w:r><w:r><w:t>3% &amp; more</w:t></w:r></w:p><w:p><w:r><w:t>page</w:t></w:r>
<w:fldChar w:fldCharType="begin"/><w:instrText>PAGEREF x</w:instrText><w:fldChar w:fldCharType="separate"/>
<w:fldChar w:fldCharType="begin"/><w:t>4</w:t><w:fldChar w:fldCharType="end"/>5<w:fldChar w:fldCharType="end"/></w:p>"""


def test_words_are_whole_and_values_that_programs_find_out_are_none() -> None:
    running = {
        "word/footer1.xml": '<w:p><w:t>code</w:t></w:p><w:fldSimple w:instr="PAGE"><w:t>1</w:t></w:fldSimple>',
        "word/footer2.xml": "<w:p><w:t>code</w:t></w:p>",
        "word/styles.xml": "<w:t>not shown</w:t>",
    }
    assert find_words({"word/document.xml": CUT_UP} | running) == (("77.3%", "&", "more", "page"), ("code",))
    cells = "<hp:p><hp:t>가<hp:lineBreak/>나</hp:t></hp:p><hp:p><hp:t>다</hp:t></hp:p>"
    assert find_words({"Contents/section0.xml": cells}) == (("가", "나", "다"), ())
    assert find_language({"Contents/content.hpf": "<opf:language>ko</opf:language>"}) == "ko"
    assert find_language({}) is None


def test_a_changed_word_is_found_however_far_behind_it_stands() -> None:
    issued = [f"word{number}" for number in range(5000)]
    changed = [*issued[:4990], "forged", *issued[4991:]]
    assert find_word_changes([issued], [changed]) == (WordChange(1, "word4990", "forged"),)
    assert find_word_changes([issued], [issued[:-1]]) == (WordChange(1, "word4999", ""),)
    assert find_word_changes([["ab", *issued]], [["a", "b", *issued]]) == ()


def test_what_is_cut_otherwise_hides_no_change() -> None:
    issued = [f"{number}" * 2 for number in range(10, 2000)]
    cut = [letter for word in issued for letter in (word[:2], word[2:])]
    assert find_word_changes([[*issued, "77.3%"]], [[*cut, "99.9%"]])
