Distributors: publishers made by API that sell through another one, whose token acts for them and for nobody else.
