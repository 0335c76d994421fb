"""What the secretariat says of the areas of a period."""

from collections.abc import Mapping

from sqlmodel import Session, select

from tracker.models import AreaWords, Period


def find_area_words(session: Session, period: Period) -> Mapping[int, AreaWords]:
    """By the number of the area's row."""
    found = session.exec(select(AreaWords).where(AreaWords.period_id == period.id)).all()
    return {one.area_id: one for one in found}
