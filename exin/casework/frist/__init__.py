"""Deadlines: when something has to be done, and how one is moved or put to rest.

Must not move a case, nor tell anybody.
"""
