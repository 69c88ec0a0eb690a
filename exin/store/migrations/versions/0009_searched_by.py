"""By what the log is searched: each event's kind and time as numbers, and indexes that have them in order.

Revision 0009, after 0008. Kind and time of what stands there are made from its bytes: a million events take a minute.
"""

import sqlalchemy as sa
from alembic import op

from exin.store.loggslag import numbers_in

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_BATCH = 2_000
_SUBJECTS = ("sak", "person", "ansatt")

_EVENT = sa.table(
    "logg_hendelse",
    *(sa.column(name) for name in ("blad", "kropp", "slag", "tid", *(f"{each}_id" for each in _SUBJECTS))),
)


def upgrade() -> None:
    for name in ("slag", "tid"):
        op.add_column("logg_hendelse", sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
    _fill(op.get_bind())
    for each in _SUBJECTS:
        op.drop_index(f"ix_logg_{each}", "logg_hendelse")
        about = sa.text(f"{each}_id IS NOT NULL")
        columns = [f"{each}_id", "slag", "tid"]
        op.create_index(
            f"ix_logg_{each}", "logg_hendelse", columns, sqlite_where=about, postgresql_where=about
        )
    op.create_index("ix_logg_slag", "logg_hendelse", ["slag", "tid"])


def _fill(connection: sa.Connection) -> None:
    set_ = sa.update(_EVENT).where(_EVENT.c.blad == sa.bindparam("b_blad"))
    set_ = set_.values(slag=sa.bindparam("b_slag"), tid=sa.bindparam("b_tid"))
    first = 0
    while True:
        after = sa.select(_EVENT.c.blad, _EVENT.c.kropp).where(_EVENT.c.blad >= first)
        rows = connection.execute(after.order_by(_EVENT.c.blad).limit(_BATCH)).all()
        if not rows:
            return
        filled = [(row.blad, *numbers_in(bytes(row.kropp))) for row in rows]
        connection.execute(set_, [{"b_blad": leaf, "b_slag": kind, "b_tid": at} for leaf, kind, at in filled])
        first = rows[-1].blad + 1


def downgrade() -> None:
    op.drop_index("ix_logg_slag", "logg_hendelse")
    for each in _SUBJECTS:
        op.drop_index(f"ix_logg_{each}", "logg_hendelse")
    for name in ("slag", "tid"):
        op.drop_column("logg_hendelse", name)
    op.create_index("ix_logg_sak", "logg_hendelse", ["sak_id", "blad"])
    for each in ("person", "ansatt"):
        op.create_index(f"ix_logg_{each}", "logg_hendelse", [f"{each}_id"])
