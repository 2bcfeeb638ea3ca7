"""A gateway's own log: what it sent and received, in one order, durable before a byte leaves.

* `writer`     one thread, one transaction and one sync per group of waiting callers;
* `store`      the SQLite tables (documented: auditors and foreign tools read them) and the read side;
* `tiles`      the RFC 6962 tree over the leaves, in SHA-256 and, beside it, SM3;
* `pairs`      what two gateways say to each other about the messages between them (PAIRSTATE);
* `anchoring`  checkpoints: journalled, signed, anchored on the ledger, settled; start checks and recovery.

Nothing here decides who may read what. The ledger, the clock and the peers are ports handed in by the caller.
"""
