Publishers put out coupons: shared, drawn and imported codes, with limits that hold however many viewers come at once; viewers type them in the checkout or follow a link that brings them.
