A publisher who sells at home taxes its buyers at one rate, in the price or on top of it.
