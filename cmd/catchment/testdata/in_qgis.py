"""Opens every collection of a service in QGIS, and writes what it finds as JSON.

in_qgis.py URL BOX FILTERED EXPRESSION TILED PICTURES

BOX is west,south,east,north; EXPRESSION is asked of the collection FILTERED;
the tiles of the collection TILED and the result collections are drawn into the
folder PICTURES.
"""
import json
import os
import sys
import urllib.request

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
from qgis.core import *
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

url, box, filtered, expression, tiled, pictures = sys.argv[1:]
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], False)
app.initQgis()
web_mercator = QgsCoordinateReferenceSystem("EPSG:3857")
to_mercator = QgsCoordinateTransform(QgsCoordinateReferenceSystem("EPSG:4326"), web_mercator, QgsProject.instance())


def opened(name):
    layer = QgsVectorLayer("url='%s' typename='%s' pagingEnabled='true' pageSize='7'" % (url, name), name, "OAPIF")
    if not layer.isValid():
        raise SystemExit("QGIS does not open %s: %s" % (name, layer.error().message()))
    return layer


def count(layer, request=None):
    return sum(1 for _ in (layer.getFeatures(request) if request else layer.getFeatures()))


def drawn(layer, extent, name):
    """Draws a layer on white and returns the share of pixels that it covers."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(web_mercator)
    settings.setExtent(to_mercator.transformBoundingBox(extent))
    settings.setOutputSize(QSize(700, 600))
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    image.save(os.path.join(pictures, name.replace(":", "-").replace("/", "-") + ".png"))
    white = QColor("white").rgb()
    pixels = [image.pixel(x, y) for x in range(0, 700, 3) for y in range(0, 600, 3)]
    return sum(p != white for p in pixels) / len(pixels)


west, south, east, north = map(float, box.split(","))
rectangle = QgsRectangle(west, south, east, north)
found = {"version": Qgis.QGIS_VERSION, "collections": {}, "filtered": 0, "drawn": {}}
for collection in json.load(urllib.request.urlopen(url + "/collections"))["collections"]:
    name = collection["id"]
    layer = opened(name)
    extent = layer.extent()
    found["collections"][name] = {
        "features": count(layer),
        "said": layer.featureCount(),
        "in_box": count(layer, QgsFeatureRequest(rectangle).setFlags(QgsFeatureRequest.ExactIntersect)),
        "crs": layer.crs().authid(),
        "geometry": QgsWkbTypes.displayString(layer.wkbType()),
        "extent": [extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()],
        "fields": [f.name() for f in layer.fields()],
    }
    if ":" in name:
        found["drawn"][name] = drawn(layer, rectangle, name)
layer = opened(filtered)
layer.setSubsetString(expression)
found["filtered"] = count(layer)

tiles = QgsVectorTileLayer("type=xyz&url=%s/tiles/%s/{z}/{x}/{y}.mvt&zmin=0&zmax=22" % (url, tiled), tiled)
style = QgsVectorTileBasicRendererStyle("all", tiled, QgsWkbTypes.PolygonGeometry)
style.setSymbol(QgsFillSymbol.createSimple({"color": "#7fbf7f", "outline_color": "#333333"}))
renderer = QgsVectorTileBasicRenderer()
renderer.setStyles([style])
tiles.setRenderer(renderer)
found["drawn"]["tiles"] = drawn(tiles, rectangle, "tiles") if tiles.isValid() else 0
json.dump(found, sys.stdout)
sys.stdout.flush()
os._exit(0)  # QGIS 3.22 falls over its own objects when it ends
