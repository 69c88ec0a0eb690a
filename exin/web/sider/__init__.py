"""The pages, one file a subject. Each route names the action that the rules are asked about.

Must not open or decide anything: a page calls casework in a block and renders the view that it gave.
"""

from exin.web.sider import (
    apne,
    fortalt,
    frister,
    henvendelse,
    inhabil,
    innlogging,
    kartlegging,
    lesere,
    min_dag,
    moter,
    notat,
    overlevering,
    person,
    plan,
    profil,
    reinntak,
    sak,
    saker,
    samtale,
    samtykke,
    skjerming,
    steg,
    tilbud,
    tildel,
    tilgang,
    tilknytning,
    utkast,
    varsler,
)

ROUTERS = tuple(
    each.ruter.router
    for each in (
        apne,
        innlogging,
        min_dag,
        notat,
        utkast,
        saker,  # before the page of a case: the search has an address there too
        henvendelse,
        varsler,
        profil,
        fortalt,
        kartlegging,
        overlevering,
        person,
        plan,
        lesere,
        sak,
        samtale,
        samtykke,
        steg,
        reinntak,
        tilbud,
        tilknytning,
        frister,
        moter,
        tildel,
        skjerming,
        inhabil,
        tilgang,
    )
)
"""All of them. A file that is not here has no pages."""
