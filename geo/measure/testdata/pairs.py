"""Writes the point pairs of geodesics.txt: lon1 lat1 lon2 lat2, seeded.

    python3 pairs.py > pairs.txt
    (echo '# made by: python3 pairs.py > pairs.txt; GeodSolve -i -w -f -E -p 10 --input-file pairs.txt'
     echo '# GeographicLib 2.1.2, WGS 84, exact elliptic integrals; columns:'
     echo '# lon1 lat1 azi1 lon2 lat2 azi2 s12 a12 m12 M12 M21 S12'
     GeodSolve -i -w -f -E -p 10 --input-file pairs.txt) > geodesics.txt
"""
import math
import random

r = random.Random(20260101)


def emit(lon1, lat1, lon2, lat2):
    print(*(f"{v:.12f}" for v in (lon1, lat1, lon2, lat2)))


def lat():
    return math.degrees(math.asin(r.uniform(-1, 1)))


def lon():
    return r.uniform(-180, 180)


def clamp(v):
    return max(-90.0, min(90.0, v))


for _ in range(300):  # anywhere
    emit(lon(), lat(), lon(), lat())
for _ in range(300):  # one to 200,000 m apart, evenly in the logarithm
    a, b, d = lon(), lat(), 10 ** r.uniform(0, 5.3) / 111000
    t = r.uniform(0, 2 * math.pi)
    emit(a, b, a + d * math.cos(t) / max(0.01, math.cos(math.radians(b))), clamp(b + d * math.sin(t)))
for _ in range(200):  # nearly antipodal
    a, b, d = lon(), lat(), 10 ** r.uniform(-9, 0.3)
    t = r.uniform(0, 2 * math.pi)
    emit(a, b, a + 180 + d * math.cos(t), clamp(-b + d * math.sin(t)))
for _ in range(100):  # equator and nearly so
    emit(lon(), r.choice([0.0, 1e-9, -1e-6, 0.3]), lon(), r.choice([0.0, -1e-9, 1e-6, 0.3]))
for _ in range(100):  # meridians, poles, opposite meridians
    a = lon()
    emit(a, r.choice([90.0, -90.0, lat()]), r.choice([a, a + 180, lon()]), r.choice([90.0, -90.0, lat()]))
for _ in range(100):  # close to a pole
    emit(lon(), 90 - 10 ** r.uniform(-7, 0), lon(), 90 - 10 ** r.uniform(-7, 0))
for _ in range(100):  # across 180 degrees
    b = lat()
    emit(180 - r.uniform(0, 0.2), b, -180 + r.uniform(0, 0.2), clamp(b + r.uniform(-0.2, 0.2)))
