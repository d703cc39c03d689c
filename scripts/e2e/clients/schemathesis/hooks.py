"""What Schemathesis cannot make up: recordings that can be decoded."""

import io
import math
import struct
import wave

import schemathesis
from hypothesis import strategies


def recording() -> bytes:
    """Two seconds of a tone, as WAV."""
    rate = 16_000
    samples = [round(8_000 * math.sin(i * 0.2)) for i in range(2 * rate)]
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(rate)
        wav.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return file.getvalue()


# An upload's file is the only binary value in a request.
schemathesis.openapi.format("binary", strategies.just(recording()))
