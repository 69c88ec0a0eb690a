"""The person whom a case is about: registered, known again, put right.

Must not move a case.
"""
