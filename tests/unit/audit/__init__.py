"""The auditor under test."""
