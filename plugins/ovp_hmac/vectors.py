"""Known answers, computed with OpenSSL's command line and not with this plugin.

printf %s "$payload" | openssl dgst -sha256 -hmac "$secret" -binary | base64 | tr '+/' '-_' | tr -d =
"""

import datetime as dt

from cleeng.api import Asset, Policy, Vector

_SETTINGS = {"secret": "0123456789abcdef0123456789abcdef"}
_NOW = dt.datetime(2026, 12, 12, 20, tzinfo=dt.UTC)

VECTORS = (
    Vector(
        settings=_SETTINGS,
        asset=Asset("race-one", "races/one/master.m3u8"),
        subject="200000001",
        policy=Policy(ttl=3600, nonce="n1"),
        now=_NOW,
        expected={
            "token": (
                "eyJleHAiOjE3OTcxMDkyMDAsIm4iOiJuMSIsIm5iZiI6MTc5NzEwNTU0MCwicCI6InJhY2VzL29uZSIsInMiOiJI"
                "U2F6aEw0UXVVRzRidVd6VHNSNVdRIiwidiI6MX0"
                ".Ei7aIyRc-XdwUZiwvXZPwILOCHtktEAYd3a9svKZGW8"
            )
        },
    ),
    Vector(
        settings=_SETTINGS,
        asset=Asset("live-7"),
        subject="200000001",
        policy=Policy(ttl=600, ip="2001:db8::/48"),
        now=_NOW,
        expected={
            "token": (
                "eyJleHAiOjE3OTcxMDYyMDAsImlwIjoiMjAwMTpkYjg6Oi80OCIsIm5iZiI6MTc5NzEwNTU0MCwicCI6ImxpdmUt"
                "NyIsInMiOiJIU2F6aEw0UXVVRzRidVd6VHNSNVdRIiwidiI6MX0"
                ".ZabeNgZM_tow5SXljOMW8idAnMEb05y5WvizxE9bDco"
            )
        },
    ),
)
