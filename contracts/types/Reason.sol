// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @dev Why a disclosure is permitted or refused. The numbers are signed into every answer and never change their
/// meaning; the numbers between are reserved. Numbers from 100 are a gateway's own and never appear on chain.
enum Reason {
    Granted,
    Public,
    BreakGlass, // 2: permitted by an emergency access, to be reviewed
    Reserved3,
    Reserved4,
    Reserved5,
    Reserved6,
    Reserved7,
    Reserved8,
    Reserved9,
    ConsumerUnknown, // 10
    ConsumerSuspended,
    ConsumerBlacklisted,
    ProviderSuspended,
    Halted,
    Reserved15,
    Reserved16,
    Reserved17,
    Reserved18,
    Reserved19,
    ServiceUnknown, // 20
    ServiceDisabled,
    EndpointNotAllowed,
    ResourceNotPublished,
    Classified,
    NotShared,
    Reserved26,
    Reserved27,
    Reserved28,
    Reserved29,
    NoGrant, // 30
    GrantExpired,
    GrantNotYetValid,
    GrantRevoked,
    GrantSuspended,
    FieldNotGranted,
    ItemNotGranted,
    ItemMissing,
    CaseMissing,
    CaseClosed,
    ConsentMissing, // 40
    ConsentWithdrawn,
    ConsentExpired,
    CaseOfOthers,
    ApprovalMissing,
    DelegationEnded,
    Reserved46,
    Reserved47,
    Reserved48,
    Reserved49,
    CapExceeded, // 50
    RowCapExceeded
}
