"""What each reason says to people: in English, in Chinese, and what to do about it."""

from __future__ import annotations

from typing import NamedTuple

from chain_node.ledger.reasons import Reason


class Text(NamedTuple):
    """`says` completes the reason's name; `cure` is for whoever was refused, empty where nothing is wrong."""

    says: str
    chinese: str
    cure: str


TEXTS: dict[Reason, Text] = {
    Reason.GRANTED: Text("a grant in force covers what was asked", "有有效授权", ""),
    Reason.PUBLIC: Text("the resource is shared unconditionally", "资源无条件共享", ""),
    Reason.BREAK_GLASS: Text("an emergency access is open; it will be reviewed", "应急访问已开启，事后复核", ""),
    Reason.CONSUMER_UNKNOWN: Text(
        "the ledger knows no such consumer subsystem, or its member is not admitted",
        "账本上没有此消费方子系统，或其成员未获准加入",
        "Register the subsystem with the Consortium, or correct X-Road-Client.",
    ),
    Reason.CONSUMER_SUSPENDED: Text(
        "the consumer's member is suspended", "消费方成员已被暂停", "The consortium resumes members by vote."
    ),
    Reason.CONSUMER_BLACKLISTED: Text(
        "the consumer's member is on the blacklist until a date",
        "消费方成员在黑名单内",
        "See the violation on the ledger; appeal, or wait for its end.",
    ),
    Reason.PROVIDER_SUSPENDED: Text(
        "the provider's member is suspended", "提供方成员已被暂停", "The consortium resumes members by vote."
    ),
    Reason.HALTED: Text(
        "the exchange is halted for the member or the service",
        "该成员或服务的交换已紧急停用",
        "Wait, or ask the regulator.",
    ),
    Reason.SERVICE_UNKNOWN: Text(
        "the provider has no such service", "提供方没有此服务", "Correct the service identifier in the path."
    ),
    Reason.SERVICE_DISABLED: Text(
        "the provider has disabled the service", "服务已停用", "Ask the provider when it comes back."
    ),
    Reason.ENDPOINT_NOT_ALLOWED: Text(
        "method and path are no endpoint of the service",
        "该方法与路径不属于服务的端点",
        "Ask for an endpoint that the service declares; its declaration lists method and path.",
    ),
    Reason.RESOURCE_NOT_PUBLISHED: Text(
        "the resource behind the service is not published",
        "服务所对应的资源未发布",
        "The catalogue authority publishes resources; the provider may have withdrawn this one.",
    ),
    Reason.CLASSIFIED: Text(
        "the resource is of a level that is never exchanged",
        "涉密级别，不得交换",
        "Data of this level stay where they are.",
    ),
    Reason.NOT_SHARED: Text(
        "the resource is not shared", "资源不予共享", "The provider states the legal basis in the catalogue."
    ),
    Reason.NO_GRANT: Text(
        "the consumer has no grant for this resource",
        "消费方没有此资源的授权",
        "Request the resource; the provider answers within ten working days.",
    ),
    Reason.GRANT_EXPIRED: Text("the grant has expired", "授权已过期", "Request the resource again."),
    Reason.GRANT_NOT_YET_VALID: Text("the grant does not hold yet", "授权尚未生效", "Wait for its beginning."),
    Reason.GRANT_REVOKED: Text("the grant was revoked", "授权已撤销", "Ask the provider; request the resource again."),
    Reason.GRANT_SUSPENDED: Text(
        "the grant is suspended", "授权已暂停", "Ask the provider or the regulator that suspended it."
    ),
    Reason.FIELD_NOT_GRANTED: Text(
        "a field that was asked for is not in the grant",
        "所要字段超出授权范围",
        "Ask only for granted fields with Lianlu-Fields, or request more.",
    ),
    Reason.ITEM_NOT_GRANTED: Text(
        "the grant does not cover the item that was named",
        "授权不含所称事项",
        "Name an item of the grant in Lianlu-Item.",
    ),
    Reason.ITEM_MISSING: Text(
        "the grant holds for certain items and none was named",
        "授权限定事项，而请求未注明事项",
        "Name the item in Lianlu-Item.",
    ),
    Reason.CASE_MISSING: Text(
        "the grant holds for a case that the ledger does not know",
        "授权限定办件，账本上没有该办件",
        "Open the case first.",
    ),
    Reason.CASE_CLOSED: Text(
        "the case that the grant holds for is over", "授权所限办件已办结", "Request for an open case."
    ),
    Reason.CONSENT_MISSING: Text(
        "the grant asks for the subject's consent and there is none",
        "授权须经数据主体同意，而未见同意",
        "Obtain the consent; the provider records it.",
    ),
    Reason.CONSENT_WITHDRAWN: Text(
        "the subject withdrew its consent", "数据主体已撤回同意", "Respect it; a new consent is needed."
    ),
    Reason.CONSENT_EXPIRED: Text("the subject's consent has expired", "数据主体的同意已过期", "Obtain it anew."),
    Reason.CASE_OF_OTHERS: Text(
        "the consumer neither leads the case nor takes part in it",
        "消费方既非牵头也未参与该办件",
        "The lead adds departments to a case.",
    ),
    Reason.APPROVAL_MISSING: Text(
        "the grant waits for its second approval", "授权尚待第二人批准", "The provider's second approver decides."
    ),
    Reason.DELEGATION_ENDED: Text(
        "the grant that this one was passed on from has ended", "上级授权已终止", "Ask for a grant of your own."
    ),
    Reason.CAP_EXCEEDED: Text("the day's number of exchanges is used up", "已达当日次数上限", "Wait for the next day."),
    Reason.ROW_CAP_EXCEEDED: Text(
        "the answer would exceed the day's number of rows",
        "超出当日行数上限",
        "Ask for fewer rows, or wait for the next day.",
    ),
    Reason.LOCKED_OUT: Text("too many refused calls", "被拒次数过多，暂时锁定", "Wait as Retry-After says."),
    Reason.OVERLOADED: Text("the provider's gateway is full", "提供方网关繁忙", "Try again as Retry-After says."),
    Reason.SERVICE_NOTICE: Text("the service is under maintenance", "服务维护中", "Read the notice; try again later."),
    Reason.LEDGER_OUTDATED: Text(
        "the provider's gateway has not heard from the ledger for too long",
        "提供方网关的账本副本过旧",
        "Try again as Retry-After says; the provider checks its ledger connection.",
    ),
    Reason.SUITE_DOWNGRADE: Text(
        "the message's suite is weaker than the consortium asks",
        "密码套件低于联盟要求",
        "Use the suite that the ledger names.",
    ),
    Reason.SEQ_FORK: Text(
        "two different requests carry one sequence number",
        "同一序号出现两个不同请求",
        "Run `lianlu audit fsck`; do not copy directories.",
    ),
    Reason.OUTCOME_UNKNOWN: Text(
        "the provider stopped in the middle and cannot tell whether its system acted",
        "提供方中途停止，无法确知后端是否已执行",
        "Ask the provider's system before you repeat what is not idempotent.",
    ),
    Reason.BACKEND_UNREACHABLE: Text(
        "the provider's information system cannot be reached", "提供方信息系统无法连接", "Try again later."
    ),
    Reason.BACKEND_TIMEOUT: Text(
        "the provider's information system did not answer in time", "提供方信息系统未按时应答", "Try again later."
    ),
    Reason.INVALID_RESPONSE: Text(
        "the provider's information system answered what its declaration does not allow",
        "提供方信息系统的应答不符合声明",
        "Tell the provider; the answer was not passed on.",
    ),
    Reason.BODY_MISMATCH: Text(
        "the body that arrived is not the one that was signed",
        "收到的正文与签名不符",
        "Try again; check what lies between.",
    ),
    Reason.PROBE_LIMIT: Text(
        "too many predicate questions about one subject", "对同一主体的谓词查询过多", "Wait for the next day."
    ),
    Reason.EXCHANGE_ID_REUSED: Text(
        "the exchange's identifier was used for another request", "交换标识已用于另一请求", "Send it as a new request."
    ),
    Reason.EXPIRED: Text("the request arrived after its end", "请求已过期", "Try again; check the clocks."),
    Reason.VOIDED: Text("the request was voided before it was answered", "请求已作废", "Try again with a new request."),
    Reason.STORAGE_LOW: Text(
        "the provider's gateway is out of disk", "提供方网关存储不足", "The provider frees disk space."
    ),
    Reason.CLOCK_SKEW: Text(
        "the clocks of the two gateways are too far apart", "双方网关时钟相差过大", "Synchronise both clocks."
    ),
    Reason.ANCHOR_OVERDUE: Text(
        "the provider's gateway has not anchored its log for too long",
        "提供方网关日志锚定逾期",
        "The provider checks its ledger connection.",
    ),
    Reason.CASE_NOT_NAMED: Text(
        "the grant is for a case, and the request names none",
        "授权限于办件，而请求未注明办件编号",
        "Send the case in X-Road-Issue.",
    ),
    Reason.CASE_NOT_THIS: Text(
        "the grant is for another case than the request names",
        "请求注明的办件不是授权所限的办件",
        "Correct X-Road-Issue, or have the access granted for this case.",
    ),
    Reason.MAINTENANCE: Text(
        "the provider's gateway is under maintenance", "提供方网关维护中", "Read the notice; try again later."
    ),
    Reason.PEER_TOO_OLD: Text(
        "the provider's gateway does not deal with gateways as old as the consumer's",
        "消费方网关版本低于提供方要求",
        "The consumer's operator updates the gateway.",
    ),
    Reason.CLIENT_OF_OTHERS: Text(
        "the client belongs to another member than the gateway that asks for it",
        "调用方不属于发起请求的网关所在单位",
        "Ask through a gateway of the client's own member.",
    ),
    Reason.NOT_ON_ACCESS_LIST: Text(
        "the provider's access list has the client not, or not for this method and path",
        "提供方的访问名单未列入该调用方，或未列入该方法与路径",
        "Ask the provider for an entry; `allowedMethods` shows what there is.",
    ),
    Reason.PATH_AMBIGUOUS: Text(
        "the path can be read in more than one way, and the client may ask some endpoints only",
        "路径可有多种读法，而调用方只获准部分端点",
        "Send a path without dot segments, empty segments, `;`, backslashes, and encoded `/ % ? #`.",
    ),
}
