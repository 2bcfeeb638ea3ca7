"""The rules of the house as tests: sizes, words, imports, documentation, packaging."""
