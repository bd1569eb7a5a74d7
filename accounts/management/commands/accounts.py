"""`manage.py accounts`: open a studio, issue and revoke keys, set a password; for the operator of the house."""

from __future__ import annotations

import getpass
import json
import sys
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import api_keys, errors, ids, invitations, studios
from accounts.authentication import system_actor
from accounts.models import ApiKey, Studio, User
from accounts.roles import SCOPES
from accounts.tenancy import within


class Command(BaseCommand):
    help = "Open a studio, issue and revoke its API keys, set a user's password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        opening = acts.add_parser("open", help="open a studio; prints its id and a first API key, the key this once")
        opening.add_argument("name", help="the studio's name")
        opening.add_argument("--owner", required=True, metavar="EMAIL", help="the first owner's address")
        opening.add_argument("--mode", choices=Studio.Mode.values, default="live", help="default %(default)s")
        opening.add_argument("--currency", default="CNY", help="ISO 4217 code, default %(default)s")
        issuing = acts.add_parser("issue-key", help="issue an API key; prints it this once")
        issuing.add_argument("studio", metavar="STUDIO_ID")
        issuing.add_argument("--name", default="command line", help="what it is for, default %(default)r")
        issuing.add_argument(
            "--scopes", nargs="+", choices=SCOPES, default=list(SCOPES), metavar="SCOPE", help="default: all"
        )
        issuing.add_argument("--days", type=int, default=None, help="days until it expires; default: never")
        revoking = acts.add_parser("revoke-key", help="end an API key now and for good")
        revoking.add_argument("studio", metavar="STUDIO_ID")
        revoking.add_argument("key", metavar="KEY_ID")
        password = acts.add_parser("set-password", help="set a user's password, read from the terminal or stdin")
        password.add_argument("email")
        for act in (opening, issuing, revoking):
            act.add_argument("--json", action="store_true", help="print one JSON object instead of lines")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        try:
            getattr(self, "do_" + act.replace("-", "_"))(**options)
        except errors.Refusal as refusal:
            raise CommandError(refusal.message) from refusal

    def do_open(self, *, name: str, owner: str, mode: str, currency: str, **options: Any) -> None:
        studio, _ = studios.open_studio(name=name, owner_email=owner, mode=mode, currency=currency)
        with within(studio):
            key, text = api_keys.issue(system_actor(studio), name="first key", scopes=SCOPES)
        self._say(options, studio_id=studio.pk, key_id=key.pk, key=text)

    def do_issue_key(self, *, studio: str, name: str, scopes: list[str], days: int | None, **options: Any) -> None:
        if days is not None and days < 1:
            raise CommandError("--days must be at least 1")
        with within(_checked(studio, "stu")):
            actor = system_actor(_studio(studio))
            expires_at = timezone.now() + timedelta(days=days) if days else None
            key, text = api_keys.issue(actor, name=name, scopes=scopes, expires_at=expires_at)
        self._say(options, studio_id=studio, key_id=key.pk, key=text)

    def do_revoke_key(self, *, studio: str, key: str, **options: Any) -> None:
        with within(_checked(studio, "stu")):
            found = ApiKey.objects.for_studio(_studio(studio)).filter(pk=_checked(key, "key")).first()
            if found is None:
                raise CommandError(f"No key {key} in {studio}.")
            revoked = api_keys.revoke(system_actor(found.studio), key=found)
        self._say(options, studio_id=studio, key_id=key, revoked_at=revoked.revoked_at.isoformat())

    def do_set_password(self, *, email: str, **options: Any) -> None:
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            raise CommandError(f"No user {email}.")
        password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        invitations.check_password_strength(password, user)
        user.set_password(password)
        user.save(update_fields=["password"])
        self.stdout.write(f"Password set for {user.email}.")

    def _say(self, options: dict[str, Any], **facts: str) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(facts))
            return
        for name, value in facts.items():
            self.stdout.write(f"{name.replace('_', ' ')}: {value}")


def _studio(studio_id: str) -> Studio:
    studio = Studio.objects.filter(pk=studio_id).first()
    if studio is None:
        raise CommandError(f"No studio {studio_id}.")
    return studio


def _checked(text: str, prefix: str) -> str:
    if not ids.is_id(text, prefix):
        raise CommandError(f"{text!r} is not an id: they read {prefix}_ and 26 characters.")
    return text
