package gpkg

// The tables every GeoPackage has (OGC 12-128r17, annex C), with the R-tree
// extension's register, and the tables that are this store's own:
//
//   - catchment_layers: each layer that is served, its version and its table
//   - catchment_versions: every version there ever was, with its metadata
//   - catchment_chunks: the features of each version (see archive.go)
//   - catchment_edits: what an edit changed (see edit.go)
//   - catchment_tables: the columns of the features tables
//   - catchment_documents: every version of every document (see documents.go)
//   - catchment_drafts: what users have not saved yet (see drafts.go)
//
// The features table of a layer is for other programs to read. What is served
// comes from the chunks, which keep every byte that came in; so triggers
// refuse edits of the table, which would otherwise be lost in silence.
const schema = `
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL,
  description TEXT
);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY,
  data_type TEXT NOT NULL,
  identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE,
  min_y DOUBLE,
  max_x DOUBLE,
  max_y DOUBLE,
  srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL,
  m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);
CREATE TABLE gpkg_extensions (
  table_name TEXT,
  column_name TEXT,
  extension_name TEXT NOT NULL,
  definition TEXT NOT NULL,
  scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
);
CREATE TABLE catchment_layers (
  layer_id TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  table_name TEXT NOT NULL UNIQUE COLLATE NOCASE
);
CREATE TABLE catchment_versions (
  id INTEGER NOT NULL PRIMARY KEY,
  layer_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  loaded_at TEXT NOT NULL,
  features INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  meta BLOB NOT NULL,
  checksum BLOB NOT NULL,
  UNIQUE (layer_id, version)
);
CREATE TABLE catchment_chunks (
  version_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  features INTEGER NOT NULL,
  checksum BLOB NOT NULL,
  attributes BLOB NOT NULL,
  geometry BLOB NOT NULL,
  UNIQUE (version_id, seq)
);
INSERT INTO gpkg_spatial_ref_sys VALUES
 ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined cartesian coordinate reference system'),
 ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
 ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]', 'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid'),
 ('China Geodetic Coordinate System 2000', 4490, 'EPSG', 4490, 'GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101,AUTHORITY["EPSG","1024"]],AUTHORITY["EPSG","1043"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4490"]]', 'longitude/latitude coordinates in decimal degrees on the CGCS2000 spheroid');
INSERT INTO gpkg_contents (table_name, data_type, identifier, description)
 VALUES ('catchment_versions', 'attributes', 'catchment_versions', 'History of the layers');
PRAGMA application_id = 1196444487;
PRAGMA user_version = 10300;
`

// applicationID is "GPKG", userVersion is GeoPackage 1.3.0; both as in schema.
const (
	applicationID = 0x47504B47
	userVersion   = 10300
)

// rtreeDefinition is where the R-tree extension is defined.
const rtreeDefinition = "http://www.geopackage.org/spec130/#extension_rtree"

// trigger is a trigger of a features table, and on what it fires: INSERT, UPDATE
// or DELETE.
type trigger struct{ name, on, sql string }

// triggers returns those that make a features table usable once its rows are
// there: the triggers the R-tree extension asks for (annex F.3, so that any
// GeoPackage reader finds the table as it should be) and the ones that refuse
// edits before those could run. t is the quoted table, r the quoted index;
// names are made from the plain table name.
func triggers(table string) []trigger {
	t, r := quote(table), quote(rtreeName(table))
	var all []trigger
	add := func(name, on, sql string) {
		all = append(all, trigger{quote(name), on, `CREATE TRIGGER ` + quote(name) + sql})
	}
	const box = `NEW."fid", ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"), ST_MinY(NEW."geom"), ST_MaxY(NEW."geom")`
	const filled = `(NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom"))`
	const empty = `(NEW."geom" ISNULL OR ST_IsEmpty(NEW."geom"))`
	index := func(suffix, on, sql string) { add(rtreeName(table)+"_"+suffix, on, sql) }
	index("insert", "INSERT", ` AFTER INSERT ON `+t+` WHEN `+filled+
		` BEGIN INSERT OR REPLACE INTO `+r+` VALUES (`+box+`); END`)
	index("update1", "UPDATE", ` AFTER UPDATE OF "geom" ON `+t+` WHEN OLD."fid" = NEW."fid" AND `+filled+
		` BEGIN INSERT OR REPLACE INTO `+r+` VALUES (`+box+`); END`)
	index("update2", "UPDATE", ` AFTER UPDATE OF "geom" ON `+t+` WHEN OLD."fid" = NEW."fid" AND `+empty+
		` BEGIN DELETE FROM `+r+` WHERE id = OLD."fid"; END`)
	index("update3", "UPDATE", ` AFTER UPDATE ON `+t+` WHEN OLD."fid" != NEW."fid" AND `+filled+
		` BEGIN DELETE FROM `+r+` WHERE id = OLD."fid"; INSERT OR REPLACE INTO `+r+` VALUES (`+box+`); END`)
	index("update4", "UPDATE", ` AFTER UPDATE ON `+t+` WHEN OLD."fid" != NEW."fid" AND `+empty+
		` BEGIN DELETE FROM `+r+` WHERE id IN (OLD."fid", NEW."fid"); END`)
	index("delete", "DELETE", ` AFTER DELETE ON `+t+` WHEN OLD."geom" NOT NULL`+
		` BEGIN DELETE FROM `+r+` WHERE id = OLD."fid"; END`)
	for _, edit := range [...]string{"INSERT", "UPDATE", "DELETE"} {
		add("catchment_"+table+"_"+edit, edit, ` BEFORE `+edit+` ON `+t+
			` BEGIN SELECT RAISE(ABORT, 'Catchment writes this table; load a changed copy of the layer instead'); END`)
	}
	return all
}

func rtreeName(table string) string { return "rtree_" + table + "_geom" }
