"""The story that a department head follows: who asked, by what right, what was given, what withheld, how it is proven.

Every value printed comes from the facts of a step; only the sentences around them are written here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chain_node.console import Lang, language, tr
from scripts.demo.cast import MEMBERS
from scripts.demo.pages import Pages
from scripts.demo.words import ATTRIBUTES, HOW, SUITES, clock, column, name_of, pick, short, shown

Facts = dict[str, Any]


class Story:
    """Tells each step as it comes."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def tell(self, step: str, facts: Facts) -> None:
        """One step, by its name in `Play.steps`."""
        teller: Callable[[Facts], None] = getattr(self, f"_{step}")
        teller(facts)

    def _founding(self, facts: Facts) -> None:
        self._pages.title(
            tr("一、联盟", "1. The consortium"),
            tr(
                "每个部门有自己的网关和信息系统。谁是成员、谁有权做什么，写在共同的账本上，任何一家都不能单独改动。",
                "Each department has its own gateway and system. Who is a member and who may do what stands on a "
                "common ledger, which none of them can change alone.",
            ),
        )
        gateways = {one["path"].rsplit("/", 1)[0]: one["path"].rsplit("/", 1)[1] for one in facts["gateways"]}
        rows = [
            (name, one["uscc"], gateways.get(one["path"], "—"))
            for one, name in ((one, self._member(one)) for one in facts["members"])
        ]
        self._pages.table((tr("成员", "member"), tr("统一社会信用代码", "credit code"), tr("网关", "gateway")), rows)
        self._pages.good(
            tr(
                f"账本 {facts['chain_id']}：{len(facts['contracts'])} 个合约，{len(facts['members'])} 个成员，"
                f"{facts['accounts']} 个账户，三员分立",
                f"Ledger {facts['chain_id']}: {len(facts['contracts'])} contracts, {len(facts['members'])} members, "
                f"{facts['accounts']} accounts with separated duties",
            )
        )

    def _member(self, one: Facts) -> str:
        found = next((x for x in MEMBERS if x.uscc == one["uscc"]), None)
        return one["name"] if found is None else found.name(language().value)

    def _catalogue(self, facts: Facts) -> None:
        self._pages.title(
            tr("二、目录", "2. The catalogue"),
            tr(
                "提供部门登记资源和服务，每个信息项有级别和默认给法；数据局审核后发布。",
                "Providers register resources and services, each field with its level and how it is given by default; "
                "the Data Bureau reviews and publishes.",
            ),
        )
        for one in facts["resources"]:
            attribute, provider = pick(ATTRIBUTES[one["attribute"]]), name_of(one["provider"])
            self._pages.say(
                tr(
                    f"{provider}《{one['title'][0]}》 编码 {one['code']} · {attribute} · {one['level']} 级 · "
                    f"{name_of(facts['published_by'])}发布于区块 {one['published_in_block']}",
                    f"{provider}: {one['title'][1]}, code {one['code']}, {attribute}, level {one['level']}, published "
                    f"by {name_of(facts['published_by'])} in block {one['published_in_block']}",
                ),
                "bold",
            )
            given = [(field, pick(HOW[field["default"]])) for field in one["fields"]]
            zh = "、".join(f"{field['name']}（{how}，{field['level']} 级）" for field, how in given)
            en = ", ".join(f"{field['code']} ({how}, level {field['level']})" for field, how in given)
            self._pages.say("  " + tr(zh, en))

    def _s1_grant(self, facts: Facts) -> None:
        self._pages.title(
            tr("三、企业开办：住房公积金缴存登记", "3. An enterprise registers with the housing fund"),
            tr(
                "企业不再自带营业执照复印件：公积金中心向市场监管局要登记信息。先有申请、承诺书和授权，然后才有数据。",
                "The enterprise brings no copy of its licence: the fund centre asks the register. First the request, "
                "the signed commitment and the grant; only then data.",
            ),
        )
        self._tell_grants(facts)

    def _s2_grants(self, facts: Facts) -> None:
        self._pages.title(
            tr("四、不动产转移登记", "4. A home changes hands"),
            tr(
                "登记中心需要核验身份、婚姻、契税。能答“是否一致”的，就不给原文。",
                "The registry has to check identity, marriage and tax. What a yes or no can answer is not handed over.",
            ),
        )
        self._tell_grants(facts)

    def _tell_grants(self, facts: Facts) -> None:
        for one in facts["grants"]:
            demander, provider = name_of(one["demander"]), name_of(one["provider"])
            self._pages.say(
                tr(
                    f"{demander} → {provider}《{one['title'][0]}》 事项：{one['item']}；用途：{one['purpose'][0]}；"
                    f"依据：{one['legal_basis'][0]}",
                    f"{demander} -> {provider}: {one['title'][1]}; item {one['item']}; purpose: {one['purpose'][1]}; "
                    f"by: {one['legal_basis'][1]}",
                ),
                "bold",
            )
            asked = [field for field in one["fields"] if field["wanted"] != "withheld"]
            self._pages.table(
                (tr("申请的信息项", "field asked for"), tr("申请", "wanted"), tr("授予", "granted")),
                [
                    (tr(field["name"], field["code"]), pick(HOW[field["wanted"]]), pick(HOW[field["given"]]))
                    for field in asked
                ],
            )
            signed = one["commitment"]
            self._pages.good(
                tr(
                    f"承诺书由经办账户 {signed['signer']} 签名，摘要 {signed['sha256'][:16]}… 在账本上，验签通过",
                    f"Use commitment signed by officer account {signed['signer']}; its digest {signed['sha256'][:16]}… "
                    "is on the ledger; the signature verifies",
                )
            )
            how = (
                tr("无条件共享，按目录默认当场授权", "unconditional: granted at once by the catalogue's defaults")
                if one["at_once"]
                else tr(f"{provider}审批同意", f"agreed to by {provider}")
            )
            until = clock(one["valid_to"])
            reason = f"（{one['reason']}）" if one["reason"] and language() is Lang.ZH else ""
            self._pages.good(
                tr(
                    f"{how}{reason}：授权 {one['grant'][:16]}…，每日 {one['daily_cap']} 次，到 {until}",
                    f"{how}: grant {one['grant'][:16]}…, {one['daily_cap']} calls a day, until {until}",
                )
            )

    def _s1_exchange(self, facts: Facts) -> None:
        self._tell_exchange(facts)
        self._pages.good(
            tr(
                f"结果连同回执已归入办件 {facts['filed_under']}",
                f"Filed with its receipt under case {facts['filed_under']}",
            )
        )

    def _tell_exchange(self, facts: Facts) -> None:
        asker, provider = name_of(facts["asker"]), name_of(facts["provider"])
        inputs = "，".join(facts.get("inputs", {}).values())
        asked = tr(f"，问：{inputs}", f", asking: {inputs}") if inputs else ""
        self._pages.say("")
        self._pages.say(
            tr(
                f"办件 {facts['case']}：{asker}问{provider}《{facts['title'][0]}》{asked} · {facts['ms']:.0f} 毫秒 · "
                f"{pick(SUITES[facts['suite']])}",
                f"Case {facts['case']}: {asker} asks {provider} ({facts['title'][1]}){asked}; {facts['ms']:.0f} ms, "
                f"{pick(SUITES[facts['suite']])}",
            ),
            "bold",
        )
        self._pages.table(
            (tr("信息项", "field"), tr("登记库中", "in the register"), tr("给出", "given"), tr("方式", "how")),
            [(column(one), shown(one["in_register"]), shown(one["given"]), pick(HOW[one["profile"]]))
             for one in facts["fields"]],
        )  # fmt: skip
        self._pages.good(
            tr(
                f"凭授权 {facts['grant'][:16]}…（按区块 {facts['block']} 的规则判定），回执 {facts['receipt']}",
                f"By grant {facts['grant'][:16]}… (decided by the rules as of block {facts['block']}), receipt "
                f"{facts['receipt']}",
            )
        )

    def _s1_refusal(self, facts: Facts) -> None:
        self._pages.say("")
        self._pages.say(
            tr(
                f"同一窗口又要「{facts['asked_name']}」：",
                f"The same office now asks for {facts['asked_field']}:",
            ),
            "bold",
        )
        self._tell_refusal(facts)
        self._pages.good(
            tr(
                f"{name_of(facts['provider'])}的系统没有被问到（被问次数 {facts['system_calls_before']} → "
                f"{facts['system_calls_after']}），拒绝本身也签名留痕",
                f"The system of {name_of(facts['provider'])} was never asked (calls {facts['system_calls_before']} -> "
                f"{facts['system_calls_after']}); the refusal itself is signed and logged",
            )
        )

    def _tell_refusal(self, facts: Facts) -> None:
        self._pages.stopped(
            tr(
                f"拒绝：HTTP {facts['status']} {facts['error']}，回执 {facts['receipt']}",
                f"Refused: HTTP {facts['status']} {facts['error']}, receipt {facts['receipt']}",
            )
        )

    def _s2_exchange(self, facts: Facts) -> None:
        for one in facts["exchanges"]:
            self._tell_exchange(one)

    def _s2_revoked(self, facts: Facts) -> None:
        self._pages.title(
            tr("五、撤销即止", "5. Revoked means refused"),
            tr(
                f"{name_of(facts['provider'])}安全管理员撤销授权（理由：{facts['reason_text']}）。",
                f"The security officer of {name_of(facts['provider'])} revokes the grant.",
            ),
        )
        self._pages.say(
            tr(
                f"授权 {facts['revoked_grant'][:16]}… 于 {clock(facts['revoked_at'])} 在区块 "
                f"{facts['revoked_in_block']} 撤销；{facts['refused_after_ms']} 毫秒后的下一次查询：",
                f"Grant {facts['revoked_grant'][:16]}… was revoked at {clock(facts['revoked_at'])} in block "
                f"{facts['revoked_in_block']}; the next call, {facts['refused_after_ms']} ms later:",
            )
        )
        self._tell_refusal(facts)

    def _anchors(self, facts: Facts) -> None:
        self._pages.title(
            tr("六、锚定", "6. Anchored"),
            tr(
                "每个网关把自己日志的根写到账本上；此后改动、删除、调换任何一条，都与账本矛盾。",
                "Each gateway writes the root of its log to the ledger. From then on no record can be changed, dropped "
                "or moved without contradicting it.",
            ),
        )
        self._pages.table(
            (
                tr("网关", "gateway"),
                tr("已锚定条目", "entries anchored"),
                tr("根", "root"),
                tr("区块", "block"),
                tr("交易", "transaction"),
            ),
            [
                (
                    name_of(one["gateway"]),
                    str(one["anchored"]),
                    short(one["root"]),
                    str(one["block"]),
                    short(one["tx"]),
                )
                for one in facts["logs"]
            ],
        )
        reconciled = sum(one["proof"] == "reconciled" for one in facts["receipts"])
        self._pages.good(
            tr(
                f"{len(facts['receipts'])} 张回执均已锚定，其中 {reconciled} 张双方已对账",
                f"All {len(facts['receipts'])} receipts are anchored, {reconciled} of them reconciled by both sides",
            )
        )

    def _audit(self, facts: Facts) -> None:
        self._pages.title(
            tr("七、审计", "7. The audit"),
            tr(
                "审计局不必相信任何一家：只凭各网关留下的日志、账本和一个事先钉住的文件。",
                "The Audit Office trusts none of them: it has what the gateways left, the ledger, and one pinned file.",
            ),
        )
        self._command(facts)
        self._pages.good(tr(f"退出码 {facts['exit_code']}", f"exit code {facts['exit_code']}"))

    def _command(self, facts: Facts) -> None:
        self._pages.say(f"$ {facts['command']}")
        self._pages.quoted(str(facts["output"]))

    def _tampering(self, facts: Facts) -> None:
        self._pages.title(
            tr("八、有人动了手脚", "8. Somebody tampers"),
            tr(
                f"在{name_of(facts['gateway'])}日志的副本里改一个字节：第 {facts['leaf']} 条，偏移 {facts['offset']}，"
                f"0x{facts['was']:02x} → 0x{facts['is']:02x}。再跑同一条命令。",
                f"One byte is changed in a copy of the log of {name_of(facts['gateway'])}: entry {facts['leaf']}, "
                f"offset {facts['offset']}, 0x{facts['was']:02x} -> 0x{facts['is']:02x}. The same command again.",
            ),
        )
        self._command(facts)
        self._pages.stopped(
            tr(
                f"退出码 {facts['exit_code']}：指出日志 {facts['log'][:16]} 第 {facts['leaf']} 条。"
                f"{name_of(facts['promised_to'])}手里还有对方签名的承诺，抵赖不了。",
                f"exit code {facts['exit_code']}: it names log {facts['log'][:16]}, entry {facts['leaf']}. "
                f"{name_of(facts['promised_to'])} holds the other side's signed promise of it.",
            )
        )
