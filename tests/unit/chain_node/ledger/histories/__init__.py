"""Random histories over all contracts, and what each view of each contract must say after them, told from the replica.

`play*` make a history, `views*` are a table: view -> what the replica's state answers. A test compares the table with
the ABI, so that no view is forgotten.
"""
