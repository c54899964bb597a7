"""What Alembic runs: the connection is handed over open, in a transaction that `bot.store.migrate` ends."""

from alembic import context

from bot.store.archive_tables import metadata
from bot.store.migrate import in_metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_object=in_metadata,
    render_as_batch=True,  # SQLite cannot alter a column in place
)
with context.begin_transaction():
    context.run_migrations()
