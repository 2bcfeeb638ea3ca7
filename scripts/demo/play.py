"""Scenarios S1 and S2, step by step: each step acts on the stage, checks what that shows, and returns the facts.

The story prints these facts and nothing else. A step that does not show what it should raises `NotShown`.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from chain_node.ledger.records import MemberStatus, RequestState
from chain_node.log.reader import LogReader
from scripts.demo import cases
from scripts.demo.audit import Audit
from scripts.demo.cases import LICENCE, MARRIAGE, OFFERS, Offer, Want
from scripts.demo.cast import CIVIL, DATA, DEPARTMENTS, ESTATE, FUND, MARKET, Department
from scripts.demo.facts import Facts, compare, granted_profiles, must, resource_facts
from scripts.demo.records import BUYER, CONTRACT, ENTERPRISE, SPOUSE_NAME
from scripts.demo.stage import Answer, Stage
from scripts.network.commitment import check, sign
from scripts.network.duties import OFFICER
from scripts.network.plan import RequestPlan
from scripts.network.registrar import grant_of, resource_of

ANCHOR_WAIT_S = 45.0


class Play:
    """The demo on one stage. `steps` yields (name, facts), in order."""

    def __init__(self, stage: Stage, audit: Audit) -> None:
        self._stage = stage
        self._audit = audit
        self._resources: dict[str, bytes] = {}
        self._grants: dict[str, bytes] = {}
        self._exchanges: list[tuple[Department, str]] = []

    def steps(self) -> Iterator[tuple[str, Facts]]:
        """Everything, in order. Raises `NotShown`, `LianluError`."""
        order: Sequence[tuple[str, Callable[[], Facts]]] = (
            ("founding", self.founding),
            ("catalogue", self.catalogue),
            ("s1_grant", lambda: self.grant((cases.S1_WANT,))),
            ("s1_exchange", self.s1_exchange),
            ("s1_refusal", self.s1_refusal),
            ("s2_grants", lambda: self.grant(cases.S2_WANTS)),
            ("s2_exchange", self.s2_exchange),
            ("s2_revoked", self.s2_revoked),
            ("anchors", self.anchors),
            ("audit", self.audited),
            ("tampering", self.tampering),
        )
        for name, step in order:
            yield name, step()

    def founding(self) -> Facts:
        """Who founded what, as the ledger tells it."""
        chain = self._stage.network.chain
        state = chain.sync()
        members = [
            {"path": one.path, "name": one.name, "uscc": one.uscc, "active": one.status is MemberStatus.ACTIVE}
            for one in state.members()
        ]
        must(len(members) == 8 and all(one["active"] for one in members), "eight active members")
        return {
            "chain_id": chain.trust.chain_id,
            "genesis_hash": chain.trust.genesis_hash.hex(),
            "consortium": "0x" + chain.trust.consortium.hex(),
            "contracts": sorted(chain.addresses),
            "members": members,
            "accounts": len(state.accounts()),
            "gateways": [{"path": one.path, "url": one.url, "tls": one.tls_sha256.hex()} for one in state.gateways()],
            "block": state.block.number,
        }

    def catalogue(self) -> Facts:
        """Providers register resources and services; the catalogue authority publishes them."""
        registrar = self._stage.network.registrar
        plans = [offer.resource() for offer in OFFERS]
        receipts = registrar.catalogue(plans, DATA.member)
        registrar.services([offer.service(plan.id) for offer, plan in zip(OFFERS, plans, strict=True)])
        self._stage.ready()
        state = self._stage.network.chain.sync()
        shown = []
        for offer, plan, receipt in zip(OFFERS, plans, receipts, strict=True):
            self._resources[offer.file] = plan.id
            resource = resource_of(state, plan.id)
            service = state.service(offer.ref.id)
            must(resource.status.name == "PUBLISHED" and service is not None, f"{offer.file} published and served")
            shown.append(resource_facts(offer, resource) | {"published_in_block": receipt.block_number})
        return {"resources": shown, "published_by": DATA.code}

    def grant(self, wants: Sequence[Want]) -> Facts:
        """Requests with signed use commitments, and the grants that follow."""
        network, now = self._stage.network, int(time.time())
        plans = [want.plan(self._resources[want.offer.file], now) for want in wants]
        signed = [self._commit(want, plan) for want, plan in zip(wants, plans, strict=True)]
        network.registrar.request(list(zip(plans, signed, strict=True)))
        answers = []
        for want, plan in zip(wants, plans, strict=True):
            grant_id = plan.id if want.given is None else os.urandom(32)
            self._grants[want.offer.file] = grant_id
            if want.given is not None:
                answers.append((plan, grant_id, want.given, want.reason))
        network.registrar.agree(answers)
        network.settle()
        return {"grants": [self._grant_facts(want, plan) for want, plan in zip(wants, plans, strict=True)]}

    def _commit(self, want: Want, plan: RequestPlan) -> bytes:
        officer = self._stage.network.chain.hand(want.demander.member.path, OFFICER)
        signed = sign(plan, cases.COMMITMENT, officer.key)
        self._commitment(plan).write_bytes(signed.data)
        return signed.digest

    def _commitment(self, plan: RequestPlan) -> Any:
        return self._stage.root / f"use-commitment-{plan.id.hex()[:16]}.json"

    def _grant_facts(self, want: Want, plan: RequestPlan) -> Facts:
        state = self._stage.network.chain.sync()
        request, grant = state.request(plan.id), grant_of(state, self._grants[want.offer.file])
        resource = resource_of(state, plan.resource)
        must(request is not None and request.state in (RequestState.AGREED, RequestState.PARTLY_AGREED), "agreed")
        assert request is not None
        signed = check(self._commitment(plan), request.raw[9], self._officer(want))
        return {
            "demander": want.demander.code,
            "provider": want.offer.owner.code,
            "service": want.offer.ref.path,
            "title": list(want.offer.title),
            "item": want.item,
            "purpose": list(want.purpose),
            "legal_basis": list(want.legal_basis),
            "commitment": {"sha256": signed.digest.hex(), "signer": signed.signer, "file": self._commitment(plan).name},
            "request": request.request_id.hex(),
            "state": request.state.name.lower(),
            "at_once": want.given is None,
            "reason": want.reason,
            "grant": grant.grant_id.hex(),
            "daily_cap": grant.daily_cap,
            "valid_to": grant.valid_to,
            "fields": granted_profiles(want.offer, resource, grant, want.wanted),
            "block": state.block.number,
        }

    def _officer(self, want: Want) -> bytes:
        """The account with duty OFFICER of the demander, as the ledger has it."""
        state = self._stage.network.chain.sync()
        member = want.demander.member.id
        return next(one.account for one in state.accounts() if one.member_id == member and one.duties == OFFICER)

    def s1_exchange(self) -> Facts:
        """The fund centre registers an employer: the licence comes filtered and masked, and is filed with the case."""
        answer = self._stage.ask(FUND, cases.S1_CASE, LICENCE, ENTERPRISE)
        facts = self._exchange(FUND, cases.S1_CASE, LICENCE, ENTERPRISE, answer)
        fields = {one["field"]: one for one in facts["fields"]}
        must(set(facts["body"]) == set(cases.LICENCE_FIELDS), "exactly the granted fields")
        must(fields["legal_rep"]["given"] != fields["legal_rep"]["in_register"], "a masked name")
        must(fields["uscc"]["given"] == ENTERPRISE, "the credit code as it stands in the register")
        filed = self._stage.filed(FUND, cases.S1_CASE)
        must(filed.get("receipt") == answer.receipt, "the case with its receipt")
        return facts | {"filed_under": filed["case_no"]}

    def s1_refusal(self) -> Facts:
        """The same office asks for the shareholder's id number, which was not granted."""
        before = self._stage.calls(MARKET)
        answer = self._stage.ask(FUND, cases.S1_CASE, LICENCE, ENTERPRISE, Lianlu_Fields="name,shareholder_id")
        after = self._stage.calls(MARKET)
        must(answer.status == 403 and answer.error.endswith("FieldNotGranted"), "an over-scope refusal")
        must(before == after, "a provider's system that was not asked")
        return self._refusal(FUND, LICENCE, answer) | {
            "asked_field": "shareholder_id", "asked_name": LICENCE.names["shareholder_id"],
            "system_calls_before": before, "system_calls_after": after,
        }  # fmt: skip

    def s2_exchange(self) -> Facts:
        """The estate registry transfers a home: identity, marriage, deed tax, each as far as granted."""
        stage, case = self._stage, cases.S2_CASE
        identity, marriage, tax = (want.offer for want in cases.S2_WANTS)
        buyer = stage.record(identity, BUYER)["xm"]
        asked = [
            (identity, BUYER, {"name": buyer}),
            (marriage, BUYER, {"spouse_name": SPOUSE_NAME}),
            (marriage, BUYER, {"spouse_name": buyer}),
            (tax, CONTRACT, {}),
        ]
        shown = []
        for offer, key, inputs in asked:
            query = "?" + "&".join(f"p.{name}={quote(value)}" for name, value in inputs.items()) if inputs else ""
            answer = stage.ask(ESTATE, case, offer, key, query)
            shown.append(self._exchange(ESTATE, case, offer, key, answer) | {"inputs": inputs})
        bodies = [one["body"] for one in shown]
        must(bodies[0] == {"name_matches": True}, "an identity that matches")
        must(bodies[1]["married_to"] is True and bodies[2]["married_to"] is False, "a predicate that tells two apart")
        must(bodies[3]["paid"] == stage.record(tax, CONTRACT)["jnzt"], "the state of the tax")
        everything = json.dumps(bodies, ensure_ascii=False)
        must(SPOUSE_NAME not in everything and stage.record(tax, CONTRACT)["nsrsr"] not in everything, "no more")
        return {"case": case, "exchanges": shown}

    def s2_revoked(self) -> Facts:
        """Civil affairs revokes its grant: the next call is refused."""
        stage, network = self._stage, self._stage.network
        time.sleep(1.1)  # times on the ledger are whole seconds: what was given before is seen to be before
        reason = "用途复核未通过"
        revoked = network.registrar.revoke(self._grants[MARRIAGE.file], reason)
        begun = time.perf_counter()
        timestamp = network.chain.sync().block.timestamp
        network.settle()
        before = stage.calls(CIVIL)
        answer = stage.ask(ESTATE, cases.S2_CASE, MARRIAGE, BUYER, f"?p.spouse_name={quote(SPOUSE_NAME)}")
        after_ms = round((time.perf_counter() - begun) * 1000)
        must(answer.status == 403 and answer.error.endswith("GrantRevoked"), "a refusal after the revocation")
        must(stage.calls(CIVIL) == before, "a provider's system that was not asked")
        return self._refusal(ESTATE, MARRIAGE, answer) | {
            "revoked_grant": self._grants[MARRIAGE.file].hex(), "reason_text": reason,
            "revoked_in_block": revoked.block_number, "revoked_at": timestamp,
            "refused_after_ms": after_ms,
        }  # fmt: skip

    def anchors(self) -> Facts:
        """Every gateway's log is anchored beyond the last exchange."""
        begun, chain = time.monotonic(), self._stage.network.chain
        wanted: dict[str, tuple[bytes, int]] = {}
        proofs: list[Facts] = []
        for one in DEPARTMENTS:
            with LogReader(self._stage.gateway(one).data / "log") as reader:
                wanted[one.code] = (reader.identity.log_id, reader.size)
        state = chain.sync()
        while not proofs:
            must(time.monotonic() - begun < ANCHOR_WAIT_S, "anchors of all logs")
            time.sleep(0.2)
            state = chain.sync()
            logs = {code: state.log(log_id) for code, (log_id, _) in wanted.items()}
            if all(log is not None and log.size >= wanted[code][1] for code, log in logs.items()):
                proofs = self._proofs()
        rows = []
        for code, (log_id, size) in wanted.items():
            last = state.anchors(log_id)[-1]
            rows.append(
                {
                    "gateway": code, "log": log_id.hex(), "leaves": size, "anchored": last.size, "epoch": last.epoch,
                    "root": last.root.hex(), "block": last.block, "tx": last.tx_hash.hex(), "time": last.timestamp,
                }
            )  # fmt: skip
        states = [{"exchange": one["exchange_id"], "proof": one["proof"]} for one in proofs]
        return {"logs": rows, "receipts": states, "waited_s": round(time.monotonic() - begun, 1)}

    def _proofs(self) -> list[Facts]:
        """The receipts of all exchanges once every gateway knows that they are anchored; before that none."""
        found = [self._stage.receipt(asker, exchange) for asker, exchange in self._exchanges]
        return found if all(one["proof"] in ("anchored", "reconciled") for one in found) else []

    def audited(self) -> Facts:
        """`lianlu audit verify` over all six logs."""
        directories = {one.code: self._stage.gateway(one).data for one in DEPARTMENTS}
        asker, exchange = self._exchanges[0]
        promise = self._stage.receipt(asker, exchange)["answer"]["promise"]
        self._audit.begin(directories, MARKET.code, promise["leaf_index"])
        done = self._audit.verified()
        must(done["exit_code"] == 0, f"an audit that passes, not exit {done['exit_code']}: {done['output']}")
        return done

    def tampering(self) -> Facts:
        """One byte of one record is changed in a copy of the market regulator's log; the same command again."""
        asker, exchange = self._exchanges[0]
        done = self._audit.tampered()
        must(done["exit_code"] == 1, f"an audit that finds it, not exit {done['exit_code']}: {done['output']}")
        must(done["named"], f"an audit that names log and leaf: {done['output']}")
        return done | {"gateway": MARKET.code, "exchange": exchange, "promised_to": asker.code}

    def _exchange(self, asker: Department, case: str, offer: Offer, key: str, answer: Answer) -> Facts:
        must(answer.status == 200, f"an answer of {offer.file}, not {answer.status} {answer.error} {answer.body[:200]}")
        self._exchanges.append((asker, answer.receipt))
        receipt, body = self._stage.receipt(asker, answer.receipt), json.loads(answer.body)
        must({one["field"] for one in receipt["disclosed"]} == set(body), "a receipt that names what was given")
        return {
            "asker": asker.code, "provider": offer.owner.code, "service": offer.ref.path, "case": case, "key": key,
            "title": list(offer.title), "ms": answer.ms, "receipt": answer.receipt, "suite": receipt["suite"],
            "grant": receipt["granted"]["grant"], "block": receipt["granted"]["block"], "body": body,
            "fields": compare(offer, self._stage.record(offer, key), body, receipt["disclosed"]),
            "record_log": receipt["request"]["log"], "record_leaf": receipt["request"]["leaf_index"],
        }  # fmt: skip

    def _refusal(self, asker: Department, offer: Offer, answer: Answer) -> Facts:
        self._exchanges.append((asker, answer.receipt))
        receipt = self._stage.receipt(asker, answer.receipt)
        must(receipt["granted"]["permit"] is False, "a signed refusal")
        return {
            "asker": asker.code, "provider": offer.owner.code, "service": offer.ref.path, "title": list(offer.title),
            "status": answer.status, "error": answer.error, "reason": receipt["refused"], "receipt": answer.receipt,
            "block": receipt["granted"]["block"],
        }  # fmt: skip
