"""By what staff log in, and how they are shown: set by whoever manages staff.

Must not bind anybody by an e-mail address, which is passed on; nor tell whoever tries a password which names there are.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from exin.actor import Caller
from exin.casework.hus.ansatte import is_user_name
from exin.casework.hus.okter import Slutt, end_sessions_of, refuse_local_in_production
from exin.errors import Conflict, InvalidInput
from exin.ids import AnsattId
from exin.store import decision, hus
from exin.store import innlogging as store
from exin.store.grant import Grant
from exin.store.rows import Tx
from exin.work import Block, Office, Reading, Work
from exin.work.passord import hash_password, is_password
from policies import Action

SHORTEST_PASSWORD: Final = 12
_LONGEST_PASSWORD: Final = 200
_LONGEST: Final = 200
_LONGEST_NAME: Final = 80
_ISSUER: Final = re.compile(r"https?://[!-~]+")
_SUBJECT: Final = re.compile(r"[!-~]+")
_NATIONAL_NUMBER: Final = re.compile(r"(?<!\d)\d{11}(?!\d)")
_WRONG: Final = "feil_passord"


# -- by a log-in provider --------------------------------------------------------------------------------


def bind(w: Work, brukernavn: str, utsteder: str, subjekt: str) -> None:
    """Let what an issuer calls `subjekt` be that member of staff. Nobody binds oneself.

    Raises:
        Denied: the asker may not.
        InvalidInput: nobody of that name, the asker, or no issuer or subject.
        Conflict: it is somebody already.
    """
    grant, ansatt_id = _asked(w, brukernavn)
    if ansatt_id == w.actor.id:
        raise InvalidInput("egen_innlogging_kan_ikke_endres", "brukernavn")
    _check_subject(w, utsteder, subjekt)
    w.begin()
    found = store.by_subject(w.tx, utsteder, subjekt)
    if found is not None and found.row.opphevet is None:
        raise Conflict("innlogging_finnes")
    store.bind(w.tx, grant, ansatt_id, utsteder=utsteder, subjekt=subjekt, registrert=w.means.clock())


def unbind(w: Work, brukernavn: str, utsteder: str, subjekt: str) -> None:
    """Take it away, and end the sessions of that member of staff. Raises as `bind`."""
    grant, ansatt_id = _asked(w, brukernavn)
    if ansatt_id == w.actor.id:
        raise InvalidInput("egen_innlogging_kan_ikke_endres", "brukernavn")
    w.begin()
    found = store.by_subject(w.tx, utsteder, subjekt)
    if found is None or found.row.opphevet is not None or found.row.ansatt_id != ansatt_id:
        raise InvalidInput("ukjent_innlogging", "subjekt")
    store.unbind(w.tx, grant, utsteder=utsteder, subjekt=subjekt, opphevet=w.means.clock())
    end_sessions_of(w, grant, ansatt_id, Slutt.OVERALT)


def staff_of(office: Office, utsteder: str, subjekt: str) -> str | None:
    """The user name of whom an issuer means by a subject; None for nobody. It lets nobody in, and leaves no event.

    Raises:
        Tampered: a row is not its last write in the log.
        LogUnavailable: the database is not to be had.
    """
    tx = _tx(office)
    found = store.by_subject(tx, utsteder, subjekt) if _ISSUER.fullmatch(utsteder) else None
    if found is None or found.row.opphevet is not None:
        return None
    staff = decision.staff_by_id(tx, found.row.ansatt_id)
    return staff.row.brukernavn if staff is not None else None


def _check_subject(w: Work, utsteder: str, subjekt: str) -> None:
    secure = w.means.environment != "production" or utsteder.startswith("https://")
    if not secure or len(utsteder) > _LONGEST or not _ISSUER.fullmatch(utsteder):
        raise InvalidInput("ugyldig_utsteder", "utsteder")
    # A national number is no subject of anybody: it would stand in the open here.
    if len(subjekt) > _LONGEST or not _SUBJECT.fullmatch(subjekt) or _NATIONAL_NUMBER.search(subjekt):
        raise InvalidInput("ugyldig_subjekt", "subjekt")


# -- by a password, for trial use ------------------------------------------------------------------------


def ask_leave_for_password(w: Reading, brukernavn: str) -> None:
    """See, before somebody types one, that it would be taken. Raises as `set_password`."""
    _asked(w, brukernavn, koder=("forespurt",))
    refuse_local_in_production(w.means)


def set_password(w: Work, brukernavn: str, password: str) -> None:
    """Let somebody log in with a password, which ends the sessions that they have.

    Raises:
        Denied: the asker may not.
        InvalidInput: nobody of that name, or a password that is too short or too long.
        Misconfigured: there are real people here, or the extra is not installed.
    """
    grant, ansatt_id = _asked(w, brukernavn)
    refuse_local_in_production(w.means)
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInput("passord_for_kort", "passord")
    if len(password) > _LONGEST_PASSWORD:
        raise InvalidInput("passord_for_langt", "passord")
    encoded = hash_password(password)
    w.begin()
    store.set_password(w.tx, grant, ansatt_id, encoded, registrert=w.means.clock())
    end_sessions_of(w, grant, ansatt_id, Slutt.OVERALT)


def check_password(office: Office, caller: Caller, password: str) -> bool:
    """Whether that is the caller's password; no is an event, which is about somebody where there is such an account.

    A name that nobody has takes as long as one that somebody has.

    Raises:
        Misconfigured: there are real people here, or the extra is not installed.
    """
    refuse_local_in_production(office.means)
    name, tx = caller.brukernavn or "", _tx(office)
    stored = decision.staff_by_name(tx, name) if is_user_name(name) else None
    encoded = store.password_of(tx, stored.row.id) if stored is not None else None
    if is_password(encoded, password[:_LONGEST_PASSWORD]):
        return True
    about = stored.row.id if stored is not None else None
    office.turn_away(replace(caller, okt=None), _WRONG, gjelder_ansatt=about)
    return False


# -- how they are shown ----------------------------------------------------------------------------------


def set_display_name(w: Work, brukernavn: str, navn: str) -> None:
    """Let somebody be shown so to colleagues. Raises Denied, InvalidInput."""
    grant, ansatt_id = _asked(w, brukernavn)
    shown = " ".join(navn.split())
    if not 0 < len(shown) <= _LONGEST_NAME or not shown.isprintable() or _NATIONAL_NUMBER.search(shown):
        raise InvalidInput("ugyldig_visningsnavn", "navn")
    w.begin()
    store.set_display_name(w.tx, grant, ansatt_id, shown)


def display_names(source: Block | Office) -> Mapping[str, str]:
    """How staff are shown, by user name, for those who have a name. Nothing of a case, so no permit."""
    tx = _tx(source) if isinstance(source, Office) else source.tx
    names = store.display_names(tx)
    users = hus.user_names(tx, set(names))
    return {users[each]: names[each] for each in names}


def _asked(w: Block, brukernavn: str, *, koder: tuple[str, ...] = ()) -> tuple[Grant, AnsattId]:
    stored = decision.staff_by_name(w.tx, brukernavn) if is_user_name(brukernavn) else None
    about = stored.row.id if stored else None
    grant = w.permit_house(Action.ADMINISTRER_ANSATTE, "ansatte", gjelder_ansatt=about, koder=koder)
    if stored is None:
        raise InvalidInput("ukjent_ansatt", "brukernavn")
    return grant, stored.row.id


def _tx(office: Office) -> Tx:
    return Tx(office.means.database.link(), office.means.digest_key)
