"""Sessions: begun by logging in, kept as long as somebody is there, ended by logging out, by age, or from elsewhere.

Must not keep the secret of a session, nor say to whoever has an old one more than that there is none.
"""

import hashlib
import hmac
import secrets
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from exin.actor import Caller
from exin.errors import Conflict, Denied, InvalidInput, Misconfigured
from exin.ids import AnsattId, Id, new_subject_id
from exin.store import okter as store
from exin.store.grant import Grant
from exin.store.okter import Sett
from exin.store.rows import Tx
from exin.store.tables import Okt
from exin.work import Block, Office, Reading, Work
from exin.work.means import Means
from policies import Action, Role

IDLE: Final = timedelta(minutes=15)
"""A session ends when nobody was there for so long."""

LONGEST: Final = timedelta(hours=12)
"""And when it is so old, whoever is there."""

KEPT: Final = timedelta(hours=24)
"""So long after it has ended by itself, what comes by it may still be kept as a draft for its owner."""

_TOUCH_EVERY: Final = timedelta(minutes=1)
_SECRET_BYTES: Final = 32
_LONGEST_SECRET: Final = 100


class Metode(StrEnum):
    """How somebody logged in."""

    OIDC = "oidc"
    LOKAL = "lokal"


class Slutt(StrEnum):
    """Why a session ended."""

    UTLOGGET = "utlogget"
    UTLOPT = "utlopt"
    OVERALT = "overalt"
    SPERRET = "sperret"
    BYTTET = "byttet"


@dataclass(frozen=True, slots=True, kw_only=True)
class OktVisning:
    """A session that somebody came by."""

    id: Id
    brukernavn: str
    rolle: str
    metode: str
    begynt: datetime
    sist_sett: datetime
    csrf: str = field(repr=False)
    """What each form of this session carries: 64 hex, made from the secret and kept nowhere."""
    utlopt: bool = False

    @property
    def utloper(self) -> datetime:
        """When it ends by itself, if nobody is there from now on."""
        return min(self.sist_sett + IDLE, self.senest)

    @property
    def sist_der(self) -> datetime:
        """The last moment at which anything can have been asked for by it, once it has ended by itself."""
        return self.sist_sett + _TOUCH_EVERY

    @property
    def senest(self) -> datetime:
        """When it ends whoever is there."""
        return self.begynt + LONGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class NyOkt:
    """A session just begun. `hemmelighet` is for the cookie, and nothing else has it."""

    hemmelighet: str = field(repr=False)
    okt: OktVisning


@dataclass(frozen=True, slots=True, kw_only=True)
class EgenOkt:
    """One of one's own sessions, as Min profil lists them."""

    id: Id
    metode: str
    begynt: datetime
    sist_sett: datetime
    denne: bool


# -- logging in ------------------------------------------------------------------------------------------


def begin(
    office: Office,
    caller: Caller,
    metode: str,
    *,
    avlost: str | None = None,
    roller: Collection[Role] | None = None,
) -> NyOkt:
    """Log in somebody whom the caller has made sure of; `avlost` is the secret that the browser had, if any.

    `roller`: those that the log-in itself allows, where it says so; a role counts only if it is among them.

    Raises:
        UnknownActor: nobody works under that name.
        Denied: the account is blocked, or the log-in does not allow its role.
        Misconfigured: a local account where there are real people.
    """
    if metode == Metode.LOKAL:
        refuse_local_in_production(office.means)
    secret, okt_id = secrets.token_urlsafe(_SECRET_BYTES), Id(new_subject_id())
    with office.log_in(replace(caller, okt=None)) as w:
        if roller is not None and w.actor.rolle not in roller:
            w.turned_away("rollen_mangler_gruppe", Action.LOGG_INN)
            raise Denied(Action.LOGG_INN)
        grant = w.permit_house(Action.LOGG_INN, "okter", koder=(f"metode:{Metode(metode)}",))
        w.begin()
        now = w.means.clock()
        if avlost is not None:
            store.end_token(w.tx, grant, _hash(avlost), arsak=Slutt.BYTTET, now=now)
        store.begin(
            w.tx,
            grant,
            okt_id=okt_id,
            token_hash=_hash(secret),
            ansatt_id=w.asker,
            metode=Metode(metode),
            begynt=now,
        )
        who = w.actor
    shown = OktVisning(
        id=okt_id,
        brukernavn=str(who.caller.brukernavn),
        rolle=str(who.rolle),
        metode=metode,
        begynt=now,
        sist_sett=now,
        csrf=_csrf(secret),
    )
    return NyOkt(hemmelighet=secret, okt=shown)


def refuse_local_in_production(means: Means) -> None:
    """Raises Misconfigured where there are real people: passwords kept here are for trying the system."""
    if means.environment == "production":
        raise Misconfigured("lokale_kontoer_i_produksjon")


# -- coming by one ---------------------------------------------------------------------------------------


def find(office: Office, secret: str) -> OktVisning | None:
    """The session of that secret, if it is good now; None for any other reason alike. Leaves no event.

    Raises:
        Tampered: the row is not as the engine wrote it.
        LogUnavailable: the database is not to be had.
    """
    okt = _found(office, secret)
    return None if okt is None or okt.utlopt else okt


def find_expired(office: Office, secret: str) -> OktVisning | None:
    """The session of that secret, good or ended by itself a while ago: by it a draft may be kept, and nothing shown.

    None where it was ended by anybody, the account is blocked, or it is longer ago than that. Raises as `find`.
    """
    okt = _found(office, secret)
    return None if okt is None or office.means.clock() >= okt.utloper + KEPT else okt


def _found(office: Office, secret: str) -> OktVisning | None:
    if not secret or len(secret) > _LONGEST_SECRET:
        return None
    tx = Tx(office.means.database.link(), office.means.digest_key)
    sett = store.by_token(tx, _hash(secret))
    if sett is None or not sett.ansatt.aktiv:
        return None
    okt = _shown(sett, secret)
    return replace(okt, utlopt=office.means.clock() >= okt.utloper)


def _shown(sett: Sett, secret: str) -> OktVisning:
    return OktVisning(
        id=sett.okt.id,
        brukernavn=sett.ansatt.brukernavn,
        rolle=sett.ansatt.rolle,
        metode=sett.okt.metode,
        begynt=sett.okt.begynt,
        sist_sett=sett.okt.sist_sett,
        csrf=_csrf(secret),
    )


def touch(office: Office, okt: OktVisning) -> bool:
    """Note that somebody is there, once a minute at most; an event of its own is made of nothing. Whether it was noted.

    Raises LogUnavailable.
    """
    now = office.means.clock()
    if now - okt.sist_sett < _TOUCH_EVERY or now >= okt.utloper:
        return False
    with suppress(Conflict), office.means.database.transaction() as link:  # busy: the next request does it
        return store.touch(link, okt.id, now=now, seen_after=now - IDLE)
    return False


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="replace")).digest()


def _csrf(secret: str) -> str:
    return hmac.new(secret.encode(), b"exin/csrf/1", "sha256").hexdigest()


# -- one's own -------------------------------------------------------------------------------------------


def own_sessions(w: Reading) -> list[EgenOkt]:
    """The asker's own sessions that are good now, oldest first. Raises Denied."""
    grant = w.permit_house(Action.LES_OKTER, "okter")
    now = w.means.clock()
    found = store.of_staff(w.tx, grant, w.asker, seen_after=now - IDLE)
    good = [each for each in found if now < each.begynt + LONGEST]
    w.note(grant, antall=len(good))
    return [_own(w, each) for each in good]


def _own(w: Block, okt: Okt) -> EgenOkt:
    mine = okt.id == w.actor.caller.okt
    return EgenOkt(id=okt.id, metode=okt.metode, begynt=okt.begynt, sist_sett=okt.sist_sett, denne=mine)


def end(w: Work, okt_id: Id | None = None) -> None:
    """Log out: of the session that one came by, or of another of one's own.

    Raises:
        Denied: the asker may not.
        InvalidInput: the asker has no such session.
    """
    grant = w.permit_house(Action.LOGG_UT, "okter", gjelder_ansatt=w.actor.id)
    wanted = okt_id or w.actor.caller.okt
    w.begin()
    now = w.means.clock()
    if wanted is None or not store.end_one(w.tx, grant, w.asker, wanted, arsak=Slutt.UTLOGGET, now=now):
        raise InvalidInput("ukjent_okt")
    w.note(grant, antall=1)


def end_all(w: Work) -> int:
    """Log out everywhere, here as well. Returns how many sessions that was. Raises Denied."""
    grant = w.permit_house(Action.LOGG_UT, "okter", gjelder_ansatt=w.actor.id, koder=(Slutt.OVERALT,))
    w.begin()
    antall = end_sessions_of(w, grant, w.asker, Slutt.OVERALT)
    w.note(grant, antall=antall)
    return antall


def end_sessions_of(w: Work, grant: Grant, ansatt_id: AnsattId, why: Slutt) -> int:
    """End all sessions of a member of staff, inside a block that has begun to write. Returns how many."""
    return store.end_all(w.tx, grant, ansatt_id, arsak=why, now=w.means.clock())


def remove_old(w: Work, *, kept: timedelta) -> int:
    """End what is over by itself, and remove what ended longer ago than that. Returns how many. Raises Denied."""
    grant = w.permit_house(Action.LOGG_UT, "okter")
    w.begin()
    now = w.means.clock()
    seen, begun = now - IDLE - KEPT, now - LONGEST - KEPT
    store.end_expired(w.tx, grant, seen_before=seen, begun_before=begun, now=now)
    antall = store.remove_ended(w.tx, grant, before=now - kept)
    w.note(grant, antall=antall)
    return antall
