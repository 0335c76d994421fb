"""What administrators keep: where it is found."""

import sqlalchemy as sa
from flask import Blueprint, render_template
from sqlmodel import col

from tracker.domain.roles import Act
from tracker.models import Body, User
from tracker.web.gates import AtService, allowed_everywhere
from tracker.web.service import current_service

admin = Blueprint("admin", __name__)


@admin.get("/admin")
@allowed_everywhere(Act.ADMINISTER)
def show_administration(at: AtService) -> str:
    users = at.session.scalar(sa.select(sa.func.count()).select_from(User).where(col(User.removed_at).is_(None)))
    bodies = at.session.scalar(sa.select(sa.func.count()).select_from(Body))
    settings = current_service().settings
    return render_template("admin.html", users=users or 0, bodies=bodies or 0, settings=settings)
