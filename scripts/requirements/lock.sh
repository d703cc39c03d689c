#!/bin/sh
# Pins every environment in full, with hashes, from its .in file: `lock.sh` for all, `lock.sh livekit`
# for one; the agent's engines, `engines`. A release elsewhere then cannot break or change what the tests run.
set -eu
cd "$(dirname "$0")"
[ $# -gt 0 ] || set -- tests livekit pipecat schemathesis vendors wyoming-openai engines
for name; do
  if [ "$name" = engines ]; then
    (cd ../../agent/requirements && ../../.venv/bin/uv pip compile --quiet --universal \
      --python-version 3.10 --only-binary :all: --generate-hashes --no-annotate --no-header \
      piper.in --output-file piper.txt)
    continue
  fi
  python=3.11
  # It uses syntax of 3.12.
  [ "$name" != wyoming-openai ] || python=3.12
  ../../.venv/bin/uv pip compile --quiet --universal --python-version "$python" \
    --only-binary :all: --generate-hashes --excludes excludes.txt --no-annotate --no-header \
    "$name.in" --output-file "$name.txt"
done
