"""How what was done is remembered and proved: events, their bytes, the tree, signed heads, the check.

Must not know EXIN's engine nor any database, ask for the time or draw at random: an auditor runs this
package alone, with the standard library and `cryptography`. Nothing is imported here; take what you need
from the modules.
"""
