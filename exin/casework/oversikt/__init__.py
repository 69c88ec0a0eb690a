"""Many cases at once: lists, search, the queue, counts.

Must not open what stands in a case.
"""
