import stat

from cleeng import schema


def test_upgrade_makes_home_secret_and_tables(bare):
    text = bare.ini.read_text()
    bare.ini.write_text("\n".join(line for line in text.splitlines() if not line.startswith("cleeng.secret")))
    assert bare.done("db", "upgrade") == f"database upgraded from nothing to revision {schema.head()}\n"
    secret = bare.home / "keys" / "secret"
    assert len(secret.read_text()) == 64
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert stat.S_IMODE(bare.home.stat().st_mode) == 0o700
    assert {"data", "outbox", "cleeng.db"} <= {path.name for path in bare.home.iterdir()}


def test_upgrade_again_keeps_the_secret_and_says_nothing(bare):
    text = bare.ini.read_text()
    bare.ini.write_text("\n".join(line for line in text.splitlines() if not line.startswith("cleeng.secret")))
    bare.done("db", "upgrade")
    before = (bare.home / "keys" / "secret").read_text()
    assert bare.done("db", "upgrade") == ""
    assert (bare.home / "keys" / "secret").read_text() == before


def test_a_secret_of_the_ini_needs_no_file(bare):
    bare.done("db", "upgrade")
    assert not (bare.home / "keys").exists()


def test_upgrade_needs_neither_plugins_nor_publishers(bare):
    text = bare.ini.read_text().replace("    tax_flat", "    tax_of_tomorrow")
    bare.ini.write_text(text)
    bare.publisher("id = 100000001", "id = ${NOBODY_KNOWS}")
    assert "upgraded" in bare.done("db", "upgrade")


def test_upgrade_needs_a_sound_ini(bare):
    bare.ini.write_text(bare.ini.read_text().replace("cleeng.home = ${CLEENG_HOME}", "cleeng.hom = x"))
    result = bare.cleeng("db", "upgrade")
    assert result.exit_code == 1
    assert "cleeng.hom is not a setting here" in result.stderr
