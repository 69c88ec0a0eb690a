"""Where a member of staff gets e-mail from the engine.

Must not take an address of anybody else, nor one that a mail server would have to guess at.
"""

import re
from typing import Final

from exin.casework.hus.brukernavn import is_user_name
from exin.errors import InvalidInput
from exin.ids import AnsattId
from exin.store import ansattpost, decision
from exin.store.grant import Grant
from exin.work import Work
from policies import Action

_LONGEST: Final = 254
"""Characters of an address at most (RFC 5321, as amended by its erratum 1690)."""

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS: Final = re.compile(rf"(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[A-Za-z]{{2,63}}")
_NATIONAL_NUMBER: Final = re.compile(r"\d{11}")


def set_address(w: Work, brukernavn: str, adresse: str) -> None:
    """Register where somebody gets e-mail.

    Raises:
        Denied: the asker may not.
        InvalidInput: nobody of that name, or no address.
    """
    grant, ansatt_id = _asked(w, brukernavn)
    typed = adresse.strip()
    if len(typed) > _LONGEST or not _ADDRESS.fullmatch(typed) or _NATIONAL_NUMBER.search(typed):
        raise InvalidInput("ugyldig_epost", "epost")
    w.begin()
    ansattpost.set_address(w.tx, grant, ansatt_id, typed)


def remove_address(w: Work, brukernavn: str) -> None:
    """Send somebody no e-mail any more. Raises Denied, InvalidInput as above, and where there is no address."""
    grant, ansatt_id = _asked(w, brukernavn)
    if not ansattpost.has_address(w.tx, grant, ansatt_id):
        raise InvalidInput("ingen_epost_a_fjerne", "epost")
    w.begin()
    ansattpost.set_address(w.tx, grant, ansatt_id, "")


def _asked(w: Work, brukernavn: str) -> tuple[Grant, AnsattId]:
    stored = decision.staff_by_name(w.tx, brukernavn) if is_user_name(brukernavn) else None
    about = stored.row.id if stored else None
    grant = w.permit_house(Action.ADMINISTRER_ANSATTE, "ansatte", gjelder_ansatt=about)
    if stored is None:
        raise InvalidInput("ukjent_ansatt", "brukernavn")
    return grant, stored.row.id
