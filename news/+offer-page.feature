Each offer has a page of its own that sells it, counts down to it and plays it, also from the receipt's link on another device.
