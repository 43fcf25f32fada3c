import pytest
import sqlalchemy as sa


@pytest.fixture
def connection(db_url):
    engine = sa.create_engine(db_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.mark.db
def test_a_marked_test_runs_on_both_databases(request, connection):
    assert connection.dialect.name in request.node.name
    assert "publisher" in sa.inspect(connection).get_table_names()


def test_an_unmarked_test_runs_on_sqlite(connection):
    assert connection.dialect.name == "sqlite"


@pytest.mark.db
@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_finds_an_untouched_database(connection, turn):
    connection.execute(sa.text("CREATE TABLE left_behind (turn VARCHAR)"))
    connection.execute(sa.text("INSERT INTO left_behind VALUES (:turn)"), {"turn": turn})
    connection.commit()
    assert connection.scalars(sa.text("SELECT turn FROM left_behind")).all() == [turn]


def test_the_shared_server_does_not_wait_for_the_disk(postgres):
    settings = postgres.admin.execute("SELECT name, setting FROM pg_file_settings WHERE applied").fetchall()
    assert ("fsync", "off") in settings
