"""Editions stored long ago: read as they were written, shown in a language nobody asked for then.

`edition-form-1.json` was written by the first version of the stored form. It is never rewritten: where code
no longer reads it, `reports.frozen` has to learn how.
"""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from reports.enclosures import make_projects_csv
from reports.frozen import check_code, content_digest_of, digest_of, from_text, to_text
from reports.period_report import PeriodReport
from reports.renderer import Renderer
from tests.reports.reading import text_of
from tracker.domain.periods import Flag
from tracker.domain.rates import Rate, RateName
from tracker.domain.stages import StageDays

STORED = (Path(__file__).parent / "edition-form-1.json").read_text()


def test_its_figures_are_those_of_then() -> None:
    figures = from_text(STORED).figures
    promotion = figures.rates[RateName.PROMOTION]
    assert promotion is not None
    assert (promotion.part, promotion.whole) == (1, 3)
    assert figures.changes[RateName.PROMOTION] == Fraction(-1, 6)
    assert figures.flags == (Flag.FINAL, Flag.BREAK)
    assert (figures.tally.additional, figures.tally.late_promoted, figures.tally.suspended) == (1, 1, 1)


def test_it_is_written_again_as_it_was_read() -> None:
    assert to_text(from_text(STORED)) == STORED


@pytest.mark.parametrize("language", ["en", "ko", "zh", "ja"])
def test_it_is_shown_in_every_language(renderer: Renderer, language: str) -> None:
    rendered = renderer.render(STORED, language)
    text = text_of(rendered.content)
    assert "33.3" in text
    assert check_code(digest_of(STORED)) in text
    assert 4 <= rendered.pages <= 8


def test_content_leaves_out_when_it_was_asked_for() -> None:
    report = from_text(STORED)
    later = replace(
        report,
        edition=9,
        as_of=report.as_of + timedelta(days=1),
        known_at=report.known_at + timedelta(days=1),
        produced_at=report.produced_at + timedelta(days=1),
    )
    assert content_digest_of(later) == content_digest_of(report)
    assert digest_of(to_text(later)) != digest_of(STORED)


def test_content_holds_measuring_days_names_and_notes() -> None:
    report = from_text(STORED)
    others = [
        replace(report, trend=(*report.trend[:-1], replace(report.figures, measured_on=date(2023, 12, 30)))),
        replace(report, body=replace(report.body, names={"en": "Another name"})),
        replace(report, note="third"),
        replace(report, projects=report.projects[:-1]),
    ]
    digests = {content_digest_of(one) for one in (report, *others)}
    assert len(digests) == 5


def confirmed_edition() -> PeriodReport:
    """The stored edition, had its body asked for confirmation."""
    report = from_text(STORED)
    both = {RateName.CONFIRMED_PROMOTION: Rate(1, 3), RateName.CONFIRMED_IMPLEMENTATION: Rate(0, 3)}
    trend = [
        replace(row, rates={**row.rates, **both}, tally=replace(row.tally, confirmed_promoted=1))
        for row in report.trend
    ]
    days = StageDays(date(2022, 5, 1))
    projects = [replace(one, facts=replace(one.facts, confirmed=days)) for one in report.projects]
    return replace(report, trend=tuple(trend), projects=tuple(projects))


def test_what_was_confirmed_is_stored_and_read_back() -> None:
    report = confirmed_edition()
    text = to_text(report)
    assert from_text(text) == report
    assert '"confirmed_promoted":1' in text
    assert "confirmed_implemented" not in STORED
    assert content_digest_of(report) != content_digest_of(from_text(STORED))
    assert "confirmed_promoted_on" in make_projects_csv(report).decode()


def test_a_report_shows_both_words_where_the_body_asks(renderer: Renderer) -> None:
    text = text_of(renderer.render(to_text(confirmed_edition()), "en").content)
    assert "As claimed and as confirmed" in text
    assert "counting only entries that every party concerned has confirmed" in text
    assert "As claimed and as confirmed" not in text_of(renderer.render(STORED, "en").content)
