"""What is measured: a throw-away installation with invented people, and the acts upon it.

Must not take a short cut: each act goes through the door as a command does.
"""

import itertools
from importlib.resources import files
from pathlib import Path

from exin.actor import Caller
from exin.app import initialise, os_user
from exin.casework import ansatte, arbeid, henvendelse, tildeling
from exin.casework.ansatte import AnsattValg
from exin.casework.ny_sak import NyHenvendelse
from exin.casework.register.run import Files, import_register
from exin.ids import Saksnr
from exin.store import personer
from policies import Action, Door

CASES = 200
_NOTE = "Samtale om bolig og behandling. Avtalt nytt møte neste uke, og kontakt med NAV før det. " * 2


class Bench:
    """An installation with some cases that all belong to one caseworker."""

    def __init__(self, folder: Path, *, cases: int = CASES) -> None:
        self.office = initialise(folder, bruker="admin", os_bruker=os_user()).office
        with self.office.work(self.caller("admin")) as w:
            ansatte.add_staff(w, "kari", AnsattValg(rolle="saksbehandler", mottak=True))
        self.numbers: list[Saksnr] = [self._new_case(number) for number in range(cases)]
        self._next = itertools.cycle(self.numbers)

    def caller(self, name: str) -> Caller:
        """A member of staff at the command line."""
        return Caller(dor=Door.CLI, brukernavn=name, os_bruker=os_user())

    def _new_case(self, number: int) -> Saksnr:
        new = NyHenvendelse(
            program="exin_oslo",
            kilde="direkte",
            bydel="sagene",
            navn=f"Munter Granitt {number}",
            telefon="00000000",
            epost=f"person{number}@example.org",
            adresse="Oppdiktet vei 1, 0155 Oslo",
            tekst=_NOTE,
        )
        with self.office.work(self.caller("kari")) as w:
            saksnr = henvendelse.register_henvendelse(w, new).saksnr
        with self.office.work(self.caller("kari")) as w:
            tildeling.assign(w, saksnr, "kari", "kontakt")
        return saksnr

    def open_case(self, _number: int) -> object:
        """Six sealed fields of a person and address, in the log before the first is opened."""
        fields = ("navn", "fodselsnummer", "fodselsdato", "telefon", "epost")
        declared = [*(f"person.{field}" for field in fields), "adresse.adresse"]
        with self.office.read(self.caller("kari")) as w:
            grant = w.permit(Action.LES_SAK, next(self._next), felt=declared)
            person, address = personer.of_grant(w.tx, grant), personer.address(w.tx, grant)
            texts = [w.open(grant, person, field) for field in fields]
            return [*texts, w.open(grant, address, "adresse") if address else None]

    def write_note(self, _number: int) -> object:
        """A note on a case."""
        with self.office.work(self.caller("kari")) as w:
            return arbeid.write_notat(w, next(self._next), _NOTE)

    def import_register(self) -> int:
        """Import the demonstration register. Returns the number of rows that landed."""
        data = files("exin.casework.register").joinpath("data")
        read = [data.joinpath(name).read_bytes() for name in ("henvendelser.csv", "hendelser.csv")]
        came = import_register(
            self.office, self.caller("admin"), Files(henvendelser=read[0], hendelser=read[1])
        )
        return came.saker + came.hendelser
