"""The workers' way in: addresses signed for one attempt of one job, good until a moment. No key, no session."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.conf import settings
from django.core import signing

from accounts import ids
from render.errors import SignatureWrong
from render.models import Job

SALT = "shotwright.render.door"


@dataclass(frozen=True, slots=True)
class Pass:
    """What a signature proves: this attempt of this job of this studio."""

    job_id: str
    studio_id: str
    attempt: int


def sign(job: Job, *, seconds: int) -> str:
    """A pass for the job's present attempt, good for `seconds`."""
    content = {"j": job.pk, "s": job.studio_id, "a": job.attempt, "u": int(time.time()) + seconds}
    return signing.dumps(content, salt=SALT)


def read(text: str) -> Pass:
    """The pass, or SignatureWrong."""
    try:
        content = signing.loads(text, salt=SALT)
        found = Pass(content["j"], content["s"], content["a"])
        until = content["u"]
    except (signing.BadSignature, KeyError, TypeError, ValueError) as wrong:
        raise SignatureWrong("This address was not signed here.", zh="签名无效。") from wrong
    if until < time.time() or not ids.is_id(found.job_id, "job"):
        raise SignatureWrong("This address was good until a moment that has passed.", zh="签名已过期。")
    return found


def address(text: str, verb: str) -> str:
    """Where the worker reports `progress`, asks for `uploads` or hands in its `receipt`."""
    return f"{settings.PUBLIC_URL}/worker/v1/attempts/{text}/{verb}"
