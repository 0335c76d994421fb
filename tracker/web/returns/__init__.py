"""What departments return: their forms, the queue of what they report, and the links by which they report it."""

from tracker.web.returns import decided, departments, public_form, queue, statement
from tracker.web.returns.scene import returns

__all__ = ["decided", "departments", "public_form", "queue", "returns", "statement"]
