import pytest

from cleeng.testing.vies import vies

TAX = """
[plugin:tax_eu_vat]
vies = {url}
"""


@pytest.fixture
def register():
    with vies() as fake:
        fake.enter("DE123456789")  # the publisher's
        yield fake


@pytest.fixture
def installation(installation, register):
    """The installation, its publisher taxing by the EU's rules and asking a register on this machine."""
    installation.plugins.append("tax_eu_vat")
    ini = next((installation.folder / "publishers").glob("*.ini"))
    text = (
        ini.read_text().replace("[tax]\nuse = flat", "[tax]\nuse = eu_vat").replace("[plugin:tax_flat]\nrate = 19", "")
    )
    ini.write_text(text + TAX.format(url=register.url))
    installation.give_vat_number()
    return installation
