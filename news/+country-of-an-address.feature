The country of a viewer's address comes from a packaged database, or from the operator's own.
