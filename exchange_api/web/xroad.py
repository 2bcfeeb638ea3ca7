"""`/r1`: X-Road's REST protocol towards the department's information systems.

Every way to fail ends in a status and a fault code (`exchange_api.errors`, `exchange_api.refusals`), as the profile has
them (`exchange_api.profiles`), in JSON, or in XML for who accepts that. An answer that became an exchange carries
`Lianlu-Receipt`, refusals included.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from chain_node.errors import IdentifierError, LianluError
from chain_node.ids import parse_client
from chain_node.ledger.reasons import Reason
from chain_node.logs import get_logger
from exchange_api.errors import (
    BadRequest,
    BodyTooLarge,
    ClientUnknown,
    ExchangeError,
    MethodNotAllowed,
    Overloaded,
)
from exchange_api.headers import Handover
from exchange_api.headers import handover as prefers_later
from exchange_api.message import Call, read_call
from exchange_api.metadata import METADATA
from exchange_api.refusals import Refused
from exchange_api.service.asking import Failure
from exchange_api.service.consumer import Consumer, Result
from exchange_api.service.context import Context, Dates, uuid_text
from exchange_api.service.jobs import Jobs
from exchange_api.service.lockout import check_lockout, count_failure, of_client
from exchange_api.service.metadata import Metadata
from exchange_api.service.receipts import Receipts
from exchange_api.web.admission import authenticated
from exchange_api.web.asgi import (
    Header,
    Receive,
    Scope,
    Send,
    answer,
    answer_body,
    answer_json,
    be_patient,
    body_of,
    nothing_here,
)
from exchange_api.web.clients import ClientRules
from exchange_api.web.faults import fault
from exchange_api.web.lists import ListClients
from exchange_api.web.released import BODYLESS, released

log = get_logger(__name__)


def metadata_call(call: Call) -> bool:
    """Whether a metadata service is asked, which logs no exchange."""
    return call.method == "GET" and call.service.service_code in METADATA


class XRoadApp:
    """ASGI application of the information systems' listeners."""

    def __init__(
        self,
        context: Context,
        consumer: Consumer,
        jobs: Jobs,
        metadata: Metadata,
        receipts: Receipts,
        clients: Mapping[str, ClientRules],
        lists: ListClients,
    ) -> None:
        self._context = context
        self._consumer = consumer
        self._jobs = jobs
        self._metadata = metadata
        self._lists = lists
        self._receipts = receipts
        self._clients = clients
        self._dates = Dates()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        target: bytes = scope["raw_target"]
        if target.startswith(b"/r1/") or target == b"/r1":
            await self._exchange(scope, target, receive, send)
        elif target.startswith(b"/lianlu/v1/receipts/"):
            await self._own_receipt(scope, target, send)
        elif target.partition(b"?")[0] == b"/listClients":
            await self._lists(scope, send)
        else:
            await nothing_here(send)

    async def _exchange(self, scope: Scope, target: bytes, receive: Receive, send: Send) -> None:
        headers: list[Header] = scope["headers"]
        call: Call | None = None
        try:
            fresh, instance = uuid_text(os.urandom(16)), self._context.own.instance
            call = read_call(scope["method"], target, headers, own_request_id=fresh, instance=instance)
            self._admit(scope, call)
            self._refuse_too_large(headers)
            handover = None if call.prefer is None else prefers_later(call.prefer)
            if handover is not None and not metadata_call(call):
                await self._hand_over(call, receive, handover, send)
            else:
                await self._release(call, await self._carry_out(call, receive), send)
        except MethodNotAllowed as error:
            allow = (b"allow", b"GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
            await answer_json(send, 405, {"code": error.code, "message": str(error)}, [allow])
        except Failure as failure:
            self._count_denial(call, failure.error)
            await self._fault(scope, call, failure.error, failure.exchange_id, send)
        except ExchangeError as error:
            await self._fault(scope, call, error, None, send)
        except LianluError as error:
            await self._unexpected(scope, call, error, send)
        except OSError as error:
            await self._unexpected(scope, call, error, send)

    async def _carry_out(self, call: Call, receive: Receive) -> Result:
        """What an admitted call is answered. Raises as the use cases do."""
        with self._client(call):
            first, rest = await body_of(receive)
            if metadata_call(call):
                return await self._metadata.answer(call, first, rest)
            return await self._consumer.exchange(call, first, rest)

    @contextmanager
    def _client(self, call: Call) -> Iterator[None]:
        """A place of the client's while its call is under way. Raises `Overloaded` before its body is read."""
        clients, client = self._context.under.clients, call.client.path
        if full := clients.full(client):
            raise Overloaded("too many exchanges are under way", limit=full)
        clients.take(client)
        try:
            yield
        finally:
            clients.give(client)

    def _admit(self, scope: Scope, call: Call) -> None:
        """Raise unless the client is registered here, connected as it must, and not locked out."""
        rules = self._clients.get(call.client.path)
        if rules is None:
            raise ClientUnknown("the client is not registered at this gateway")
        authenticated(self._context, scope, rules)
        if self._context.lockouts.any:
            check_lockout(self._context, of_client(call.client.path, call.service.path))

    def _refuse_too_large(self, headers: list[Header]) -> None:
        """Raise `BodyTooLarge` for a body that says it is, before it is asked for and read."""
        longest = self._context.limits.max_body
        for name, value in headers:
            if len(name) == 14 and name.lower() == b"content-length" and int(value) > longest:
                raise BodyTooLarge(f"the body has {int(value)} bytes; {longest} are allowed")

    def _count_denial(self, call: Call | None, error: ExchangeError) -> None:
        if call is not None and isinstance(error, Refused) and error.status == 403:
            count_failure(self._context, of_client(call.client.path, call.service.path))

    async def _release(self, call: Call, result: Result, send: Send) -> None:
        headers = released(call, result, self._dates.now())
        if result.status not in BODYLESS and call.method != "HEAD":
            headers.append((b"content-length", str(result.body.size).encode()))
        try:
            await answer_body(send, result.status, headers, b"", result.body)
        finally:
            result.body.drop()

    async def _hand_over(self, call: Call, receive: Receive, handover: Handover, send: Send) -> None:
        """202: the answer will be fetched later."""
        with self._client(call):
            first, rest = await body_of(receive)
            document = await self._jobs.take(call, first, rest, handover)
        applied = b"respond-async" if handover.wait_s is None else b"respond-async, wait=%d" % handover.wait_s
        headers = [
            (b"location", document["status_url"].encode()),
            (b"preference-applied", applied),
            (b"x-road-id", call.message_id),
            (b"x-road-request-id", call.request_id),
            (b"lianlu-receipt", document["exchange_id"].encode()),
            (b"date", self._dates.now()),
        ]
        await answer_json(send, 202, document, headers)

    async def _unexpected(self, scope: Scope, call: Call | None, error: Exception, send: Send) -> None:
        """An error that no rule foresees: logged, counted, and answered without its text."""
        log.error("xroad.fault", error=type(error).__name__, text=str(error)[:200], exc_info=error)
        self._context.metrics.event("consumer_fault")
        await self._fault(scope, call, ExchangeError("internal error"), None, send)

    async def _fault(
        self, scope: Scope, call: Call | None, error: ExchangeError, exchange_id: bytes | None, send: Send
    ) -> None:
        """The answer to a call that failed."""
        if exchange_id is None:
            self._context.metrics.exchange("asked", error.xroad)
        self._context.metrics.reached(error)
        if isinstance(error, Overloaded) or (isinstance(error, Refused) and error.reason is Reason.OVERLOADED):
            error.retry_after = await be_patient(scope)
        profile, instance, headers = self._context.profile, self._context.own.instance, scope["headers"]
        status, out, body = fault(profile, instance, headers, call, error, exchange_id)
        await answer(send, status, [*out, (b"date", self._dates.now())], body)

    async def _own_receipt(self, scope: Scope, target: bytes, send: Send) -> None:
        """`GET /lianlu/v1/receipts/{id}`: a client's own receipt."""
        try:
            if scope["method"] not in ("GET", "HEAD"):
                raise MethodNotAllowed("a receipt can only be read")
            client = _client_of(scope["headers"])
            rules = self._clients.get(client)
            if rules is None:
                raise ClientUnknown("the client is not registered at this gateway")
            authenticated(self._context, scope, rules)
            identity = target.partition(b"?")[0].rsplit(b"/", 1)[1].decode("ascii", "replace")
            await answer_json(send, 200, await self._receipts.get(identity, client=client))
        except MethodNotAllowed as error:
            await answer_json(send, 405, {"code": error.code, "message": str(error)}, [(b"allow", b"GET, HEAD")])
        except LianluError as error:
            await answer_json(send, error.status, {"code": error.code, "message": str(error)})


def _client_of(headers: list[Header]) -> str:
    found = [value for name, value in headers if name.lower() == b"x-road-client"]
    try:
        return parse_client(found[-1].decode("ascii")).path
    except (IndexError, IdentifierError, UnicodeDecodeError):
        raise BadRequest("X-Road-Client is missing or malformed") from None
