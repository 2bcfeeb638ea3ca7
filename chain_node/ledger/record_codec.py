"""From the contracts' records, as the ABI decodes them, to the values of `records.py`. Pure.

A record is a tuple in the order of its struct in `contracts/types`; addresses arrive as `0x` texts and are kept as 20
bytes. A record that the contracts cannot hold (an unknown number of an enumeration, a segment that is none) raises
`ReplicaContradicted`: whoever served it is not the ledger that we pinned.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from chain_node.errors import IdentifierError
from chain_node.ids import GatewayRef, MemberRef, ServiceRef, SubsystemRef
from chain_node.ledger.errors import ReplicaContradicted
from chain_node.ledger.records import (
    Attribute,
    Claim,
    Endpoint,
    Field,
    FieldKind,
    Gateway,
    Grant,
    GrantState,
    Key,
    KeyPurpose,
    Log,
    Member,
    MemberAccount,
    MemberStatus,
    Profile,
    Request,
    RequestState,
    Resource,
    ResourceStatus,
    Service,
    Subsystem,
)

Raw = tuple[Any, ...]
R = TypeVar("R")
_FROZEN = 2


def checked(read: Callable[[Raw], R]) -> Callable[[Raw], R]:
    """Turn every way in which a record can be malformed into `ReplicaContradicted`."""

    @wraps(read)
    def careful(raw: Raw) -> R:
        try:
            return read(raw)
        except (IdentifierError, IndexError, TypeError, ValueError) as exc:
            raise ReplicaContradicted(f"{read.__name__.removeprefix('read_')} record is impossible: {exc}") from exc

    return careful


def address(text: str) -> bytes:
    """The 20 bytes of an address as the ABI decodes it."""
    return bytes.fromhex(text[2:])


@checked
def read_member(raw: Raw) -> Member:
    """`MemberRecord`."""
    key, segments, name, uscc, roles, status, since, halted_until, blacklisted_until = raw
    ref = MemberRef(*segments)
    _same(ref.id, key)
    return Member(
        member_id=key,
        path=ref.path,
        name=name,
        uscc=uscc,
        roles=roles,
        status=MemberStatus(status),
        halted_until=halted_until,
        blacklisted_until=blacklisted_until,
        since=since,
        raw=raw,
    )


@checked
def read_account(raw: Raw) -> MemberAccount:
    """`AccountRecord`."""
    account, member, duties, person, active = raw
    return MemberAccount(address(account), member, duties, person, active, raw)


@checked
def read_subsystem(raw: Raw) -> Subsystem:
    """`SubsystemRecord`."""
    key, segments, member, active = raw
    ref = SubsystemRef(*segments)
    _same(ref.id, key)
    _same(ref.member.id, member)
    return Subsystem(key, ref.path, member, active, raw)


@checked
def read_gateway(raw: Raw) -> Gateway:
    """`GatewayRecord`."""
    key, segments, member, url, certificate, following, anchor, active = raw
    ref = GatewayRef(*segments)
    _same(ref.id, key)
    _same(ref.member.id, member)
    return Gateway(
        gateway_id=key,
        path=ref.path,
        member_id=member,
        url=url,
        tls_sha256=hashlib.sha256(certificate).digest(),
        next_tls_sha256=hashlib.sha256(following).digest() if following else bytes(32),
        tls_der=certificate,
        next_tls_der=following,
        anchor=address(anchor),
        active=active,
        raw=raw,
    )


@checked
def read_key(raw: Raw) -> Key:
    """`KeyRecord`."""
    kid, gateway, suite, purpose, spki, valid_from, valid_to, revoked_since = raw
    _same(hashlib.sha256(spki).digest(), kid)
    return Key(kid, suite, KeyPurpose(purpose), spki, gateway, valid_from, valid_to, revoked_since, raw)


@checked
def read_resource(raw: Raw) -> Resource:
    """`ResourceRecord`."""
    fields = tuple(
        Field(code, level, Profile(default), FieldKind(kind), definition)
        for code, level, default, kind, definition in raw[11]
    )
    return Resource(
        resource_id=raw[0],
        provider=raw[1],
        attribute=Attribute(raw[5]),
        status=ResourceStatus(raw[15]),
        fields=fields,
        version=raw[14],
        level=raw[13],
        code=raw[2],
        due_at=raw[16],
        raw=raw,
    )


@checked
def read_service(raw: Raw) -> Service:
    """`ServiceRecord`."""
    key, segments, subsystem, member, resource, endpoints, active, halted_until = raw
    ref = ServiceRef(*segments)
    _same(ref.id, key)
    return Service(
        service_id=key,
        path=ref.path,
        subsystem_id=subsystem,
        member_id=member,
        resource_id=resource,
        endpoints=tuple(Endpoint(method, path) for method, path in endpoints),
        enabled=active,
        halted_until=halted_until,
        raw=raw,
    )


@checked
def read_request(raw: Raw) -> Request:
    """`RequestRecord`."""
    return Request(
        request_id=raw[0],
        demander=raw[1],
        member_id=raw[2],
        resource_id=raw[3],
        provider=raw[4],
        state=RequestState(raw[10]),
        submitted_at=raw[11],
        due_at=raw[12],
        answered_at=raw[13],
        deliver_by=raw[14],
        raw=raw,
    )


@checked
def read_grant(raw: Raw) -> Grant:
    """`GrantRecord`."""
    key, request, demander, resource, provider, terms, state, _suspended_by = raw
    profiles, items, daily_cap, row_cap, valid_from, valid_to, params = terms
    return Grant(
        grant_id=key,
        request_id=request,
        demander=demander,
        resource_id=resource,
        profiles=profiles,
        items=tuple(items),
        daily_cap=daily_cap,
        row_cap=row_cap,
        valid_from=valid_from,
        valid_to=valid_to,
        params=params,
        state=GrantState(state),
        provider=provider,
        raw=raw,
    )


@checked
def read_log(raw: Raw) -> Log:
    """`LogRecord`, without any anchored head."""
    key, gateway, member, shard, profile, status, prev_log, prev_size, prev_root = raw[:9]
    successor, anchor, frozen_size, _reason, faulted = raw[9:]
    return Log(
        log_id=key,
        gateway_id=gateway,
        shard=shard,
        profile=profile,
        prev_log=prev_log,
        prev_size=prev_size,
        prev_root=prev_root,
        size=0,
        root=bytes(32),
        epoch=0,
        frozen=status == _FROZEN,
        frozen_size=frozen_size,
        member_id=member,
        successor=successor,
        anchor=address(anchor),
        faulted=faulted,
        raw=raw,
    )


@checked
def read_claim(raw: Raw) -> Claim:
    """`ClaimRecord`."""
    (claim, kind, state, claimant, origin, against, log, size, leaf, document, claimed_at, answer_by, answer) = raw
    return Claim(
        claim_id=claim,
        kind=kind,
        state=state,
        claimant=claimant,
        from_gateway=origin,
        against=against,
        log_id=log,
        size=size,
        hash=leaf,
        document=document,
        claimed_at=claimed_at,
        answer_by=answer_by,
        answer=answer,
        raw=raw,
    )


def _same(computed: bytes, stated: bytes) -> None:
    if computed != stated:  # public identifiers: no secret is compared
        raise ValueError(f"identifier {stated.hex()} does not belong to it")
