"""The access check: whether the bearer of a customer token may watch an offer now.

The most frequent question of all, asked by every player and every page.  One raw statement on a kept connection
answers it; the SQL is compiled once, from the same tables that `EntitlementService.access` asks, whose answer this
one equals.
"""

from __future__ import annotations

import datetime as dt
import json
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from cleeng.catalog.errors import OfferNotFound
from cleeng.catalog.models import GeoRule, Offer, OfferLocalization, OfferType
from cleeng.catalog.offer import open_in, preferred
from cleeng.customers.errors import CustomerInactive, InvalidToken
from cleeng.customers.models import Customer, CustomerStatus, CustomerToken
from cleeng.customers.tokens import token_hash
from cleeng.entitlements.models import Entitlement
from cleeng.entitlements.ways import Way, best, constant, opening
from cleeng.held import HeldConnections
from cleeng.places import locate
from cleeng.publishers.models import PublisherRecord

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleeng.api import Clock
    from cleeng.catalog.offer import OfferId
    from cleeng.db import Database
    from cleeng.entitlements.ways import Access
    from cleeng.publishers.publisher import Publisher, Publishers


class _Row(NamedTuple):
    """One entitlement (or none) beside one country's version of the offer (or none), as the driver gives it."""

    token_expires_at: Any
    status: str
    customer_country: str
    publisher_id: int
    enabled: bool
    clock_offset: int
    type: str | None
    country: str | None
    geo_rule: str
    geo_countries: Any
    period: str
    ends_at: Any
    entitled_to: int | None
    entitled_type: str
    entitled_until: Any


def statement() -> sa.Select[*tuple[Any, ...]]:
    """Return the question, of `token_hash`, offer `number` and its `country` ("": any); its columns are `_Row`'s."""
    number = sa.bindparam("number", 0, type_=sa.Integer)
    country = sa.bindparam("country", "", type_=sa.String)
    entitled = sa.orm.aliased(Offer)
    token, local = CustomerToken, OfferLocalization
    return (
        sa.select(
            token.expires_at,
            Customer.status,
            Customer.country,
            PublisherRecord.id,
            PublisherRecord.enabled,
            PublisherRecord.clock_offset,
            Offer.type,
            local.country,
            local.geo_rule,
            local.geo_countries,
            local.period,
            Offer.ends_at,
            entitled.number,
            entitled.type,
            Entitlement.expires_at,
        )
        .select_from(token)
        .join(Customer, sa.and_(Customer.publisher_id == token.publisher_id, Customer.id == token.customer_id))
        .join(PublisherRecord, PublisherRecord.id == token.publisher_id)
        .outerjoin(Offer, sa.and_(Offer.publisher_id == token.publisher_id, Offer.number == number))
        .outerjoin(
            local,
            sa.and_(
                local.publisher_id == Offer.publisher_id,
                local.number == Offer.number,
                sa.or_(country == constant(""), local.country == country),
            ),
        )
        .outerjoin(
            Entitlement,
            sa.and_(
                Entitlement.publisher_id == token.publisher_id,
                Entitlement.customer_id == token.customer_id,
                Entitlement.revoked_at.is_(None),
                opening(number, country),
            ),
        )
        .outerjoin(
            entitled,
            sa.and_(entitled.publisher_id == Entitlement.publisher_id, entitled.number == Entitlement.offer_number),
        )
        .where(token.token_hash == sa.bindparam("token_hash", b"", type_=sa.LargeBinary))
    )


class AccessCheck:
    """Answers from the database as it is at this moment.  Shared by all threads."""

    def __init__(self, database: Database, publishers: Publishers, clock: Clock) -> None:
        self._engine = database.engine
        self._publishers = publishers
        self._clock = clock
        self._held = HeldConnections(database.engine)
        self._is_sqlite = database.engine.dialect.name == "sqlite"

    def access(self, token: str, offer: OfferId, ip: str = "") -> Access | None:
        """Return why the bearer of a customer token may watch an offer now, or None.

        With `ip`, the viewer's address, an offer that may not be seen there is closed even to those who paid.

        :raises InvalidToken: unknown, expired, or of a publisher that is not served any more.
        :raises CustomerInactive: the account is closed.
        :raises OfferNotFound: the token's publisher has no such offer, or not in that country.
        """
        rows = self._rows(token_hash(token), offer)
        if not rows:
            raise InvalidToken
        first = rows[0]
        publisher = self._publishers.get(first.publisher_id)
        now = self._clock.now() + dt.timedelta(seconds=first.clock_offset)
        if publisher is None or not first.enabled or self._moment(first.token_expires_at) <= now:
            raise InvalidToken
        if first.status != CustomerStatus.ACTIVE:
            raise CustomerInactive
        if first.type is None or first.country is None or not OfferType(first.type).goes_by(offer.letter):
            raise OfferNotFound(str(offer))
        if ip and self._closed(rows, offer, publisher, ip):
            return None
        return best(self._ways(rows, offer.number), now)

    def close(self) -> None:
        """Close the kept connections."""
        self._held.close()

    def _rows(self, hashed: bytes, offer: OfferId) -> list[_Row]:
        sql, pick = self._compiled
        values = {"token_hash": hashed, "number": offer.number, "country": offer.country}
        return [_Row._make(row) for row in self._held.rows(sql, pick(values) if pick else values)]

    @cached_property
    def _compiled(self) -> tuple[str, itemgetter[Any] | None]:
        """The SQL, and for a driver that counts parameters what puts them in order."""
        compiled = statement().compile(dialect=self._engine.dialect, compile_kwargs={"render_postcompile": True})
        order = compiled.positiontup
        return str(compiled), itemgetter(*order) if order else None

    def _moment(self, value: Any) -> dt.datetime:
        """Return a moment as stored: text without a zone in SQLite."""
        moment: dt.datetime = dt.datetime.fromisoformat(value).replace(tzinfo=dt.UTC) if self._is_sqlite else value
        return moment

    def _closed(self, rows: list[_Row], offer: OfferId, publisher: Publisher, ip: str) -> bool:
        """Say whether the version of the offer that the viewer would be sold may not be seen where he is."""
        if all(row.geo_rule == GeoRule.NONE for row in rows):
            return False
        by_country = {row.country: row for row in rows if row.country is not None}
        place = locate(publisher, ip)
        seen_in = place.country if place else next(iter(by_country.values())).customer_country
        version = by_country[offer.country or preferred(by_country, seen_in, publisher.info.country)]
        countries = json.loads(version.geo_countries) if self._is_sqlite else version.geo_countries
        return not open_in(seen_in, GeoRule(version.geo_rule), countries)

    def _ways(self, rows: list[_Row], number: int) -> Iterator[Way]:
        asked_type = OfferType(rows[0].type or "")
        for row in rows:
            if row.entitled_to is not None:
                yield Way(
                    row.entitled_to,
                    OfferType(row.entitled_type),
                    None if row.entitled_until is None else self._moment(row.entitled_until),
                    number,
                    asked_type,
                    row.period,
                    None if row.ends_at is None else self._moment(row.ends_at),
                )
