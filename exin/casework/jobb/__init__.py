"""What the house does by itself: sweeps of time, and the state of the jobs.

Must not know when it is run.
"""
