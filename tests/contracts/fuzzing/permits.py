"""What PolicyView may permit: never without a live member, a live grant, fields within it, and caps that are kept.

`wrong` says why a permit is one too many, from the newest records of the events, and written in another order and
another way than the contract does it.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.contracts.fuzzing.invariants import Model
from tests.contracts.fuzzing.records import ACTIVE, MEMBER_ACTIVE, PUBLISHED, UNDECIDED, Struct
from tests.contracts.world import ZERO

ALL = (1 << 256) - 1
GRANTED, PUBLIC, BREAK_GLASS = range(3)
OPEN_CASE = UNDECIDED | {7, 8}
CONFIDENTIAL, NOT_SHARED = 5, 3


@dataclass(frozen=True, slots=True)
class Question:
    """`PolicyView.Question`, its values in this order."""

    consumer: bytes
    service: bytes
    endpoint: int = 0
    fields: int = ALL
    item: bytes = ZERO
    time: int = 0
    rows: int = 1
    used: int = 0
    rows_used: int = 0
    subject: bytes = ZERO

    def words(self) -> Struct:
        """As the contract takes it."""
        return tuple(getattr(self, name) for name in self.__slots__)


def wrong(model: Model, asked: Question, outcome: Struct) -> str | None:
    """Why this permit is against a rule; None if it is not. `outcome`: (permit, reason, grant, profiles)."""
    permit, reason, grant, profiles = outcome
    if not permit:
        return None if profiles == 0 else "a refusal that gives fields"
    return _parties(model, asked) or _fields(model, asked, profiles) or _ground(model, asked, reason, grant, profiles)


def objection(model: Model, asked: Question) -> str | None:
    """Why nothing at all may be permitted, whatever the grants are."""
    return _parties(model, asked) or _fields(model, asked, 0)


def _parties(model: Model, asked: Question) -> str | None:
    system = model.newest["subsystem"].get((asked.consumer,))
    service = model.newest["service"].get((asked.service,))
    if system is None or not system[3]:
        return "a consumer that is none"
    if service is None or not service[6] or asked.time < service[7]:
        return "a service that does not run"
    for member in (system[2], service[3]):
        record = model.newest["member"][member,]
        if record[5] != MEMBER_ACTIVE or asked.time < record[7]:
            return "a member that is not live"
    if asked.time < model.newest["member"][system[2],][8]:
        return "a blacklisted member"
    if asked.endpoint >= len(service[5]) or not service[5][asked.endpoint][1]:
        return "an endpoint that is not there"
    return None


def resource_of(model: Model, asked: Question) -> Struct | None:
    """The published record that the service serves."""
    service = model.newest["service"].get((asked.service,))
    return None if service is None else model.current.get(service[4])


def _fields(model: Model, asked: Question, profiles: int) -> str | None:
    """Whatever the ground is: the resource is shared, and only fields that are there and asked for are given."""
    resource = resource_of(model, asked)
    if resource is None or resource[15] != PUBLISHED or resource[5] == NOT_SHARED:
        return "a resource that is not shared"
    fields = resource[11]
    levels = [one[1] for one in fields if one[0]] if fields else [resource[10]]
    if CONFIDENTIAL in levels:
        return "a confidential resource"
    for place in range(128):
        given = profiles >> 2 * place & 3
        if given and (place >= len(fields) or not fields[place][0] or not asked.fields >> place & 1):
            return f"field {place}, which is not there or was not asked for"
    return None


def _ground(model: Model, asked: Question, reason: int, grant: bytes, profiles: int) -> str | None:
    resource = resource_of(model, asked)
    assert resource is not None
    defaults = sum(one[2] << 2 * place for place, one in enumerate(resource[11]))
    wanted = [place for place in range(len(resource[11])) if asked.fields >> place & 1 and resource[11][place][0]]
    if reason == PUBLIC:
        closed = resource[5] != 1 or any(resource[11][place][1] != 1 for place in wanted)
        return "fields as public that are not" if closed or profiles & ~defaults else None
    if reason == BREAK_GLASS:
        found = model.newest["emergency"].get((grant,))
        named = found is not None and (found[1], found[3]) == (asked.consumer, resource[0])
        if not named or found is None or asked.time >= found[7] or profiles & ~defaults:
            return "an emergency that is over or gives more than the catalogue"
        return None
    if reason != GRANTED:
        return f"a permit for reason {reason}"
    record = model.newest["grant"].get((grant,))
    if record is None or (record[2], record[3]) != (asked.consumer, resource[0]):
        return "a grant of others"
    return _grant(model, asked, record, profiles) or _scope(model, asked, record)


def _grant(model: Model, asked: Question, record: Struct, profiles: int) -> str | None:
    granted, items, daily, rows, begin, end, _ = record[5]
    if record[6] != ACTIVE or not begin <= asked.time < end:
        return "a grant that is not live"
    for place in range(128):
        given = profiles >> 2 * place & 3
        if given not in (0, granted >> 2 * place & 3):
            return f"field {place} otherwise than it was granted"
        if asked.fields != ALL and asked.fields >> place & 1 and not granted >> 2 * place & 3:
            return f"field {place}, which the grant withholds"
    if items and asked.item not in items:
        return "an item that was not granted"
    if (daily and asked.used >= daily) or (rows and asked.rows_used + asked.rows > rows):
        return "more than the caps allow"
    return None


def _scope(model: Model, asked: Question, record: Struct) -> str | None:
    scope = model.newest["scope"].get((record[0],))
    if scope is None:
        return None
    _, consents, case_id, _, ancestors = scope
    if any(model.newest["grant"][one,][6] != ACTIVE for one in ancestors):
        return "a grant passed on from one that is not live"
    if consents:
        consent = model.newest["consent"].get((record[3], asked.consumer, asked.subject))
        if consent is None or consent[7] or asked.time >= consent[6]:
            return "data whose subject does not consent"
    if case_id != ZERO:
        case = model.newest["case"].get((case_id,))
        member = model.newest["subsystem"][asked.consumer,][2]
        if case is None or case[7] not in OPEN_CASE:
            return "a case that is not open"
        if member not in [case[3], *(one[0] for one in case[4])]:
            return "a case of others"
        if asked.item not in (ZERO, case[2]):
            return "another item than the case's"
    return None


def records_for(model: Model, asked: Question) -> Struct | None:
    """What an honest caller resupplies: service, grants newest first, scopes, ancestors, consent; None = no service."""
    service = model.newest["service"].get((asked.service,))
    if service is None:
        return None
    grants = [model.newest["grant"][one,] for one in reversed(model.pairs.get((asked.consumer, service[4]), []))]
    scopes = [model.newest["scope"][one[0],] for one in grants if (one[0],) in model.newest["scope"]]
    ancestors = [model.newest["grant"][above,] for one in scopes for above in one[4]]
    none = (ZERO, ZERO, ZERO, ZERO, ZERO, 0, 0, 0)
    consent = model.newest["consent"].get((service[4], asked.consumer, asked.subject), none)
    return service, grants, scopes, ancestors, none if asked.subject == ZERO else consent
