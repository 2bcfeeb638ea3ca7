"""`listClients`, `listMethods`, `allowedMethods`, `getOpenAPI`: from the ledger and the provider's declarations.

Nothing of a person is in these answers and each member reads the ledger anyway, so a call is not an exchange: it is
neither signed nor logged and has no receipt (decision 0012). Order: client admitted -> ledger young enough -> provider
known -> client's member in good standing -> answer. What only the provider's gateway knows, which services are
described and how, is asked over the pinned connection and remembered for a minute.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from chain_node.errors import IdentifierError
from chain_node.ids import ClientRef, parse_canonical_client
from chain_node.ledger.records import Endpoint, Gateway
from exchange_api import metadata
from exchange_api.adapters.spool import Body, in_memory
from exchange_api.declarations import Declaration
from exchange_api.disclosure import strict_json
from exchange_api.errors import (
    BodyTooLarge,
    InconsistentResponse,
    PeerMalformed,
    PeerUnknown,
    PeerUnreachable,
    SystemInvalid,
)
from exchange_api.message import Call, body_hasher, request_hash
from exchange_api.metadata_errors import (
    DescribedUnknown,
    DescriptionUnreadable,
    InstanceUnknown,
    NotDescribed,
    ServiceCodeMissing,
)
from exchange_api.refusals import Refused
from exchange_api.service.consumer import Result
from exchange_api.service.context import Context
from exchange_api.service.described import Described, Remembered
from exchange_api.service.routing import Router

PATH = "/peer/v1/metadata"
_JSON = [(b"content-type", b"application/json")]


class Metadata:
    """The metadata services of this gateway, and what it tells peers of its own services."""

    def __init__(self, context: Context, router: Router) -> None:
        self._context = context
        self._router = router
        self._described: Remembered[frozenset[str]] = Remembered(1000)
        self._documents: Remembered[bytes] = Remembered(32)
        self._own = Described(context)
        self._of_block: dict[tuple[str, ...], bytes] = {}
        context.view.renewed.append(lambda _state: self._of_block.clear())

    # -- for information systems

    def clients(self, instance: str | None, as_json: bool) -> bytes:
        """The list of clients. Raises `InstanceUnknown`, `LedgerTooOld`, `LedgerSplit`."""
        context = self._context
        context.view.check_age(context.clock.now_ms())
        if instance is not None and instance != context.own.instance:
            raise InstanceUnknown("xRoadInstance names another instance")
        key = ("clients", "json" if as_json else "xml")
        if key not in self._of_block:
            found = metadata.clients(context.view.state)
            self._of_block[key] = metadata.clients_json(found) if as_json else metadata.clients_xml(found)
        return self._of_block[key]

    async def answer(self, call: Call, first: bytes, rest: AsyncIterator[bytes]) -> Result:
        """The answer to a GET of a metadata service by an admitted client. Raises `ExchangeError`."""
        context = self._context
        digest = await _digest(first, rest, self._context.limits.max_metadata_body)
        now_ms = context.clock.now_ms()
        context.view.check_age(now_ms)
        route = await self._router.choose(context.view.routes(call.service, call.security_server))
        gateway = route.gateway
        refused = metadata.standing(context.view.state, call.client.member.id, now_ms // 1000)
        if refused is not None:
            raise Refused(refused)
        if call.service.service_code == metadata.GET_OPENAPI:
            data = await self._document(call, gateway, now_ms)
        else:
            data = await self._methods(call, gateway, now_ms)
        context.metrics.event("metadata")
        return Result(200, list(_JSON), Body(data), request_hash(call, digest), b"")

    async def _methods(self, call: Call, gateway: Gateway, now_ms: int) -> bytes:
        subsystem = call.service.subsystem
        if call.service.service_code == metadata.ALLOWED_METHODS:
            return await self._allowed(call, gateway, now_ms)
        codes = self._described.get(f"{gateway.path} {subsystem.path}", now_ms)
        if codes is None:
            codes = self._codes(
                subsystem.path, gateway, now_ms, await self._ask(gateway, {"subsystem": subsystem.path})
            )
        key = ("methods", subsystem.path, gateway.path)
        if key not in self._of_block:
            state = self._context.view.state
            self._of_block[key] = metadata.listing(state, metadata.services_of(state, subsystem.id), codes)
        return self._of_block[key]

    async def _allowed(self, call: Call, gateway: Gateway, now_ms: int) -> bytes:
        """What a client may call. The provider is asked each time, for its access lists change when it likes."""
        subsystem = call.service.subsystem
        told = await self._ask(gateway, {"subsystem": subsystem.path, "client": call.client.path})
        codes = self._codes(subsystem.path, gateway, now_ms, told)
        try:
            narrowed = metadata.read_narrowed(told.get("narrowed", {}))
        except ValueError:
            raise InconsistentResponse("what the peer's access lists leave is malformed") from None
        state = self._context.view.state
        services = metadata.services_of(state, subsystem.id)
        services = metadata.allowed(state, services, call.client.id, now_ms // 1000)
        return metadata.listing(state, services, codes, narrowed)

    def _codes(self, subsystem: str, gateway: Gateway, now_ms: int, told: dict[str, Any]) -> frozenset[str]:
        """Codes of the services of a subsystem that are described by their back ends; remembered."""
        codes = told.get("described")
        if not isinstance(codes, list) or not all(isinstance(one, str) for one in codes):
            raise InconsistentResponse("the peer's list of descriptions is malformed")
        self._of_block.clear()
        return self._described.put(f"{gateway.path} {subsystem}", frozenset(codes), now_ms)

    async def _document(self, call: Call, gateway: Gateway, now_ms: int) -> bytes:
        try:
            service = metadata.asked_service(call.query, call.service)
        except IdentifierError as error:
            raise ServiceCodeMissing(f"serviceCode is malformed: {error}") from None
        if service is None:
            raise ServiceCodeMissing("Missing serviceCode in the query")
        if self._context.view.state.service(service.id) is None:
            raise DescribedUnknown(f"Service not found: {service.path}")
        key = f"{gateway.path} {service.path} {call.client.path}"
        found = self._documents.get(key, now_ms)
        if found is not None:
            return found
        told = await self._ask(gateway, {"service": service.path, "client": call.client.path})
        if "type" in told:
            raise NotDescribed("Invalid service type: REST")
        if "failed" in told:
            raise DescriptionUnreadable(f"Failed reading service description from {str(told['failed'])[:300]}")
        if not isinstance(told.get("document"), dict):
            raise InconsistentResponse("the peer's description is malformed")
        return self._documents.put(key, metadata.written(told["document"]), now_ms)

    async def _ask(self, gateway: Gateway, question: dict[str, Any]) -> dict[str, Any]:
        """What the provider's gateway tells. Raises `PeerFailed`."""
        limit = 4 * self._context.limits.max_description
        try:
            told = strict_json(await self._context.peers.send(gateway, PATH, metadata.written(question), limit))
        except PeerUnreachable:
            self._router.forget(gateway)
            raise
        except (SystemInvalid, PeerMalformed) as error:
            raise InconsistentResponse(f"the peer's metadata: {error}") from None
        if not isinstance(told, dict):
            raise InconsistentResponse("the peer's metadata is no object")
        return told

    # -- for peers

    async def tell(self, gateway: Gateway, data: bytes) -> bytes:
        """The answer to a peer's question about our services, in JSON. Raises `PeerUnknown`, `PeerMalformed`."""
        context = self._context
        if metadata.standing(context.view.state, gateway.member_id, context.clock.now_ms() // 1000) is not None:
            raise PeerUnknown("the peer's member is suspended")
        try:
            question = strict_json(data)
        except SystemInvalid as error:
            raise PeerMalformed(str(error)) from None
        if not isinstance(question, dict) or not all(isinstance(one, str) for one in question.values()):
            raise PeerMalformed("the question is no object of texts")
        client = _asker(gateway, question)
        if "subsystem" in question:
            services = [one for one in context.services.values() if one.service.subsystem.path == question["subsystem"]]
            left = {one.service.service_code: self._left(one, client) for one in services}
            return metadata.written(
                {
                    "described": sorted(one.service.service_code for one in services if one.description),
                    "narrowed": {
                        code: [{"method": one.method, "path": one.path} for one in endpoints]
                        for code, endpoints in left.items()
                        if endpoints is not None
                    },
                }
            )
        declaration = context.services.get(question.get("service", ""))
        if declaration is None:
            return metadata.written({"type": "REST"})
        return await self._own.tell(declaration, self._left(declaration, client))

    def _left(self, declaration: Declaration, client: ClientRef | None) -> list[Endpoint] | None:
        """What an access list leaves a client of the ledger's endpoints, nobody nothing; None without a list."""
        access = declaration.access
        if access is None or client is None:
            return None if access is None else []
        state = self._context.view.state
        service = state.service(declaration.service.id)
        return access.narrowed(
            access.of(client, state, self._context.groups), () if service is None else service.endpoints
        )


def _asker(gateway: Gateway, question: dict[str, str]) -> ClientRef | None:
    """The client that a peer asks for; None if it names none. Raises `PeerMalformed`."""
    if "client" not in question:
        return None
    try:
        client = parse_canonical_client(question["client"])
    except IdentifierError as error:
        raise PeerMalformed(f"the client is malformed: {error}") from None
    if client.member.id != gateway.member_id:
        raise PeerMalformed("the client is not of the gateway's own member")
    return client


async def _digest(first: bytes, rest: AsyncIterator[bytes], limit: int) -> bytes | None:
    """SHA-512 of a request's body, or None without one: it counts for the request hash and for nothing else."""
    body = await in_memory(first, rest, limit)
    if body is None:
        text = f"a metadata service takes no body of more than {limit} bytes"
        raise BodyTooLarge(text, limit="max_metadata_body")
    sha512 = body_hasher()
    sha512.update(body)
    return sha512.digest() if body else None
