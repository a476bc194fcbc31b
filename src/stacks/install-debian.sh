#!/bin/sh
# Installs the Debian packages that the real stacks and the tests of arpcheck use. Safe to run again.
set -eu

packages="liblwip-dev libslirp-dev gcc libc6-dev pkg-config passt python3-scapy golang-go golang-gvisor-gvisor-dev
iproute2 util-linux iptables arptables tshark"

if ! command -v apt-get >/dev/null; then
  echo "apt-get is not here: install what provides these packages: $packages" >&2
  exit 1
fi
if [ "$(id -u)" != 0 ]; then
  echo "this needs root: sudo sh $0" >&2
  exit 1
fi

missing=
for package in $packages; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing="$missing $package"
done
if [ -z "$missing" ]; then
  echo "all packages are there"
  exit 0
fi
echo "installing$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq -o Acquire::Retries=3
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends -o Acquire::Retries=3 $missing >/dev/null
