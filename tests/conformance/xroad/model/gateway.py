"""A gateway in few lines that keeps every rule of the suite, in each profile: what `deviations` deviate from.

Written from the same documents as the checks. It signs nothing, logs nothing and asks no other gateway: it is for
trying out the suite, never for anything else. Each step is a method of its own, so that a deviation overrides one.
"""

from __future__ import annotations

import email.utils
import json
import re
import socket
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar
from urllib.parse import unquote_to_bytes
from xml.sax.saxutils import escape

from tests.conformance.xroad import causes
from tests.conformance.xroad.backend import BASE
from tests.conformance.xroad.causes import REF, SPEC, Cause
from tests.conformance.xroad.globs import matches
from tests.conformance.xroad.message import FILTERED, NEVER_FROM_CLIENTS, message, request_hash
from tests.conformance.xroad.model.parts import Call, Out, Plain, Refusal, spelled
from tests.conformance.xroad.model.world import (
    CLIENTS,
    GATEWAYS,
    GRANTED,
    INSTANCE,
    SERVICES,
    SUBSYSTEM,
    Metadata,
    Service,
    line,
)
from tests.conformance.xroad.wire import (
    BODYLESS,
    Answer,
    Broken,
    Header,
    Request,
    exchange,
    head_bytes,
    read_body,
    read_head,
)

METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
STRICT = re.compile(rb";|\\|%(25)*(2f|5c)", re.IGNORECASE)
MAX_BODY = 4 << 30
SECONDS = 2.0


class Model:
    """The gateway. `backend` is where the provider's system listens, `profile` one of the suite's."""

    only_profile: ClassVar[str] = SPEC
    """The profile in which a deviation shows."""
    metadata: ClassVar[Metadata] = Metadata()

    def __init__(self, backend: tuple[str, int], profile: str = SPEC) -> None:
        self.profile = profile
        self.backend = backend
        self.receipts: dict[str, tuple[str, ...]] = {}
        self._sock = socket.create_server(("127.0.0.1", 0), backlog=64)
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def line(self) -> dict[str, Any]:
        """What a sandbox would print."""
        return line(self._sock.getsockname()[1])

    def close(self) -> None:
        """Stop listening."""
        self._sock.shutdown(socket.SHUT_RDWR)
        self._sock.close()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._sock.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        sock.settimeout(SECONDS)
        try:
            with sock, sock.makefile("rb") as stream:
                while (head := Request(*read_head(stream))).start:
                    out = self._take(sock, head, stream)
                    reply = head_bytes(b"HTTP/1.1 %d Whatever" % out.status, out.headers)
                    sock.sendall(reply + self.sent_body(head.method, out))
                    if not self.stays_open(head, out):
                        break
                sock.shutdown(socket.SHUT_WR)
                sock.settimeout(0.2)
                while sock.recv(1 << 16):
                    pass  # closed with bytes unread, the answer could get lost
        except (OSError, Broken):
            pass

    def _take(self, sock: socket.socket, head: Request, stream: Any) -> Out:
        try:
            self.check_http(head)
            if head.all("Expect"):
                sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            body = read_body(stream, head, until_close=False)
        except Plain as error:
            return self.plain(error)
        except Broken:
            return self.plain(Plain(400, "Client.BadRequest"))
        return self.answer(Call(head.method, head.target, head.headers, body))

    def sent_body(self, method: str, out: Out) -> bytes:
        """The body that follows the head of an answer."""
        return b"" if method == "HEAD" or out.status in BODYLESS else out.body

    def stays_open(self, head: Request, out: Out) -> bool:
        """Whether another request may follow on the connection."""
        return head.all("Connection") != [b"close"] and out.kept

    # -- before the protocol

    def check_http(self, head: Request) -> None:
        """Raise `Plain` for what is no request, or too large a one."""
        if sum(len(name) + len(value) + 4 for name, value in head.headers) > 65_536 or len(head.headers) > 200:
            raise Plain(431)
        if len(head.target) > 8192:
            raise Plain(414)
        lengths, codings = head.all("Content-Length"), head.all("Transfer-Encoding")
        bad = any(not TOKEN.fullmatch(name) or b"\0" in value for name, value in head.headers)
        if bad or len(head.all("Host")) != 1 or head.target[:1] != b"/" or len(lengths) > 1 or (lengths and codings):
            raise Plain(400, "Client.BadRequest")
        if codings not in ([], [b"chunked"]):
            raise Plain(400, "Client.BadRequest")
        if lengths and int(lengths[0]) > MAX_BODY:
            raise Plain(413, "Client.BadRequest")

    def plain(self, error: Plain) -> Out:
        """The answer to what never became a call."""
        headers = [(b"content-length", b"0")]
        if error.error:
            headers.append((b"x-road-error", error.error.encode()))
        return Out(error.status, headers, kept=error.status == 404)

    # -- the protocol

    def answer(self, call: Call) -> Out:
        """Answer a request."""
        try:
            place = call.target.partition(b"?")[0]
            if place == b"/listClients":
                return self.metadata.clients(call)
            if place.startswith(b"/lianlu/v1/receipts/"):
                return self.own_receipt(call, place.rsplit(b"/", 1)[1].decode())
            if place != b"/r1" and not place.startswith(b"/r1/"):
                raise Plain(404)
            self.parse(call)
            return self.exchange(call)
        except Plain as error:
            return self.plain(error)
        except Refusal as error:
            return self.fault(call, error)

    def own_receipt(self, call: Call, receipt: str) -> Out:
        """A client's own receipt."""
        self.parse_client(call)
        if self.receipts.get(receipt) != call.client:
            raise Plain(404)
        return Out(200, [(b"content-length", b"2")], b"{}")

    def parse(self, call: Call) -> None:
        """Understand a call. Raises `Refusal`."""
        call.request_id = self.request_id(call)
        self.parse_method(call)
        self.parse_target(call)
        self.parse_client(call)
        self.parse_id(call)
        call.nominated = self.nominated(call)
        if any(value.count(b"/") > 1 for value in call.all("X-Road-Represented-Party")):
            raise Refusal(causes.MALFORMED, "too many segments")

    def parse_method(self, call: Call) -> None:
        """The verb is on the list."""
        if call.method == "TRACE" and self.profile == SPEC:
            raise Plain(405)
        if call.method not in METHODS:
            raise Refusal(causes.MALFORMED, "the verb is not on the list")

    def parse_target(self, call: Call) -> None:
        """Service, path and query."""
        place, mark, query = call.target.partition(b"?")
        parts = place.split(b"/", 7)
        if len(parts) < 7 or not all(parts[2:7]):
            raise Refusal(causes.MALFORMED, "fewer than five identifiers")
        call.service = self.identifier(parts[2:7])
        call.path = b"/" + parts[7] if len(parts) > 7 else b""
        call.query = mark + query
        self.check_path(call)

    def check_path(self, call: Call) -> None:
        """Refuse a path that can be read as another one."""
        reading = call.path
        if ESCAPE.search(reading):
            raise Refusal(causes.MALFORMED, "an escape is incomplete")
        for _ in range(4):
            try:
                reading.decode()
            except UnicodeDecodeError:
                raise Refusal(causes.MALFORMED, "the path is not UTF-8") from None
            if b"\0" in reading or b".." in re.split(rb"[/\\]", reading):
                raise Refusal(causes.MALFORMED, "the path has a dot-dot segment or NUL")
            reading = unquote_to_bytes(reading)

    def identifier(self, parts: Sequence[bytes]) -> tuple[str, ...]:
        """The segments of an identifier, decoded once."""
        try:
            found = tuple(unquote_to_bytes(part).decode() for part in parts)
        except UnicodeDecodeError:
            raise Refusal(causes.MALFORMED, "an identifier is not UTF-8") from None
        if any(ESCAPE.search(part) for part in parts) or re.search("[\0-\x1f\x7f-\x9f]", "".join(found)):
            raise Refusal(causes.MALFORMED, "an identifier is malformed")
        return found

    def parse_client(self, call: Call) -> None:
        """Who asks: of several, the last."""
        given = call.all("X-Road-Client")
        if not given:
            raise Refusal(causes.NO_CLIENT, "X-Road-Client is missing")
        parts = self.which_client(given).split(b"/")
        if len(parts) not in (3, 4) or not all(parts):
            raise Refusal(causes.MALFORMED, "X-Road-Client is malformed")
        call.client = self.identifier(parts)

    def which_client(self, given: list[bytes]) -> bytes:
        """The one of several clients that counts."""
        return given[-1]

    def parse_id(self, call: Call) -> None:
        """The message's id, or one made for it."""
        given = [value for value in call.all("X-Road-Id") if value]
        if len(set(given)) > 1 or any(len(one) > 255 or re.search("[\0-\x1f\x7f-\x9f]", one.decode()) for one in given):
            raise Refusal(causes.MALFORMED, "X-Road-Id is malformed")
        call.id, call.id_made = (given[0], False) if given else (self.made_id().encode(), True)

    def made_id(self) -> str:
        """An id for a message that has none."""
        return f"{INSTANCE}-{uuid.uuid4()}"

    def request_id(self, call: Call) -> str:
        """The id of this call."""
        return str(uuid.uuid4())

    def nominated(self, call: Call) -> tuple[str, ...]:
        """What `Connection` names away."""
        named = [one.strip().decode() for value in call.all("Connection") for one in value.split(b",")]
        return tuple(one for one in named if not one.lower().startswith("x-road-"))

    # -- the exchange

    def exchange(self, call: Call) -> Out:
        """Decide about a call and carry it out."""
        if call.client not in CLIENTS:
            raise Refusal(causes.CLIENT_UNKNOWN, "the client is not registered here")
        if call.service[:4] != SUBSYSTEM:
            raise Refusal(causes.PROVIDER_UNKNOWN, "the provider is unknown")
        self.check_server(call)
        call.receipt = uuid.uuid4().hex
        self.receipts[call.receipt] = call.client
        if call.method == "GET" and call.service[4] in self.metadata.NAMES:
            return self.release(call, self.metadata.answer(call))
        return self.release(call, self.forward(call, self.decide(call)))

    def check_server(self, call: Call) -> None:
        """The gateway that is named is the provider's."""
        for value in call.all("X-Road-Security-Server"):
            parts = value.split(b"/")
            if len(parts) != 4 or ESCAPE.search(value):
                raise Refusal(causes.SERVER_MALFORMED, "X-Road-Security-Server is malformed")
            if self.identifier(parts) not in GATEWAYS:
                raise Refusal(causes.BAD_SERVER, "no such gateway")

    def decide(self, call: Call) -> Service:
        """The service: it exists, the client has the right, there is no notice; in this order."""
        service = SERVICES.get(call.service[4])
        if service is None:
            raise Refusal(causes.SERVICE_UNKNOWN, "no such service")
        self.check_right(call, service)
        if service.notice:
            raise Refusal(causes.DISABLED, service.notice)
        return service

    def check_right(self, call: Call, service: Service) -> None:
        """Default deny; a right may be one to an endpoint only."""
        if call.client not in GRANTED or not self.in_group(call, service):
            raise Refusal(causes.DENIED, "no right")
        if service.endpoint is None:
            return
        if STRICT.search(call.path):
            raise Refusal(causes.MALFORMED, "the path can be read in two ways")
        method, pattern = service.endpoint
        if not self.method_fits(call, method) or not self.path_fits(unquote_to_bytes(call.path).decode(), pattern):
            raise Refusal(causes.NO_ENDPOINT_RIGHT, "no right to this endpoint")

    def in_group(self, call: Call, service: Service) -> bool:
        """Whether the client is in the group that the service is for."""
        return service.group is None or call.client in service.group

    def method_fits(self, call: Call, method: str) -> bool:
        """Whether the method is the endpoint's."""
        return call.method == method

    def path_fits(self, path: str, pattern: str) -> bool:
        """Whether a decoded path matches a pattern."""
        return matches(pattern, path)

    def forward(self, call: Call, service: Service) -> Answer:
        """Ask the provider's system once."""
        body = self.delivered_body(call)
        headers = self.delivered_headers(call)
        if body or call.method in ("POST", "PUT", "PATCH"):
            headers += self.length(body)
        start = b"%b %b HTTP/1.1" % (call.method.encode(), self.delivered_target(call))
        try:
            address = (service.host, 80) if service.host else self.backend
            if service.dead:
                raise ConnectionRefusedError
            return self.judged(self.ask(address, head_bytes(start, headers) + body, call.method, service.seconds))
        except TimeoutError:
            raise Refusal(causes.TOO_SLOW, "no answer in time") from None
        except OSError as error:
            raise Refusal(causes.UNREACHABLE, str(error)) from None
        except Broken as error:
            raise Refusal(causes.BROKEN_ANSWER, str(error)) from None

    def judged(self, answer: Answer) -> Answer:
        """An answer that is one. Raises `Broken`."""
        if not 200 <= answer.status <= 599:
            raise Broken(f"status {answer.status}")
        return answer

    def ask(self, address: tuple[str, int], raw: bytes, method: str, seconds: float) -> Answer:
        """One call of the provider's system."""
        return exchange(address, raw, method, seconds=seconds)

    def delivered_target(self, call: Call) -> bytes:
        """What the provider's system is asked."""
        return BASE.encode() + call.path + call.query

    def delivered_body(self, call: Call) -> bytes:
        """The body that it gets."""
        bodyless = call.method in ("GET", "DELETE", "OPTIONS")
        return b"" if bodyless and self.profile in REF else call.body

    def length(self, body: bytes) -> list[Header]:
        """The header that says how long the body is."""
        return [(b"Content-Length", str(len(body)).encode())]

    def delivered_headers(self, call: Call) -> list[Header]:
        """The headers that it gets."""
        host, port = self.backend
        made = [(b"Host", f"{host}:{port}".encode())]
        for name, value in call.headers:
            lower = name.lower().decode()
            if lower in self.undelivered(call) or lower.startswith("lianlu-") or (lower == "x-road-id" and not value):
                continue
            made.append((name, value))
        made.append((b"x-road-request-id", call.request_id.encode()))
        return made + ([(b"x-road-id", call.id)] if call.id_made else [])

    def undelivered(self, call: Call) -> set[str]:
        """Names that do not reach it."""
        return {one.lower() for one in (*FILTERED, *NEVER_FROM_CLIENTS, *call.nominated, "Prefer")}

    # -- the answer

    def hash_of(self, call: Call) -> str:
        """The request hash."""
        made = call.id.decode() if call.id_made else None
        hashed = message(call.method, call.target, call.headers, call.request_id, made, call.nominated)
        return request_hash(hashed, call.body)

    def release(self, call: Call, answer: Answer) -> Out:
        """The answer of the provider as it goes to the client."""
        headers = [(name.lower(), value) for name, value in answer.headers if self.passes(name.lower().decode())]
        if not any(name == b"date" for name, _ in headers):
            headers.append((b"date", email.utils.formatdate(usegmt=True).encode()))
        headers += [
            (b"x-road-id", call.id),
            (b"x-road-client", spelled(call.client).encode()),
            (b"x-road-service", spelled(call.service).encode()),
            (b"x-road-request-id", call.request_id.encode()),
            (b"x-road-request-hash", self.hash_of(call).encode()),
            (b"lianlu-receipt", call.receipt.encode()),
        ]
        if answer.status not in BODYLESS:
            headers.append((b"content-length", str(len(answer.body)).encode()))
        return Out(answer.status, headers, answer.body)

    def passes(self, name: str) -> bool:
        """Whether a header of the provider's answer goes on."""
        filtered = {one.lower() for one in FILTERED}
        return name not in filtered and not name.startswith("x-road-") and name != "lianlu-receipt"

    def code(self, cause: Cause) -> tuple[int, str]:
        """Status and code of a cause."""
        status, codes = cause.expected(self.profile)
        code = codes[0].removesuffix(".*")
        return status, f"{code}.NoGrant" if cause is causes.DENIED and self.profile == SPEC else code

    def fault(self, call: Call, error: Refusal) -> Out:
        """The answer to a call that is refused."""
        status, code = self.code(error.cause)
        kind, body = self.fault_body(call, {"type": code, "message": str(error), "detail": str(uuid.uuid4())})
        headers = [
            (b"content-type", kind),
            (b"content-length", str(len(body)).encode()),
            (b"x-road-error", code.encode()),
        ]
        if self.profile == SPEC:
            headers += self.fault_ids(call)
        return Out(status, headers + self.fault_receipt(call), body)

    def fault_ids(self, call: Call) -> list[Header]:
        """The ids that a fault carries; a malformed request's own id if it is one, else one made."""
        given = {value for value in call.all("X-Road-Id") if 0 < len(value) <= 255}
        made = call.id or (given.pop() if len(given) == 1 else self.made_id().encode())
        return [(b"x-road-id", made), (b"x-road-request-id", call.request_id.encode())]

    def fault_receipt(self, call: Call) -> list[Header]:
        """The receipt of a refusal."""
        return [(b"lianlu-receipt", call.receipt.encode())] if call.receipt else []

    def fault_kind(self, accept: str) -> str:
        """The form of a fault: the first that `Accept` names and that there is."""
        for part in accept.split(","):
            kind = part.partition(";")[0].strip().lower()
            if kind == "application/json":
                break
            if kind in ("application/xml", "text/xml", "text/*"):
                return kind.replace("*", "xml")
        return "application/json"

    def fault_body(self, call: Call, fault: dict[str, str]) -> tuple[bytes, bytes]:
        """A fault in the form asked for."""
        kind = self.fault_kind(b",".join(call.all("Accept")).decode("latin-1"))
        if kind == "application/json":
            return kind.encode(), json.dumps(fault).encode()
        inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fault.items())
        return kind.encode(), f"<error>{inner}</error>".encode()


@contextmanager
def serving(kind: type[Model], backend: tuple[str, int], profile: str) -> Iterator[Model]:
    """A model that listens until the end of the block."""
    made = kind(backend, profile)
    try:
        yield made
    finally:
        made.close()
