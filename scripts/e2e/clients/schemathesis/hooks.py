"""What Schemathesis cannot make up, recordings that can be decoded, and what it cannot know."""

import io
import math
import re
import struct
import wave

import schemathesis
from hypothesis import strategies
from schemathesis.specs.openapi.checks import use_after_free


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


# DELETE revokes a key and cancels a job, which stay to be seen: usage names them.
STAYS = re.compile(r"/v1/(account/)?keys/|/v1/audio/jobs/")


# A check's own settings by operation do not reach the stateful phase (4.32.5).
@schemathesis.check
def use_after_delete(ctx, response, case):
    """As `use_after_free`, of what a DELETE takes away."""
    if STAYS.match(case.operation.path):
        return None
    return use_after_free(ctx, response, case)
