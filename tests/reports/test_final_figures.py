"""What an edition froze of its projects gives the figures of the groups that it does not print."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from reports.building import build_report
from reports.final_figures import count_frozen, is_held, is_printed
from reports.frozen import from_text, to_text
from tests.reports.conftest import NOW
from tracker.db import reading
from tracker.domain.rates import RateName
from tracker.domain.trends import By
from tracker.queries.bodies import get_body_view
from tracker.queries.figures import find_figures

LATER = NOW + timedelta(hours=1)
COUNTED = [by for by in By if not is_printed(by) and by is not By.FIELD]


@pytest.mark.parametrize(("code", "period"), [("seoul-beijing", 2), ("seoul-beijing", 3), ("haerang-conference", 1)])
def test_the_frozen_projects_give_every_groups_figures(examples: Engine, code: str, period: int) -> None:
    as_of = date(2026, 11, 1)
    with reading(examples) as session:
        view = get_body_view(session, code)
        text = to_text(build_report(session, view, period, as_of=as_of, known_at=LATER))
        report = from_text(text)
        assert '"compared"' not in text
        assert to_text(report) == text
        for by in COUNTED:
            rows = find_figures(session, view, by=by, as_of=as_of, known_at=LATER)
            groups = [row for row in rows if row.period.number == period and row.group is not None]
            assert groups
            for row in groups:
                for name in RateName:
                    if is_held(by, name):
                        assert count_frozen(report, row, name, by) == row.rates[name], (by, row.group, name)


def test_what_editions_do_not_keep_is_not_counted_from_them() -> None:
    assert not any(is_held(By.FIELD, name) for name in RateName)
    assert not is_held(By.PARTNER, RateName.RENEWAL)
    assert is_held(By.AREA, RateName.RENEWAL)
