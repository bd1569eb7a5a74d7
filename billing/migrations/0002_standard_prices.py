"""The first standard prices of the CPU lane. A new price is a new migration that closes a row here and opens its own."""

import datetime

from django.db import migrations

BOOK = ("prb_01K9FW4M00STANDARDB00K0001", "standard")
VALID_FROM = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
# meter, currency, millionths of a fen or cent per second
PRICES = [
    ("prc_01K9FW4M00CNYV01CE00000001", "voice", "CNY", 1_800_000),  # 0.018 CNY/s
    ("prc_01K9FW4M00CNYANJMAT1C00001", "animatic", "CNY", 9_600_000),  # 0.096 CNY/s
    ("prc_01K9FW4M00CNYC0NF0RM000001", "conform", "CNY", 3_200_000),  # 0.032 CNY/s
    ("prc_01K9FW4M00VSDV01CE00000001", "voice", "USD", 260_000),  # 0.0026 USD/s
    ("prc_01K9FW4M00VSDANJMAT1C00001", "animatic", "USD", 1_350_000),  # 0.0135 USD/s
    ("prc_01K9FW4M00VSDC0NF0RM000001", "conform", "USD", 450_000),  # 0.0045 USD/s
]


def publish(apps, schema_editor):
    db = schema_editor.connection.alias
    book_id, name = BOOK
    apps.get_model("billing", "PriceBook").objects.using(db).create(pk=book_id, name=name)
    price = apps.get_model("billing", "Price")
    for pk, meter, currency, micros in PRICES:
        price.objects.using(db).create(
            pk=pk, book_id=book_id, meter=meter, currency=currency, unit_price_micros=micros, valid_from=VALID_FROM
        )


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]

    # prices once published are facts; there is no way back but forward
    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
