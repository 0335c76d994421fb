"""An application served for as long as a test looks at it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from flask import Flask
from werkzeug.serving import make_server
from werkzeug.test import run_wsgi_app


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address at which the application answers."""

    def answer_whole(environ: Any, start_response: Any) -> Iterable[bytes]:
        """Werkzeug's server leaves a file open where the browser goes on before it has all of it."""
        content, status, headers = run_wsgi_app(app, environ, buffered=True)
        start_response(status, list(headers))
        return content

    server = make_server("127.0.0.1", 0, answer_whole, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
