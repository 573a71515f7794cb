"""Prints seeded star-shaped polygons with Planimeter's answers, for polygons.txt.

    python3 polygons.py > polygons.txt

Planimeter -w -E -p 10 (GeographicLib 2.1.2) gives perimeter and area with
geodesic edges; its area is at most half the ellipsoid, here without sign.
"""
import math
import random
import subprocess

print("# made by: python3 polygons.py > polygons.txt (Planimeter -w -E -p 10, GeographicLib 2.1.2)")
print("# vertices lon lat, then: = perimeter area")
r = random.Random(20260104)


def destination(lon, lat, bearing, arc):
    """A point at an angle of arc degrees on the sphere: only to scatter vertices."""
    p, t, c = math.radians(lat), math.radians(bearing), math.radians(arc)
    s = math.sin(p) * math.cos(c) + math.cos(p) * math.sin(c) * math.cos(t)
    d = math.atan2(math.sin(t) * math.sin(c) * math.cos(p), math.cos(c) - math.sin(p) * s)
    return (lon + math.degrees(d) + 180) % 360 - 180, math.degrees(math.asin(s))


for k in range(120):
    lon, lat = r.uniform(-180, 180), math.degrees(math.asin(r.uniform(-1, 1)))
    if k % 6 == 0:
        lon = r.choice([-180, 180]) + r.uniform(-0.1, 0.1)  # across 180 degrees
    if k % 10 == 0:
        lat = r.choice([-90, 90]) + 0.01 * r.uniform(-1, 1)  # around a pole
        lat = max(-90, min(90, lat))
    size = 10 ** r.uniform(-3, 1.5)  # 100 m to 3500 km
    n = r.randint(3, 12)
    ring = []
    for i in range(n):
        v = destination(lon, lat, 360 * (i + r.uniform(-0.3, 0.3)) / n, size * r.uniform(0.5, 1))
        ring.append((round(v[0], 12), round(v[1], 12)))
    if k % 2:
        ring.reverse()
    text = "\n".join(f"{a:.12f} {b:.12f}" for a, b in ring)
    out = subprocess.run(["Planimeter", "-w", "-E", "-p", "10"], input=text, capture_output=True, text=True, check=True)
    _, perimeter, area = out.stdout.split()
    print(text)
    print("=", perimeter, area.lstrip("-"))
