"""What goes wrong with bytes that claim to be part of the log.

Must not carry content: the arguments are codes, field names and numbers, so an error may be shown and logged.
"""


class AuditError(ValueError):
    """The root of all that this package raises on purpose."""


class Malformed(AuditError):
    """Not an event, frontier or export of a known version, or an event that may not be written as it is."""


class BadProof(AuditError):
    """The proof does not show what it is said to show."""


class BadNote(AuditError):
    """Not a signed note, not a checkpoint, or not signed by the key asked for."""


class BadKey(AuditError):
    """Not a verifier key, or not an Ed25519 key."""
