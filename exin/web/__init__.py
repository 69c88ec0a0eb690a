"""The pages: what staff see in a browser. Form in, view out.

Must not hold a rule: what may be done, and what follows, is casework's, as on the command line.
"""
