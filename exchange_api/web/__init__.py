"""HTTP in, HTTP out: what a request means and what an answer looks like. Nothing here decides, nothing here queries."""
