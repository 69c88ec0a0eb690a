"""What follows of a change to a case, in words, before anybody makes it: who loses it, what is locked, who is told.

Must not promise what the engine does not do: each kind is tried against it in a test. A step tells its own effects.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from exin import begreper
from exin.casework.oppfolging.moter import AVLYST, HOLDT, IKKE_MOTT, possible_ends
from exin.casework.visning.ansattvalg import Inhabilvalg, Skjermingsvalg, Tildelingsvalg
from exin.skrivemate import dag_i_ord, ukedag
from policies import Protection
from workflows import PROGRAMMES

STRENGT: Final = Protection.STRENGT_FORTROLIG
FLYTT, PAUSE, FORTSETT = "flytt", "pause", "fortsett"
"""What can be done with a deadline."""


class Folgeslag(StrEnum):
    """The kinds of consequence."""

    KONTAKT_AVLOSES = "kontakt_avloses"
    KONTAKT_VARSLES = "kontakt_varsles"
    LAGET_FOLGER = "laget_folger"
    OVERLEVERES = "overleveres"
    MISTER_SAKEN = "mister_saken"
    TIL_MOTTAKET = "til_mottaket"
    KRETS_KREVES = "krets_kreves"
    BARE_KRETSEN = "bare_kretsen"
    UKLARERT_MISTER = "uklarert_mister"
    UTEN_KONTAKT = "uten_kontakt"
    FLERE_SER = "flere_ser"
    HOYESTE_GRAD = "hoyeste_grad"
    STENGES_UTE = "stenges_ute"
    TAS_TILBAKE = "tas_tilbake"
    STENGER_SEG_UTE = "stenger_seg_ute"
    KAN_HA_IGJEN = "kan_ha_igjen"
    STAR_I_LOGGEN = "star_i_loggen"
    FRIST_FLYTTES = "frist_flyttes"
    FRIST_HVILER = "frist_hviler"
    FRIST_FORTSETTER = "frist_fortsetter"
    FRIST_OVER = "frist_over"
    ARBEIDET_STAR = "arbeidet_star"
    KLARERES = "klareres"
    KLARERES_IKKE = "klareres_ikke"
    KLARERING_FALLER = "klarering_faller"
    FLYTTING_KLARERER_IKKE = "flytting_klarerer_ikke"
    MOTE_OVER = "mote_over"
    FORES_SOM_KONTAKT = "fores_som_kontakt"
    TELLER_SOM_IKKE_MOTT = "teller_som_ikke_mott"
    TELLER_IKKE = "teller_ikke"
    SAMTYKKE_FALLER = "samtykke_faller"
    STEG_STENGES = "steg_stenges"
    DELING_STANSES = "deling_stanses"
    SKREVET_STAR = "skrevet_star"


@dataclass(frozen=True, slots=True, kw_only=True)
class Folge:
    """One thing that follows. `ved`: only of that choice. `hvem`: user names of those whom the sentence begins with.

    `alvor`: one should stop at it.
    """

    slag: Folgeslag
    tekst: str
    ved: str | None = None
    hvem: tuple[str, ...] = ()
    alvor: bool = False


# -- who has the case --------------------------------------------------------------------------------------------


def of_giving(valg: Tildelingsvalg) -> tuple[Folge, ...]:
    """What follows when somebody is given a case."""
    return tuple(_giving(valg))


def _giving(valg: Tildelingsvalg) -> Iterator[Folge]:
    if valg.kontakt:
        text = (
            "er ikke lenger kontaktperson når noen andre blir det, og mister da tilgangen som kontaktperson."
        )
        yield Folge(slag=Folgeslag.KONTAKT_AVLOSES, tekst=text, hvem=(valg.kontakt,))
    else:
        text = "Får saken en kontaktperson, er det den som får beskjed om frister og møter."
        yield Folge(slag=Folgeslag.KONTAKT_VARSLES, tekst=text)
    cleared = ", hvis lederen er klarert" if valg.strengt else ""
    text = f"Saken hører til laget til kontaktpersonen. Lederen for det laget ser den{cleared}."
    yield Folge(slag=Folgeslag.LAGET_FOLGER, tekst=text)
    if valg.strengt and not valg.overlevert:
        text = (
            "Når kretsen er full, en klarert leder og to klarerte ansatte, er saken overlevert."
            " Da ser den som registrerte den, den ikke lenger."
        )
        yield Folge(slag=Folgeslag.OVERLEVERES, tekst=text)


def of_taking(valg: Tildelingsvalg) -> tuple[Folge, ...]:
    """What follows when a case is taken from somebody."""
    return tuple(_taking(valg))


def _taking(valg: Tildelingsvalg) -> Iterator[Folge]:
    text = (
        "Den ansatte mister tilgangen til saken med en gang, om ikke noe annet gir den."
        " Det som er skrevet, blir stående."
    )
    yield Folge(slag=Folgeslag.MISTER_SAKEN, tekst=text, alvor=True)
    if valg.strengt:
        text = (
            "En strengt fortrolig sak skal alltid ha en klarert leder og to klarerte ansatte."
            " Tildel den til en til først, om det ellers blir for få."
        )
        yield Folge(slag=Folgeslag.KRETS_KREVES, tekst=text)
    elif valg.kontakt:
        text = "En sak uten kontaktperson går tilbake til mottaket, og mottaket får beskjed om fristene."
        yield Folge(slag=Folgeslag.TIL_MOTTAKET, tekst=text)


def of_protecting(valg: Skjermingsvalg) -> tuple[Folge, ...]:
    """What follows when the level of protection is changed; `ved` says at which level."""
    return tuple(_protecting(valg))


def _protecting(valg: Skjermingsvalg) -> Iterator[Folge]:
    if STRENGT in valg.nivaer:
        text = (
            "Bare kretsen, og klarert leder for laget, kan se at saken finnes."
            " Er du ingen av dem, ser du ikke saken etterpå."
        )
        yield Folge(slag=Folgeslag.BARE_KRETSEN, tekst=text, ved=STRENGT, alvor=True)
        if valg.mister:
            text = "er ikke klarert, og har ikke saken lenger."
            yield Folge(slag=Folgeslag.UKLARERT_MISTER, tekst=text, ved=STRENGT, hvem=valg.mister, alvor=True)
        text = "Har saken ingen kontaktperson etterpå, må kretsen tildele en."
        yield Folge(slag=Folgeslag.UTEN_KONTAKT, tekst=text, ved=STRENGT)
    if valg.kan_senke and valg.niva != Protection.INGEN:
        text = (
            "Senkes graden, kan flere se saken, og adressen skjermes bare så langt den nye graden gjør det."
        )
        yield Folge(slag=Folgeslag.FLERE_SER, tekst=text, alvor=True)
    text = "Gjelder personen flere saker, følger identitet og adresse den høyeste graden."
    yield Folge(slag=Folgeslag.HOYESTE_GRAD, tekst=text)


def of_barring(valg: Inhabilvalg) -> tuple[Folge, ...]:
    """What follows when somebody is registered as having a conflict of interest."""
    lost = "Den ansatte mister tilgangen til saken med en gang, og kan ikke få den igjen før inhabiliteten er opphevet."
    taken = "Har den ansatte saken, tas den tilbake. Er det kontaktpersonen, må saken gis til en annen."
    own = "Gjelder det deg, ser du ikke saken etterpå. Bare teamlederen kan oppheve det."
    found = (
        Folge(slag=Folgeslag.STENGES_UTE, tekst=lost, alvor=True),
        Folge(slag=Folgeslag.TAS_TILBAKE, tekst=taken, alvor=True),
        Folge(slag=Folgeslag.STENGER_SEG_UTE, tekst=own, alvor=True),
    )
    return found[:2] if valg.leder else found


def of_lifting() -> tuple[Folge, ...]:
    """What follows when a conflict of interest is no more."""
    back = "Den ansatte kan ha saken igjen, men får den ikke av seg selv. Tildel den om den skal tilbake."
    kept = "At den ansatte var registrert som inhabil, blir stående i loggen."
    return (
        Folge(slag=Folgeslag.KAN_HA_IGJEN, tekst=back),
        Folge(slag=Folgeslag.STAR_I_LOGGEN, tekst=kept),
    )


# -- the work in it ----------------------------------------------------------------------------------------------


def of_changing_deadline(*, pauset: bool) -> tuple[Folge, ...]:
    """What follows when a deadline that runs is moved or put to rest; or one that rests is moved."""
    day = "Den nye dagen gjelder fra nå. Den som skal gjøre det, får beskjed på nytt når dagen kommer."
    moved = Folge(
        slag=Folgeslag.FRIST_FLYTTES,
        tekst=day + (" Fristen er ikke på pause lenger." if pauset else ""),
        ved=FLYTT,
    )
    work = "Det som skal gjøres, må fortsatt gjøres. Blir det ført, lukkes fristen."
    stands = Folge(slag=Folgeslag.ARBEIDET_STAR, tekst=work)
    if pauset:
        return (moved, stands)
    rests = "Den forfaller ikke, og ingen får beskjed om den, før noen lar den løpe igjen."
    return (moved, Folge(slag=Folgeslag.FRIST_HVILER, tekst=rests, ved=PAUSE), stands)


def of_resuming(frist: date, *, over: bool, dag: date) -> Folge:
    """What follows when a deadline that rests runs on. `over`: it was past before it was put to rest."""
    if over:
        text = f"Fristen er over med en gang: den gikk ut {dag_i_ord(frist, naa=dag)}, før den ble satt på pause."
        return Folge(slag=Folgeslag.FRIST_OVER, tekst=text, ved=FORTSETT)
    when = f"{ukedag(frist)} {dag_i_ord(frist, naa=dag)}"
    text = f"Løper den igjen, blir fristen {when}: den får like mange dager som den hadde igjen."
    return Folge(slag=Folgeslag.FRIST_FORTSETTER, tekst=text, ved=FORTSETT)


def of_planning() -> tuple[Folge, ...]:
    """What follows when a meeting is planned."""
    cleared = "Er en risikovurdering i kraft den dagen, er møtet klarert."
    not_cleared = "Er den ikke det, er møtet ikke klarert, og kontaktpersonen og teamlederen får beskjed."
    return (
        Folge(slag=Folgeslag.KLARERES, tekst=cleared),
        Folge(slag=Folgeslag.KLARERES_IKKE, tekst=not_cleared),
    )


def of_moving() -> tuple[Folge, ...]:
    """What follows when a meeting is changed."""
    lost = (
        "Flyttes møtet til en dag uten risikovurdering i kraft, er det ikke klarert lenger."
        " Kontaktpersonen og teamlederen får beskjed."
    )
    kept = "Flytting klarerer ikke et møte. Det gjør du i listen over møter."
    return (
        Folge(slag=Folgeslag.KLARERING_FALLER, tekst=lost),
        Folge(slag=Folgeslag.FLYTTING_KLARERER_IKKE, tekst=kept),
    )


def of_ending(*, begynt: bool) -> tuple[Folge, ...]:
    """What follows when it is written what a planned meeting became; `ved` says of which end."""
    over = "Møtet flyttes til «Tidligere», og kan ikke endres etterpå."
    told = {
        HOLDT: (Folgeslag.FORES_SOM_KONTAKT, "Føres også som en samtale i saken, med dagen møtet var."),
        IKKE_MOTT: (
            Folgeslag.TELLER_SOM_IKKE_MOTT,
            "Føres også som et manglende oppmøte, og teller med når frafall vurderes.",
        ),
        **dict.fromkeys(AVLYST, (Folgeslag.TELLER_IKKE, "Teller ikke som manglende oppmøte.")),
    }
    return (
        *(Folge(slag=told[kode][0], tekst=told[kode][1], ved=kode) for kode in possible_ends(begynt=begynt)),
        Folge(slag=Folgeslag.MOTE_OVER, tekst=over, alvor=True),
    )


def of_withdrawing(slag: Sequence[str]) -> tuple[Folge, ...]:
    """What follows when a consent of one of these kinds is taken back; `ved` says of which."""
    over = (
        "Alle samtykker av det slaget som er gitt til og med den dagen, gjelder ikke lenger."
        " Det kan ikke angres, men et nytt kan gis."
    )
    closed = (
        f"Trekkes deltakelse, kan ikke steget «{' eller '.join(_waiting_for_consent())}» tas før et nytt samtykke er"
        " gitt. Saken blir stående der den er: snakk med personen om hva som skal skje."
    )
    told = "Trekkes deling, gir samtykket ikke lenger lov til å dele opplysninger. Si fra til dem som har fått noe."
    by_kind = {
        "deltakelse": Folge(slag=Folgeslag.STEG_STENGES, tekst=closed, ved="deltakelse", alvor=True),
        "deling": Folge(slag=Folgeslag.DELING_STANSES, tekst=told, ved="deling", alvor=True),
    }
    return (
        Folge(slag=Folgeslag.SAMTYKKE_FALLER, tekst=over, alvor=True),
        *(by_kind[each] for each in slag),
        Folge(slag=Folgeslag.SKREVET_STAR, tekst="Det som er skrevet i saken, blir stående."),
    )


def _waiting_for_consent() -> list[str]:
    """The steps that no case takes without a consent in force, as people read them."""
    events = [
        step.event
        for programme in PROGRAMMES
        for step in programme.transitions
        if any(guard.kode == "samtykke_i_kraft" for guard in step.guards)
    ]
    return [begreper.hendelse(each) for each in dict.fromkeys(events)]
