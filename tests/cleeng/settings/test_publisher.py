import pytest

from cleeng.settings import Route


def publisher(files):
    return files.settings().publishers[100000001]


def test_a_publisher_is_read_with_its_defaults(files):
    read = publisher(files)
    assert (read.info.locale, read.info.time_zone, read.info.sandbox) == ("en_US", "UTC", True)
    assert read.branding.primary_colour == "#0b6e4f"
    assert read.branding.on_primary == "#ffffff"
    assert read.uses == {"geoip": ("mmdb",), "rates": ("ecb",)}


def test_who_sells_may_have_an_address_of_several_lines_and_a_vat_number(files):
    files.publisher("address = Ringstraße 1,", "    10115 Berlin", "vat_number = CHE-123.456.788 MWST")
    info = publisher(files).info
    assert (info.address, info.vat_number) == ("Ringstraße 1, 10115 Berlin", "CHE-123.456.788 MWST")


def test_lists_are_words(files):
    files.publisher("[gateways]", "use = sandbox", "    stripe", "[checkout]", "use = inline popup")
    assert publisher(files).uses["gateways"] == ("sandbox", "stripe")
    assert publisher(files).uses["checkout"] == ("inline", "popup")


@pytest.mark.parametrize(
    ("without", "line", "fault"),
    [
        ("id =", "id = 12", "[publisher] id: "),
        ("id =", "id = A00000001", "[publisher] id: "),
        ("name", "name =", "[publisher] name: "),
        ("email", "email = nobody", "[publisher] email: "),
        ("country", "country = XX", "[publisher] country: XX is no ISO 3166-1 country"),
        ("country", "country = us", "[publisher] country: us is no ISO 3166-1 country"),
        ("currency", "currency = US", "[publisher] currency: US is no ISO 4217 currency"),
        ("sandbox", "sandbox = perhaps", "[publisher] sandbox: "),
        ("\n", "locale = tlh_QO", "[publisher] locale: tlh_QO is no locale such as en_US"),
        ("\n", "time_zone = Mars/Olympus", "[publisher] time_zone: Mars/Olympus is no time zone such as Europe/Oslo"),
        ("\n", "allowed_origins = www.example.com", "[publisher] allowed_origins: www.example.com is no origin"),
        ("\n", "allowed_origins = https://a.example/path", "[publisher] allowed_origins: "),
        ("\n", "hosts = https://shop.example", "[publisher] hosts: "),
        ("\n", "vat_number = none", "[publisher] vat_number: none is no VAT number such as DE123456789"),
        ("\n", "vat_number = ABCDEF", "[publisher] vat_number: ABCDEF is no VAT number"),
        ("\n", f"address = {'x' * 201}", "[publisher] address: "),
        ("\n", "timezone = UTC", "[publisher] timezone is not a setting here"),
    ],
)
def test_a_wrong_value_is_a_fault_at_its_line(files, without, line, fault):
    files.publisher(line, without=without)
    number = 8 if without == "\n" else 7
    assert len(files.faults_of()) == 1
    assert files.faults_of()[0].startswith(f"one.ini:{number}: {fault}")


@pytest.mark.parametrize("key", ["id", "name", "email", "country", "currency"])
def test_a_missing_key_is_a_fault_at_its_section(files, key):
    files.publisher(without=f"{key} =")
    assert files.faults_of() == [f"one.ini:1: [publisher] {key} is missing"]


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (["[gateway]", "use = sandbox"], "one.ini:8: [gateway] is not a section of a publisher's ini"),
        (["[route:first]", "use = x"], "one.ini:8: [route:first] is not a section of a publisher's ini"),
        (["[route:01]", "use = x"], "one.ini:8: [route:01] is not a section of a publisher's ini"),
        (["[gateways]"], "one.ini:8: [gateways] use is missing"),
        (["[gateways]", "use = a", "uses = b"], "one.ini:10: [gateways] uses is not a setting here"),
        (["[branding]", "logo = none.svg"], "one.ini:9: [branding] logo: there is no file none.svg"),
        (["[branding]", "primary_colour = green"], "one.ini:9: [branding] primary_colour: "),
        (
            ["[branding]", "terms_url = javascript:alert(1)"],
            "one.ini:9: [branding] terms_url: javascript:alert(1) is no a",
        ),
        (["[branding]", "home_url = www.example.com"], "one.ini:9: [branding] home_url: www.example.com is no address"),
        (["[branding]", "help_url = https://["], "one.ini:9: [branding] help_url: "),
        (["[branding]", "colour = #fff"], "one.ini:9: [branding] colour is not a setting here"),
    ],
)
def test_a_wrong_section_is_a_fault(files, lines, fault):
    files.publisher(*lines)
    assert len(files.faults_of()) == 1
    assert files.faults_of()[0].startswith(fault)


def test_a_file_without_publisher_is_a_fault_and_so_is_what_it_says(files):
    files.publisher("[gateway]", without=("[publisher", "id", "name", "email", "country", "currency", "sandbox"))
    assert files.faults_of() == [
        "one.ini: has no [publisher]",
        "one.ini:1: [gateway] is not a section of a publisher's ini",
    ]


def test_files_of_the_branding_stand_beside_the_ini(files):
    (files.folder / "publishers" / "logo.svg").write_text("<svg/>")
    files.publisher("[branding]", "logo = logo.svg")
    assert publisher(files).branding.logo == "logo.svg"


def test_any_origin_may_open_windows_but_not_frames(files):
    files.publisher("allowed_origins = *", "[checkout]", "use = popup redirect")
    assert files.faults_of() == []
    files.publisher("allowed_origins = *", "[checkout]", "use = popup inline")
    assert files.faults_of() == ["one.ini:8: [publisher] allowed_origins: * is possible for popup and redirect only"]


def test_routes_are_read_in_the_order_of_their_numbers(files):
    files.publisher(
        *("[gateways]", "use = stripe sandbox"),
        *("[route:10]", "use = sandbox"),
        *("[route:2]", "country = DE FR", "currency = EUR", "amount = 0-5000", "offer_type = subscription"),
        *("share = 20%", "use = stripe sandbox"),
    )
    assert publisher(files).routes == (
        Route(
            country=("DE", "FR"),
            currency=("EUR",),
            amount="0-5000",
            offer_type=("subscription",),
            share="20%",
            use=("stripe", "sandbox"),
        ),
        Route(use=("sandbox",)),
    )
    assert publisher(files).routes[0].share == 20


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("country = DE XX", "country: XX is no ISO 3166-1 country"),
        ("currency = EURO", "currency: EURO is no ISO 4217 currency"),
        ("amount = 5000", "amount: "),
        ("offer_type = movie", "offer_type: "),
        ("share = 120%", "share: "),
        ("share = most", "share: "),
        ("weight = 3", "weight is not a setting here"),
    ],
)
def test_a_wrong_route_is_a_fault_at_its_line(files, line, fault):
    files.publisher("[gateways]", "use = sandbox", "[route:1]", "use = sandbox", line)
    assert len(files.faults_of()) == 1
    assert files.faults_of()[0].startswith(f"one.ini:12: [route:1] {fault}")


def test_a_route_leads_to_gateways_that_the_publisher_uses(files):
    files.publisher("[gateways]", "use = sandbox", "[route:1]", "use = sandbox stripe")
    assert files.faults_of() == ["one.ini:11: [route:1] use: [gateways] does not use stripe"]


def test_secrets_of_plugins_come_from_the_environment(files):
    files.publisher("[plugin:payment_x]", "secret_key = ${X_KEY}")
    assert files.faults_of() == ["one.ini:9: the environment has no X_KEY"]
    read = files.settings({"X_KEY": "k"}).publishers[100000001]
    assert read.plugins["payment_x"].values["secret_key"].text == "k"
