"""One invented person's case from the first call to the end, with one step that is refused and one who may not read.

Must not be taken on an installation that is to be kept: what it writes stays in the log.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Final

from exin.actor import Caller
from exin.casework.demo.people import LEDER, MOTTAK, invented_number
from exin.casework.demo.register import numbers_in, register_as_it_is
from exin.casework.oppfolging import arbeid
from exin.casework.oppfolging.arbeid import NyKartlegging, NyKontakt
from exin.casework.sak import henvendelse, steg
from exin.casework.sak.ny_sak import NyHenvendelse
from exin.casework.sak.steg import Onske
from exin.casework.tilgang import tildeling
from exin.casework.visning.visning import show_case
from exin.errors import Denied, IllegalStep, NotFound
from exin.ids import Saksnr
from exin.work import Office, Reading, Work
from workflows import Reason, by_key

UTENFOR: Final = "ansatt04"
"""Somebody of the team who does not have the case."""

_NAVN = "Mild Oppdiktet"
_NOTAT = "Fikk plass på kurset. Feiret med kake på kontoret."


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Who did what, and what came of it. A refusal has its reasons."""

    hvem: str
    hva: str
    ble: str
    avslag: bool = False
    grunner: tuple[Reason, ...] = ()


class Tour:
    """The case and those who work on it. Take the scenes one by one."""

    def __init__(self, office: Office, admin: Caller) -> None:
        self._office, self._admin = office, admin
        self.saksnr = Saksnr("")

    def scenes(self) -> Iterator[Scene]:
        """All that happens, as it happens."""
        yield self._first_call()
        yield self._done(LEDER, "tildeler saken til den som tok telefonen", self._assign)
        yield self._step("start_vurdering")
        yield self._done(MOTTAK, "holder informasjonssamtalen og fører den", self._talk)
        yield self._step("start_vurdering")
        yield self._done(MOTTAK, "kartlegger, og får samtykke til å delta", self._map_and_consent)
        yield self._step("start_forlop")
        yield self._done(MOTTAK, "skriver et notat", lambda w: arbeid.write_notat(w, self.saksnr, _NOTAT))
        yield self._reading(MOTTAK)
        yield self._reading(UTENFOR)
        yield self._done(MOTTAK, "lager en plan for overlevering", self._plan)
        yield self._step("start_avslutning")
        yield self._done(MOTTAK, "får bekreftet at NAV tar over, og forteller det", self._hand_over)
        yield self._step("avslutt")

    def _first_call(self) -> Scene:
        with self._work(MOTTAK) as w:
            number = invented_number(w.means.today(), years=22, taken=numbers_in(register_as_it_is()))
            ny = NyHenvendelse(
                program="exin_oslo",
                kilde="direkte",
                bydel="sagene",
                navn=_NAVN,
                fodselsnummer=number,
                tekst="Vil ut av miljøet, og spør hva EXIN er.",
            )
            self.saksnr = henvendelse.register_henvendelse(w, ny).saksnr
        return Scene(hvem=MOTTAK, hva="tar telefonen og fører en henvendelse", ble=f"sak {self.saksnr}")

    def _step(self, hendelse: str) -> Scene:
        programme = by_key("exin_oslo")
        what = f"vil ta steget «{programme.event(hendelse).label}»"
        try:
            with self._work(MOTTAK) as w:
                taken = steg.advance(w, self.saksnr, Onske(hendelse=hendelse))
        except IllegalStep as error:
            reasons = tuple(Reason(r.kode, r.tekst, r.mangler, r.hvem) for r in error.reasons)
            return Scene(hvem=MOTTAK, hva=what, ble="avslått", avslag=True, grunner=reasons)
        return Scene(
            hvem=MOTTAK, hva=what, ble=f"saken står i {programme.state(taken.tilstand).label.lower()}"
        )

    def _done(self, who: str, what: str, act: Callable[[Work], object]) -> Scene:
        with self._work(who) as w:
            act(w)
        return Scene(hvem=who, hva=what, ble="ført")

    def _reading(self, who: str) -> Scene:
        what = "vil lese notatet"
        try:
            with self._read(who) as r:
                note = show_case(r, self.saksnr).notater[-1].tekst
        except (Denied, NotFound):
            return Scene(hvem=who, hva=what, ble="avslått: saken er en annens", avslag=True)
        return Scene(hvem=who, hva=what, ble=f"«{note}»")

    def _assign(self, w: Work) -> None:
        tildeling.assign(w, self.saksnr, MOTTAK, tildeling.KONTAKT)

    def _talk(self, w: Work) -> None:
        talk = NyKontakt(slag="informasjonssamtale", utfall="holdt", tekst="God samtale. Vil gå videre.")
        arbeid.write_kontakt(w, self.saksnr, talk)

    def _map_and_consent(self, w: Work) -> None:
        mapping = NyKartlegging(
            motivasjon="Vil ha en hverdag som tåler dagslys.",
            risiko="Gjeld til tidligere venner.",
            beskyttelsesfaktorer="En tante som stiller opp.",
            behov="Bolig i en annen bydel.",
        )
        arbeid.write_kartlegging(w, self.saksnr, mapping)
        arbeid.write_samtykke(w, self.saksnr, "deltakelse")

    def _plan(self, w: Work) -> None:
        arbeid.write_plan(w, self.saksnr, "NAV følger opp arbeid, bydelen følger opp bolig.")

    def _hand_over(self, w: Work) -> None:
        arbeid.write_overlevering(w, self.saksnr, "NAV")
        arbeid.write_fortalt(w, self.saksnr, "samtale")

    def _work(self, who: str) -> AbstractContextManager[Work]:
        return self._office.work(replace(self._admin, brukernavn=who))

    def _read(self, who: str) -> AbstractContextManager[Reading]:
        return self._office.read(replace(self._admin, brukernavn=who))
