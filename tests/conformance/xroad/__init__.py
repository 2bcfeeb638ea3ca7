"""A conformance suite of X-Road's REST protocol, black box: `python -m tests.conformance.xroad --help`.

Written from the protocol's documents, never from the gateway's code: it imports nothing of ours, so that it can be run
against any gateway. `checks/` has the rules, one function each; `world` what they ask with; `model` is a gateway in few
lines which keeps every rule, and from which `deviations` each break one.
"""
