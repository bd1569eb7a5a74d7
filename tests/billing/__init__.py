"""Money's tests share two labels and a currency for tests whose price changes at the turn of a year."""

import datetime as dt

SERIES = "ser_01K9FW4M000000000000000001"
EPISODE = "epi_01K9FW4M000000000000000001"
TESTING = "XTS"
OLD = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
YEAR_TURN = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
