"""A gateway in few lines that keeps every rule of the suite: what the deviations deviate from."""
