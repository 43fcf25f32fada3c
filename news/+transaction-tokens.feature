Television apps may sign customers in by the number of a purchase, where a publisher opens that: for seven days, with a brake on guessing.
