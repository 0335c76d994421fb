"""Whether a report can be heard and read by everyone: its structure tree, its languages, its colours."""

import re
from datetime import date
from itertools import pairwise

import pikepdf
import pytest

from tests.reports.conftest import Pdfs
from tests.reports.reading import opened
from tests.reports.structure import Element, contrast_with_white, find_drawn, find_elements

CASE = ("haerang-conference", 2, date(2026, 11, 1), "ko")


@pytest.fixture(scope="module")
def pdf(pdf_of: Pdfs) -> pikepdf.Pdf:
    return opened(pdf_of(*CASE).content)


@pytest.fixture(scope="module")
def elements(pdf: pikepdf.Pdf) -> list[Element]:
    return find_elements(pdf)


def test_everything_drawn_is_in_the_tree_once_or_an_artifact(pdf: pikepdf.Pdf, elements: list[Element]) -> None:
    drawn = list(find_drawn(pdf))
    assert [one for one in drawn if one.number is None and not one.is_artifact] == []
    told = [content for element in elements for content in element.contents]
    assert len(told) == len(set(told))
    assert {(one.page, one.number) for one in drawn if one.number is not None and not one.is_artifact} <= set(told)


def test_it_is_read_in_the_order_in_which_it_stands(elements: list[Element]) -> None:
    later = {"Lbl", "Link", "Figure"}  # drawn after the text that they stand in
    text = [one for element in elements for one in element.contents if not later & {element.kind, *element.parents}]
    assert len(text) > 500
    assert text == sorted(text)


def test_the_pages_heads_and_feet_are_no_part_of_the_text(pdf: pikepdf.Pdf) -> None:
    texts = [one for one in find_drawn(pdf) if one.is_text and one.is_artifact]
    assert {one.page for one in texts} == set(range(len(pdf.pages)))


def test_headings_go_down_one_level_at_a_time(elements: list[Element]) -> None:
    levels = [int(element.kind[1]) for element in elements if re.fullmatch(r"H[1-6]", element.kind)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_head_of_a_table_says_of_what(elements: list[Element]) -> None:
    heads = [element for element in elements if element.kind == "TH"]
    scopes = {(element.parents[-2], str(element.entry.A.Scope)) for element in heads}
    assert scopes == {("THead", "/Column"), ("TBody", "/Row")}
    assert not any("/ID" in element.entry for element in heads)


def test_tables_and_lists_are_made_of_what_they_may_hold(elements: list[Element]) -> None:
    held = {
        "TR": {"THead", "TBody", "Table"},
        "TD": {"TR"},
        "TH": {"TR"},
        "LI": {"L"},
        "LBody": {"LI"},
        "Lbl": {"LI"},
        "THead": {"Table"},
        "TBody": {"Table"},
    }
    wrong = [
        (element.kind, element.parents)
        for element in elements
        if element.kind in held and element.parents[-1] not in held[element.kind]
    ]
    assert wrong == []


def test_pictures_have_an_alternative_text(elements: list[Element]) -> None:
    figures = [element for element in elements if element.kind == "Figure"]
    assert figures
    assert all(str(element.entry.Alt).strip() for element in figures)


def test_what_is_in_another_language_says_so(pdf: pikepdf.Pdf, elements: list[Element]) -> None:
    languages = {str(element.entry.Lang) for element in elements if "/Lang" in element.entry}
    assert str(pdf.Root.Lang) == "ko"
    assert languages
    assert "ko" not in languages


def test_links_and_bookmarks_say_where_they_lead(pdf: pikepdf.Pdf) -> None:
    links = [note for page in pdf.pages for note in page.get("/Annots", []) if note.Subtype == "/Link"]
    said = {str(link.Contents) for link in links}
    with pdf.open_outline() as outline:
        titles = {one.title for one in outline.root}
    assert said
    assert said <= titles
    assert all("\u2060" not in title for title in titles)
    assert all("/StructParent" in link for link in links)


def test_the_tab_key_follows_the_structure_and_the_title_is_shown(pdf: pikepdf.Pdf) -> None:
    assert {str(page.Tabs) for page in pdf.pages} == {"/S"}
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert [int(page.StructParents) for page in pdf.pages] == list(range(len(pdf.pages)))


def test_every_letter_stands_out_from_white_paper(pdf: pikepdf.Pdf) -> None:
    colours = {one.colour for one in find_drawn(pdf) if one.is_text}
    assert colours
    assert {one: contrast_with_white(one) for one in colours if contrast_with_white(one) < 4.5} == {}
