"""Logs and their heads: grown, relayed, many at once; forged, forked and shrunken ones; claims and their answers."""

from __future__ import annotations

from chain_node.crypto.secp256k1 import EthKey
from chain_node.evidence import merkle
from chain_node.evidence.checkpoint import key_id
from chain_node.ledger.bindings import EvidenceAnchor
from tests.contract_world import ZERO, digest
from tests.contracts.fuzzing.paths.common import newest, pick
from tests.contracts.fuzzing.paths.membership import gateway
from tests.contracts.fuzzing.records import LOG_FROZEN, LOG_OPEN, Struct
from tests.contracts.fuzzing.steering import DAY, Player
from tests.contracts.world import AUDIT, SYSTEM

LAST_SHARD = (1 << 32) - 1
"""Its log has no successor."""


def anchor_key(game: Player, log: Struct) -> EthKey:
    """The key of the log's anchoring account."""
    return game.keys.get(log[10], game.nobody)


def sign(game: Player, checkpoint: Struct, key: EthKey) -> bytes:
    """65 bytes over the EIP-712 digest, also of what no honest gateway would sign."""
    answer = game.view("EvidenceAnchor", EvidenceAnchor.encode_digest_of(checkpoint))
    return key.sign_digest(EvidenceAnchor.decode_digest_of(answer)[0])


def leaves_of(game: Player, log: bytes) -> list[bytes]:
    """Leaf hashes behind the anchored head."""
    return game.model.anchors.trees.get(game.model.anchors.heads.get(log, (0, 0, ZERO))[2], [])


def open_log(game: Player) -> Struct | None:
    """A log that is open: one that is, or a gateway's first, or the successor of a frozen one."""
    found = pick(game, "log", lambda one: one[5] == LOG_OPEN)
    if found is not None and game.chance.random() < 0.85:
        return found
    last = pick(game, "log", lambda one: one[5] == LOG_FROZEN and one[9] == ZERO and one[3] < LAST_SHARD)
    used = {one[1] for one in game.model.newest["log"].values()}
    bare = pick(game, "gateway", lambda one: one[0] not in used)
    profile = game.chance.choice((1, 1, 3))
    if last is not None:
        _, size, root = game.model.anchors.heads.get(last[0], (0, 0, ZERO))
        arguments = (last[1], last[3] + 1, profile, last[0], size, root)
    elif bare is not None:
        arguments = (bare[0], 0, profile, ZERO, 0, ZERO)
    else:
        gateway(game)
        return found
    member = newest(game, "gateway", arguments[0])[2]
    heard = game.act(game.hand(member, SYSTEM), "EvidenceAnchor.openLog", *arguments)
    opened: Struct | None = heard["LogOpened"]["record"] if heard and "LogOpened" in heard else found
    return opened


def grown(game: Player, log: Struct) -> tuple[Struct, list[bytes]]:
    """The next checkpoint and its proof: mostly as it should be, sometimes shrunken, forked or at another epoch."""
    chance, leaves = game.chance, leaves_of(game, log[0])
    epoch, size, root = game.model.anchors.heads.get(log[0], (0, 0, ZERO))
    more = [chance.randbytes(32) for _ in range(chance.choice((0, 1, 3, 9)))]
    tree = leaves + more
    if leaves and chance.random() < 0.2:
        tree = chance.choice((leaves[:-1], [*leaves[:-1], chance.randbytes(32), *more]))
    tree = tree or [chance.randbytes(32)]
    made = merkle.root(tree)
    game.model.anchors.trees[made] = tree
    proof = list(merkle.consistency_path(tree, size)) if 0 < size < len(tree) else []
    alternate = digest(f"alternate {len(tree)}") if log[4] == 3 else ZERO
    if size == len(tree) and log[4] == 3:
        alternate = game.alternates.get(log[0], alternate)
    checkpoint = (
        log[0], epoch + chance.choice((1,) * 12 + (0, 2)), len(tree), made, size, root, alternate, digest("pair"),
        digest("note"), key_id(bytes.fromhex(log[10][2:])),
    )  # fmt: skip
    return checkpoint, proof


def anchor(game: Player) -> None:
    """A head, by its account, or signed and brought by anybody."""
    log = open_log(game)
    if log is None:
        return
    checkpoint, proof = grown(game, log)
    key = anchor_key(game, log)
    if game.chance.random() < 0.3:
        signature = sign(game, checkpoint, key)
        heard = game.act(game.nobody, "EvidenceAnchor.anchorSigned", checkpoint, proof, signature)
    else:
        heard = game.act(key, "EvidenceAnchor.anchor", checkpoint, proof)
    if heard is not None and "Anchored" in heard:
        game.alternates[log[0]] = heard["Anchored"]["checkpoint"][6]


def anchor_many(game: Player) -> None:
    """Several logs at once; sometimes one of them twice."""
    logs = [one for one in game.model.newest["log"].values() if one[5] == LOG_OPEN and one[4] == 1]
    many = []
    for log in game.chance.sample(logs, min(len(logs), 3)):
        checkpoint, proof = grown(game, log)
        many.append((checkpoint, proof, sign(game, checkpoint, anchor_key(game, log))))
    if many and game.chance.random() < 0.1:
        many.append(many[0])
    game.act(game.nobody, "EvidenceAnchor.anchorMany", many)


def freeze(game: Player) -> None:
    """A log ends."""
    log = pick(game, "log", lambda one: one[5] == LOG_OPEN)
    if log is not None:
        size = game.model.anchors.heads.get(log[0], (0, 0, ZERO))[1]
        game.act(game.hand(log[2], SYSTEM), "EvidenceAnchor.freezeLog", log[0], size, digest("reason"))


def equivocate(game: Player) -> None:
    """Somebody shows two checkpoints of one size; mostly they contradict each other."""
    log = pick(game, "log")
    if log is None:
        return
    first, _ = grown(game, log)
    second = (*first[:3], game.values.fresh() if game.chance.random() < 0.8 else first[3], *first[4:])
    key = anchor_key(game, log)
    arguments = (first, sign(game, first, key), second, sign(game, second, key))
    game.act(game.nobody, "EvidenceAnchor.reportEquivocation", *arguments)


def challenge(game: Player) -> None:
    """A checkpoint or a leaf is claimed to be missing; the log shows that it is there, or does not."""
    log = pick(game, "log", lambda one: len(leaves_of(game, one[0])) > 0)
    if log is None:
        return
    leaves, auditor = leaves_of(game, log[0]), game.hand(game.some_member(), AUDIT)
    by = game.now + game.chance.choice((DAY, 3 * DAY))
    size = game.chance.randint(1, len(leaves))
    if game.chance.random() < 0.5:
        told = (log[0], 1, size, merkle.root(leaves[:size]), 0, ZERO, ZERO, ZERO, game.values.fresh(),
                key_id(bytes.fromhex(log[10][2:])))  # fmt: skip
        signature = sign(game, told, anchor_key(game, log))
        heard = game.act(auditor, "EvidenceAnchor.challengePrefix", told, signature, by)
        proof = list(merkle.consistency_path(leaves, size)) if size < len(leaves) else []
        answer = "EvidenceAnchor.answerPrefix"
    else:
        place = size - 1
        message = game.values.fresh()
        heard = game.act(auditor, "EvidenceAnchor.challengeInclusion", log[0], place, leaves[place], message, by)
        proof = list(merkle.inclusion_path(leaves, place))
        answer = "EvidenceAnchor.answerInclusion"
    if heard is None or "ClaimMade" not in heard:
        return
    if game.chance.random() < 0.8:
        game.act(game.nobody, answer, heard["ClaimMade"]["record"], proof)


def demand(game: Player) -> None:
    """A gateway demands an answer of another, which answers or does not."""
    one, other = pick(game, "gateway"), pick(game, "gateway")
    if one is None or other is None:
        return
    until = game.now + game.chance.choice((DAY, 2 * DAY))
    key = game.keys.get(one[6], game.nobody)
    heard = game.act(key, "EvidenceAnchor.requestDemand", one[0], other[0], game.values.fresh(), until)
    if heard is None or "ClaimMade" not in heard:
        return
    claim, turn = heard["ClaimMade"]["record"], game.chance.random()
    if turn < 0.5:
        answer = ZERO if turn < 0.1 else game.values.fresh()
        game.act(game.keys.get(other[6], game.nobody), "EvidenceAnchor.answerDemand", claim, answer)
    if turn > 0.4:
        game.pass_time(2 * DAY)
        game.act(game.nobody, "EvidenceAnchor.closeClaim", claim)
        game.act(game.nobody, "Accountability.reportUnanswered", newest(game, "claim", claim[0]))


def late_answer(game: Player) -> None:
    """An open demand is answered, whatever has become of the member meanwhile."""
    claim = pick(game, "claim", lambda one: one[1] == 3 and one[2] == 1)
    if claim is not None:
        key = game.keys.get(newest(game, "gateway", claim[5])[6], game.nobody)
        game.act(key, "EvidenceAnchor.answerDemand", claim, game.values.fresh())


PATHS = (anchor, anchor, anchor, anchor, anchor_many, freeze, equivocate, challenge, challenge, demand, late_answer)
