"""Reads a service with OWSLib and writes what it finds as JSON."""
import json
import sys

from owslib.ogcapi.features import Features
from owslib.ogcapi.processes import Processes

url = sys.argv[1]
features, processes = Features(url), Processes(url)
box = [float(v) for v in sys.argv[2].split(",")]
page = features.collection_items("landuse", limit=3, bbox=box)
json.dump({
    "openapi": features.api()["openapi"],
    "conforms": len(features.conformance()["conformsTo"]),
    "collections": features.feature_collections(),
    "title": features.collection("landuse")["title"],
    "queryables": list(features.collection_queryables("landuse")["properties"]),
    "in_box": page["numberMatched"],
    "returned": page["numberReturned"],
    "filtered": features.collection_items("landuse", filter="code LIKE 'R%'")["numberMatched"],
    "by_property": features.collection_items("landuse", code="R2")["numberMatched"],
    "item": features.collection_item("landuse", page["features"][0]["id"])["id"] == page["features"][0]["id"],
    "processes": [p["id"] for p in processes.processes()["processes"]],
    "inputs": list(processes.process("coverage-gaps")["inputs"]),
}, sys.stdout)
