"""Benches: each figure is measured against its own baseline in the same run and printed as one JSON line.

`python -m scripts.bench` runs all; `python -m scripts.bench exchange` one of them. Nothing here asserts a time.
"""
