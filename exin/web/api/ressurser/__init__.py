"""The resources of the API, one file a subject. Each route names the action that the rules are asked about.

Must not open or decide anything: a route calls casework in the block that it is given, and hands back what that gave.
"""

from exin.web.api.ressurser import arbeid, frister, hus, moter, oversikt, saker, tildeling

RUTER = [
    rute for each in (saker, arbeid, moter, frister, tildeling, oversikt, hus) for rute in each.ruter.ruter
]
"""All of them, in the order of the description."""
