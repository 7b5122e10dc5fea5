"""The benchmarks: each prints its limit, taken in the same run on the same server, beside its figure."""
