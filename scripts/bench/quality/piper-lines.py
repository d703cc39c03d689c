"""Speaks texts with a Piper voice: JSON strings by line in; for each, rate, bytes (uint32) and PCM out."""

import json
import struct
import sys

from piper import PiperVoice

model, language = sys.argv[1:]
voice = PiperVoice.load(model)
voice.config.espeak_voice = language
for line in sys.stdin:
    pcm = b"".join(chunk.audio_int16_bytes for chunk in voice.synthesize(json.loads(line)))
    sys.stdout.buffer.write(struct.pack("<II", voice.config.sample_rate, len(pcm)) + pcm)
