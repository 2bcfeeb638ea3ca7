"""Random steps beside those of `AccessPlayer`: requests from elsewhere, cases as a condition, elements, drafts that are
changed, resources that end, and emergencies of one second."""

from __future__ import annotations

from collections.abc import Callable

from chain_node.ledger.bindings import Authorization, Consortium, DataCatalogue
from chain_node.ledger.records import GrantState, RequestState, ResourceStatus
from tests.contract_world import (
    AUTHORITY,
    CONSUMER,
    CONSUMER_SYSTEM,
    DAY,
    PROVIDER,
    RESOURCE,
    SERVICE,
    ZERO,
    Struct,
    digest,
    key_of,
)
from tests.unit.chain_node.ledger.histories.play_base import Part
from tests.unit.chain_node.ledger.test_against_contracts import OTHER_SYSTEM

ELEMENTS = [digest(f"element {number}") for number in range(4)]


class ExchangePart(Part):
    """Plays DataCatalogue and Authorization."""

    def moves(self) -> list[Callable[[], None]]:
        return [
            self.imported, self.withdraw, self.end, *[self.in_a_case] * 3, self.draft, self.draft,
            self.go_on_with_a_draft, self.go_on_with_a_draft, self.retire, self.serve, self.serve, self.classify,
            self.send_back, self.end_above, self.twice_in_a_second, self.many_in_a_block,
        ]  # fmt: skip

    def imported(self) -> None:
        record = (
            self.name("imported"), CONSUMER_SYSTEM.id, ZERO, RESOURCE, ZERO, self.history.access.terms(),
            digest("purpose"), digest("law"), digest("scenario"), digest("commitment"), 0, 0, 0, 0, 0, ZERO,
        )  # fmt: skip
        data = Authorization.encode_submit_imported(record, self.name("source"))
        self.world.act(CONSUMER, "officer", "Authorization", data)

    def withdraw(self) -> None:
        found = [one for one in self.world.state.requests()
                 if one.state is RequestState.SUBMITTED and one.member_id == CONSUMER.id]  # fmt: skip
        if not found:
            self.skip("no request is open")
        data = Authorization.encode_withdraw(self.random.choice(found).raw)
        self.world.act(CONSUMER, "officer", "Authorization", data)

    def end(self) -> None:
        found = [one for one in self.world.state.grants(CONSUMER_SYSTEM.id, RESOURCE)
                 if one.state in (GrantState.ACTIVE, GrantState.PROPOSED)]  # fmt: skip
        if not found:
            self.skip("no grant is live")
        data = Authorization.encode_end(self.random.choice(found).raw, digest("over"))
        self.world.act(CONSUMER, "security", "Authorization", data)

    def in_a_case(self) -> None:
        """A grant for as long as a case is open."""
        cases = self.world.state.cases()
        lively = [one for one in cases if one.open and one.has_participant(CONSUMER.id)] or list(cases)
        if not lively:
            self.skip("there is no case")
        case, terms, key = self.random.choice(lively), self.history.access.terms(), self.name("request")
        system = self.random.choice([CONSUMER_SYSTEM, OTHER_SYSTEM])
        terms = (terms[0], self.random.choice([[], [case.item]]), 0, 0, *terms[4:])
        self.world.request(key, system, RESOURCE, terms)
        found = self.world.state.request(key)
        assert found is not None
        named = case.case_id if self.random.random() < 0.8 else self.name("no case")
        scope: Struct = (ZERO, self.random.random() < 0.2, named, self.random.randrange(2), [])
        data = Authorization.encode_agree_scoped(found.raw, self.name("grant"), found.raw[5], scope, ZERO)
        self.world.act(PROVIDER, "approver", "Authorization", data)

    def end_above(self) -> None:
        """A grant that was passed on ends; what was made of it is still there."""
        state = self.world.state
        scopes = [one for key in self.world.grant_ids() if (one := state.scope(key))]
        above = [grant for one in scopes for key in one.ancestors if (grant := state.grant(key))]
        live = [one for one in above if one.state is GrantState.ACTIVE]
        if not live:
            self.skip("nothing was passed on")
        call = self.random.choice([Authorization.encode_revoke, Authorization.encode_suspend])
        self.world.act(PROVIDER, "security", "Authorization", call(self.random.choice(live).raw, digest("why")))

    def draft(self) -> None:
        """A new resource, of any attribute and level, with elements that another may be the source of."""
        choose, key, count = self.random, self.name("resource"), self.count()
        attribute, level = choose.choice([(1, 2), (2, 4), (3, 5), (3, 2)])
        fields = [("a", level, 1, 0, digest("a")), ("b", 1, 3, 1, digest("b"))]
        record = (
            key, ZERO, f"307006001/9{count:05}", digest("description"), digest("department"), attribute,
            digest("conditions"), digest(f"basis {count}"), digest("schema"), 24, 2, fields,
            sorted(choose.sample(ELEMENTS, choose.randrange(3))), 0, 0, 0, 0, ZERO,
        )  # fmt: skip
        member = choose.choice([PROVIDER, CONSUMER])
        self.world.act(member, "officer", "DataCatalogue", DataCatalogue.encode_register(record))

    def go_on_with_a_draft(self) -> None:
        found = [one for one in self.world.state.resources()
                 if one.status in (ResourceStatus.DRAFT, ResourceStatus.SUBMITTED)]  # fmt: skip
        if not found:
            self.skip("there is no draft")
        one = self.random.choice(found)
        owner = PROVIDER if one.provider == PROVIDER.id else CONSUMER
        if one.status is ResourceStatus.DRAFT and self.random.random() < 0.3:
            changed = (*one.raw[:8], self.name("schema"), *one.raw[9:])
            data = DataCatalogue.encode_redraft(one.raw, changed)
            self.world.act(owner, "officer", "DataCatalogue", data)
        elif one.status is ResourceStatus.DRAFT:
            self.world.act(owner, "officer", "DataCatalogue", DataCatalogue.encode_submit(one.raw))
        elif self.random.random() < 0.35:
            data = DataCatalogue.encode_send_back(one.raw, digest("no"))
            self.world.act(AUTHORITY, "approver", "DataCatalogue", data)
        else:
            self.world.act(AUTHORITY, "approver", "DataCatalogue", DataCatalogue.encode_publish(one.raw))

    def send_back(self) -> None:
        """Whatever waits for publication goes back."""
        state = self.world.state
        drafts = [*state.resources(), *(state.next_version(one.resource_id) for one in state.resources())]
        waiting = [one for one in drafts if one is not None and one.status is ResourceStatus.SUBMITTED]
        if not waiting:
            self.skip("nothing waits")
        data = DataCatalogue.encode_send_back(self.random.choice(waiting).raw, digest("no"))
        self.world.act(AUTHORITY, "approver", "DataCatalogue", data)

    def serve(self) -> None:
        """A resource of the provider that is not served yet."""
        kept = {service.resource_id for service in self.world.state.services()}
        found = [one for one in self.world.state.resources()
                 if one.provider == PROVIDER.id and one.level < 5 and one.status is ResourceStatus.PUBLISHED
                 and one.resource_id not in kept]  # fmt: skip
        if not found:
            self.skip("everything is served")
        resource = self.random.choice(found)
        ref = type(SERVICE)("CN", "GOV", "scjg", "登记", f"more{self.count()}")
        self.world.service(ref, resource.resource_id, [("*", "/*")])

    def classify(self) -> None:
        """A served resource turns out to be of level 5, or not to be shared at all."""
        served = {service.resource_id for service in self.world.state.services()}
        found = [one for one in self.world.state.resources()
                 if one.resource_id in served and one.code.startswith("307006001/9")
                 and one.status is ResourceStatus.PUBLISHED and one.level < 5]  # fmt: skip
        if not found:
            self.skip("nothing to classify")
        key, current = found[0].resource_id, found[0].raw
        level = self.random.choice([5, current[11][0][1]])
        fields = [(current[11][0][0], level, *current[11][0][2:]), *current[11][1:]]
        changed = (*current[:5], 3, *current[6:11], fields, *current[12:])
        data = DataCatalogue.encode_draft_version(current, changed, [])
        self.world.act(PROVIDER, "officer", "DataCatalogue", data)
        for member, duty, call in (
            (PROVIDER, "officer", DataCatalogue.encode_submit),
            (AUTHORITY, "approver", DataCatalogue.encode_publish),
        ):
            draft = self.world.state.next_version(key)
            assert draft is not None
            self.world.act(member, duty, "DataCatalogue", call(draft.raw))

    def retire(self) -> None:
        kept = {service.resource_id for service in self.world.state.services()}
        found = [one for one in self.world.state.resources()
                 if one.status is ResourceStatus.PUBLISHED and one.resource_id not in kept]  # fmt: skip
        if not found or self.random.random() < 0.5:
            self.skip("nothing to retire")
        one = self.random.choice(found)
        owner = PROVIDER if one.provider == PROVIDER.id else CONSUMER
        self.world.act(owner, "approver", "DataCatalogue", DataCatalogue.encode_retire(one.raw, digest("old")))

    def twice_in_a_second(self) -> None:
        """An emergency is opened, ended, opened again, and the first one is reviewed: all in one second."""
        keys = [self.name("emergency") for _ in range(2)]
        for key in keys:
            record = (
                key, CONSUMER_SYSTEM.id, ZERO, RESOURCE, ZERO, digest("why"), 0, self.world.now + DAY // 2, 0, 0, False,
                ZERO,
            )  # fmt: skip
            self.world.act(CONSUMER, "security", "Authorization", Authorization.encode_open_break_glass(record))
            if key == keys[0]:
                opened = self.world.state.emergency(CONSUMER_SYSTEM.id, RESOURCE)
                assert opened is not None and opened.break_glass_id == key
                data = Authorization.encode_end_break_glass(opened.raw)
                self.world.act(PROVIDER, "security", "Authorization", data)
        (first,) = [one for one in self.world.state.break_glasses() if one.break_glass_id == keys[0]]
        data = Authorization.encode_review_break_glass(first.raw, True, digest("review"))
        self.world.act(AUTHORITY, "security", "Authorization", data)

    def many_in_a_block(self) -> None:
        """One account is set several times in one block: the last time stands."""
        account, steps = self.world.account(f"{PROVIDER.path}/vote"), []
        for duties in self.random.sample([8, 16, 24], 3):
            record = (key_of("often").address, PROVIDER.id, duties, digest("somebody"), duties != 8)
            steps.append((account, Consortium.encode_set_account(record)))
        self.world.in_one_block(self.world.addresses["Consortium"], steps)
