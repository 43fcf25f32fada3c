EU VAT: the rates of all member states and special territories with their history, place of supply from two pieces of evidence, small-seller thresholds, reverse charge with VIES.
