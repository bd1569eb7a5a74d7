"""The people of a script in the cast of its series."""

from __future__ import annotations

from accounts.actor import Actor
from projects import briefs
from projects.models import CastMember, Series
from projects.planning.people import KnownPeople
from projects.reimport import rows


def cast(actor: Actor, series: Series, people: KnownPeople) -> dict[str, CastMember]:
    """The members by the names a plan uses; who is in the cast already keeps name, look and voice."""
    known: dict[str, CastMember] = {}
    for member in CastMember.objects.for_studio(actor.studio).filter(series=series).order_by("created_at", "pk"):
        for name in (member.name, *member.aliases):
            known.setdefault(name, member)
    members: dict[str, CastMember] = {}
    made: list[CastMember] = []
    for person in people.people:
        name = person.name[:80]
        member = next((known[n] for n in (name, *person.aliases) if n in known), None)
        if member is None:
            member = CastMember(
                studio=actor.studio,
                series=series,
                name=name,
                aliases=[alias[:80] for alias in person.aliases],
                is_extra=person.is_extra,
                look=briefs.to_json(person.look),
                voice=briefs.to_json(person.voice),
            )
            made.append(member)
            known[name] = member
        members[person.name] = member
    rows.insert(made)
    return members
