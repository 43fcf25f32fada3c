"""What the tests stand on: servers, databases, browsers and mail boxes that really run."""
