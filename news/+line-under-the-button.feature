The line under the order button follows the chosen way to pay.
