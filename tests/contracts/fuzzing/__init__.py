"""A fuzzer of the contracts: random calls by random accounts, and what must hold after each of them."""
