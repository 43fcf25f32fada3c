"""A gateway as a third party's would be: it draws its field itself, by a script of its own."""

from cleeng.api import Csp, FieldError, MethodForm, MethodSnapshot, PaymentGateway, ProviderSettings, Result, hookimpl


class Settings(ProviderSettings):
    public_key: str = "pk_1"


class FieldsGateway(PaymentGateway):
    """Takes what its script answers; charges nobody."""

    name = "fields"
    title = "Own fields"
    Settings = Settings

    def forms(self, ctx, amount, country):
        """Offer one row with a script and one without."""
        script = "payment_fields:static/fields.js"
        template = "payment_fields:templates/fields.pt"
        return [
            MethodForm("drawn", "Drawn card", template=template, script=script, keepable=True),
            MethodForm("bank", "Bank page", hint="In a window of its own", redirects=True),
        ]

    def csp(self):
        """Name the host of the fields."""
        return Csp({"frame-src": ["https://fields.example"]})

    def client_config(self, ctx):
        """Tell the key that may be seen."""
        return {"key": self.settings.public_key}

    def check(self, ctx, method, fields):
        """Want the ticket that the script made."""
        return [] if fields.get("ticket") else [FieldError("ticket", "Card: missing", "Enter your card.")]

    def start(self, ctx, intent, return_url, cancel_url):
        """Take any ticket; its digits are the card's."""
        snapshot = MethodSnapshot("card", "Drawn", intent.fields["ticket"].rpartition("-")[2])
        return Result.succeeded(intent.amount, f"drawn-{ctx.idempotency_key}", method=snapshot)

    def get_status(self, ctx, payment):
        """Remember nothing."""
        return Result.unknown("forgotten")


@hookimpl
def cleeng_payment_gateways():
    """Offer the gateway "fields"."""
    return [FieldsGateway]


@hookimpl
def cleeng_configure(config):
    """Serve the script."""
    config.add_static_view("plugins/payment_fields/static", "payment_fields:static")
