"""The door. Without it no case datum is read or written; passing it always leaves an event in the log.

Must not know what staff do (casework) nor how it is shown: it permits, seals, opens, commits and logs.
"""

from exin.work.block import Block
from exin.work.office import Office
from exin.work.read import Reading
from exin.work.write import Work

__all__ = ["Block", "Office", "Reading", "Work"]
