`getAccessStatusForDevice`: a customer watches on three devices at once, each counted for three hours.
