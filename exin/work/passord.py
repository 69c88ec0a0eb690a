"""The door's way to passwords, which only sealing makes anything of.

Must not keep one, nor show it.
"""

from exin.sealing.passord import hash_password, is_password

__all__ = ["hash_password", "is_password"]
