"""Entry points by which other people's vectors and suites can be run against this implementation."""
