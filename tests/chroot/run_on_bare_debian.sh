#!/usr/bin/env bash
# Follows the README on a bare Debian 12 with git: a debootstrap of minbase, a clone of HEAD, scripts/run; then connects the demo seller,
# looks for its rows, stops it as people and service managers do, and measures the second start.
#   tests/chroot/run_on_bare_debian.sh [--keep]      --keep: leave the folder for a look around
# Needs root, debootstrap, network, ports 8420 and 9400 free, 3 GB below $TMPDIR (default /var/tmp). Exit code 77: skipped, and why.
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
console=http://127.0.0.1:8420
simulator=http://127.0.0.1:9400
second_start_limit_ms=2000

say() { printf '%s\n' "$*"; }
skip() { say "skipped: $*"; exit 77; }
fail() { say "FAILED: $*"; [ ! -s "${out:-}" ] || { say "--- what scripts/run printed last:"; tail -n 40 "$out"; }; exit 1; }

keep=no
case "${1:-}" in '') ;; --keep) keep=yes ;; *) say "usage: $0 [--keep]"; exit 2 ;; esac
[ "$(id -u)" -eq 0 ] || skip "a chroot needs root"
for program in debootstrap chroot unshare git curl; do
  command -v "$program" >/dev/null || skip "$program is missing: apt-get install debootstrap util-linux git curl"
done
# The mounts live in a namespace of their own, so that none outlives this script, however it ends.
if [ -z "${MOORING_CHROOT_NAMESPACE:-}" ]; then
  unshare --mount true 2>/dev/null || skip "this machine does not permit mounts (unshare --mount)"
  MOORING_CHROOT_NAMESPACE=1 exec unshare --mount --propagation private "$0" "$@"
fi
for url in $console $simulator; do
  ! curl -s -o /dev/null "$url" || fail "something listens on $url already"
done

# The mirror and the suite are this machine's own.
sources=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT) $(ORIGIN)' 'Created-By: Packages' | awk '$4 == "Debian" {print $1, $2, $3}')
read -r mirror suite _ <<< "$(grep -E '^[^ ]+ [a-z]+ main' <<< "$sources" | head -1)" || true
[ "${suite:-}" = bookworm ] || skip "this machine's apt sources name no Debian 12 (bookworm), or apt-get update has never run"

base=$(mktemp -d "${TMPDIR:-/var/tmp}/mooring-chroot.XXXXXX")
chroot_root=$base/root
out=$base/run.log
group='' orders=0
cleanup() {
  [ -z "$group" ] || { kill -KILL -- "-$group" || true; wait "$group" || true; } 2>/dev/null
  mountpoint -q "$chroot_root/proc" && umount -l "$chroot_root/proc"
  if [ $keep = yes ]; then say "kept: $base"; else rm -rf --one-file-system "$base"; fi
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

inside() { chroot "$chroot_root" /usr/bin/env -i "${environment[@]}" "$@"; }
environment=(HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=dumb)

make_debian() {
  say "Debian 12 (minbase) into $chroot_root"
  debootstrap --variant=minbase "$suite" "$chroot_root" "$mirror" > "$base/debootstrap.log" 2>&1 ||
    { tail -n 5 "$base/debootstrap.log"; fail "debootstrap failed"; }
  awk '{print "deb", $1, $2, $3}' <<< "$sources" | sort -u > "$chroot_root/etc/apt/sources.list"
  apt-config dump | grep -E '^Acquire::(http|https|Check-|Retries)' > "$chroot_root/etc/apt/apt.conf.d/99outer" || true
  cp /etc/resolv.conf "$chroot_root/etc/resolv.conf"
  mount -t proc proc "$chroot_root/proc"
  copy_network_settings
  inside apt-get update -qq
  inside env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends git > "$base/git.log" 2>&1 || fail "git could not be installed"
}

# A machine behind a proxy of its own has its own CA and npm registry; both are settings of the user, not of the repository.
copy_network_settings() {
  local bundle=/etc/ssl/certs/ca-certificates.crt key value
  if [ -f "$bundle" ]; then
    install -m 644 "$bundle" "$chroot_root/etc/outer-ca.pem"
    environment+=(NODE_EXTRA_CA_CERTS=/etc/outer-ca.pem)
    say 'Acquire::https::CaInfo "/etc/outer-ca.pem";' >> "$chroot_root/etc/apt/apt.conf.d/99outer"
    say "cafile=/etc/outer-ca.pem" >> "$chroot_root/root/.npmrc"
  fi
  command -v npm >/dev/null || return 0
  for key in registry proxy https-proxy noproxy; do
    value=$(cd / && npm config get "$key" 2>/dev/null) || continue
    case "$value" in ''|null|undefined) ;; *) say "$key=$value" >> "$chroot_root/root/.npmrc" ;; esac
  done
}

clone_head() {
  git -C "$repository" bundle create -q "$chroot_root/root/mooring.bundle" HEAD
  inside git -c advice.detachedHead=false clone -q /root/mooring.bundle /root/mooring
  say "HEAD is $(git -C "$repository" log -1 --format='%h %s')"
}

# Runs scripts/run as the leader of a process group, as a terminal does, so that an interrupt reaches it the same way.
start() {
  : > "$out"
  set -m
  # Not through inside: a function would put a shell between, and that would get the signal instead.
  chroot "$chroot_root" /usr/bin/env -i "${environment[@]}" /root/mooring/scripts/run > "$out" 2>&1 &
  set +m
  group=$!
}
until_printed() {  # until_printed TEXT SECONDS
  local end=$((SECONDS + $2)) shown=0 lines
  until grep -q -- "$1" "$out"; do
    kill -0 "$group" 2>/dev/null || fail "scripts/run ended before it printed '$1'"
    [ $SECONDS -lt $end ] || fail "scripts/run did not print '$1' within $2 s"
    lines=$(wc -l < "$out")
    [ "$lines" -le $shown ] || { sed -n "$((shown + 1)),${lines}s/^/  | /p" "$out"; shown=$lines; }
    sleep 0.05
  done
}

has() {  # has URL TEXT
  local answer
  answer=$(curl -sS --max-time 10 "$1") || fail "GET $1 failed"
  grep -qi -- "$2" <<< "$answer" || fail "GET $1 answers without '$2': $(head -c 300 <<< "$answer")"
  say "  good: GET $1"
}

query() { inside sqlite3 -readonly /root/mooring/data/mooring.db "$1"; }

connect_demo_seller() {
  local account token
  read -r account token <<< "$(curl -sS $simulator/control/api/state | inside node -e '
    const { sellers } = JSON.parse(require("fs").readFileSync(0, "utf8"));
    const seller = sellers.find((one) => one.region === "NA");
    console.log(seller.id, seller.refresh_tokens["amzn1.application-oa2-client.mooring-demo"]);')"
  printf '%s\n' "$token" | inside /root/mooring/build/release/bin/mooring connections connect --config /root/mooring/config/demo.toml \
    --channel amazon_seller --region NA --account "$account" --token-file - | sed 's/^/  | /'
  local end=$((SECONDS + 120))
  until [ "$(query "SELECT count(*) FROM runs WHERE state = 'succeeded'")" -gt 0 ]; do
    [ $SECONDS -lt $end ] || fail "the first sync did not succeed within 120 s"
    sleep 0.2
  done
  local items
  orders=$(query 'SELECT count(*) FROM amazon_seller_orders')
  items=$(query 'SELECT count(*) FROM amazon_seller_order_items')
  [ "$orders" -gt 0 ] && [ "$items" -gt 0 ] || fail "the database holds $orders orders and $items order items"
  say "  good: data/mooring.db holds $orders orders, $items order items"
}

still_running() {
  local link
  for link in /proc/[0-9]*/root; do
    [ "$(readlink "$link" 2>/dev/null)" != "$chroot_root" ] || tr '\0' ' ' < "${link%root}cmdline"
  done
}
stop_by() {  # stop_by SIGNAL TARGET
  local end=$((SECONDS + 20)) left
  kill "-$1" -- "$2"
  while left=$(still_running); [ -n "$left" ]; do
    [ $SECONDS -lt $end ] || fail "after SIG$1 there still runs: $left"
    sleep 0.05
  done
  wait "$group" 2>/dev/null || true
  group=''
  say "  good: SIG$1 ended both processes"
}

first_start() {
  say "First start: scripts/run"
  local began=$SECONDS node_version
  start
  until_printed '#signin=' 1800
  say "  good: ready after $((SECONDS - began)) s, packages and build included"
  node_version=$(inside node --version)
  case "$node_version" in v18.*) say "  good: node --version is $node_version" ;; *) fail "node --version is $node_version, not Debian's v18" ;; esac
  has $console/healthz '"status":"ok"'
  has $console/readyz '"status":"ready"'
  has $console/ '<title>'
  has $simulator/control '<title>'
  connect_demo_seller
  stop_by TERM "$group"
}

second_start() {
  say "Second start"
  local began=${EPOCHREALTIME/./} took_ms
  start
  until curl -sf -o /dev/null $console/readyz; do
    kill -0 "$group" 2>/dev/null || fail "scripts/run ended"
    sleep 0.01
  done
  took_ms=$(((${EPOCHREALTIME/./} - began) / 1000))
  until_printed '#signin=' 10
  [ $took_ms -lt $second_start_limit_ms ] || fail "the second start took $took_ms ms; the limit is $second_start_limit_ms ms"
  say "  good: ready after $took_ms ms (limit $second_start_limit_ms ms)"
  [ "$(query 'SELECT count(*) FROM amazon_seller_orders')" -ge "$orders" ] || fail "orders are missing after the restart"
  stop_by INT "-$group"
}

main() {
  make_debian
  clone_head
  first_start
  second_start
  say "All good: a bare Debian 12 with git runs Mooring."
  exit 0   # bash reads a script as it goes: what somebody edits meanwhile is not run
}
main
