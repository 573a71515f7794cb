#!/bin/sh
# Writes proj.csv: positions at the middle and the edges of every zone, as
# PROJ 9.1.1 (Debian proj-bin 9.1.1-1) converts them with
#   cs2cs -f %.9f EPSG:4490 EPSG:<code>   (EPSG:4326 for UTM and Web Mercator)
# Columns: code, longitude, latitude, x (easting), y (northing).
cd "$(dirname "$0")" || exit 1
zone() { # code, base, central meridian, half width, latitudes…
	code=$1 base=$2 middle=$3 half=$4
	shift 4
	for lat in "$@"; do
		for side in -1 0.37 1; do
			lon=$(awk -v m="$middle" -v h="$half" -v s="$side" 'BEGIN{printf "%.6f", m+h*s}')
			echo "$lat $lon" | cs2cs -f %.9f "EPSG:$base" "EPSG:$code" |
				awk -v c="$code" -v lon="$lon" -v lat="$lat" -v b="$base" '{ if (b == 4490) print c","lon","lat","$2","$1; else print c","lon","lat","$1","$2 }'
		done
	done
}
{
	for i in $(seq 0 10); do
		zone $((4491 + i)) 4490 $((75 + 6 * i)) 3 18.2 42.2558759 53.5
		zone $((4502 + i)) 4490 $((75 + 6 * i)) 3 18.2 42.2558759 53.5
	done
	for i in $(seq 0 20); do
		zone $((4513 + i)) 4490 $((75 + 3 * i)) 1.5 18.2 42.2558759 53.5
		zone $((4534 + i)) 4490 $((75 + 3 * i)) 1.5 18.2 42.2558759 53.5
	done
	for i in 1 2 17 31 32 49 50 51 60; do
		zone $((32600 + i)) 4326 $((6 * i - 183)) 2.999 0.5 47.15 83.9
		zone $((32700 + i)) 4326 $((6 * i - 183)) 2.999 -0.5 -33.9 -79.9
	done
	zone 3857 4326 0 179.9 -84.9 0.1 42.2558759
} >proj.csv
