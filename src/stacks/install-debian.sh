#!/bin/sh
# Installs the Debian packages that the real stacks under test, and arpcheck's own tests, use. Safe to run again: what is
# there stays as it is. `--list` only says what it would install.
#
# Exit code: 0 all of them are there, 1 some could not be installed, 2 it cannot work here.
set -eu

# Stacks: lwip, slirp; gvisor (500 MB, most of it the compiler); passt and its namespaces; scapy.
stacks='gcc libc6-dev pkg-config liblwip-dev libslirp-dev golang-go golang-gvisor-gvisor-dev passt iproute2 util-linux
python3-scapy'
# Tests: tshark judges captures; ebtables and arptables judge rules.
tests='tshark iptables arptables'

is_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null || true)" = installed ]
}

refuse() {
  echo "$0: $1" >&2
  exit 2
}

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  # shellcheck disable=SC2086
  refuse "this is no Debian or Ubuntu; install what is in these packages there: $(echo $stacks $tests)"
fi

missing=
for package in $stacks $tests; do
  is_installed "$package" || missing="$missing $package"
done

if [ -z "$missing" ]; then
  echo 'All packages are installed.'
  exit 0
fi
if [ "${1:-}" = --list ]; then
  echo "Not installed:$missing"
  exit 0
fi
[ "$(id -u)" = 0 ] || refuse "only root can install packages; run: sudo sh $0"

export DEBIAN_FRONTEND=noninteractive
echo 'Reading the package lists …'
apt-get update -qq -o Acquire::Retries=3

# One that this release does not have must not keep the others away.
wanted='' unknown=''
for package in $missing; do
  if apt-cache show --no-all-versions "$package" >/dev/null 2>&1; then
    wanted="$wanted $package"
  else
    unknown="$unknown $package"
  fi
done

if [ -n "$wanted" ]; then
  echo "Installing$wanted …"
  # shellcheck disable=SC2086
  apt-get install -y -qq --no-install-recommends -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 $wanted >/dev/null
fi
if [ -n "$unknown" ]; then
  echo "This release does not have$unknown: what needs them stays unavailable (arpcheck stacks)." >&2
  exit 1
fi
echo 'Done.'
