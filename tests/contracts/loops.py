"""Every loop of the contracts: how often it can run at most, and why. A test compares this with the sources.

"handed in" says that whoever calls brings the list and pays for it, and that what others do costs the same after it.
"""

from __future__ import annotations

FIELDS, ELEMENTS, ENDPOINTS, PARENTS = (
    "127 fields: MAX_FIELDS", "32 elements: MAX_ELEMENTS", "32 endpoints: MAX_ENDPOINTS", "8 parents: MAX_PARENTS"
)  # fmt: skip
GRANTS, LIVE, PEOPLE = "16 grants: MAX_GRANTS", "16 penalties: MAX_LIVE", "32 participants: MAX_PARTICIPANTS"
ANCESTORS = "3 ancestors: MAX_DELEGATIONS, checked when the grant was made"
PROFILES = "128 fields: two bits each of one word"
PAIR = "16 grants and their 3 ancestors each: the digest of the pair holds no more"
FOUNDING = "handed in by the deployer, once"
SHORT = "255 or 256 bytes of text: checked before"
LEVELS = "64 levels: a size has 64 bits"
SEGMENTS = "5 segments of an identifier: a service's has most"
PATH = "handed in: the path of one call; each byte is read twice at most"

LOOPS = {
    "Accountability.uphold": [GRANTS],
    "Accountability.overturn": [GRANTS],
    "Accountability._checkGrants": [GRANTS],
    "Accountability._blacklist": [LIVE],
    "Accountability._unlist": [LIVE],
    "Accountability._set": [LIVE],
    "ApprovalCases.addParticipants": [PEOPLE],
    "ApprovalCases._after": ["by 250 working days: the case's own days, and those its clock stood still"],
    "ApprovalCases._between": ["by 1,000 days: the days that the case's clock stood still"],
    "ApprovalCases._withParticipants": [PEOPLE],
    "ApprovalCases._asked": [PEOPLE],
    "ApprovalCases._checkComplete": [PEOPLE],
    "ApprovalCases._reached": [PEOPLE],
    "Authorization.delegate": [ANCESTORS],
    "Authorization.discard": [GRANTS],
    "Authorization.reviewBreakGlass": ["3 reviews: MAX_UNREVIEWED"],
    "Authorization.standingsOf": ["handed in, in a view; PolicyView refuses more than the pair has"],
    "Authorization._awaitReview": ["3 reviews: MAX_UNREVIEWED"],
    "Authorization._fits": [PROFILES],
    "Authorization._checkItems": ["16 items: MAX_ITEMS"],
    "Authorization._checkNarrower": [PROFILES],
    "Authorization._within": ["16 items: MAX_ITEMS", "16 items: MAX_ITEMS, by 16"],
    "Consortium.initialize": [FOUNDING, FOUNDING, FOUNDING, FOUNDING],
    "Consortium.admit": ["handed in, in a proposal that members vote on"],
    "Consortium.remove": ["16 gateways: MAX_GATEWAYS"],
    "Consortium.finishRecovery": ["handed in: voting accounts of one member; several calls may end them one by one"],
    "Consortium._tally": ["9 duties"],
    "Consortium._dutiesIn": ["9 duties"],
    "Consortium._count": ["256 members: one bit each of one word"],
    "DataCatalogue.publish": [ELEMENTS],
    "DataCatalogue.retire": [ELEMENTS],
    "DataCatalogue.isStale": [PARENTS],
    "DataCatalogue._checkKept": [FIELDS, ELEMENTS],
    "DataCatalogue._derive": [PARENTS],
    "DataCatalogue._storeFacts": [FIELDS],
    "DataCatalogue._checkContent": [ELEMENTS],
    "DataCatalogue._checkFields": [FIELDS, f"{FIELDS}, by 127"],
    "DataCatalogue._checkCode": ["94 bytes of a field's code: checked before"],
    "DataCatalogue._checkEndpoints": [ENDPOINTS],
    "DataCatalogue._isMethod": ["7 bytes of a method: checked before"],
    "DataCatalogue._isPath": [SHORT],
    "EvidenceAnchor.anchorMany": ["32 checkpoints: MAX_MANY"],
    "PolicyView._decide": [PAIR, ANCESTORS],
    "PolicyView._mask": [PROFILES],
    "PolicyView._given": [PROFILES],
    "PolicyView._contains": ["16 items: MAX_ITEMS, checked when the grant was made"],
    "PolicyView._standing": [PAIR, PAIR, PAIR, ANCESTORS],
    "PolicyView._pair": [PAIR],
    "WorkCalendar.initialize": [FOUNDING],
    "WorkCalendar._walk": [
        "250 working days: MAX_COUNT, or 1,096 days: MAX_SPAN; a year has working days, or is refused"
    ],
    "WorkCalendar._yearOf": ["1 year: the estimate is at most one too early"],
    "Codes.isCreditCode": ["17 characters"],
    "Codes._organisationCheck": ["8 characters"],
    "Codes._value": ["31 characters"],
    "Endpoints.find": ["32 endpoints of a service, whose record is compared before"],
    "Endpoints.inspect": [PATH],
    "Endpoints._token": [PATH],
    "Endpoints._matches": [SHORT],
    "Identifiers.compute": ["32 bytes of a kind", SEGMENTS],
    "Identifiers.append": [SEGMENTS],
    "MerkleTree.isConsistent": [LEVELS, "65 hashes of a proof: the loop ends where the tree does", LEVELS],
    "MerkleTree.isIncluded": ["65 hashes of a path: the loop ends where the tree does", LEVELS],
    "Texts.check": ["512 bytes: the limit that every caller names"],
    "Texts._wide": ["4 bytes of a character"],
}
"""Function -> a bound for each of its loops, in order."""
