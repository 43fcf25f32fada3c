The last step of the checkout links to the invoice.
