#!/bin/sh
# Lays recordings beside the simulated city: tables on the screen, pictures into docs/images.
# compare.sh DIR, where DIR holds the recordings (water-ltown, gas-methane, river-puhinui, bridge-munich, water-loop-skab).
set -eu
data="$1"
home="$(cd "$(dirname "$0")/../../.." && pwd)"
here="$home/docs/examples/recordings"
pictures="$home/docs/images"
compare() { printf '\n%s\n\n' "$1"; shift; "$home/lifeline" compare "$@"; }

compare inflow "$data/water-ltown/2019_SCADA_Flows.csv" --mapping "$here/water-ltown.yaml" --zone UTC --recorded LTOWN-P227 \
  --simulated WAT-PZ-01-FLOW --for 28d --step 5min --shown 3d --kept 2d --svg "$pictures/compare-inflow.svg" \
  --title "Inflow of a water zone: L-Town p227, sample city"
compare tank "$data/water-ltown/2019_SCADA_Levels.csv" --mapping "$here/water-ltown.yaml" --zone UTC --recorded LTOWN-T1 \
  --city "$here/city" --simulated BOOSTER-TANK --for 28d --step 5min --scale deviation --shown 5d --kept 2d \
  --svg "$pictures/compare-tank.svg" --title "Level of a water tank: L-Town T1, simulated booster station"
compare methane "$data/gas-methane/methane.csv" --mapping gas-methane.yaml --zone Europe/Warsaw --recorded MINE-MM31 \
  --simulated DUC-GC-01-CH4 --step 30s --shown 2d --kept 1d --svg "$pictures/compare-methane.svg" \
  --title "Methane in ventilated air: a longwall, a utility tunnel"
compare rain "$data/river-puhinui/Manukau.csv" --mapping river-puhinui.yaml --zone UTC+12:00 --recorded RIVER-RAIN-1 \
  --simulated DRN-RG-01-RAIN --step 1h --shown 30d --kept 2d --svg "$pictures/compare-rain.svg" \
  --title "Rain of an hour: Manukau, sample city"
compare river "$data/river-puhinui/Manukau.csv" --mapping "$home/deploy/cities/sample/mappings/river-puhinui.yaml" --zone UTC+12:00 --recorded RIVER-LEVEL \
  --city "$here/city" --simulated PUMPS-RIVER --for 900d --step 1h --scale deviation --shown 60d --kept 5d \
  --svg "$pictures/compare-river.svg" --title "Level of a river: Puhinui, the simulated one at an outfall"
compare strain "$data/bridge-munich/ReferenceStateDMS_CNAt100Hz.csv" --mapping bridge-munich.yaml --zone Europe/Berlin \
  --recorded TESTBRIDGE-STRAIN --simulated BRI-01-STR-1 --step 20ms --scale deviation --shown 3min --kept 20s \
  --svg "$pictures/compare-strain.svg" --title "Strain of a bridge: Munich, sample city"
for what in FLOW CURRENT VIBRATION; do
  compare "$what of a pump" "$data/water-loop-skab/anomaly-free/anomaly-free.csv" --mapping "$here/water-loop-skab.yaml" \
    --zone UTC --recorded "SKAB-$what" --city "$here/city" --simulated "BOOSTER-$what" --step 1s --shown 10min --kept 10min \
    --svg "$pictures/compare-pump-$(printf %s "$what" | tr A-Z a-z).svg" --title "$what of a pump: SKAB's loop, simulated booster station"
done
