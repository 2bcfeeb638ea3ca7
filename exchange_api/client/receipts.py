"""A receipt, and what it proves by itself: that its bytes belong together and say what the document says.

By itself a receipt proves nothing about signatures and anchors: keys and heads are on the ledger, see `proof`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chain_node.errors import LianluError
from chain_node.evidence import merkle
from chain_node.evidence.basis import DecisionBasis
from chain_node.evidence.leaf import Role, encode_message_leaf, leaf_hash
from chain_node.evidence.receipt import Receipt as Signed
from chain_node.evidence.receipt import parse_receipt, receipt_root
from chain_node.evidence.statement import MType, Statement, digest, parse
from chain_node.ledger.reasons import Reason
from exchange_api.client.errors import ReceiptInvalid

Document = dict[str, Any]


_TEXTS = ("exchange_id", "client", "service", "state", "proof")


@dataclass(frozen=True, slots=True)
class Part:
    """One of the two messages of an exchange, read from its own bytes; `anchored` says in which head its leaf is."""

    message: bytes
    statement: Statement
    digest: bytes
    receipt: bytes
    signed: Signed
    log: bytes
    leaf_index: int
    anchored: tuple[int, bytes] | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the gateway says of an exchange. `document` is all of it; the properties are what is asked most."""

    document: Document

    def __post_init__(self) -> None:
        wrong = [name for name in _TEXTS if not isinstance(self.document.get(name), str)]
        if wrong:
            raise ReceiptInvalid(f"malformed: no text under {', '.join(wrong)}", self.document)

    @property
    def exchange_id(self) -> str:
        """The exchange."""
        return str(self.document["exchange_id"])

    @property
    def state(self) -> str:
        """`open`, `done`, `refused` or `voided`."""
        return str(self.document["state"])

    @property
    def proof(self) -> str:
        """How far it is proven: `logged`, `anchored`, `reconciled`, or `voided`."""
        return str(self.document["proof"])

    @property
    def reason(self) -> str | None:
        """Why it was permitted or refused."""
        return self.document.get("reason")

    def check(self) -> tuple[Part, ...]:
        """The request, and the answer if there is one, checked against each other and against the document.

        Both leaves hash to what is said and are in the tree of the head that is named; the answer refers to this
        request; parties, decision and disclosed fields are those of the signed bytes. Raises `ReceiptInvalid`.
        """
        try:
            return self._check()
        except ReceiptInvalid:
            raise
        except LianluError as error:
            raise ReceiptInvalid(f"{error.code}: {error}", self.document) from None
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
            raise ReceiptInvalid(f"malformed: {type(error).__name__} {error}", self.document) from None

    def _check(self) -> tuple[Part, ...]:
        request = self._part("request", "asked", (MType.REQ,))
        self._agrees(request.statement.src, self.document["client"], "client")
        self._agrees(request.statement.service, self.document["service"], "service")
        if "answer" not in self.document:
            return (request,)
        answer = self._part("answer", "answered", (MType.RES, MType.REFUSE, MType.ACK))
        self._agrees(answer.statement.service, request.statement.service, "service of the answer")
        if answer.statement.mtype is not MType.ACK:
            self._agrees(answer.statement.ref, request.digest, "request that the answer is for")
            self._agrees(answer.statement.src, request.statement.dst, "who answered")
            self._agrees(answer.statement.dst, request.statement.src, "whom the answer is for")
            self._decided(answer.statement)
        return request, answer

    def _part(self, name: str, called: str, kinds: tuple[MType, ...]) -> Part:
        told: Document = self.document[name]
        message, receipt = bytes.fromhex(told["message"]), bytes.fromhex(told["receipt"])
        statement, signed = parse(message), parse_receipt(receipt)
        made = digest(statement.suite, message)
        if statement.mtype not in kinds:
            raise ReceiptInvalid(f"what was {called} is a {statement.mtype.name}", self.document)
        self._agrees(statement.exchange_id.hex(), self.exchange_id, f"exchange of the {name}")
        self._agrees(made.hex(), told["digest"], f"digest of the {name}")
        self._agrees(signed.suite, statement.suite, f"suite of the {name}'s signature")
        receipt_root(signed, made)
        log, index = bytes.fromhex(told["log"]), int(told["leaf_index"])
        leaf = leaf_hash(
            encode_message_leaf(log, index, Role[told["role"]], int(told["logged_at_ms"]), message, receipt)
        )
        self._agrees(leaf.hex(), told["leaf_hash"], f"leaf of the {name}")
        return Part(message, statement, made, receipt, signed, log, index, _anchored(told, leaf, index))

    def _decided(self, answer: Statement) -> None:
        basis = answer.basis
        if not isinstance(basis, DecisionBasis):
            raise ReceiptInvalid("the answer names no decision", self.document)
        granted = self.document.get("granted", {})
        self._agrees(Reason(basis.reason).camel, granted.get("reason"), "reason")
        self._agrees(basis.grant_id.hex() if basis.grant_id else None, granted.get("grant"), "grant")
        signed = {(one.label[2:], one.digest.hex()) for one in answer.commitments if one.label.startswith("f/")}
        told = {(one["field"], one["commitment"]) for one in self.document.get("disclosed", [])}
        self._agrees(signed, told, "fields disclosed")

    def _agrees(self, signed: object, told: object, what: str) -> None:
        if signed != told:
            raise ReceiptInvalid(f"{what}: the bytes say {signed}, the receipt {told}", self.document)


def receipt_of(exchange_id: str, document: Document) -> Receipt:
    """The receipt that was asked for. Raises `ReceiptInvalid` for another one."""
    receipt = Receipt(document)
    if receipt.exchange_id != exchange_id:
        raise ReceiptInvalid(f"asked for {exchange_id}, got the receipt of {receipt.exchange_id}", document)
    return receipt


def _anchored(told: Document, leaf: bytes, index: int) -> tuple[int, bytes] | None:
    """Size and root of the head that the leaf is in. Raises MerkleError if it is not."""
    anchor = told.get("anchor")
    if anchor is None:
        return None
    path, root = [bytes.fromhex(one) for one in anchor["path"]], bytes.fromhex(anchor["root"])
    merkle.verify_inclusion(leaf, index, int(anchor["size"]), path, root)
    return int(anchor["size"]), root
