"""Links that show one edition to whoever holds them."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from tracker.models import Delivery, EditionLink


def find_edition_link(session: Session, digest: str) -> EditionLink | None:
    """The link with a secret of this digest, whether it still works or not."""
    return session.exec(select(EditionLink).where(EditionLink.digest == digest)).one_or_none()


def find_edition_links(session: Session, edition_id: int) -> Sequence[tuple[EditionLink, Delivery | None]]:
    """The links of an edition, the last made first, each with the delivery that it went out with."""
    query = (
        select(EditionLink, Delivery)
        .join(Delivery, col(Delivery.id) == EditionLink.delivery_id, isouter=True)
        .where(EditionLink.edition_id == edition_id)
        .order_by(col(EditionLink.id).desc())
    )
    return list(session.exec(query))


def find_language(session: Session, link: EditionLink) -> str | None:
    """Of whom the link was sent to; None where it was made by hand."""
    delivery = None if link.delivery_id is None else session.get(Delivery, link.delivery_id)
    return None if delivery is None else delivery.language
