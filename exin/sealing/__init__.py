"""Sealing: every protected text is a cell that only its own key, row, column and version open.

The sole home of encryption in `exin`. Must not know of tables, staff, cases or rules: it is told whose key
(`Owner`) and which cell (`FieldRef`), and trusts nobody about the rest. Nothing here writes plain text or an
unwrapped key anywhere, the KEK's own file aside.
"""
