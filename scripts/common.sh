# Shared by run, test and the continuous integration: what must be there before a build.
# Sourced, not run. Sets root; defines install_packages, install_node_modules, build.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
stop() { printf '%s\n' "$*" >&2; exit 1; }

# install_packages [test]: installs the Debian packages that are missing, and only those.
install_packages() {
  local wanted=() missing=() name mark
  while read -r name mark _; do
    case "$name" in ''|'#'*) continue ;; esac
    [ -z "${mark:-}" ] || [ "$mark" = "${1:-}" ] && wanted+=("$name")
  done < scripts/packages.txt
  for name in "${wanted[@]}"; do
    [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$name" 2>/dev/null)" = "ii " ] || missing+=("$name")
  done
  # A Node.js from elsewhere serves as well as Debian's.
  if command -v node >/dev/null && command -v npm >/dev/null; then
    missing=($(printf '%s\n' "${missing[@]:-}" | grep -vxE 'nodejs|npm' || true))
  fi
  [ ${#missing[@]} -eq 0 ] && return 0
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  say "Installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    stop "The packages could not be installed. Check the network and the messages above."
}

# install_node_modules FOLDER: npm ci when the lock file is newer than what is installed.
install_node_modules() {
  local folder=$1
  if [ ! -e "$folder/node_modules/.package-lock.json" ] || [ "$folder/package-lock.json" -nt "$folder/node_modules/.package-lock.json" ]; then
    say "Installing the npm packages of $folder"
    (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error >&2) || stop "npm ci failed in $folder."
    touch "$folder/node_modules/.package-lock.json"
  fi
}

# build PRESET [TARGET...]
build() {
  local preset=$1 log
  shift
  if [ ! -f "build/$preset/build.ninja" ]; then
    log=$(mktemp)
    cmake --preset "$preset" >"$log" 2>&1 || { cat "$log" >&2; rm -f "$log"; stop "cmake failed."; }
    rm -f "$log"
  fi
  cmake --build --preset "$preset" ${1:+--target "$@"} >&2 || stop "The build failed; the first error is above."
}
