A script on the publisher's pages, `/js-api/3.0/api.js`, opens the checkout as overlay, inline, popup or redirect, keeps the customer's token and answers questions about access.
