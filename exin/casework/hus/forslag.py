"""What takes two: one who manages staff proposes, another who knows them decides.

Must not let anybody decide on what they proposed, nor on what is about themselves; nor carry out what rests on
something that is not so any more (docs/adr/0021).
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from exin.casework.hus import adganger
from exin.casework.hus.brukernavn import named
from exin.casework.hus.forslagssyn import BESLUTTER, Slag, Utfall, as_text, ground, hindered, kept, seen
from exin.errors import InvalidInput
from exin.ids import AnsattId, new_id
from exin.store import decision, hus, varsler
from exin.store import forslag as store
from exin.store.grant import Grant
from exin.store.rows import Stored
from exin.store.tables import Ansatt, Ansattforslag
from exin.work import Work
from policies import Action

TIL_AVGJORELSE: Final = "ansattforslag"
"""What those who may decide are told."""


# -- proposing -------------------------------------------------------------------------------------------


def take(w: Work, grant: Grant, ansatt_id: AnsattId, slag: Slag, innhold: Mapping[str, Any]) -> bool:
    """Do it if nobody else can decide yet, else propose it; in a block that writes. Returns whether it waits.

    Raises:
        InvalidInput: something else about the same one waits.
    """
    person = _staff(w, ansatt_id)
    _make_room(w, grant, person)
    alone = not _others_who_decide(w, grant, person)
    now, by = w.means.clock(), w.actor.id
    row: dict[str, Any] = {
        "id": new_id(),
        "ansatt_id": ansatt_id,
        "slag": slag,
        "innhold": kept(slag, innhold) if alone else as_text(innhold),
        "grunnlag": ground(w, grant, person, slag),
        "foreslatt_av": by,
        "registrert": now,
        "utfall": Utfall.GRUNNLAGT if alone else None,
        "avgjort": now if alone else None,
        "avgjort_av": by if alone else None,
        "versjon": 1,
    }
    store.add(w.tx, grant, row)
    w.note(grant, koder=(Utfall.GRUNNLAGT if alone else "foreslatt", slag))
    if alone:
        adganger.carry_out(w, grant, person, innhold)
    else:
        _tell(w, grant, row["id"], person)
    return not alone


def _others_who_decide(w: Work, grant: Grant, but: Stored[Ansatt]) -> list[Stored[Ansatt]]:
    """Who else has such a role and ever had it open, blocked or not: a block makes nobody the only one.

    Of somebody who is just being made nobody can wait for a word.
    """
    return [
        each
        for each in hus.staff(w.tx, grant)
        if each.row.rolle in BESLUTTER
        and each.row.id != w.actor.id
        and (each.row.id != but.row.id or each.row.versjon > 1)
    ]


def keep_one_who_decides(w: Work, grant: Grant, person: Stored[Ansatt]) -> None:
    """Raises InvalidInput where nobody but the asker could decide any more, were this one's role another.

    Who is left stays so until the block ends.
    """
    others = [each for each in _who_decide_now(w, grant) if each.row.id not in (w.actor.id, person.row.id)]
    if person.row.rolle in BESLUTTER and not others:
        raise InvalidInput("siste_som_avgjor", "rolle")
    for each in others[:1]:
        w.recheck(each)


def _make_room(w: Work, grant: Grant, person: Stored[Ansatt]) -> None:
    """There is one proposal about each that waits: one that does so in vain makes room for the next."""
    earlier = store.about(w.tx, grant, person.row.id)
    if earlier is None:
        return
    why = hindered(w, grant, earlier, person)
    if why is None:
        raise InvalidInput("forslag_venter", "brukernavn")
    _end(w, grant, earlier, Utfall.UTLOPT if why == "forslag_utlopt" else Utfall.FALT)


def _tell(w: Work, grant: Grant, forslag_id: bytes, person: Stored[Ansatt]) -> None:
    for each in _who_decide_now(w, grant):
        if each.row.id not in (w.actor.id, person.row.id):
            varsler.tell(
                w.tx,
                grant,
                mottaker=each.row.id,
                slag=TIL_AVGJORELSE,
                nokkel=f"{TIL_AVGJORELSE}:{forslag_id.hex()}:{each.row.id.hex()}",
                opprettet=w.means.clock(),
            )


# -- deciding --------------------------------------------------------------------------------------------


def approve(w: Work, brukernavn: str, *, sett: str | None = None) -> None:
    """Approve what is proposed about somebody, and carry it out. `sett`: what it rests on, as it was shown.

    Raises:
        Denied: the asker may not decide.
        InvalidInput: nothing waits, it is the asker's own or about the asker, there is no time left, or what it rests
            on is otherwise now.
        Conflict: somebody else has decided, or it is not as the asker saw it.
    """
    grant, person, forslag = _asked(w, brukernavn)
    if w.actor.id in (forslag.row.foreslatt_av, person.row.id):
        own = forslag.row.foreslatt_av == w.actor.id
        raise InvalidInput("eget_forslag" if own else "forslag_om_deg", "brukernavn")
    w.begin()
    for each in (forslag, person):
        w.recheck(each)
    if w.actor.id is None:
        _only_where_nobody_can(w, grant, forslag, person)
    why = hindered(w, grant, forslag, person)
    if why is not None:
        raise InvalidInput(why, "brukernavn")
    if sett not in (None, seen(w, grant, person)):
        raise InvalidInput("forslag_endret", "brukernavn")
    adganger.carry_out(w, grant, person, json.loads(forslag.row.innhold))
    _end(w, grant, forslag, Utfall.GODKJENT)
    w.note(grant, koder=(Utfall.GODKJENT, Slag(forslag.row.slag)))


def _only_where_nobody_can(
    w: Work, grant: Grant, forslag: Stored[Ansattforslag], person: Stored[Ansatt]
) -> None:
    """Whoever runs the machine decides where no member of staff can, and never on what they proposed themselves."""
    about = (forslag.row.foreslatt_av, person.row.id)
    if any(each.row.id not in about for each in _who_decide_now(w, grant)):
        raise InvalidInput("andre_kan_avgjore", "brukernavn")
    proposer = decision.staff_by_id(w.tx, forslag.row.foreslatt_av)
    same = proposer is not None and proposer.row.os_bruker == w.actor.caller.os_bruker
    if same and w.means.environment == "production":
        raise InvalidInput("eget_forslag", "brukernavn")


def _who_decide_now(w: Work, grant: Grant) -> list[Stored[Ansatt]]:
    return [each for each in hus.staff(w.tx, grant) if each.row.aktiv and each.row.rolle in BESLUTTER]


def refuse(w: Work, brukernavn: str) -> bool:
    """Turn down what is proposed about somebody, or take back one's own. Returns whether it was one's own.

    Raises:
        Denied: the asker may not decide.
        InvalidInput: nothing waits, or it is about the asker.
        Conflict: somebody else has decided.
    """
    grant, person, forslag = _asked(w, brukernavn)
    if person.row.id == w.actor.id:
        raise InvalidInput("forslag_om_deg", "brukernavn")
    own = forslag.row.foreslatt_av == w.actor.id
    w.begin()
    w.recheck(forslag)
    outcome = Utfall.TRUKKET if own else Utfall.AVVIST
    _end(w, grant, forslag, outcome)
    w.note(grant, koder=(outcome, Slag(forslag.row.slag)))
    return own


def _asked(w: Work, brukernavn: str) -> tuple[Grant, Stored[Ansatt], Stored[Ansattforslag]]:
    person = named(w, brukernavn)
    about = person.row.id if person else None
    grant = w.permit_house(Action.AVGJOR_FORSLAG, "ansatte", gjelder_ansatt=about)
    if person is None:
        raise InvalidInput("ukjent_ansatt", "brukernavn")
    forslag = store.about(w.tx, grant, person.row.id)
    if forslag is None:
        raise InvalidInput("ingen_forslag", "brukernavn")
    return grant, person, forslag


def _end(w: Work, grant: Grant, forslag: Stored[Ansattforslag], utfall: Utfall) -> None:
    stays = kept(Slag(forslag.row.slag), json.loads(forslag.row.innhold))
    store.decide(w.tx, grant, forslag, utfall=utfall, avgjort=w.means.clock(), av=w.actor.id, innhold=stays)


def _staff(w: Work, ansatt_id: AnsattId) -> Stored[Ansatt]:
    """The row as it is now. Raises InvalidInput where there is none."""
    found = decision.staff_by_id(w.tx, ansatt_id)
    if found is None:
        raise InvalidInput("ukjent_ansatt", "brukernavn")
    return found
