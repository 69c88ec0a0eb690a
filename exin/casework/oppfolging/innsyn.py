"""Reading the log: who did what, to whom, why. For the auditor, who never sees a case.

Must not tell more of a case than the log does: its random id. That a number is unknown and that nothing is logged
of it are one answer. Each look into the log is in the log, with what was asked for and how many events it gave.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from audit.encode import decode
from audit.errors import Malformed
from audit.events import Event
from audit.export import write_export
from exin.clock import OSLO, stamp
from exin.errors import InvalidInput, Tampered
from exin.ids import AnsattId
from exin.store import decision, hus, logg
from exin.store.grant import Grant
from exin.work import Office, Reading
from policies import Action, Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Sok:
    """What to look for; None is everything. Days are whole days in Oslo, both included."""

    saksnr: str | None = None
    ansatt: str | None = None
    fra: date | None = None
    til: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Innslag:
    """One event as an auditor reads it. `subjekt` is a case's or person's random id, or a user name."""

    blad: int
    tid: str
    ansatt: str | None
    handling: str
    subjekt: str | None
    formal: str | None
    utfall: str
    regler: tuple[str, ...]
    dor: str


def search_log(w: Reading, sok: Sok) -> list[Innslag]:
    """The events that fit, newest first.

    Raises:
        Denied: the asker is no auditor.
        InvalidInput: there is no such member of staff nor job.
        Tampered: an event cannot be read.
    """
    grant = w.permit_house(Action.LES_LOGG, "logg", koder=_asked(sok))
    sak_id = None
    if sok.saksnr is not None:
        sak_id = logg.case_id(w.tx, grant, sok.saksnr) if sok.saksnr.isprintable() else None
        w.note(grant, sak=sak_id)
    found = list(_events(w, grant, sok, sak_id)) if sok.saksnr is None or sak_id else []
    w.note(grant, antall=len(found))
    names = hus.user_names(w.tx, {each for _, event in found for each in _staff_in(event)})
    return [_shown(leaf, event, names) for leaf, event in found]


def _asked(sok: Sok) -> tuple[str, ...]:
    """The kinds of filter used; never their values."""
    return tuple(
        f"sok:{name}" for name in ("saksnr", "ansatt", "fra", "til") if getattr(sok, name) is not None
    )


def _events(w: Reading, grant: Grant, sok: Sok, sak_id: bytes | None) -> Iterator[tuple[int, Event]]:
    jobb, ansatt_id = _by_whom(w, sok.ansatt)
    first, beyond = _moments(sok)
    for leaf, body in logg.found_by(w.tx.link, grant, sak_id=sak_id, ansatt_id=ansatt_id):
        try:
            event = decode(body)
        except Malformed:
            raise Tampered("blad_uleselig", str(leaf)) from None
        if first <= event.tid < beyond and jobb in (None, event.jobb):
            yield leaf, event


def _by_whom(w: Reading, name: str | None) -> tuple[str | None, bytes | None]:
    """The job, or the id of the member of staff, of that name."""
    if name is None:
        return None, None
    if name in set(Job):
        return name, None
    stored = decision.staff_by_name(w.tx, name) if name.isprintable() else None
    if stored is None:
        raise InvalidInput("ukjent_ansatt_i_loggen", "ansatt")
    return None, stored.row.id


def _moments(sok: Sok) -> tuple[str, str]:
    """The first moment and the first one after, as the log writes a time."""
    first = _midnight(sok.fra) if sok.fra else ""
    return first, _midnight(sok.til + timedelta(days=1)) if sok.til else "~"


def _midnight(day: date) -> str:
    return stamp(datetime.combine(day, time(), OSLO).astimezone(UTC))


def _staff_in(event: Event) -> Iterator[AnsattId]:
    yield from (AnsattId(bytes.fromhex(each)) for each in (event.ansatt, event.gjelder_ansatt) if each)


def _shown(leaf: int, event: Event, names: dict[AnsattId, str]) -> Innslag:
    return Innslag(
        blad=leaf,
        tid=event.tid,
        ansatt=_actor(event, names),
        handling=event.handling,
        subjekt=_subject(event, names),
        formal=event.formal,
        utfall=event.utfall,
        regler=event.regler,
        dor=event.dor,
    )


def _actor(event: Event, names: dict[AnsattId, str]) -> str | None:
    """The member of staff, the job, or the operating system's user where nobody the staff table knows acted."""
    if event.ansatt is not None:
        return names.get(AnsattId(bytes.fromhex(event.ansatt)), f"ansatt:{event.ansatt}")
    return event.jobb or f"os:{event.os_bruker}"


def _subject(event: Event, names: dict[AnsattId, str]) -> str | None:
    if event.sak is not None:
        return f"sak:{event.sak}"
    if event.person is not None:
        return f"person:{event.person}"
    if event.gjelder_ansatt is not None:
        about = AnsattId(bytes.fromhex(event.gjelder_ansatt))
        return names.get(about, f"ansatt:{event.gjelder_ansatt}")
    return None


def export_log(w: Reading, office: Office, folder: Path) -> int:
    """Write the log, this event included, into an empty folder, up to a fresh checkpoint. Returns its size.

    Raises:
        Denied: the asker is no auditor.
        InvalidInput: there is something in the folder, or it cannot be written.
        Tampered: a leaf is missing, so that the format has no place for the rest.
    """
    grant, pins = w.permit_house(Action.EKSPORTER_LOGG, "logg"), office.pins
    office.sequence()
    w.note(grant, antall=logg.head_and_leaves(w.tx.link)[1] + 1)
    _check_empty(folder)
    w.flush()
    office.pin()
    notes = pins.sink.notes()  # before the snapshot, which then has all that they cover
    size = pins.read(notes[-1]).size
    with w.means.database.snapshot() as past:
        pinned = (entry for entry in logg.entries(past) if entry[0] < size)
        try:
            return write_export(folder, pinned, checkpoints=notes, vkey=pins.vkey)
        except OSError:
            raise InvalidInput("mappen_kan_ikke_skrives", "mappe") from None
        except Malformed:
            raise Tampered("blad_mangler") from None


def _check_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidInput("mappen_er_ikke_tom", "mappe")
