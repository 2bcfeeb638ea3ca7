"""Tests of `chain_node.engines`."""
