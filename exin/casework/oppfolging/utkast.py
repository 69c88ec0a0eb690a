"""Drafts: what somebody has begun to write in a form, kept sealed until it is sent, thrown away, or left too long.

Must not show a draft to anybody but its writer, nor one on a case that its writer may not read any more: then it is as
if there were none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from exin.casework.oppfolging.fletting import Skrivefelt, join_drafts
from exin.errors import Conflict, InvalidInput, NotFound
from exin.ids import Id, SakId, Saksnr, new_subject_id
from exin.store import decision
from exin.store import utkast as store
from exin.store.decision import CaseStub
from exin.store.grant import Grant
from exin.store.tables import Utkast
from exin.store.utkast import Paabegynt
from exin.work import Block, Reading, Work
from exin.work.utkast import INNHOLD, doom, open_draft, seal_beside, seal_draft
from policies import Action

MOST_DRAFTS: Final = 200
"""So many a member of staff may have: each has a key, and lies there for two weeks."""

_MOST_FIELDS: Final = 200
_FORM: Final = re.compile(r"(?=.{1,40}\Z)[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class UtkastVisning:
    """A draft as it was left. `versjon` rises with each save."""

    skjema: str
    saksnr: Saksnr | None
    felt: Mapping[str, str]
    oppdatert: datetime
    versjon: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UtkastLinje:
    """That there is a draft, as Min dag tells it."""

    skjema: str
    saksnr: Saksnr | None
    oppdatert: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ForSent:
    """What is known of a form that came after its session had ended.

    `versjon` is that of the draft it was begun from (0: none), `sist_der` the last moment of its session.
    """

    versjon: int | None
    sist_der: datetime
    felter: Skrivefelt


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class _Plass:
    """Where a draft is kept: leave to, of which form and case, and what lies there."""

    grant: Grant
    skjema: str
    stub: CaseStub | None
    nokkel: str
    before: Utkast | None


def save(
    w: Work, skjema: str, saksnr: str | None, felt: Mapping[str, str], *, versjon: int | None = None
) -> int:
    """Keep what the asker has begun, in place of what was kept of that form and case. Returns its version.

    `versjon` is the one that the asker saw (0: none), where what somebody wrote in another window must not be lost. One
    that has been sent or thrown away since is begun anew.

    Raises:
        Denied: the asker has no drafts.
        NotFound: there is no such case, or the asker may not know of it.
        InvalidInput: too much of it, or too many drafts.
        Conflict: another save was first, or it was removed meanwhile; nothing is kept of this one.
    """
    plass = _place(w, skjema, saksnr, felt)
    before = plass.before
    if before is None:
        return _add(w, plass, felt)
    if versjon is not None and versjon != before.versjon:
        raise Conflict("utkast_endret")
    number = before.innholdsversjon + 1
    cell = seal_draft(w, plass.grant, utkast_id=before.id, nokkel=plass.nokkel, felt=felt, versjon=number)
    return _change(w, plass.grant, before, cell)


def save_late(w: Work, skjema: str, saksnr: str | None, felt: Mapping[str, str], sent: ForSent) -> int:
    """Keep what came after its session had ended, beside what was kept of that form and case. Returns its version.

    It takes nothing away that it does not hold itself. Raises as `save`, and Tampered as `read`.
    """
    plass = _place(w, skjema, saksnr, felt, "for_sent")
    before = plass.before
    if before is None:
        return _add(w, plass, felt)
    rettet = before.versjon == sent.versjon and before.oppdatert <= sent.sist_der
    cell = seal_beside(
        w,
        plass.grant,
        before,
        nokkel=plass.nokkel,
        join=lambda kept: join_drafts(kept, felt, sent.felter, rettet=rettet),
    )
    return _change(w, plass.grant, before, cell)


def _place(w: Work, skjema: str, saksnr: str | None, felt: Mapping[str, str], *koder: str) -> _Plass:
    """Where what was given is to be kept. Raises Denied, NotFound, InvalidInput where it is none or too much."""
    stub = _known_case(w, saksnr)
    about = (f"skjema:{_form(skjema)}", *koder)
    grant = w.permit_house(Action.SKRIV_UTKAST, "utkast", felt=(INNHOLD,), koder=about)
    _about(w, grant, stub)
    if len(felt) > _MOST_FIELDS or not all(isinstance(part, str) for each in felt.items() for part in each):
        raise InvalidInput("utkast_for_langt")
    nokkel = _key(w, skjema, stub)
    before = store.one(w.tx, grant, w.asker, nokkel)
    return _Plass(grant=grant, skjema=skjema, stub=stub, nokkel=nokkel, before=before)


def _add(w: Work, plass: _Plass, felt: Mapping[str, str]) -> int:
    if store.count(w.tx, plass.grant, w.asker) >= MOST_DRAFTS:
        raise InvalidInput("for_mange_utkast")
    utkast_id = Id(new_subject_id())
    cell = seal_draft(w, plass.grant, utkast_id=utkast_id, nokkel=plass.nokkel, felt=felt, versjon=1)
    w.begin()
    sak_id = plass.stub.id if plass.stub else None
    about = {"ansatt_id": w.asker, "skjema": plass.skjema, "sak_id": sak_id, "nokkel": plass.nokkel}
    content = {"innhold": cell, "innholdsversjon": 1, "oppdatert": w.means.clock(), "versjon": 1}
    store.add(w.tx, plass.grant, {"id": utkast_id, **about, **content})
    return 1


def _change(w: Work, grant: Grant, before: Utkast, cell: object) -> int:
    w.begin()
    now, number = w.means.clock(), before.innholdsversjon + 1
    store.change(w.tx, grant, before, innhold=cell, oppdatert=now, innholdsversjon=number)
    return before.versjon + 1


def read(w: Reading, skjema: str, saksnr: str | None = None) -> UtkastVisning | None:
    """What the asker has begun in that form. None where there is nothing, or no case that the asker may read.

    Raises:
        Denied: the asker has no drafts.
        Tampered: what was kept was changed or moved.
    """
    stub = _case(w, saksnr) if saksnr is not None else None
    if saksnr is not None and (stub is None or not w.allows(Action.LES_SAK, stub)):
        w.note(_permit_read(w, skjema), antall=0)
        return None
    found = find(w, skjema, stub)
    if found is None:
        return None
    if stub is not None:
        w.permit_stub(Action.LES_SAK, stub)
    return found.opened(w)


def find(w: Reading, skjema: str, stub: CaseStub | None) -> "Funnet | None":
    """Whether the asker has begun anything in that form, on a case that the asker may read; it is not opened yet.

    Ask before anything is opened. Raises Denied.
    """
    grant = _permit_read(w, skjema)
    reads = stub is None or w.allows(Action.LES_SAK, stub)
    row = store.one(w.tx, grant, w.asker, _key(w, skjema, stub)) if reads else None
    w.note(grant, antall=int(row is not None))
    if row is None:
        return None
    _about(w, grant, stub)
    return Funnet(grant=grant, row=row, stub=stub)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Funnet:
    """A draft that was found and not opened."""

    grant: Grant
    row: Utkast
    stub: CaseStub | None

    def opened(self, w: Reading) -> UtkastVisning | None:
        """What stands in it. None where its key is gone. Raises Tampered, LogUnavailable."""
        return _opened(w, self.grant, self.row, self.stub)


def _permit_read(w: Reading, skjema: str) -> Grant:
    return w.permit_house(Action.LES_UTKAST, "utkast", felt=(INNHOLD,), koder=(f"skjema:{_form(skjema)}",))


def _opened(w: Reading, grant: Grant, row: Utkast, stub: CaseStub | None) -> UtkastVisning | None:
    felt = open_draft(w, grant, row, nokkel=_key(w, row.skjema, stub))
    if felt is None:
        return None
    return UtkastVisning(
        skjema=row.skjema,
        saksnr=Saksnr(stub.sak.row.saksnr) if stub else None,
        felt=felt,
        oppdatert=row.oppdatert,
        versjon=row.versjon,
    )


def discard(w: Work, skjema: str, saksnr: str | None = None) -> None:
    """Throw away what the asker has begun in that form, if anything, with its key. Raises Denied."""
    stub = _case(w, saksnr) if saksnr is not None else None
    grant = w.permit_house(Action.SLETT_UTKAST, "utkast", koder=(f"skjema:{_form(skjema)}",))
    # Looked for though there be no such case: one that the asker may not know of would take a query longer.
    none = "" if saksnr is None or stub is not None else "?"
    found = store.one(w.tx, grant, w.asker, _key(w, skjema, stub) + none)
    w.note(grant, antall=int(found is not None))
    if found is not None:
        _about(w, grant, stub)
        w.begin()
        store.remove(w.tx, grant, found.id)
        doom(w, grant, [found.id])


def mine(w: Reading) -> list[UtkastLinje]:
    """The asker's own drafts, the one left longest first; of cases that the asker may read now alone.

    Each case that is named leaves an event of its own. Raises Denied.
    """
    grant = w.permit_house(Action.LES_UTKAST, "utkast")
    found = store.of_staff(w.tx, grant, w.asker)
    readable = _readable(w, {each.sak_id for each in found if each.sak_id is not None})
    lines = [_line(each, readable) for each in found if each.sak_id is None or each.sak_id in readable]
    w.note(grant, antall=len(lines))
    return lines


def _readable(w: Reading, ids: set[SakId]) -> Mapping[SakId, Saksnr]:
    stubs = decision.cases_by_id(w.tx, sorted(ids), w.asker)
    read = [stub for stub in stubs if w.allows(Action.LES_SAK, stub)]
    known = w.permit_each(Action.KJENNE_TIL, read)
    return {grant.sak(): Saksnr(w.stub(grant).sak.row.saksnr) for grant in known}


def _line(each: Paabegynt, readable: Mapping[SakId, Saksnr]) -> UtkastLinje:
    saksnr = readable[each.sak_id] if each.sak_id is not None else None
    return UtkastLinje(skjema=each.skjema, saksnr=saksnr, oppdatert=each.oppdatert)


# -- whose, of what ----------------------------------------------------------------------------------------


def _form(skjema: str) -> str:
    if not _FORM.fullmatch(skjema):
        raise InvalidInput("ukjent_kode", "skjema")
    return skjema


def _key(w: Block, skjema: str, stub: CaseStub | None) -> str:
    """What a draft is found by, and is sealed with: whose, of which form, of which case."""
    return f"{w.asker.hex()}:{_form(skjema)}:{stub.id.hex() if stub else '-'}"


def _case(w: Block, saksnr: str) -> CaseStub | None:
    return decision.case_by_number(w.tx, saksnr, w.asker)


def _known_case(w: Work, saksnr: str | None) -> CaseStub | None:
    """The case, which the asker must be allowed to know of. Raises NotFound."""
    if saksnr is None:
        return None
    stub = _case(w, saksnr)
    if stub is None or not w.allows(Action.KJENNE_TIL, stub):
        w.permit_stub(Action.KJENNE_TIL, stub)  # which it does not get: that it was asked for is logged
        raise NotFound
    return stub


def _about(w: Block, grant: Grant, stub: CaseStub | None) -> None:
    if stub is not None:
        w.note(grant, sak=stub.id, person=stub.person_id)
