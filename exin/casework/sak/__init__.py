"""A case and its steps: from henvendelse on, one event at a time.

Must not know what a page or a command shows.
"""
