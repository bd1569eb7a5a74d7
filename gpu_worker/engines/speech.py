"""The espeak-ng child process: one utterance as JSON on stdin, a 22.05 kHz WAV file and timed events out.

espeak-ng is GPL software and keeps state between utterances, so it is never loaded into the worker: each line is spoken
by a fresh process with a fixed random seed, which makes it repeatable to the byte. Standard library only.

In:  {"text", "voice", "rate", "pitch", "pitch_range", "seed", "wav"}
Out: {"sample_rate", "samples", "voice_found", "phonemes": [[ms, symbol]], "words": [[ms, position, length]]}
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import resource
import sys
import wave
from typing import Any

import espeakng_loader

_SYNCHRONOUS, _PHONEME_EVENTS, _DO_NOT_EXIT = 2, 0x0001, 0x8000
_UTF8, _END_PAUSE = 1, 0x1000
_RATE, _PITCH, _RANGE = 1, 3, 4
_EVENT_END, _EVENT_WORD, _EVENT_PHONEME = 0, 1, 7
_MAX_SECONDS = 300


class _Identity(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Identity),
    ]


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


def speak(wish: dict[str, Any]) -> dict[str, Any]:
    """Speak one utterance into the WAV file it names."""
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    data = espeakng_loader.get_data_path().encode()
    sample_rate = library.espeak_Initialize(_SYNCHRONOUS, 0, data, _PHONEME_EVENTS | _DO_NOT_EXIT)
    if sample_rate <= 0:
        raise RuntimeError("espeak-ng did not start")
    pcm = bytearray()
    phonemes: list[tuple[int, str]] = []
    words: list[tuple[int, int, int]] = []

    @_Callback
    def hear(samples: Any, count: int, events: Any) -> int:
        if samples and count > 0:
            pcm.extend(ctypes.string_at(samples, 2 * count))
        index = 0
        while events[index].type != _EVENT_END:
            event = events[index]
            if event.type == _EVENT_PHONEME:
                symbol = ctypes.string_at(ctypes.addressof(event.id), 8).split(b"\0")[0].decode("utf-8", "replace")
                phonemes.append((event.audio_position, symbol))
            elif event.type == _EVENT_WORD:
                words.append((event.audio_position, event.text_position - 1, event.length))
            index += 1
        return 1 if len(pcm) > 2 * sample_rate * _MAX_SECONDS else 0

    library.espeak_SetSynthCallback(hear)
    found = library.espeak_SetVoiceByName(wish["voice"].encode()) == 0
    for parameter, name in ((_RATE, "rate"), (_PITCH, "pitch"), (_RANGE, "pitch_range")):
        library.espeak_SetParameter(parameter, int(wish[name]), 0)
    library.espeak_ng_SetRandSeed(ctypes.c_long(int(wish["seed"]) & 0x7FFFFFFF))
    text = wish["text"].encode()
    library.espeak_Synth(text, ctypes.c_size_t(len(text) + 1), 0, 1, 0, _UTF8 | _END_PAUSE, None, None)
    library.espeak_Synchronize()
    with wave.open(wish["wav"], "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sample_rate)
        file.writeframes(bytes(pcm))
    return {
        "sample_rate": sample_rate,
        "samples": len(pcm) // 2,
        "voice_found": found,
        "phonemes": phonemes,
        "words": words,
    }


if __name__ == "__main__":
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    json.dump(speak(json.load(sys.stdin)), sys.stdout)
