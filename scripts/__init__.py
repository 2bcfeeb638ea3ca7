"""What developers run: builds, generators, sandbox, demo and benches. Nothing imports these."""
