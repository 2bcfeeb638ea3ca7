"""Mutation check of the contracts: small faults are planted, and each must be found by a contract test."""
