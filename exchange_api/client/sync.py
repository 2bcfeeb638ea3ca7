"""The client that blocks. See the package for the two lines that begin with it."""

from __future__ import annotations

import http.client
import select
import ssl
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

from exchange_api.client.answers import Answer, judge, judge_document
from exchange_api.client.errors import NoAnswer, NotSent
from exchange_api.client.jobs import Job, Raw
from exchange_api.client.later import prefer, taken
from exchange_api.client.receipts import Receipt, receipt_of
from exchange_api.client.requests import IDEMPOTENT, Options, Request, build, build_receipt, origin

PAUSES_S = (0.2, 0.6, 1.4, 3.0)
"""Pauses before a connection that was refused is tried again."""
MAX_SPARE = 8


class Client:
    """Calls services through one gateway, as one subsystem. May be used by several threads.

    Repeated is only what does no harm. A connection that is refused is tried again `retries` times: nothing was sent.
    Once something was sent, nothing is repeated, unless `repeat` says that a GET, HEAD, OPTIONS, PUT or DELETE that
    got no answer is sent once more; each repetition is an exchange of its own, logged and counted.
    """

    def __init__(
        self,
        url: str,
        client: str,
        *,
        timeout: float = 90.0,
        retries: int = 2,
        repeat: bool = False,
        tls: ssl.SSLContext | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """`url` is the gateway's information-system side, `client` the `X-Road-Client`; `timeout` in seconds."""
        self._scheme, self._host, self._port = origin(url)
        self._client = client
        self._timeout, self._retries, self._repeat = timeout, min(retries, len(PAUSES_S)), repeat
        self._tls = tls
        self._pause = pause
        self._spare: list[http.client.HTTPConnection] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are kept."""
        with self._lock:
            spare, self._spare = self._spare, []
        for connection in spare:
            connection.close()

    def call(
        self, service: str, path: str = "", *, method: str = "GET", body: bytes | None = None, **more: Any
    ) -> Answer:
        """Call a service; `more` as in `Options`. Raises `ClientError`; an error of the provider's own is an answer."""
        request = build(self._client, method, service, path, body, Options(**more))
        return judge(request, *self._exchange(request))

    def call_async(
        self,
        service: str,
        path: str = "",
        *,
        method: str = "GET",
        body: bytes | None = None,
        wait: int | None = None,
        **more: Any,
    ) -> Job:
        """Hand a call over: the gateway asks until there is an answer, for 24 hours or `wait` seconds (up to 7 days).

        When this returns the gateway has it durably. Raises `ClientError`.
        """
        more["headers"] = prefer(more.get("headers", ()), wait)
        request = build(self._client, method, service, path, body, Options(**more))
        return self.job(taken(*self._exchange(request)).exchange_id, request)

    def job(self, exchange_id: str, request: Request | None = None) -> Job:
        """A call that this client has handed over before."""
        return Job(self._exchange, self._pause, self._client, exchange_id, request)

    def get(self, service: str, path: str = "", **more: Any) -> Answer:
        """GET."""
        return self.call(service, path, **more)

    def post(self, service: str, path: str = "", body: bytes = b"", **more: Any) -> Answer:
        """POST."""
        return self.call(service, path, method="POST", body=body, **more)

    def receipt(self, exchange_id: str) -> Receipt:
        """The receipt of an exchange of this client. Raises `ClientError`."""
        request = build_receipt(self._client, exchange_id)
        return receipt_of(exchange_id, judge_document(*self._exchange(request)))

    def _exchange(self, request: Request) -> Raw:
        try:
            return self._once(request)
        except NoAnswer:
            if not (self._repeat and request.method in IDEMPOTENT):
                raise
        return self._once(request)

    def _once(self, request: Request) -> Raw:
        connection = self._take() or self._connect()
        try:
            raw = _send(connection, request)
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise NoAnswer(f"{type(error).__name__}: {error}") from None
        except BaseException:
            connection.close()
            raise
        self._keep(connection)
        return raw

    def _take(self) -> http.client.HTTPConnection | None:
        """A kept connection that the gateway has not closed meanwhile."""
        while True:
            with self._lock:
                if not self._spare:
                    return None
                connection = self._spare.pop()
            if connection.sock is not None and not select.select([connection.sock], [], [], 0)[0]:
                return connection
            connection.close()

    def _keep(self, connection: http.client.HTTPConnection) -> None:
        with self._lock:
            if connection.sock is not None and len(self._spare) < MAX_SPARE:
                self._spare.append(connection)
                return
        connection.close()

    def _connect(self) -> http.client.HTTPConnection:
        """A new connection. Raises `NotSent`; a refusal is tried again, whatever else fails is not."""
        for attempt in range(self._retries + 1):
            connection = self._new()
            try:
                connection.connect()
                return connection
            except ConnectionRefusedError as error:
                connection.close()
                if attempt == self._retries:
                    raise NotSent(f"{self._host}:{self._port}: {error.strerror}") from None
                self._pause(PAUSES_S[attempt])
            except OSError as error:
                connection.close()
                raise NotSent(f"{self._host}:{self._port}: {error}") from None
        raise NotSent("retries is negative")

    def _new(self) -> http.client.HTTPConnection:
        if self._scheme == "http":
            return http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)
        return http.client.HTTPSConnection(self._host, self._port, timeout=self._timeout, context=self._tls)


def _send(connection: http.client.HTTPConnection, request: Request) -> Raw:
    connection.putrequest(request.method, request.target, skip_accept_encoding=True)
    for name, value in request.headers:
        connection.putheader(name, value.encode())
    if request.body is not None:
        connection.putheader("Content-Length", str(len(request.body)))
    connection.endheaders(request.body)
    answer = connection.getresponse()
    body = answer.read()
    headers = [(name, value.encode("latin-1").decode("utf-8", "replace")) for name, value in answer.getheaders()]
    return answer.status, headers, body
