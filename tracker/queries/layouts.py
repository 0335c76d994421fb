"""How a body's reports are laid out."""

from sqlmodel import Session

from tracker.models import ReportLayout


def find_layout_row(session: Session, body_id: int) -> ReportLayout | None:
    """None where nobody has set anything: every value is as usual."""
    return session.get(ReportLayout, body_id)
