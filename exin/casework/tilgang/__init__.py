"""Who has a case: given it, barred from it, or asking for it.

Must not move a case.
"""
