"""How the databases would run a statement."""

import sqlalchemy as sa
import sqlalchemy.ext.compiler


def plan(database, query, params):
    """Give the steps of a statement's plan, of SQLite or PostgreSQL."""
    with database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            return [row.detail for row in connection.execute(Explained(query, "EXPLAIN QUERY PLAN"), params)]
        connection.execute(sa.text("SET enable_seqscan = off"))  # nothing is cheaper in tables this small
        return list(connection.scalars(Explained(query, "EXPLAIN"), params))


def by_index(steps):
    """Hold that no step of a plan reads a whole table."""
    assert steps
    assert not [step for step in steps if step.startswith("SCAN") or "Seq Scan" in step], steps


class Explained(sa.sql.expression.Executable, sa.ClauseElement):
    """A statement's plan instead of its rows."""

    inherit_cache = False

    def __init__(self, query, words):
        self.query, self.words = query, words


@sa.ext.compiler.compiles(Explained)
def explain(element, compiler, **kw):
    text = compiler.process(element.query, **kw)
    compiler._result_columns.clear()  # the plan's are others
    return f"{element.words} {text}"
