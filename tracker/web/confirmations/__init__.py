"""What waits for whom: entries answered by users of the parties asked, or by document; sheets sent and returned."""

from tracker.web.confirmations import by_document, returned, sheets, waiting
from tracker.web.confirmations.scene import confirmations

__all__ = ["by_document", "confirmations", "returned", "sheets", "waiting"]
