Value added tax of the United Kingdom, Switzerland and Norway, and of any country with a table of your own; sales tax of the US states with nexus switches.
