"""What staff do with a person between the steps: mapping, conversations, consents, meetings, and drafts of it.

Must not move a case.
"""
