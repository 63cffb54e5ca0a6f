"""How alembic meets our metadata; run by storage/migrate, never by hand.

One transaction on either database: what is broken off, even by a kill, has changed nothing.
"""

from typing import Any

from alembic import context
from sqlalchemy import Connection, Engine, create_engine, event, inspect

from storage import revisions
from storage.tables import audience_triggers, metadata


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


def _say_whom_they_serve(connection: Connection) -> None:
    """Each migration since the table is there says it of the tables that it leaves."""
    if inspect(connection).has_table("oldest_reader"):
        revision = context.get_context().get_current_revision()
        assert revision is not None  # the one that made the table, or a later one
        said = context.script.get_revision(revision).module
        revisions.say_oldest_reader(connection, said.oldest_reader)


engine = _transactional(create_engine(context.config.attributes["koc_url"]))
try:
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            compare_type=True,
            transactional_ddl=True,
            template_args={
                "oldest_reader": context.script.get_revision("head").module.oldest_reader
            },
        )
        with context.begin_transaction():
            audience_triggers.put_aside(connection)
            context.run_migrations()
            _say_whom_they_serve(connection)
            audience_triggers.put_up(connection)
finally:
    engine.dispose()
