"""Who may: the rules of access, their vocabulary, and the purposes that go with each role.

Pure: facts come as arguments, nothing is read but the rules that ship with the package. `policies.decide`
stands apart because it loads Cedar, which those who only need the words should not wait for. Must not know of
real cases, of staff or of databases.
"""

from policies.purposes import default_purpose, has_default, must_say_why, purposes_for
from policies.vocabulary import (
    Action,
    CaseFacts,
    Decision,
    Door,
    Duty,
    Ground,
    Job,
    Other,
    OtherKind,
    Principal,
    PrincipalKind,
    Protection,
    Purpose,
    Request,
    Role,
)

__all__ = [
    "Action",
    "CaseFacts",
    "Decision",
    "Door",
    "Duty",
    "Ground",
    "Job",
    "Other",
    "OtherKind",
    "Principal",
    "PrincipalKind",
    "Protection",
    "Purpose",
    "Request",
    "Role",
    "default_purpose",
    "has_default",
    "must_say_why",
    "purposes_for",
]
