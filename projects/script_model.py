"""The only speaker to the language model that may help: an OpenAI-compatible `/chat/completions` with a JSON schema.

One question has one time budget, and everything happens inside it: waiting for a busy model, reading, one repair of an
answer that does not fit. Whatever goes wrong ends as `NoAnswer` with its reason and with what was spent by then. The
key is sent to the configured address only (redirects are not followed) and never written down.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import jsonschema
from django.conf import settings
from django.utils import timezone

BYTES_MOST = 1024**2
"""The longest answer that is read."""
TRIES_MOST = 4
COMPLAINTS_MOST = 8
_BUSY = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_FENCED = re.compile(r"\s*```(?:json)?\s*(?P<body>.*?)\s*```\s*", re.DOTALL | re.IGNORECASE)

Message = dict[str, str]
Check = Callable[[dict[str, Any]], list[str]]


@dataclass(frozen=True, slots=True)
class Prices:
    """Minor units of a currency for a million tokens read and written."""

    currency: str
    read: int
    written: int


@dataclass(slots=True)
class Spent:
    """What a question has used so far; tokens stay None when the model does not tell."""

    tokens_in: int | None = None
    tokens_out: int | None = None
    calls: int = 0

    def add(self, usage: Any) -> None:
        """Count what an answer says it used."""
        if not isinstance(usage, dict):
            return
        read, written = usage.get("prompt_tokens"), usage.get("completion_tokens")
        if isinstance(read, int) and isinstance(written, int) and 0 <= read < 10**9 and 0 <= written < 10**9:
            self.tokens_in = (self.tokens_in or 0) + read
            self.tokens_out = (self.tokens_out or 0) + written


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model said, fitting its schema, and what it used."""

    content: dict[str, Any]
    spent: Spent


class NoAnswer(Exception):
    """No usable answer, with the reason in both languages and what was spent all the same."""

    def __init__(self, code: str, en: str, zh: str, spent: Spent) -> None:
        super().__init__(en)
        self.code, self.en, self.zh, self.spent = code, en, zh, spent


class _Unfit(Exception):
    """An answer that a repair might cure."""

    def __init__(self, code: str, complaint: str, said: str) -> None:
        super().__init__(complaint)
        self.code, self.complaint, self.said = code, complaint, said


@dataclass(frozen=True)
class ScriptModel:
    """A configured model. `seconds` is the budget of one question, repairs and waits included."""

    url: str
    name: str
    seconds: float
    key: str = field(repr=False)
    prices: Prices | None = None

    def ask(self, *, instruction: str, material: str, schema: dict[str, Any], check: Check) -> Answer:
        """The model's answer to one question, or `NoAnswer`. `check` says what a fitting form still gets wrong."""
        spent, deadline = Spent(), time.monotonic() + self.seconds
        messages: list[Message] = [{"role": "system", "content": instruction}, {"role": "user", "content": material}]
        with httpx.Client(follow_redirects=False, headers={"Authorization": f"Bearer {self.key}"}) as client:
            try:
                return Answer(self._once(client, messages, schema, check, spent=spent, deadline=deadline), spent)
            except _Unfit as unfit:
                asked = f"{unfit.complaint}\nAnswer again, completely, with JSON of the given schema and nothing else."
                messages += [{"role": "assistant", "content": unfit.said[:20_000]}, {"role": "user", "content": asked}]
            try:
                return Answer(self._once(client, messages, schema, check, spent=spent, deadline=deadline), spent)
            except _Unfit as unfit:
                raise NoAnswer(
                    unfit.code,
                    f"The model's answer did not fit, nor did its repair: {unfit.complaint[:500]}",
                    "模型的回答不符合要求，修正一次后仍不符合。",
                    spent,
                ) from unfit

    def _once(
        self,
        client: httpx.Client,
        messages: list[Message],
        schema: dict[str, Any],
        check: Check,
        *,
        spent: Spent,
        deadline: float,
    ) -> dict[str, Any]:
        form = {"type": "json_schema", "json_schema": {"name": "proposal", "strict": True, "schema": schema}}
        body = {"model": self.name, "messages": messages, "response_format": form}
        told = _told(self._post(client, body, spent=spent, deadline=deadline), spent)
        content = _parsed(told)
        complaints = [
            f"{'/'.join(map(str, problem.absolute_path)) or '/'}: {problem.message[:200]}"
            for problem in jsonschema.Draft202012Validator(schema).iter_errors(content)
        ]
        if complaints:
            raise _Unfit("schema_mismatch", "; ".join(complaints[:COMPLAINTS_MOST]), told)
        if complaints := check(content):
            raise _Unfit("answer_refused", "; ".join(complaints[:COMPLAINTS_MOST]), told)
        return content

    def _post(self, client: httpx.Client, body: dict[str, Any], *, spent: Spent, deadline: float) -> bytes:
        """The bytes of an answer; a busy model is asked again, provided there is time to wait as long as it says."""
        for attempt in range(1, TRIES_MOST + 1):
            spent.calls += 1
            try:
                status, retry_after, data = self._send(client, body, deadline, spent)
            except httpx.TransportError as lost:
                status, retry_after, data = 0, "", type(lost).__name__.encode()
            if status == 200:
                return data
            if status and status not in _BUSY:
                raise NoAnswer(
                    "model_refused",
                    f"The model's address answered {status}.",
                    f"模型接口返回 {status}。",
                    spent,
                )
            wait = _seconds(retry_after, default=0.5 * 2 ** (attempt - 1))
            if attempt == TRIES_MOST or time.monotonic() + wait >= deadline:
                why = f"it answered {status}" if status else f"it could not be reached ({data.decode()})"
                raise NoAnswer(
                    "model_unavailable",
                    f"The model is not available: {why}, {attempt} times.",
                    "模型暂不可用，请稍后再试。",
                    spent,
                )
            time.sleep(wait)
        raise AssertionError  # pragma: no cover - the last attempt returns or raises

    def _send(
        self, client: httpx.Client, body: dict[str, Any], deadline: float, spent: Spent
    ) -> tuple[int, str, bytes]:
        """One request; its whole answer must arrive before the deadline, however slowly it drips."""
        left = deadline - time.monotonic()
        if left <= 0:
            raise _late(self.seconds, spent)
        try:
            with client.stream("POST", _address(self.url), json=body, timeout=max(0.05, left)) as response:
                data = bytearray()
                for piece in response.iter_bytes():
                    data += piece
                    if len(data) > BYTES_MOST:
                        raise NoAnswer(
                            "answer_too_large",
                            f"The model's answer is longer than {BYTES_MOST} bytes.",
                            "模型的回答过长。",
                            spent,
                        )
                    if time.monotonic() > deadline:
                        raise _late(self.seconds, spent)
                return response.status_code, response.headers.get("Retry-After", ""), bytes(data)
        except httpx.TimeoutException as slow:
            raise _late(self.seconds, spent) from slow


def configured() -> ScriptModel | None:
    """The model this house is configured with, if any."""
    if not settings.SCRIPT_MODEL_URL or not settings.SCRIPT_MODEL_KEY:
        return None
    prices = Prices(*settings.SCRIPT_MODEL_PRICES) if settings.SCRIPT_MODEL_PRICES else None
    return ScriptModel(
        url=settings.SCRIPT_MODEL_URL,
        name=settings.SCRIPT_MODEL_NAME,
        seconds=settings.SCRIPT_MODEL_SECONDS,
        key=settings.SCRIPT_MODEL_KEY,
        prices=prices,
    )


def cost_micros(spent: Spent, prices: Prices | None) -> int | None:
    """What the tokens cost in millionths of a minor unit, exactly; None when tokens or prices are not known."""
    if prices is None or spent.tokens_in is None or spent.tokens_out is None:
        return None
    return spent.tokens_in * prices.read + spent.tokens_out * prices.written


def _address(url: str) -> str:
    return url if url.endswith("/chat/completions") else url.rstrip("/") + "/chat/completions"


def _told(data: bytes, spent: Spent) -> str:
    """The words of the answer's first choice."""
    try:
        body = json.loads(data)
        spent.add(body.get("usage"))
        choice = body["choices"][0]
        told, ended = choice["message"].get("content"), choice.get("finish_reason")
        refusal = choice["message"].get("refusal")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as broken:
        raise _Unfit("answer_unreadable", "The answer was no chat completion.", "") from broken
    if refusal:
        raise NoAnswer("model_declined", "The model declined to answer.", "模型拒绝回答。", spent)
    if not isinstance(told, str) or not told.strip():
        raise _Unfit("answer_empty", "The answer was empty.", "")
    if ended == "length":
        raise _Unfit("answer_truncated", "The answer was cut off; answer more briefly.", _storable(told))
    return str(_storable(told))


def _parsed(told: str) -> dict[str, Any]:
    fenced = _FENCED.fullmatch(told)
    try:
        content = _storable(json.loads(fenced["body"] if fenced else told))
    except (ValueError, RecursionError) as broken:
        raise _Unfit("answer_unreadable", f"The answer was no JSON: {str(broken)[:200]}.", told) from broken
    if not isinstance(content, dict):
        raise _Unfit("schema_mismatch", "The answer was no JSON object.", told)
    return content


def _storable(value: Any) -> Any:
    """The value without the characters that neither a database nor UTF-8 can hold."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value)
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {_storable(name): _storable(item) for name, item in value.items()}
    return value


def _seconds(retry_after: str, *, default: float) -> float:
    """How long `Retry-After` asks to wait: seconds or a date."""
    if re.fullmatch(r"\d{1,6}(?:\.\d{1,3})?", retry_after.strip()):
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
        return max(0.0, (moment - timezone.now()).total_seconds())
    except (TypeError, ValueError):
        return default


def _late(seconds: float, spent: Spent) -> NoAnswer:
    return NoAnswer(
        "model_too_slow", f"The model did not answer within {seconds:g} s.", f"模型在 {seconds:g} 秒内没有答复。", spent
    )
