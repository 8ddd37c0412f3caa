#!/usr/bin/env bash
# Makes the secrets of this set-up, once, and mosquitto's accounts of them. Needs openssl and mosquitto_passwd.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
umask 077
mkdir -p secrets
for name in admin api-token accounts-key audit-key database mqtt-ingest; do
  [[ -s "secrets/$name" ]] || openssl rand -hex 24 > "secrets/$name"
done
rm -f secrets/internal.passwords
mosquitto_passwd -b -c secrets/internal.passwords ingest "$(< secrets/mqtt-ingest)"
touch secrets/gateways.passwords
# The processes in the containers are other users than this one.
chmod 644 secrets/*
chmod 700 secrets
echo "made in $PWD/secrets; add gateways with: mosquitto_passwd -b secrets/gateways.passwords GW-ID PASSWORD"
