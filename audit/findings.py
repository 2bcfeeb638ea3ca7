"""What an audit can find: the table of verdict codes, and one finding.

Three severities decide the exit status:
* CONTRADICTION  the evidence refutes what somebody claims: 1
* INCOMPLETE     something cannot be decided yet or any more: 3
* NOTE           told, and counted against nobody: 0

Codes are stable; `docs/reference/verdicts.md` is generated from `VERDICTS`.
"""

# ruff: noqa: E501  (the table reads best one row a line)
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple


class Severity(IntEnum):
    """How much a finding weighs."""

    NOTE = 0
    INCOMPLETE = 1
    CONTRADICTION = 2


class Cure(NamedTuple):
    """What to do about a finding, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """One row of the table: what the code says, in both languages, and what to do."""

    code: str
    severity: Severity
    zh: str
    en: str
    cure: Cure


def _rows(severity: Severity, *rows: tuple[str, str, str, Cure]) -> dict[str, Verdict]:
    return {code: Verdict(code, severity, zh, en, cure) for code, zh, en, cure in rows}


_ASK_GATEWAY = Cure(
    "留存目录副本；询问网关运维人员，并与对方日志比对。",
    "Keep a copy of the directory; ask the gateway's operator, and compare with the counterparty's log.",
)
_ASK_BOTH = Cure(
    "留存双方日志；由签名消息判定是哪一方缺失或改动。",
    "Keep both logs; the signed message decides whose log lacks or changed it.",
)
_KEYS = Cure(
    "在 Consortium 合约中查该密钥在该区块的状态；询问成员密钥如何使用。",
    "Look the key up in the Consortium contract as of that block; ask the member how it was used.",
)
_SIGNER = Cure(
    "留存该消息：签署者对其内容负责，而非保存它的日志；并检查所给账本是否正确。",
    "Keep the message: who signed it answers for what it says, not whoever keeps it. Check that the ledger is the right one.",
)
_RULES = Cure(
    "将该区块的授权与所披露内容比对；报告提供方与监管方。",
    "Compare the grant as of that block with what was disclosed; report it to the provider and the regulator.",
)

VERDICTS: dict[str, Verdict] = {
    **_rows(
        Severity.CONTRADICTION,
        ("LEAF_ALTERED", "条目被改动", "a stored entry was altered", _ASK_GATEWAY),
        ("LEAF_MISSING", "条目缺失", "a stored entry is missing", _ASK_GATEWAY),
        ("LEAF_MALFORMED", "条目编码不合规", "an entry is not in its one encoding", _ASK_GATEWAY),
        ("INDEX_MISMATCH", "条目次序或序号不符", "an entry stands at another index than it states", _ASK_GATEWAY),
        ("FOREIGN_LEAF", "条目属于另一日志", "an entry belongs to another log, shard or profile", _ASK_GATEWAY),
        ("GENESIS_INVALID", "日志起始条目不符", "the first entry contradicts the ledger's record of the log", _ASK_GATEWAY),
        ("TILE_ALTERED", "存储的哈希块与条目不符", "a stored tile is not what the entries hash to", _ASK_GATEWAY),
        ("ROOT_MISMATCH", "条目与链上根不符", "entries do not hash to the anchored root", _ASK_GATEWAY),
        ("ALT_ROOT_MISMATCH", "SM3 根不符", "entries do not hash to the anchored SM3 root", _ASK_GATEWAY),
        ("PAIR_ROOT_MISMATCH", "对账根不符", "PAIRSTATE entries do not hash to the anchored pair root", _ASK_GATEWAY),
        ("TAIL_CUT", "锚定后的尾部被截断", "the log is shorter than its anchored size", _ASK_GATEWAY),
        ("PROMISED_LEAF_MISSING", "承诺过的条目不存在", "a signed promise names an entry that is not there", _ASK_GATEWAY),
        ("FORK", "同一位置出现两种内容", "one place in a log or sequence was given two contents", _ASK_BOTH),
        ("SPLIT_VIEW", "同一日志有两个签名版本", "two signed checkpoints of one log contradict each other", _ASK_BOTH),
        ("ROLLBACK", "回滚后重写", "numbers or sizes were used a second time with other content", _ASK_GATEWAY),
        ("ANCHOR_REPLAYED", "检查点属于另一链、合约或纪元", "a checkpoint is of another chain, contract or epoch", _ASK_GATEWAY),
        ("REPLAY", "同一消息或交换重复入账", "one message or exchange was logged twice", _ASK_GATEWAY),
        ("SEQ_GAP", "序列有缺口", "a sequence between two gateways has an undeclared gap", _ASK_BOTH),
        ("PREV_MISMATCH", "序列链接断裂", "a message does not name its predecessor in the sequence", _ASK_BOTH),
        ("PAIRSTATE_MISMATCH", "对账声明与条目不符", "a PAIRSTATE is not what the entries give", _ASK_BOTH),
        ("ORPHAN_SENT", "对方缺少此消息", "the receiver's log lacks a message that was sent", _ASK_BOTH),
        ("ORPHAN_RECV", "发送方否认此消息", "the sender's log lacks a message that it signed", _ASK_BOTH),
        ("CONTENT_MISMATCH", "两侧内容不同", "the two sides logged different content for one exchange", _ASK_BOTH),
        ("MISDIRECTED", "消息不属于此网关", "a message is logged by a gateway that it neither left nor was sent to", _ASK_GATEWAY),
        ("BAD_SIGNATURE", "签名无效", "a signature does not verify", _KEYS),
        ("BAD_RECEIPT", "收据格式不符", "a receipt is malformed", _ASK_GATEWAY),
        ("BAD_KEY", "密钥当时无效", "the key was unknown, not the sender's, not valid or revoked at that time", _KEYS),
        ("BAD_PROOF", "证明格式或内容不符", "a proof is malformed or does not lead to the anchored root", _ASK_GATEWAY),
        ("ENCODING", "编码不唯一", "bytes are not in their one encoding", _ASK_GATEWAY),
        ("SUITE_DOWNGRADE", "密码套件被降级", "a weaker suite was used than both sides' keys demand", _KEYS),
        ("REFUSAL_UNSIGNED", "拒绝缺少签名", "a refusal carries no valid signature", _KEYS),
        ("DECISION_MISMATCH", "决定与链上规则不符", "the rules as of that block decide otherwise", _RULES),
        ("QUESTION_UNKNOWN", "无法还原决定的依据", "the decision's question is not one that the entries give", _RULES),
        ("FIELD_BEYOND_GRANT", "超出授权字段", "a field was given that the grant does not give, or not in that profile", _RULES),
        ("CAP_EXCEEDED", "超出次数或行数上限", "a daily cap was exceeded or a running total is wrong", _RULES),
        ("STALE_DECISION", "依据过期状态作出决定", "newer rules, which were due to be known, refuse", _RULES),
        ("CHAIN_CONTRADICTED", "引用的区块不在链上", "an entry names a block that is not on this chain", _SIGNER),
        ("BASIS_REGRESSED", "依据区块倒退", "decisions go back to an older block", _RULES),
        ("TIME_CONTRADICTED", "时间与锚定区块矛盾", "a time contradicts the blocks and anchors around it", _ASK_GATEWAY),
        ("ANCHOR_INVALID", "链上锚定记录自相矛盾", "anchors on the ledger contradict each other or their key", _ASK_GATEWAY),
        ("PROMISE_BROKEN", "未按承诺时限锚定", "an entry was anchored later than promised", _ASK_GATEWAY),
        ("ANSWER_MISSING", "收到的请求没有签名答复", "a request was received and never answered with a signature", _ASK_GATEWAY),
        ("REPLY_BACKDATED", "答复与链上未答复记录矛盾", "an answer is dated before a demand that the ledger records as unanswered", _ASK_GATEWAY),
        ("LOG_UNREADABLE", "日志文件无法读取", "a log's file cannot be read as one", _ASK_GATEWAY),
        ("OPENING_MISMATCH", "内容与承诺不符", "an opened value is not the one that was committed to", _ASK_BOTH),
        ("SECOND_OPINION_DIFFERS", "两种实现结论不一", "two implementations disagree about a signature", Cure("留存原始字节并上报：两个库必有一个出错。", "Keep the bytes and report them: one of the two libraries is wrong.")),
        ("STORE_MISMATCH", "网关自身数据与条目不符", "a gateway's own table is not what its entries give", Cure("由条目重建该表，并查明为何不同。", "Rebuild the table from the entries; ask why it differs.")),
        ("SENT_TWICE", "一次请求给出两个答复", "one request was answered twice with different content", _ASK_BOTH),
    ),
    **_rows(
        Severity.INCOMPLETE,
        ("UNANCHORED", "超过承诺时间仍未锚定", "entries older than the promised delay are not anchored", Cure("等待下一次锚定，或查明为何没有锚定。", "Wait for the next anchor, or ask why none comes.")),
        ("KEY_DOUBTED", "密钥事后被追溯吊销", "anchored while its key was good; its own member revoked the key later, as of an earlier block", _KEYS),
        ("LATE", "锚定晚于密钥有效期", "an anchor came later than its key's validity allows", _KEYS),
        ("UNDELIVERED", "无法证明对方收到", "a message older than the promised delay is not in the receiver's log, and nothing proves that it came", Cure("询问双方网关；之后的 PAIRSTATE 或 VOID 会作出结论。", "Ask both gateways; a later PAIRSTATE or VOID settles it.")),
        ("DECLARED_LOSS", "日志声明丢失", "the gateway declared a loss and opened a successor log", _ASK_BOTH),
        ("LOG_FROZEN", "日志已冻结", "the log is frozen on the ledger", _ASK_GATEWAY),
        ("LOG_UNKNOWN", "账本上没有此日志", "the ledger does not know this log", Cure("检查账本与目录是否对应。", "Check that ledger and directory belong together.")),
    ),
    **_rows(
        Severity.NOTE,
        ("OPEN", "交换尚未完成", "an exchange is younger than the promised delay", Cure("稍后再次核验。", "Verify again later.")),
        ("TAIL_YOUNG", "最新条目等待锚定", "the newest entries wait for their anchor", Cure("稍后再次核验。", "Verify again later.")),
        ("STALE_WITHIN_LIMIT", "在允许时差内依据较旧状态", "newer rules refuse, within the allowed age", Cure("无需处理，仅作记录。", "None needed; shown for the record.")),
        ("PEER_NOT_GIVEN", "未提供对方日志", "the counterparty's log was not given", Cure("请同时给出对方的目录。", "Give its directory as well.")),
        ("TILES_ABSENT", "没有哈希块", "no tiles are stored yet", Cure("无需处理。", "None needed.")),
    ),
}  # fmt: skip
"""Every code an audit can print."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `log` 32 bytes or None, `leaf` an index or None, `detail` what contradicts it, `evidence`
    named bytes and numbers that show it (hex in JSON). `sender` in it is whose message it is about: that one is accused,
    not whoever keeps it; empty if no signature says so."""

    code: str
    detail: str
    log: bytes | None = None
    leaf: int | None = None
    evidence: Mapping[str, bytes | int | str] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """Severity of its code."""
        return VERDICTS[self.code].severity

    def as_json(self) -> dict[str, object]:
        """The finding as an object of the JSON report."""
        shown = {name: value.hex() if isinstance(value, bytes) else value for name, value in self.evidence.items()}
        return {
            "code": self.code,
            "severity": self.severity.name.lower(),
            "log": None if self.log is None else self.log.hex(),
            "leaf": self.leaf,
            "detail": self.detail,
            "evidence": shown,
        }


class Findings:
    """The findings of one run, in order; the first `limit` of each code are kept whole, all are counted."""

    def __init__(self, limit: int = 1000) -> None:
        self._limit = limit
        self.items: list[Finding] = []
        self.counts: dict[str, int] = {}

    def add(
        self, code: str, detail: str, log: bytes | None = None, leaf: int | None = None, **evidence: bytes | int | str
    ) -> None:
        """Record one finding; `code` must be in `VERDICTS` (KeyError otherwise)."""
        finding = Finding(VERDICTS[code].code, detail, log, leaf, evidence)
        self.counts[code] = self.counts.get(code, 0) + 1
        if self.counts[code] <= self._limit:
            self.items.append(finding)

    @property
    def worst(self) -> Severity:
        """The worst severity found; NOTE if nothing was."""
        return max((VERDICTS[code].severity for code in self.counts), default=Severity.NOTE)
