"""Certificates: accredited, issued singly and in batches, changed, and made anew."""

from __future__ import annotations

from eth_abi.abi import encode

from chain_node.evidence import merkle
from tests.contract_world import ZERO, digest
from tests.contracts.certificates import AMEND, CANCELLED, CLOSE, LAPSED, LICENCE, PERMIT, RENEW, TAKE_OVER, TRANSFERRED
from tests.contracts.certificates import EDGES as STATUS_EDGES
from tests.contracts.fuzzing.paths.common import live, pick, with_role
from tests.contracts.fuzzing.paths.membership import issuing_machine
from tests.contracts.fuzzing.records import Struct
from tests.contracts.fuzzing.steering import DAY, Player
from tests.contracts.world import APPROVER

CATALOGUE = 4
TYPES = (LICENCE, PERMIT)
_MEMBER = "(bytes32,bytes32,bytes32,uint64,uint64,bool)"


def accredit(game: Player) -> None:
    """A member may issue a type, is changed, or stops."""
    authority = with_role(game, CATALOGUE)
    if authority is None:
        return
    key, turn = game.hand(authority, APPROVER), game.chance.random()
    found = pick(game, "accreditation", lambda one: not one[7])
    if found is None or turn < 0.6:
        end = game.chance.choice((0, 0, game.now + 60 * DAY))
        record = (0, game.some_member(), game.chance.choice(TYPES), 0, end, digest("basis"), ZERO, False)
        game.act(key, "CertificateRegistry.accredit", record)
    elif turn < 0.9:
        game.act(key, "CertificateRegistry.changeAccreditation", found, game.now + 90 * DAY, digest("new basis"))
    else:
        game.act(key, "CertificateRegistry.endAccreditation", found, game.now, digest("reason"))


def issuer(game: Player) -> tuple[bytes, bytes] | None:
    """A member and a type that it may issue."""
    members = live(game)
    found = pick(game, "accreditation", lambda one: not one[7] and one[1] in members)
    return None if found is None else (found[1], found[2])


def draft(game: Player, code: bytes, old: bytes = ZERO, operation: int = 1) -> Struct:
    """A certificate as its issuer hands it in."""
    long = game.chance.random() < 0.3
    decision = (0, operation, digest("basis"), game.values.fresh(), ZERO, 0)
    end = 0 if long else game.now + game.chance.choice((DAY, 365 * DAY))
    root = game.values.fresh()
    return game.values.fresh(), ZERO, code, 0, root, digest("holder"), 0, end, long, old, 0, decision


def issue(game: Player) -> None:
    """One certificate, by a machine."""
    found = issuer(game)
    if found is not None:
        game.act(issuing_machine(game, found[0]), "CertificateRegistry.issue", draft(game, found[1]))


def version(game: Player) -> None:
    """A new version of one that is valid, or by whoever takes it over."""
    old = pick(game, "certificate", lambda one: one[11][0] in (1, TRANSFERRED))
    if old is None:
        return
    member, operation = old[1], game.chance.choice((RENEW, AMEND))
    if old[11][0] == TRANSFERRED:
        holders = game.model.newest["accreditation"].values()
        others = [one[1] for one in holders if one[2] == old[2] and one[1] != member]
        member, operation = game.chance.choice(others or [member]), TAKE_OVER
    record = draft(game, old[2], old[0], operation)
    ended = game.chance.choice((CANCELLED, LAPSED))
    game.act(issuing_machine(game, member), "CertificateRegistry.issueVersion", record, old, ended)


def leaf(member: Struct) -> bytes:
    """Leaf hash of a member of a batch."""
    return merkle.leaf_hash(encode([_MEMBER], [member]))


def batch(game: Player) -> None:
    """Several certificates under one root."""
    found = issuer(game)
    if found is None:
        return
    members = [(game.values.fresh(), game.values.fresh(), digest("holder"), 0, 0, True)
               for _ in range(game.chance.choice((1, 3, 70)))]  # fmt: skip
    root = merkle.root([leaf(one) for one in members])
    game.batches[root] = members
    record = (
        game.values.fresh(), ZERO, found[1], 0, root, len(members), digest("basis"), game.values.fresh(), 0
    )  # fmt: skip
    game.act(issuing_machine(game, found[0]), "CertificateRegistry.issueBatch", record)


def decision(game: Player, status: int) -> Struct:
    """A change of status along an edge, mostly."""
    ways = [edge for edge in STATUS_EDGES if edge[0] == status] or [(0, CANCELLED, CLOSE)]
    _, to, operation = game.chance.choice(sorted(ways))
    if game.chance.random() < 0.1:
        to = game.chance.choice((1, 2, 3, 4, 5, 6, 7, 99))
    return to, operation, digest("basis"), game.values.fresh(), digest("text"), 0


def status(game: Player) -> None:
    """A certificate changes its status."""
    found = pick(game, "certificate", lambda one: one[11][0] != CANCELLED or game.chance.random() < 0.2)
    if found is not None:
        key = game.chance.choice((issuing_machine(game, found[1]), game.hand(found[1], APPROVER)))
        game.act(key, "CertificateRegistry.changeStatus", found, decision(game, found[11][0]))


def batch_member(game: Player) -> None:
    """A member of a batch changes its status, or gets a new version."""
    found = pick(game, "batch", lambda one: one[4] in game.batches)
    if found is None:
        return
    members = game.batches[found[4]]
    index = game.chance.randrange(min(len(members), 4))
    member, path = members[index], list(merkle.inclusion_path([leaf(one) for one in members], index))
    known = game.model.newest["batch member"].get((found[0], index))
    now = 1 if known is None else known[8][0]
    machine = issuing_machine(game, found[1])
    if now == 1 and game.chance.random() < 0.3:
        record = draft(game, found[2], member[0], RENEW)
        version_of: Struct = (record, found, index, member, path, game.chance.choice((CANCELLED, LAPSED)))
        game.act(machine, "CertificateRegistry.issueVersionOfMember", *version_of)
    else:
        change: Struct = (found[0], index, member, path, decision(game, now))
        game.act(machine, "CertificateRegistry.changeMemberStatus", *change)


PATHS = (accredit, accredit, issue, issue, version, batch, status, status, batch_member, batch_member)
