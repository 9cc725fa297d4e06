"""How Alembic runs the migrations: on the connection that the store hands over, inside its transaction."""

from alembic import context

from reminder.store.schema import meta

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=meta.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
