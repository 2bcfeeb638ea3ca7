"""What the checks ask with: a gateway, two clients, some services, and the system behind them."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.conformance.xroad.backend import Backend, Reply
from tests.conformance.xroad.causes import PROFILES, Cause
from tests.conformance.xroad.wire import Answer, Broken, Header, Request, exchange, head_bytes, talk

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
Text = str | bytes


class Failed(Exception):
    """The gateway broke the rule."""


class Unsupported(Exception):
    """The rule cannot be checked here: the gateway does not have, or we were not told, what it needs."""


def expect(holds: object, what: str) -> None:
    """Raise `Failed` with `what` unless it holds."""
    if not holds:
        raise Failed(what)


@dataclass(frozen=True)
class Check:
    """One rule: its name, where it is written, what it says, the profiles that it is a rule of."""

    id: str
    source: str
    text: str
    run: Callable[[World], None]
    profiles: tuple[str, ...] = PROFILES


CHECKS: dict[str, Check] = {}


def check(
    name: str, source: str, text: str, profiles: tuple[str, ...] = PROFILES
) -> Callable[[Callable[[World], None]], Callable[[World], None]]:
    """Put a function on the list of checks."""

    def add(run: Callable[[World], None]) -> Callable[[World], None]:
        if name in CHECKS:
            raise ValueError(f"two checks are called {name}")
        CHECKS[name] = Check(name, source, text, run, profiles)
        return run

    return add


@dataclass(frozen=True)
class Asked:
    """One call: what was sent, the answer, and what reached the system behind the service."""

    method: str
    target: bytes
    headers: list[Header]
    body: bytes | None
    answer: Answer
    calls: list[Request]

    @property
    def call(self) -> Request:
        """The one call that reached the system."""
        expect(len(self.calls) == 1, f"{len(self.calls)} calls reached the provider, not one; {self.brief}")
        return self.calls[0]

    @property
    def brief(self) -> str:
        """The answer in few words."""
        return f"answered {self.answer.status} {self.answer.error or ''} {self.answer.body[:120]!r}"

    def one(self, name: str) -> str:
        """The value of a header that the answer must have exactly once."""
        found = self.answer.all(name)
        expect(len(found) == 1, f"the answer has {name} {len(found)} times; {self.brief}")
        return found[0].decode("utf-8", "replace")


class World:
    """A gateway under test. `line` has the fields that a sandbox prints (exchange.md E), as far as they are known."""

    def __init__(
        self,
        line: Mapping[str, Any],
        profile: str,
        backend: Backend | None,
        certificate: tuple[str, str | None] | None = None,
    ) -> None:
        """`certificate`: files of the client's certificate and key, to be shown where the address is https."""
        self.line = line
        self.profile = profile
        self._backend = backend
        parts = urlsplit(line["consumer_url"])
        secure = parts.scheme == "https"
        self.address = (parts.hostname or "", parts.port or (443 if secure else 80))
        self._tls = tls_context(certificate) if secure else None

    def need(self, field: str) -> Any:
        """A field of the line. Raises `Unsupported` without it."""
        if not self.line.get(field):
            raise Unsupported(f"needs `{field}`, which is not given")
        return self.line[field]

    @property
    def backend(self) -> Backend:
        """The system behind the services. Raises `Unsupported` if it is not ours."""
        if self._backend is None:
            raise Unsupported("needs a provider's system of ours: give --backend-listen")
        return self._backend

    def send(
        self,
        method: str,
        target: Text,
        headers: Iterable[tuple[Text, Text]] = (),
        body: bytes | None = None,
        reply: Reply | None = None,
        length: int | None = None,
    ) -> Asked:
        """Send a request as it is, `Host` before and `Content-Length` after the headers given."""
        raw_target = _bytes(target)
        sent = [(b"Host", b"gateway.test"), *((_bytes(name), _bytes(value)) for name, value in headers)]
        chunked = any(name.lower() == b"transfer-encoding" for name, _ in sent)
        if body is not None and not chunked:
            sent.append((b"Content-Length", str(len(body) if length is None else length).encode()))
        wire = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body) if body and chunked else body or b""
        raw = head_bytes(b"%b %b HTTP/1.1" % (method.encode(), raw_target), sent) + wire
        backend, before = self._backend, 0
        if backend is not None:
            backend.reply, before = reply or Reply(), len(backend.calls)
        elif reply is not None:
            raise Unsupported("needs a provider's system of ours: give --backend-listen")
        try:
            answer = exchange(self.address, raw, method, self._tls)
        except Broken as error:
            raise Failed(f"no whole answer to {method} {raw_target[:80]!r}: {error}") from None
        return Asked(method, raw_target, sent, body, answer, backend.calls[before:] if backend else [])

    def talk(self, raw: bytes) -> bytes:
        """Send bytes on one connection; all that comes until it is closed."""
        return talk(self.address, raw, self._tls)

    def ask(
        self,
        path: Text = "/x",
        *,
        method: str = "GET",
        headers: Iterable[tuple[Text, Text]] = (),
        body: bytes | None = None,
        service: str = "service",
        client: str | None = "client",
        reply: Reply | None = None,
    ) -> Asked:
        """Call a service of the line as a client of the line; `headers` follow `X-Road-Client`."""
        target = f"/r1/{self.need(service)}".encode() + _bytes(path)
        own = [("X-Road-Client", self.need(client))] if client else []
        return self.send(method, target, [*own, *headers], body, reply)

    def passed(self, path: Text = "/x", **more: Any) -> Asked:
        """A call that must reach the system and come back with its answer. Needs a system of ours."""
        _ = self.backend
        asked = self.ask(path, **more)
        expect(asked.answer.error is None and asked.answer.status < 400, f"not passed on: {asked.brief}")
        _ = asked.call
        return asked

    def refused(self, cause: Cause, asked: Asked, *, called: bool = False) -> Asked:
        """A call that must have been refused for `cause`, and, unless `called`, not have reached the system."""
        status, codes = cause.expected(self.profile)
        wanted = f"{status} {' or '.join(codes)}"
        fits = cause.fits(self.profile, asked.answer.status, asked.answer.error)
        expect(fits, f"{asked.method} {asked.target[-60:].decode('latin-1')}: expected {wanted}; {asked.brief}")
        expect(called or not asked.calls, f"refused, but {len(asked.calls)} calls reached the provider")
        return asked


def tls_context(certificate: tuple[str, str | None] | None) -> ssl.SSLContext:
    """TLS without a look at who answers: it is the protocol that is checked, with whoever is there."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
    if certificate is not None:
        made.load_cert_chain(*certificate)
    return made


def _bytes(text: Text) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
