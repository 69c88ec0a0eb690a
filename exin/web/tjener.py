"""The web server: uvicorn, on one address, without a word in any log of what was asked for.

Must not know pages. What goes wrong is noted by the site; the server's own log would hold paths and texts.
"""

import asyncio
import logging
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import anyio.to_thread
import uvicorn
from fastapi import FastAPI

from exin.web.site import guarded

THREADS: Final = 16
"""Requests worked on at a time. Each thread keeps a connection to the database."""

_WAITING: Final = 512
"""Browsers that may wait to be let in."""

_ENDS_WITHIN: Final = 20
"""Seconds that requests under way have when the server stops."""

MOST_CONNECTIONS: Final = 300
"""Those above are told to come again: each may hold a form of a megabyte before it gets a thread."""

_IDLE: Final = 5
"""Seconds that a connection is kept between two requests."""

LONGEST_HEAD: Final = 1 << 14
"""Bytes of a request's head at most."""

for _name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False


def listen(vert: str, port: int) -> socket.socket:
    """A socket at that address; port 0 takes a free one. Raises OSError where it cannot be had."""
    family = socket.AF_INET6 if ":" in vert else socket.AF_INET
    # Named as TCP, or asyncio leaves Nagle's waiting on: 40 ms for each page on a connection that is kept.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((vert, port))
        sock.listen(_WAITING)  # from here on whoever comes waits, and is not refused
    except OSError:
        sock.close()
        raise
    return sock


def serve(site: FastAPI, sock: socket.socket, stop: threading.Event) -> None:
    """Serve on a socket until `stop` is set; what is under way then is ended first."""
    site.router.lifespan_context = _with_threads
    config = uvicorn.Config(
        guarded(site),
        http="h11",  # which is what the length of a head is bounded in
        h11_max_incomplete_event_size=LONGEST_HEAD,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=_IDLE,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_graceful_shutdown=_ENDS_WITHIN,
    )
    server = uvicorn.Server(config)
    # In a thread of its own, where uvicorn leaves the signals to whoever started it.
    running = threading.Thread(target=lambda: asyncio.run(server.serve([sock])), name="tjener")
    running.start()
    while running.is_alive() and not stop.wait(0.2):
        pass
    server.should_exit = True
    running.join()


@asynccontextmanager
async def _with_threads(_site: Any) -> AsyncIterator[None]:  # noqa: ANN401 - as Starlette calls it
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    yield
