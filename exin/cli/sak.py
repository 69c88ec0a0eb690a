"""`exin sak ...`: the commands on a case, put together from their files.

Must not hold a command of its own.
"""

import typer

from exin.cli import sak_avslutt, sak_frist, sak_les, sak_mote, sak_skriv, sak_steg, sak_tildel, sak_tilgang

app = typer.Typer(help="Saker: se, før steg, skriv, tildel og skjerm.")

for part in (sak_les, sak_steg, sak_skriv, sak_frist, sak_mote, sak_avslutt, sak_tildel, sak_tilgang):
    app.registered_commands.extend(part.app.registered_commands)
    app.registered_groups.extend(part.app.registered_groups)
