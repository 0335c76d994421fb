"""A renderer whose child is kept warm for a while, for those who look again and again at what will be printed."""

from collections.abc import Callable
from threading import Lock, Timer

from reports.renderer import Rendered, Renderer


class WarmRenderer:
    """One report at a time. The child starts with the first, which takes seconds, and ends once none was asked for in
    `idle` seconds: it holds as much memory as all the rest of the process."""

    def __init__(self, renderer: Renderer, *, idle: float) -> None:
        self.renderer = renderer
        self.idle = idle
        self._lock = Lock()
        self._end: Timer | None = None

    def render(self, figures: str, language: str) -> Rendered:
        """Refused, RenderFailed: see `Renderer.render`."""
        return self._keep_warm(lambda: self.renderer.render(figures, language))

    def render_picture(self, picture: str) -> Rendered:
        """Refused, RenderFailed: see `Renderer.render_picture`."""
        return self._keep_warm(lambda: self.renderer.render_picture(picture))

    def _keep_warm(self, draw: Callable[[], Rendered]) -> Rendered:
        with self._lock:
            if self._end is not None:
                self._end.cancel()
            try:
                return draw()
            finally:
                self._end = Timer(self.idle, self.close)
                self._end.daemon = True
                self._end.start()

    def close(self) -> None:
        """End the child. It can be used again."""
        with self._lock:
            self.renderer.close()
