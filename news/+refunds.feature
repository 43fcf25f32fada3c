`cleeng refund` gives the money of a transaction back, all or a part and never more than was paid; access ends with the last of it.
