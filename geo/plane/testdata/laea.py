"""Prints images of seeded points under PROJ's laea, for laea.txt.

    python3 laea.py > laea.txt
"""
import math
import random
import sys

import pyproj

print(f"# made by: python3 laea.py > laea.txt (pyproj {pyproj.__version__}, PROJ {pyproj.proj_version_str})")
print("# lon0 lat0 lon lat x y: +proj=laea +ellps=WGS84")
r = random.Random(20260102)
centers = [(118.88, 42.26), (9.55, 47.15), (0, 0), (-122.4, 37.8), (179.9, -16.5), (25, -80),
           (30, 90), (-70, -90), (12.5, 85), (100, 1e-5), (-179.999, 66.5), (151.2, -33.9)]
for lon0, lat0 in centers:
    to = pyproj.Proj(proj="laea", lon_0=lon0, lat_0=lat0, ellps="WGS84")
    for k in range(50):
        # 100 m to 10,000 km from the centre, evenly in the logarithm; at the
        # poles from 300 km: closer in PROJ loses digits, as it does for centres beyond 88 degrees
        d, t = 10 ** r.uniform(5.5 if abs(lat0) == 90 else 2, 7), r.uniform(-180, 180)
        lon, lat, _ = pyproj.Geod(ellps="WGS84").fwd(lon0, lat0, t, d)
        lon, lat = round(lon, 12), round(lat, 12)
        x, y = to(lon, lat)
        if math.isfinite(x):
            print(lon0, lat0, f"{lon:.12f} {lat:.12f} {x:.9f} {y:.9f}")
        else:
            print("no image", lon0, lat0, lon, lat, file=sys.stderr)
