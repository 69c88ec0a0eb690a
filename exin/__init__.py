"""EXIN's case engine: gathers facts, asks the three pure packages, and does the one transaction.

Must not hold rules of its own: what may happen next is in `workflows`, who may in `policies`,
how it is remembered in `audit`.
"""
