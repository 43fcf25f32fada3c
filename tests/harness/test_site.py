"""The installation that tests visit."""


def test_each_test_has_a_publisher_a_clock_and_a_database(application, publisher, clock, services):
    assert publisher.info.name == "Demo Sports"
    assert publisher.clock.now() == clock.now()
    with services() as ours:
        ours.customers.register("ann@example.com")
    with services() as ours:
        assert ours.customers.find("ann@example.com").created_at == clock.now()


def test_pages_are_answered(app):
    app.get("/", status=404)
