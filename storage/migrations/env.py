"""How alembic meets our metadata; run by storage/migrate, never by hand.

One transaction on either database: what is broken off, even by a kill, has changed nothing.
"""

from typing import Any

from alembic import context
from sqlalchemy import Connection, Engine, create_engine, event

from storage.tables import audience, metadata


def _transactional(engine: Engine) -> Engine:
    """Python's driver for SQLite would commit before each CREATE and ALTER by itself."""
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def leave_it_to_us(connection: Any, _: object) -> None:
            connection.isolation_level = None

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


engine = _transactional(create_engine(context.config.attributes["koc_url"]))
try:
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            compare_type=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            audience.put_aside(connection)
            context.run_migrations()
            audience.put_up(connection)
finally:
    engine.dispose()
