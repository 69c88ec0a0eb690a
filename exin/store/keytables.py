"""The tables of the key store, and what tells a key that is there from one that was destroyed.

Must not hold statements: `keystore` and `keycensus` do.
"""

from typing import Final

import sqlalchemy as sa

from exin.sealing.keyring import HARD_STOP

metadata: Final = sa.MetaData()

nokkel: Final = sa.Table(
    "nokkel",
    metadata,
    sa.Column("id", sa.LargeBinary(8), primary_key=True),
    sa.Column("eierslag", sa.String(10), nullable=False),
    sa.Column("eier", sa.LargeBinary(16), nullable=False),
    sa.Column("innpakket", sa.LargeBinary, nullable=False),
    sa.Column("forpliktelse", sa.LargeBinary(32), nullable=False),
    sa.Column("kek_id", sa.String(16), nullable=False),
    sa.Column("laant", sa.BigInteger, nullable=False),
    sa.Column("opprettet", sa.String(27), nullable=False),
    sa.UniqueConstraint("eierslag", "eier", name="uq_nokkel_eier"),
    # The hard stop stands in the schema, where no setting and no fault of the program reaches it.
    sa.CheckConstraint(f"laant BETWEEN 0 AND {HARD_STOP}", name="ck_nokkel_laant"),
)

hemmelighet: Final = sa.Table(
    "hemmelighet",
    metadata,
    sa.Column("navn", sa.String(40), primary_key=True),
    sa.Column("innpakket", sa.LargeBinary, nullable=False),
    sa.Column("kek_id", sa.String(16), nullable=False),
)

NOTHING: Final = {"innpakket": b"", "forpliktelse": bytes(32)}
"""What is left of a key that was destroyed."""

THERE: Final = sa.or_(*(nokkel.c[name] != left for name, left in NOTHING.items()))
"""Whether a key is there."""
