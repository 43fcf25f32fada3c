Moving the end of a dated pass or of an event moves it for everybody who bought it.
