"""Staff: who they are, how they log in, and when they are away.

Must not know how a case moves.
"""
