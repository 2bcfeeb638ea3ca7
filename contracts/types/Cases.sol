// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AnyId, CaseId, Digest, ItemId, MaterialId, MemberId} from "./Ids.sol";

/// @dev Keyed digest of a case number 办件编号, made by the lead with a key of its own: means nothing to others.
type CaseKey is bytes32;

/// @dev Where a case stands: 收件, 补正, 不予受理, 受理, 审查, 特别程序, 准予, 不予, 办结, 送达, 撤回. Which one may follow
/// which: `CaseStates`.
enum CaseState {
    None,
    Received,
    Correction,
    Declined,
    Accepted,
    Review,
    Special,
    Granted,
    Denied,
    Closed,
    Delivered,
    Withdrawn
}

/// @dev The special procedures 特别程序 that stop the clock: 听证, 检验, 检测, 检疫, 鉴定, 专家评审.
enum Procedure {
    None,
    Hearing,
    Inspection,
    Testing,
    Quarantine,
    Appraisal,
    ExpertReview
}

/// @dev What a department says. PassedOver: it said nothing, and the lead goes on without it.
enum Opinion {
    None,
    Agree,
    Disagree,
    NoObjection,
    PassedOver
}

/// @dev Where a material comes from. Only an Upload was handed in by the applicant; every other counts as reuse 免提交.
enum MaterialSource {
    None,
    Certificate,
    Exchange,
    Upload,
    Reuse
}

/// @dev A department that takes part. `stage`: 0 = it is not asked for a decision; departments of one stage decide side by
/// side, and a stage opens when every lower one is complete.
struct Participant {
    MemberId member;
    uint8 stage;
}

/// @dev A case. Times in seconds, 0 = not yet. `receivedAt`: first receipt; `suppliedAt`: newest one, later when materials
/// were corrected; `answerBy`: until then a correction is told, or the case accepted or declined, else it counts as accepted
/// from `suppliedAt` (`bySilence`). `corrected`: the correction was told, which is done once. `stoppedDays`: working days that
/// special procedures took; `procedure`, `stoppedAt`: the one that runs. `dueAt`, `promisedAt`: exclusive ends of the
/// statutory and the promised time. `disagreed`, `passedOver`: at the decision, bit n = participant n. `certificate`: the
/// result, 0 = none.
struct CaseRecord {
    CaseId id;
    CaseKey key;
    ItemId item;
    MemberId lead;
    Participant[] participants;
    uint16 statutoryDays;
    uint16 promisedDays;
    CaseState state;
    bool corrected;
    bool bySilence;
    bool granted;
    Procedure procedure;
    uint32 stoppedDays;
    uint64 receivedAt;
    uint64 suppliedAt;
    uint64 answerBy;
    uint64 acceptedAt;
    uint64 stoppedAt;
    uint64 dueAt;
    uint64 promisedAt;
    uint64 decidedAt;
    uint64 endedAt;
    uint64 deliveredAt;
    uint32 disagreed;
    uint32 passedOver;
    AnyId certificate;
}

/// @dev What a department decided in a case. `document`: digest of the signed opinion, or of the reason for going on
/// without it.
struct DecisionRecord {
    CaseId ofCase;
    MemberId member;
    uint8 stage;
    Opinion opinion;
    Digest document;
    uint64 decidedAt;
}

/// @dev A material of a case. `commitment`: to its content. `code`: SHA-256 of the material's code in the item's guide, as text.
/// `earlier`: the case it was attached to before, for a Reuse only. `by`: who attached it.
struct MaterialRecord {
    CaseId ofCase;
    MaterialId id;
    Digest commitment;
    Digest code;
    MaterialSource source;
    CaseId earlier;
    MemberId by;
    uint64 attachedAt;
}

/// @dev How far a case has come, without its record. Bit n = participant n; `decided` and `passedOver` are disjoint, and
/// `disagreed` lies within `decided`. `reused` counts the `materials` that the applicant did not hand in.
struct Progress {
    CaseState state;
    uint32 decided;
    uint32 passedOver;
    uint32 disagreed;
    uint32 materials;
    uint32 reused;
}

/// @dev What the clocks say now. `state` and `acceptedAt` as of now: a case that nobody answered in time is Accepted.
/// `overdue`, `late`: the statutory, the promised time ran out before a decision; after one, whether it came too late.
struct Clock {
    CaseState state;
    bool bySilence;
    uint64 acceptedAt;
    uint64 dueAt;
    uint64 promisedAt;
    uint32 stoppedDays;
    bool overdue;
    bool late;
}
