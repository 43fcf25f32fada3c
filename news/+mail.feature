Messages go out by SMTP; in development they go into files.
