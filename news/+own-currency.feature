Viewers abroad see and pay one price in their own currency, at the central bank's rate and at a price point; `[pricing]` switches it. The rate and its day stay with the order.
