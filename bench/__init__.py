"""The benchmarks: each prints what it measured as counts and ratios, in one run."""
