// Reads a service with ogc-client and writes what it finds as JSON.
import { createRequire } from "node:module";

const [, , folder, url, box] = process.argv;
const { OgcApiEndpoint } = createRequire(folder + "/")("@camptocamp/ogc-client");
const endpoint = new OgcApiEndpoint(url);
const extent = box.split(",").map(Number);
const info = await endpoint.getCollectionInfo("landuse");
const pages = [];
for (const outputCrs of info.crs) {
  const address = await endpoint.getCollectionItemsUrl("landuse", { limit: 2, extent, outputCrs });
  const answer = await fetch(address);
  pages.push({ crs: answer.headers.get("content-crs"), matched: (await answer.json()).numberMatched });
}
const [first] = await endpoint.getCollectionItems("landuse", 1, 0);
console.log(JSON.stringify({
  title: (await endpoint.info).title,
  collections: await endpoint.featureCollections,
  tiled: await endpoint.vectorTileCollections,
  matrixSets: await endpoint.tileMatrixSets,
  crs: info.crs,
  queryables: info.queryables.map((q) => q.name),
  pages,
  item: (await endpoint.getCollectionItem("landuse", first.id)).id === first.id,
  tileset: (await fetch(await endpoint.getVectorTilesetUrl("landuse"))).status,
}));
