"""By what staff log in, and how they are shown: set by whoever manages staff.

Must not bind anybody by an e-mail address, which is passed on; nor tell whoever tries a password which names there are.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from exin.actor import Caller
from exin.casework.hus import adganger, forslag
from exin.casework.hus.brukernavn import is_user_name, named
from exin.casework.hus.forslagssyn import Slag
from exin.casework.hus.okter import Slutt, end_sessions_of, refuse_local_in_production
from exin.errors import InvalidInput
from exin.ids import AnsattId
from exin.store import decision, hus
from exin.store import innlogging as store
from exin.store.grant import Grant
from exin.store.rows import Stored, Tx
from exin.store.tables import Ansatt
from exin.work import Block, Office, Reading, Work
from exin.work.passord import hash_password, is_password
from policies import Action, Role

SHORTEST_PASSWORD: Final = 12
_LONGEST_PASSWORD: Final = 200
_LONGEST: Final = 200
_LONGEST_NAME: Final = 80
_ISSUER: Final = re.compile(r"https?://[!-~]+")
_SUBJECT: Final = re.compile(r"[!-~]+")
_NATIONAL_NUMBER: Final = re.compile(r"(?<!\d)\d{11}(?!\d)")
_WRONG: Final = "feil_passord"


# -- by a log-in provider --------------------------------------------------------------------------------


def bind(w: Work, brukernavn: str, utsteder: str, subjekt: str) -> bool:
    """Let what an issuer calls `subjekt` be that member of staff, or propose it. Returns whether it waits for another.

    Nobody binds oneself. Who has a way in, or had one, gets another when two have agreed.

    Raises:
        Denied: the asker may not.
        InvalidInput: nobody of that name, the asker, no issuer or subject, or something else waits.
        Conflict: it is somebody already.
    """
    grant, person = _asked(w, brukernavn)
    if person.row.id == w.actor.id:
        raise InvalidInput("egen_innlogging_kan_ikke_endres", "brukernavn")
    _check_subject(w, utsteder, subjekt)
    w.begin()
    w.recheck(person)
    adganger.check_subject_free(w, utsteder, subjekt)
    if adganger.needs_two_to_let_in(w, grant, person):
        wanted = {"utsteder": utsteder, "subjekt": subjekt}
        return forslag.take(w, grant, person.row.id, Slag.INNLOGGING, wanted)
    adganger.bind(w, grant, person.row.id, utsteder, subjekt)
    return False


def unbind(w: Work, brukernavn: str, utsteder: str, subjekt: str) -> None:
    """Take it away, and end the sessions of that member of staff. Raises as `bind`."""
    grant, person = _asked(w, brukernavn)
    if person.row.id == w.actor.id:
        raise InvalidInput("egen_innlogging_kan_ikke_endres", "brukernavn")
    w.begin()
    w.recheck(person)
    found = store.by_subject(w.tx, utsteder, subjekt)
    if found is None or found.row.opphevet is not None or found.row.ansatt_id != person.row.id:
        raise InvalidInput("ukjent_innlogging", "subjekt")
    store.unbind(w.tx, grant, utsteder=utsteder, subjekt=subjekt, opphevet=w.means.clock())
    end_sessions_of(w, grant, person.row.id, Slutt.OVERALT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundet:
    """Whom an issuer means by a subject, as the staff table has it now."""

    id: AnsattId
    brukernavn: str
    rolle: Role


def staff_of(office: Office, utsteder: str, subjekt: str) -> str | None:
    """The user name of whom an issuer means by a subject; None for nobody. Raises as `bound_to`."""
    bound = bound_to(office, utsteder, subjekt)
    return bound.brukernavn if bound else None


def bound_to(office: Office, utsteder: str, subjekt: str) -> Bundet | None:
    """Whom an issuer means by a subject; None for nobody. It lets nobody in, and leaves no event.

    Raises:
        Tampered: a row is not its last write in the log.
        LogUnavailable: the database is not to be had.
    """
    tx = _tx(office)
    found = store.by_subject(tx, utsteder, subjekt) if _ISSUER.fullmatch(utsteder) else None
    if found is None or found.row.opphevet is not None:
        return None
    staff = decision.staff_by_id(tx, found.row.ansatt_id)
    if staff is None:
        return None
    return Bundet(id=staff.row.id, brukernavn=staff.row.brukernavn, rolle=Role(staff.row.rolle))


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


def set_password(w: Work, brukernavn: str, password: str) -> bool:
    """Let somebody log in with a password, which ends their sessions; or propose it. Returns whether it waits.

    One's own is for oneself to set. Of another it is a way in, as in `bind`.

    Raises:
        Denied: the asker may not.
        InvalidInput: nobody of that name, a password that is too short or too long, or something else waits.
        Misconfigured: there are real people here, or the extra is not installed.
    """
    grant, person = _asked(w, brukernavn)
    refuse_local_in_production(w.means)
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInput("passord_for_kort", "passord")
    if len(password) > _LONGEST_PASSWORD:
        raise InvalidInput("passord_for_langt", "passord")
    wanted = {"passord": hash_password(password)}
    w.begin()
    w.recheck(person)
    if person.row.id != w.actor.id and adganger.needs_two_to_let_in(w, grant, person):
        return forslag.take(w, grant, person.row.id, Slag.PASSORD, wanted)
    adganger.carry_out(w, grant, person, wanted)
    return False


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
    grant, person = _asked(w, brukernavn)
    shown = " ".join(navn.split())
    if not 0 < len(shown) <= _LONGEST_NAME or not shown.isprintable() or _NATIONAL_NUMBER.search(shown):
        raise InvalidInput("ugyldig_visningsnavn", "navn")
    w.begin()
    store.set_display_name(w.tx, grant, person.row.id, shown)


def display_names(source: Block | Office) -> Mapping[str, str]:
    """How staff are shown, by user name, for those who have a name. Nothing of a case, so no permit."""
    tx = _tx(source) if isinstance(source, Office) else source.tx
    names = store.display_names(tx)
    users = hus.user_names(tx, set(names))
    return {users[each]: names[each] for each in names}


def _asked(w: Block, brukernavn: str, *, koder: tuple[str, ...] = ()) -> tuple[Grant, Stored[Ansatt]]:
    stored = named(w, brukernavn)
    about = stored.row.id if stored else None
    grant = w.permit_house(Action.ADMINISTRER_ANSATTE, "ansatte", gjelder_ansatt=about, koder=koder)
    if stored is None:
        raise InvalidInput("ukjent_ansatt", "brukernavn")
    return grant, stored


def _tx(office: Office) -> Tx:
    return Tx(office.means.database.link(), office.means.digest_key)
