"""A back end that remembers: `python -m tests.faults.back_end PORT FILE`.

Every call is a line `<method> <path> <SHA-256 of the body>` in FILE before it is answered, so that what was called
outlives the process. Answers with the digest of what it was sent.
"""

from __future__ import annotations

import hashlib
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Handler(BaseHTTPRequestHandler):
    """Writes down, then answers."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        digest = hashlib.sha256(body).hexdigest()
        os.write(RECORD, f"{self.command} {self.path} {digest}\n".encode())
        said = f"{self.path} {digest}".encode()
        self.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % len(said) + said
        )

    do_GET = do_POST = _answer

    def log_message(self, *_: Any) -> None:
        """Nothing: what was called is in the file."""


class Server(ThreadingHTTPServer):
    """Takes its port again at once."""

    daemon_threads = True
    request_queue_size = 256


if __name__ == "__main__":
    RECORD = os.open(sys.argv[2], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with Server(("127.0.0.1", int(sys.argv[1])), Handler) as server:
        print('{"ready": true}', flush=True)
        server.serve_forever()
