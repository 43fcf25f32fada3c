"""The rows of the payment page."""

from cleeng.api import MethodForm

TEMPLATES = "cleeng_plugins.payment_sandbox:templates"

FORMS = (
    MethodForm(
        method="card",
        title="Card",
        hint="Test cards only, no money moves",
        template=f"{TEMPLATES}/card.pt",
        data={"example": "4242 4242 4242 4242"},
        keepable=True,
    ),
    MethodForm(
        method="wallet",
        title="TestPal",
        hint="You confirm at TestPal and come back here",
        button="Continue to TestPal",
        busy="Opening TestPal…",
        redirects=True,
    ),
    MethodForm(
        method="phone",
        title="Phone bill",
        hint="A test: it is added to nobody's bill",
        template=f"{TEMPLATES}/phone.pt",
    ),
)
