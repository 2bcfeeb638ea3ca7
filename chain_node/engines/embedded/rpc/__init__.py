"""JSON-RPC 2.0 as Ethereum clients speak it: names, shapes and error codes are geth's.

params      strict reading of what is asked
render      blocks, transactions, receipts and events as JSON
chain       methods that read blocks, transactions and events
state       methods that read or run state
raw         consensus bytes, for those who verify (`debug_`, `lianlu_`)
dispatch    envelope, batches, limits, error codes, counters
"""
