"""Who is who: admitted, suspended, removed; accounts, recovery; gateways and keys; code by vote."""

from __future__ import annotations

from chain_node.crypto.secp256k1 import EthKey, checksum_address, keccak256
from chain_node.ids import MemberRef
from chain_node.ledger.founding import PROXIED
from chain_node.ledger.transactions import created_address
from tests.contract_world import DUTIES, ZERO, key_of
from tests.contracts.fuzzing.paths.common import live, newest, pick, with_role
from tests.contracts.fuzzing.records import MEMBER_ACTIVE, MEMBER_SUSPENDED, Struct
from tests.contracts.fuzzing.steering import DAY, Player
from tests.contracts.world import ISSUE, RECOVERY, SECURITY, SYSTEM, VOTE

REGULATOR = 8


def subsystem(game: Player, member: bytes | None = None) -> None:
    """A member registers a subsystem."""
    member = member or game.chance.choice(live(game) or [game.some_member()])
    code = game.chance.choice(("登记", "loans", game.fresh_text()))
    game.act(game.hand(member, SYSTEM), "Consortium.registerSubsystem", newest(game, "member", member), code)


def gateway(game: Player, member: bytes | None = None) -> None:
    """A member registers a gateway; its anchoring key is known."""
    member = member or game.chance.choice(live(game) or [game.some_member()])
    arguments = (game.fresh_text(), "https://127.0.0.1:5500", b"der", game.new_key().address)
    game.act(game.hand(member, SYSTEM), "Consortium.registerGateway", newest(game, "member", member), *arguments)


def change_anchor(game: Player) -> None:
    """A gateway gets another anchoring account."""
    one = pick(game, "gateway")
    if one is not None:
        game.act(game.hand(one[2], SYSTEM), "Consortium.changeAnchor", one, game.new_key().address)


def keys(game: Player) -> None:
    """A key is registered, rotated, revoked."""
    one = pick(game, "gateway")
    if one is None:
        return
    key = game.hand(one[2], SYSTEM)
    made = game.act(key, "Consortium.registerKey", one[0], 1, game.chance.randint(1, 3), game.chance.randbytes(91), 0)
    if made is None or "KeyRegistered" not in made:
        return
    record = made["KeyRegistered"]["record"]
    game.act(key, "Consortium.rotateKey", record, game.chance.randbytes(91), 10, b"old", b"new")
    record = newest(game, "key", record[0])
    game.act(key, "Consortium.revokeKey", record, game.chance.randint(1, game.values.block), game.values.fresh())


def account(game: Player) -> None:
    """A member appoints somebody, or gives a person of its own another duty."""
    member = game.some_member()
    theirs = [one for one in game.model.governing.accounts.values() if one[1] == member and one[3] != ZERO]
    person = game.chance.choice([one[3] for one in theirs] + [game.values.fresh()])
    duties = game.chance.choice((1, 2, 4, 8, 16, 24, 12, 5, ISSUE, 64 | 8, game.chance.randrange(512)))
    address = game.chance.choice([game.new_key().address, *(one[0] for one in theirs)])
    record = (address, member, duties, ZERO if duties == ISSUE else person, game.chance.random() < 0.85)
    if game.chance.random() < 0.2:
        game.by_vote("Consortium.setAccount", record)
    else:
        game.act(game.hand(member, VOTE), "Consortium.setAccount", record)


def admit(game: Player) -> None:
    """A vote admits a member with an account for each duty."""
    ref = MemberRef("CN", "GOV", game.fresh_text())
    roles = game.chance.choice((127, 127, 1 | 2, 1 | 2 | 64, 16))
    record = (ref.id, ["CN", "GOV", ref.member_code], f"部门 {ref.member_code}", "", roles, 0, 0, 0, 0)
    accounts = []
    for duty in DUTIES.values():
        person = ZERO if duty == RECOVERY else game.values.fresh()
        accounts.append((game.new_key().address, ref.id, duty, person, True))
    game.by_vote("Consortium.admit", record, accounts[: game.chance.choice((9, 9, 9, 9, 3))])


def suspend(game: Player) -> None:
    """A vote suspends a member while enough others are left."""
    if len(game.model.governing.voters()) > 2:
        game.by_vote("Consortium.suspend", newest(game, "member", game.some_member()))


def resume(game: Player) -> None:
    """A vote takes a suspended member back, sometimes with another role."""
    one = pick(game, "member", lambda it: it[5] == MEMBER_SUSPENDED)
    if one is None:
        return
    if game.chance.random() < 0.2:
        game.by_vote("Consortium.changeMember", one, one[2], one[3], game.chance.choice((127, 64 | 2, 3)))
    game.by_vote("Consortium.resume", newest(game, "member", one[0]))


def remove(game: Player) -> None:
    """A vote removes a suspended member with all its gateways."""
    one = pick(game, "member", lambda it: it[5] == MEMBER_SUSPENDED)
    members = [it for it in game.model.governing.members.values() if it[5] in (MEMBER_ACTIVE, MEMBER_SUSPENDED)]
    if one is None or (len(members) < 4 and game.chance.random() < 0.9):
        return
    game.pass_time(max(0, one[6] + DAY - game.now) if game.chance.random() < 0.9 else 0)
    theirs = sorted(it for it in game.model.newest["gateway"].values() if it[2] == one[0])
    if game.chance.random() < 0.1:
        theirs = theirs[1:]
    game.by_vote("Consortium.remove", newest(game, "member", one[0]), theirs)


def recover(game: Player) -> None:
    """A member that lost its voting accounts gets another one after seven days."""
    member = game.some_member()
    record = (game.new_key().address, member, VOTE, game.values.fresh(), True)
    voting = [one for one in game.model.governing.accounts.values() if one[1] == member and one[2] & VOTE]
    game.act(game.hand(member, RECOVERY), "Consortium.beginRecovery", record)
    turn = game.chance.random()
    if turn < 0.3:
        game.act(game.hand(member, VOTE), "Consortium.cancelRecovery")
    game.pass_time(7 * DAY if turn < 0.9 else DAY)
    game.act(game.nobody, "Consortium.finishRecovery", record, [one for one in voting if one[4] or turn < 0.5])


def halt(game: Player) -> None:
    """A regulator halts a member; a vote may confirm it."""
    regulator = with_role(game, REGULATOR)
    if regulator is None:
        return
    member, until = game.some_member(), game.now + game.chance.choice((60, 3_600, 3 * DAY, 3 * DAY + 60))
    reason = game.values.fresh()
    game.act(game.hand(regulator, SECURITY), "Consortium.halt", newest(game, "member", member), until, reason)
    if game.chance.random() < 0.3:
        game.by_vote("Consortium.confirmHalt", newest(game, "member", member), until + DAY, reason)


def code(game: Player) -> None:
    """A vote names a contract anew, tries to give it a second name, or puts the same code behind a proxy again."""
    ledger = game.world.ledger
    names = ("Consortium", *PROXIED)
    name = game.chance.choice(names)
    if game.chance.random() < 0.5:
        behind = created_address(key_of("deployer").address_bytes, names.index(name))
        proxy = checksum_address(game.world.addresses[name])
        game.by_vote("Consortium.upgrade", proxy, checksum_address(behind), keccak256(ledger.code(behind)), b"")
        return
    known = game.world.addresses[name]
    word = game.chance.choice((name, name, "Extra")).encode().ljust(32, b"\0")
    game.by_vote("Consortium.nameContract", word, checksum_address(known), keccak256(ledger.code(known)))


def pending(game: Player) -> None:
    """Somebody votes late, or carries out what was proposed some time ago."""
    if not game.proposals:
        return
    proposal, action = game.chance.choice(game.proposals[-12:])
    game.agree(proposal)
    game.act(game.nobody, "Consortium.execute", proposal, action)


def repeat(game: Player) -> None:
    """The same signed act is brought twice in one transaction."""
    member = game.some_member()
    act = (game.hand(member, SYSTEM), "Consortium.registerSubsystem", (newest(game, "member", member), "twice"))
    game.relayed([act, act] if game.chance.random() < 0.5 else [act])


def issuing_machine(game: Player, member: bytes) -> EthKey:
    """The member's issuing key; appointed if there is none."""
    key = game.hand(member, ISSUE)
    if key is not game.nobody:
        return key
    key = game.new_key()
    record: Struct = (key.address, member, ISSUE, ZERO, True)
    game.act(game.hand(member, VOTE), "Consortium.setAccount", record)
    return key


PATHS = (subsystem, gateway, change_anchor, keys, account, account, admit, suspend, resume, resume, remove, recover,
         halt, code, pending, repeat)  # fmt: skip
