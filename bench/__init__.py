"""Benchmarks: what the hot paths cost on this machine, beside a hand-written floor in the same run."""
