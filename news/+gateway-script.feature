A payment gateway can bring a script that draws its own fields in the payment page.
