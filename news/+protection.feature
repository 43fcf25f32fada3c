Rules in a publisher's ini, or sent with `protectVideos`, sell the videos of a catalogue (CSV, JSON or MRSS): `cleeng protect`, with a dry run and a report.
