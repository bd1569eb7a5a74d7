"""Standard prices of music cues, by the second of music, and of boards, by the board (each counts as one second)."""

import datetime

from django.db import migrations

BOOK_ID = "prb_01K9FW4M00STANDARDB00K0001"
VALID_FROM = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
# meter, currency, millionths of a fen or cent per second
PRICES = [
    ("prc_01K9FW4M00CNYSC0RE00000001", "score", "CNY", 3_000_000),  # 0.030 CNY/s
    ("prc_01K9FW4M00CNYB0ARD00000001", "board", "CNY", 1_000_000),  # 0.010 CNY a board
    ("prc_01K9FW4M00VSDSC0RE00000001", "score", "USD", 420_000),  # 0.0042 USD/s
    ("prc_01K9FW4M00VSDB0ARD00000001", "board", "USD", 140_000),  # 0.0014 USD a board
]


def publish(apps, schema_editor):
    price = apps.get_model("billing", "Price")
    for pk, meter, currency, micros in PRICES:
        price.objects.using(schema_editor.connection.alias).create(
            pk=pk, book_id=BOOK_ID, meter=meter, currency=currency, unit_price_micros=micros, valid_from=VALID_FROM
        )


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_standard_prices")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
