#!/bin/sh
# Installs club-agent for this user, without root:
#
#   curl -fsSL https://the.hub/install.sh | sh
#   curl -fsSL https://the.hub/install.sh | sh -s -- --join CODE     and shares this machine
#   curl -fsSL https://the.hub/install.sh | sh -s -- --uninstall     removes it with its settings
#
# --from ADDRESS  where the files of a release are (a hub puts its own address here)
# --hub ADDRESS   the hub to join
# --dir FOLDER    where the program goes (~/.local/bin)
# What follows -- goes to `club-agent join`.
set -eu

from=''
hub=''
dir="${HOME:?}/.local/bin"
join=no
code="${CLUB_JOIN_CODE:-}"

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

fetch() { # ADDRESS FILE
  if command -v curl >/dev/null; then curl -fsSL --retry 3 --output "$2" "$1"
  elif command -v wget >/dev/null; then wget -q --tries=3 --output-document="$2" "$1"
  else fail "Neither curl nor wget is here: install one of them."; fi || fail "$1 cannot be fetched."
}

sum() {
  if command -v sha256sum >/dev/null; then sha256sum "$1"
  elif command -v shasum >/dev/null; then shasum -a 256 "$1"
  else fail "Neither sha256sum nor shasum is here: the file cannot be checked."; fi | cut -d ' ' -f 1
}

platform() {
  case "$(uname -s)" in
    Linux) system=linux ;;
    Darwin) system=darwin ;;
    *) fail "There is no club-agent for $(uname -s)." ;;
  esac
  case "$(uname -m)" in
    x86_64 | amd64) echo "$system-x64" ;;
    aarch64 | arm64) echo "$system-arm64" ;;
    *) fail "There is no club-agent for $(uname -m)." ;;
  esac
}

install() {
  [ -n "$from" ] || fail "Say where the files are: --from https://the.hub/install"
  name="club-agent-$(platform).gz"
  mkdir -p "$dir"
  draft=$(mktemp -d "$dir/.club-agent.XXXXXX")
  trap 'rm -rf "$draft"' EXIT
  trap 'exit 1' HUP INT TERM
  say "Fetching $from/$name"
  fetch "$from/SHA256SUMS" "$draft/sums"
  wanted=$(grep "  $name\$" "$draft/sums" | cut -d ' ' -f 1) || fail "$from has no $name."
  fetch "$from/$name" "$draft/$name"
  [ "$(sum "$draft/$name")" = "$wanted" ] || fail "$name is not what its checksum says. Nothing was installed."
  gzip -dc "$draft/$name" >"$draft/club-agent"
  chmod 755 "$draft/club-agent"
  # macOS runs signed programs alone; this signature says that the file is whole, not whose it is.
  [ "$(uname -s)" != Darwin ] || codesign --force --sign - "$draft/club-agent"
  version=$("$draft/club-agent" --version) || fail "club-agent does not start here. Nothing was installed."
  mv "$draft/club-agent" "$dir/club-agent"
  rm -rf "$draft"
  say "Installed $dir/club-agent, version $version."
  case ":$PATH:" in
    *":$dir:"*) ;;
    *) say "Add it to your PATH: export PATH=\"$dir:\$PATH\"" ;;
  esac
}

uninstall() {
  if [ -x "$dir/club-agent" ]; then
    "$dir/club-agent" service uninstall >/dev/null 2>&1 || true
    "$dir/club-agent" drain >/dev/null 2>&1 || true
  fi
  rm -f "$dir/club-agent" "$dir/club-agent.previous"
  rm -rf "${XDG_CONFIG_HOME:-$HOME/.config}/club" "${XDG_STATE_HOME:-$HOME/.local/state}/club"
  [ -z "${XDG_RUNTIME_DIR:-}" ] || rm -rf "$XDG_RUNTIME_DIR/club"
  # Folders that the installation may have made, where nothing else is in them.
  for folder in "$HOME/.config/systemd/user/default.target.wants" "$HOME/.config/systemd/user" \
    "$HOME/.config/systemd" "$HOME/.config" "$dir" "$HOME/.local/state" "$HOME/.local"; do
    rmdir "$folder" 2>/dev/null || true
  done
  say "club-agent, its settings and its key are gone. The key stays valid at the hub until it is revoked there."
}

main() {
  todo=install
  while [ $# -gt 0 ]; do
    case "$1" in
      --from) from="${2:?--from needs an address}"; shift ;;
      --hub) hub="${2:?--hub needs an address}"; shift ;;
      --dir) dir="${2:?--dir needs a folder}"; shift ;;
      --join) join=yes; code="${2:?--join needs a code}"; shift ;;
      --uninstall) todo=uninstall ;;
      --) shift; break ;;
      *) fail "There is no $1: see the first lines of this script." ;;
    esac
    shift
  done
  if [ "$todo" = uninstall ]; then uninstall; return; fi
  install
  [ "$join" = yes ] || return 0
  [ -n "$hub" ] || fail "Say which hub to join: --hub https://the.hub"
  # Whoever runs a script that came by plain http has decided so already.
  case "$hub" in http://*) set -- --insecure "$@" ;; esac
  CLUB_JOIN_CODE="$code" exec "$dir/club-agent" join "$hub" "$@" </dev/null
}

main "$@"
