"""What every page stands on: settings, the engine, the clock, how visitors are known."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import current_app
from sqlalchemy import Engine

from tracker.access import FindVisitor
from tracker.settings import Settings

EXTENSION = "tracker"


@dataclass(frozen=True, slots=True)
class Service:
    settings: Settings
    engine: Engine
    clock: Callable[[], datetime]
    find_visitor: FindVisitor


def current_service() -> Service:
    """The service of the application that answers."""
    return cast(Service, current_app.extensions[EXTENSION])
