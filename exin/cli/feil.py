"""One table from the engine's errors to what a person reads and the exit code.

Must not print anything that was typed, nor an exception's own text: only texts by code, and ids of rows at fault.
"""

from dataclasses import dataclass
from typing import Any

from exin.errors import (
    Conflict,
    Denied,
    ExinError,
    IllegalStep,
    InvalidInput,
    LogUnavailable,
    Misconfigured,
    NotFound,
    Tampered,
    UnfitPurpose,
    UnknownActor,
)
from exin.feiltekster import FELLES
from exin.skrivemate import eller

UNKNOWN = "feil"
"""The code of an error that nobody foresaw."""

DONE, FAULT, REFUSED, WRONG_USAGE = 0, 1, 2, 64

NOT_FOUND = "Fant ingen sak med det nummeret som du har tilgang til. Kontroller nummeret."
DENIED = "Du har ikke tilgang til dette."
NOT_YET = "Steget er ikke mulig ennå."
UNFIT_PURPOSE = "Formålet passer ikke til rollen din."
UNKNOWN_ACTOR = "Ukjent bruker, eller kontoen er ikke din. Kontroller --som."
NO_SINK = "Sjekkpunktet kan ikke skrives utenfor databasen, og da vises ingenting. Kontroller filen for sjekkpunkter."
LOG_UNAVAILABLE = "Loggen kan ikke skrives, og da vises og endres ingenting. Meld fra til drift."
UNFORESEEN = "Noe gikk galt. Ingenting ble endret. Meld fra til drift."

TEXTS: dict[str, str] = FELLES | {
    "mappen_er_ikke_tom": "Mappen er ikke tom. En eksport overskriver ingenting; velg en tom eller ny mappe.",
    "mappen_kan_ikke_skrives": "Mappen kan ikke skrives. Kontroller stien og rettighetene.",
    "migrering_etterlot_lose_rader": "Oppgraderingen ble ikke gjennomført: databasen henger ikke sammen etterpå. "
    "Hent sikkerhetskopi, og meld fra til drift.",
    "smtp_passord_rettigheter": "Andre kan lese filen med passordet til e-posttjeneren. Sett rettighetene til 0600.",
    "installasjon_finnes": "Mappen er ikke tom. En installasjon overskrives aldri; velg en tom mappe.",
    "databasen_er_ikke_tom": "Det ligger noe i databasen eller nøkkellageret fra før. Lag to tomme databaser, "
    "og sett adressene deres i oppsettet.",
    "er_pa_tjener_allerede": "Installasjonen ligger på en databasetjener allerede. Bare en som ligger i "
    "filer, kan flyttes.",
    "ikke_en_tjener": "Det kan bare flyttes til PostgreSQL. Skriv adressen som postgresql://bruker@tjener/database.",
    "nokler_og_data_sammen": "Nøklene skal ligge adskilt fra dataene. Oppgi to forskjellige databaser.",
    "ny_database_er_ikke_tom": "Det ligger noe fra før i databasen eller nøkkellageret det skal flyttes til. "
    "Kontroller først at adressene er riktige, og at ingen bruker dem. Er det rester etter en flytting som ble "
    "avbrutt: Slett de to databasene, lag dem på nytt, og kjør det samme igjen. Installasjonen her er som før.",
    "ny_database_svarer_ikke": "Databasen svarer ikke, eller slipper ikke inn alle rollene. Kontroller adressen, at "
    "tjeneren går, rollene og filen med passord (PGPASSFILE), og sertifikatet. Installasjonen her er som før.",
    "ny_database_tar_ikke_imot": "En database det skal flyttes til, svarer ikke eller tar ikke imot. Kontroller "
    "adressene, at tjeneren går, og hva rollene har lov til. Installasjonen her er som før.",
    "kopien_er_ikke_hel": "Kopien på tjeneren er ikke lik det som skulle flyttes, eller lot seg ikke kontrollere. "
    "Installasjonen her er som før. Slett de to databasene, og meld fra til drift.",
    "databaseadresse_ugyldig": "Adressen til databasen kan ikke leses. Skriv den som "
    "postgresql://bruker@tjener/database.",
    "databaseadresse_med_passord": "Adressen til databasen har et passord i seg. Ta det ut, og legg det i en fil "
    "som PGPASSFILE peker på.",
    "postgres_ikke_installert": "PostgreSQL-driveren mangler. Installer exin-oslo[postgres].",
    "database_skadet": "Databasen kan ikke leses: filen er skadet. Hent sikkerhetskopi, og meld fra til drift.",
    "databasen_er_nyere": "Databasen er fra en nyere utgave enn programmet. Oppgrader programmet.",
    "sjekkpunkt_er_endret": "Siste sjekkpunkt utenfor databasen er endret. Ingenting leses. "
    "Meld fra til systemansvarlig og revisor.",
    "loggnokkel_mangler": "Nøkkelen som signerer loggen, mangler. Hent den fra sikkerhetskopi.",
    "loggnokkel_rettigheter": "Andre kan lese nøkkelen som signerer loggen. Sett rettighetene til 0600.",
    "demo_i_produksjon": "Demonstrasjonen lastes aldri der det er ekte personer.",
    "demo_avbrutt_tidligere": "Demonstrasjonen ble avbrutt en annen dag. Slett mappen, og begynn på nytt.",
    "registerfil_overskrift": "Overskriften er ikke som den skal. Kontroller kolonnene, og at de to filene "
    "ikke er byttet om.",
    "ukjent_ansatt": "Det finnes ingen slik ansatt som kan brukes her. Se «exin ansatt liste».",
    "krets_bare_ved_strengt": "Leder og ansatte oppgis bare når saken blir strengt fortrolig. "
    "Ellers tildeles saken med «exin sak tildel».",
    "som_mangler": "Databasen må oppgraderes. Oppgi hvem du er, med --som BRUKER.",
    "blad_uleselig": "En hendelse i loggen kan ikke leses. Kjør «exin logg verify», og meld fra til revisor.",
    "blad_mangler": "Loggen er ikke hel. Kjør «exin logg verify», og meld fra til revisor.",
    "ikke_tildelt": "Den ansatte har ikke den funksjonen i saken. Se «exin sak vis».",
    "fravar_overlapper": "Den ansatte er registrert borte på noen av dagene alt. Se «exin ansatt liste».",
    "ukjent_fravar": "Den ansatte har ikke noe fravær som begynner på den dagen. Se «exin ansatt liste».",
    "vikar_for_seg_selv": "Ingen er vikar for seg selv. Oppgi en annen, eller utelat --vikar.",
    "smtp_passord_mangler": "Filen med passordet til e-posttjeneren mangler eller kan ikke leses. Kontroller "
    "smtp_passordfil i exin.toml.",
    "oidc_nokkel_mangler": "Filen med nøkkelen for innlogging mangler eller kan ikke leses. Kontroller oidc_nokkelfil "
    "i exin.toml.",
    "oidc_nokkel_rettigheter": "Andre kan lese filen med nøkkelen for innlogging. Sett rettighetene til 0600.",
    "oidc_nokkel_kan_ikke_brukes": "Nøkkelen for innlogging kan ikke brukes. Det skal være en privat nøkkel uten "
    "passord, som JWK eller PEM: RSA med minst 2048 bit, P-256 eller Ed25519.",
    "oidc_hemmelighet_mangler": "Filen med hemmeligheten for innlogging mangler, er tom eller kan ikke leses. "
    "Kontroller oidc_hemmelighetfil i exin.toml.",
    "oidc_hemmelighet_rettigheter": "Andre kan lese filen med hemmeligheten for innlogging. Sett rettighetene "
    "til 0600.",
    "smtp_tillit_kan_ikke_leses": "Sertifikatet som e-posttjeneren skal kjennes på, kan ikke leses. Kontroller "
    "smtp_tillit i exin.toml.",
    "eierlogo_mangler": "Filen med eierens merke mangler eller kan ikke leses. Kontroller nettsted_eier_logo i "
    "exin.toml.",
    "eierlogo_for_stor": "Filen med eierens merke er for stor. Den kan være på høyst 64 kB.",
    "eierlogo_feil_slag": "Filen med eierens merke kan ikke brukes. Det skal være en PNG eller en SVG.",
    "eierlogo_utrygg": "Eierens merke har skript, bevegelse eller peker på noe utenfor filen. Lagre det som enkel SVG, "
    "eller bruk PNG.",
    "ukjent_frist": "Ingen slik frist løper i saken. Se kodene i «exin sak frister».",
    "frist_er_pauset": "Fristen er på pause allerede. Bruk --fortsett for å la den løpe igjen.",
    "frist_er_ikke_pauset": "Fristen er ikke på pause. Bruk --pause for å la den hvile.",
    "alder_kan_ikke_flyttes": "En fødselsdag kan ikke flyttes. Er datoen feil, så rett den med «exin sak person».",
    "ukjent_mote": "Saken har ikke ett slikt møte. Bruk id-en som står ved møtet i «exin sak moter».",
    "mote_i_fortiden": "Møtet må være fram i tid. Det som har vært, føres med «exin sak samtale».",
    "ukjent_notat": "Saken har ikke ett slikt notat. Bruk id-en som står ved notatet i «exin sak vis».",
    "ukjent_kode": "Verdien finnes ikke i listen. Se hjelpen for kommandoen med --help.",
    "ukjent_hendelse": "Det finnes ikke noe slikt steg. Se mulige steg med «exin sak muligheter SAKSNR».",
    "ny_henvendelse_er_egen_kommando": "Bruk «exin sak ny --fra SAKSNR» for en ny henvendelse fra samme person.",
    "tekst_mangler": "Teksten mangler. Skriv den når du blir spurt, eller bruk --fra-fil.",
    "linje_for_lang": "En linje er lengre enn terminalen tar imot, og slutten kan være borte. Legg teksten i en fil, "
    "og bruk --fra-fil.",
    "jobben_er_i_gang": "Jobben er i gang allerede. Se «exin jobs status».",
    "nokkelkopi_feilet": "Nøkkellageret kunne ikke kopieres, eller en gammel kopi kunne ikke slettes. Kontroller "
    "mappen for nokkelkopier i exin.toml, og plassen på disken.",
    "ukjent_felt_i_fil": "Filen har tekst før det første feltet. Skriv én linje for hvert felt, som «navn: ...».",
    "fil_kan_ikke_leses": "Filen kan ikke leses. Kontroller stien, og at filen er tekst i UTF-8.",
    "ingen_installasjon": "Det finnes ingen installasjon i mappen. Lag en med «exin init --dir MAPPE».",
    "oppsett_kan_ikke_leses": "Filen exin.toml kan ikke leses. Rett den, eller hent den fra sikkerhetskopi.",
    "oppsett_ukjent_eller_feil": "Filen exin.toml har en ukjent nøkkel eller en verdi som ikke kan brukes.",
    "databasen_mangler": "Databasen finnes ikke der oppsettet sier. Kontroller stien i exin.toml.",
    "rolle_eier_mangler": "En egen rolle for nummereringen får rettighetene sine av eieren. Oppgi --rolle-eier også.",
    "databasen_svarer_ikke": "Databasen svarer ikke. Kontroller adressen i oppsettet, at tjeneren går, rollen og "
    "filen med passord (PGPASSFILE), og sertifikatet.",
    "databasen_er_tom": "Databasen er tom. Kontroller hvor den skal ligge, i exin.toml, eller hent den fra "
    "sikkerhetskopi.",
    "rollen_mangler_rett": "Rollen i databasen har ikke lov til dette. Oppgi den som eier tabellene, som rolle_eier "
    "i oppsettet, og kontroller rettighetene. Ingenting ble endret.",
    "databasen_ma_migreres": "Databasen er fra en eldre utgave. Ta sikkerhetskopi, og kjør «exin migrate».",
    "loggen_er_kortere_enn_siste_sjekkpunkt": "Loggen svarer ikke til siste sjekkpunkt: noe er fjernet eller "
    "endret. Ingenting leses. "
    "Kjør «exin logg verify», og meld fra til systemansvarlig og revisor.",
    "fil_finnes": "Filen finnes fra før og overskrives ikke.",
    "fil_kan_ikke_skrives": "Filen kan ikke skrives. Kontroller stien, og at mappen finnes.",
    "installasjonen_er_i_bruk": "Installasjonen er i bruk. Demonstrasjonen lastes bare der ingen arbeider: "
    "velg en annen mappe med --dir.",
    "installasjonen_kan_ikke_kopieres": "Omvisningen trenger en installasjon med alle filene i mappen. "
    "Velg en annen mappe med --dir.",
    "loggen_er_ikke_hel": "Kontrollen fant feil. Kjør «exin logg verify --data», og meld fra til revisor.",
    "registerfil_kan_ikke_leses": "Filen kan ikke leses. Lagre den fra Excel som CSV, og kontroller stien.",
    "lokale_kontoer_i_produksjon": "Lokale kontoer med passord er bare for utprøving, og kan ikke brukes i produksjon.",
    "argon2_ikke_installert": "Biblioteket for passord mangler. Installer exin-oslo[lokal].",
    "passord_for_kort": "Passordet er for kort. Skriv minst 12 tegn.",
    "passord_for_langt": "Passordet er for langt. Skriv høyst 200 tegn.",
    "passord_ulike": "De to passordene er ikke like. Ingenting ble endret.",
    "rad_er_ikke_siste_skriving": "En rad i databasen er ikke slik den sist ble skrevet. Den vises ikke. "
    "Kjør «exin logg verify --data», og meld fra til systemansvarlig og revisor.",
}
"""What to say, by code. Codes of sealing and of national numbers bring their own texts."""


@dataclass(frozen=True, slots=True)
class Svar:
    """What is told of an error: exit code, a code, a text, and what is missing where a guard said no."""

    exit_code: int
    kode: str
    tekst: str
    mangler: tuple[dict[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The same for a program."""
        return {"feil": self.kode, "tekst": self.tekst, "mangler": list(self.mangler)}


TOLD = {
    "avsluttet_sak_last": "Saken er avsluttet og kan ikke endres. Se hva som er mulig, med «exin sak muligheter»."
}
"""What to say of a rule that forbids, where it is told to who may hear of it."""

OPTIONS = {"arsak": "--arsak", "kilde": "--kilde", "apen_til": "--apen-til", "tilbud": "--tilbud"}
"""The option for what a step must be given, by the code of its reason."""

_CANNOT_BE_READ = frozenset({"ugyldig_dato", "ugyldig_tid", "ukjent_formal", "som_mangler"})
"""Codes of values that are not even of the right form: wrong usage, like what Typer finds."""

_NO_LOG = {
    "sluk": NO_SINK,
    "utfall_ukjent": "Databasen svarte ikke da endringen skulle lagres. Den kan være lagret eller ikke. "
    "Se på saken før du prøver igjen.",
    "ikke_festet": "Databasen svarte ikke da loggen skulle festes. Det du ba om, kan være gjort, men vises ikke. "
    "Se etter før du prøver igjen.",
}
"""What to say of a log that cannot be written, by what stopped it."""

_FIXED: dict[type[ExinError], Svar] = {
    NotFound: Svar(REFUSED, "ikke_funnet", NOT_FOUND),
    Denied: Svar(REFUSED, "nektet", DENIED),
    UnknownActor: Svar(REFUSED, "ukjent_bruker", UNKNOWN_ACTOR),
}


def answer_to(error: ExinError) -> Svar:
    """What to tell of an error of the engine."""
    match error:
        case IllegalStep():
            missing = tuple(
                {"kode": r.kode, "tekst": r.tekst, "mangler": r.mangler, "hvem": r.hvem}
                for r in error.reasons
            )
            heading = missing[0]["tekst"] if len(missing) == 1 else NOT_YET
            return Svar(REFUSED, "ikke_mulig", heading, missing)
        case Denied():
            return _denial(error)
        case LogUnavailable():
            return Svar(
                FAULT,
                "logg",
                next((_NO_LOG[each] for each in error.args if each in _NO_LOG), LOG_UNAVAILABLE),
            )
        case InvalidInput() | Conflict():
            exit_code = WRONG_USAGE if error.kode in _CANNOT_BE_READ else REFUSED
            return Svar(exit_code, error.kode, _with_field(text_of(error.kode), getattr(error, "felt", "")))
        case Tampered() | Misconfigured():
            where = f" ({', '.join(error.where)})" if error.where else ""
            return Svar(FAULT, error.kode, text_of(error.kode) + where)
    return _FIXED.get(type(error), Svar(FAULT, UNKNOWN, UNFORESEEN))


def _denial(error: Denied) -> Svar:
    if isinstance(error, UnfitPurpose):
        return Svar(REFUSED, "formal_passer_ikke", f"{UNFIT_PURPOSE} Velg {eller(error.fitting)}.")
    if error.told and error.told[0] in TOLD:
        return Svar(REFUSED, "nektet", TOLD[error.told[0]])
    return _FIXED[type(error)]


def text_of(kode: str) -> str:
    """The text of a code, wherever it stands."""
    from exin.app import TEXTS_BELOW  # noqa: PLC0415 - only when something went wrong

    return TEXTS.get(kode) or TEXTS_BELOW.get(kode) or UNFORESEEN


def _with_field(text: str, felt: str) -> str:
    return f"{felt}: {text}" if felt else text
