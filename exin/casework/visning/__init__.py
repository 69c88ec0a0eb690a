"""What one page or command shows, gathered under its grants.

Must not change anything.
"""
