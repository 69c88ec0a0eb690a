"""What the house itself leaves in the log: which rules are in force, a new schema, a change of the key of keys.

Must not touch a case. Who may is asked like everything else, and what is done outside the database is done by
the composition root, between or after these events.
"""

from exin.store import logg
from exin.work import Work
from policies import Action


def note_rules(w: Work, *, regler: str, programmer: str) -> None:
    """Leave in the log which rules are in force from now on: the digests of policies and workflows, in hex."""
    grant = w.permit_house(Action.START, "system", koder=(f"regler:{regler}", f"programmer:{programmer}"))
    w.begin()
    logg.set_rules_in_force(w.tx, grant, rules_digest(regler, programmer))


def rules_digest(regler: str, programmer: str) -> bytes:
    """Both digests as they stand beside the log's head."""
    return bytes.fromhex(regler + programmer)


def note_migration(w: Work, *, fra: str | None, til: str) -> None:
    """Leave in the log that the schema was changed, in the same transaction. Raises Denied."""
    w.permit_house(Action.MIGRER, "system", koder=(f"fra:{fra or 'tom'}", f"til:{til}"))


def note_move(w: Work, *, til: str) -> None:
    """Leave in the log that the installation is about to be moved to a database of another kind. Raises Denied."""
    w.permit_house(Action.MIGRER, "system", koder=(f"flytt:{til}",))


def note_rotation_begun(w: Work) -> None:
    """Leave in the log that the key of keys is about to be changed. Raises Denied."""
    w.permit_house(Action.ROTER_NOKKEL, "system", koder=("begynt",))


def note_rotation_done(w: Work, *, kek_id: str, antall: int) -> None:
    """Leave in the log that it was changed, and how many keys and secrets were wrapped anew. Raises Denied."""
    grant = w.permit_house(Action.ROTER_NOKKEL, "system", koder=("fullfort", f"kek:k{kek_id}"))
    w.note(grant, antall=antall)
