The page after a purchase says until when one can watch, and what a subscription costs after that.
