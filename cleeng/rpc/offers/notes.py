"""What was decided for each kind of offer where the reference leaves it open; the manual tells it."""

_PRICES = """Old documentation has minimum prices; they are not asked for, so that nobody who sells cheaper is turned
away."""

NOTES = {
    "Single": _PRICES,
    "Rental": _PRICES,
    "Event": f"""{_PRICES}

`applicableTaxRate` is always 0 here: one client reads whole numbers only. The end of an event has an old and a new
name.""",
    "LiveEvent": """The client that knows this name refuses fields that it does not know, so the answer has exactly its
own. It names no time zone; without one the publisher's is taken. It also writes `remainerEmailActivated`.""",
    "Pass": """A pass has a `period`, `day` included, or the common end `expiresAt`; giving an update the one takes away
the other. A moved `expiresAt` moves the end of everybody who has the pass.""",
    "Subscription": f"""{_PRICES}

Both lists of periods in the documentation are taken; `day` in sandboxes only. `freeDays` and `freePeriods` together are
refused: nothing says which of them would count.""",
    "Bundle": """`period` is a number of hours, 0 for good; its unit is not documented. The client that knows bundles
refuses fields X in several countries.""",
    "Vod": """Ids begin with `R`; what a client writes with `A` is understood, and the id may be called `offerId` or
`offerIdString`. One client takes every video for one on demand, so single and rental offers can be read in this shape
too. What is told is the union of the two shapes in use, with the picture by both its spellings; prices are numbers.
`rentalPeriod` is a number of days; its unit is not documented.""",
}
