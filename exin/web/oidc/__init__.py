"""Log-in by OpenID Connect, for Entra ID, ID-porten and Ansattporten: the code flow with PKCE, and nothing else.

Must not know of pages, cookies or staff: the site keeps the attempt, and casework knows who is bound to whom. The only
place from which anything but the database and the mail server is asked.
"""

from exin.web.oidc.feil import TEKSTER, Feilkode, Innloggingsfeil
from exin.web.oidc.forsok import Forsok
from exin.web.oidc.identitet import Identitet
from exin.web.oidc.innlogging import Innlogging, log_in_at
from exin.web.oidc.innstillinger import RETUR, UTLOGGET

__all__ = [
    "RETUR",
    "TEKSTER",
    "UTLOGGET",
    "Feilkode",
    "Forsok",
    "Identitet",
    "Innlogging",
    "Innloggingsfeil",
    "log_in_at",
]
