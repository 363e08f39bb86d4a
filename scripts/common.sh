# Shared by run, test and bench: what must be there before a build.
# Sourced, not run. Sets root and goes there; defines install_packages, install_node_modules, build.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$root"

say() { printf '%s\n' "$*" >&2; }
stop() { printf '%s\n' "$*" >&2; exit 1; }

# install_packages [test]: installs the Debian packages that are missing, and only those.
install_packages() {
  local wanted=() missing=() name mark log as_root=()
  while read -r name mark _; do
    case "$name" in ''|'#'*) continue ;; esac
    [ -z "${mark:-}" ] || [ "$mark" = "${1:-}" ] && wanted+=("$name")
  done < scripts/packages.txt
  command -v dpkg-query >/dev/null || stop "This is not Debian. Install what scripts/packages.txt lists, then see docs/operate/deploy.md."
  for name in "${wanted[@]}"; do
    # A Node.js from elsewhere serves as well as Debian's.
    case "$name" in nodejs|npm) command -v node >/dev/null && command -v npm >/dev/null && continue ;; esac
    [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$name" 2>/dev/null)" = "ii " ] || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || stop "Packages are missing, and there is no sudo here. As root, run:
  apt-get update && apt-get install --no-install-recommends ${missing[*]}"
    as_root=(sudo)
  fi
  say "Installing Debian packages: ${missing[*]}"
  log=$(mktemp)
  if ! { "${as_root[@]}" apt-get update -qq &&
         "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    stop "The packages could not be installed: see above, and check the network."
  fi
  rm -f "$log"
}

# install_node_modules FOLDER: npm ci when the lock file is newer than what is installed.
install_node_modules() {
  local folder=$1
  if [ ! -e "$folder/node_modules/.package-lock.json" ] || [ "$folder/package-lock.json" -nt "$folder/node_modules/.package-lock.json" ]; then
    say "Installing the npm packages of $folder"
    (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error >&2) || stop "npm ci failed in $folder: see above, and check the network."
    touch "$folder/node_modules/.package-lock.json"
  fi
}

# build PRESET [TARGET...]: on a terminal one line tells how far it is; else only what fails is printed.
build() {
  local preset=$1 log
  shift
  # CMake remembers where it was: after a move it would build into the old place, or fail.
  if [ -f "build/$preset/CMakeCache.txt" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "build/$preset/CMakeCache.txt"; then
    rm -rf "build/${preset:?}"
  fi
  mkdir -p "build/$preset"
  log=build/$preset/build.log
  if [ ! -f "build/$preset/build.ninja" ]; then
    cmake --preset "$preset" >"$log" 2>&1 || { cat "$log" >&2; stop "cmake failed: see above."; }
  fi
  if [ -t 2 ]; then
    cmake --build --preset "$preset" ${1:+--target "$@"} >&2 || stop "The build failed; the first error is above."
  elif ! cmake --build --preset "$preset" ${1:+--target "$@"} >"$log" 2>&1; then
    { grep -A 40 -m 1 '^FAILED:' "$log" || tail -n 40 "$log"; } >&2
    stop "The build failed; the first error is above, all of it in $log."
  fi
}
