package gpkg

import (
	"context"
	"database/sql/driver"
	"strings"

	"github.com/paulmach/orb"

	"catchment/data"
)

// fillTable makes the features table of a layer, with its rows, numbered from 1
// by fid, its index and what GeoPackage registers about it.
func (t *tx) fillTable(ctx context.Context, table string, s *shape, l *data.Layer) error {
	tree := make(chan *packedTree, 1)
	go func() { tree <- packTree(boxesOf(l.Features)) }()

	if err := t.createTable(table, s, l); err != nil {
		return err
	}
	if err := t.insertRows(ctx, table, s, l.Features); err != nil {
		return err
	}
	if err := t.insertTree(ctx, table, <-tree); err != nil {
		return err
	}
	for _, trigger := range triggers(table) {
		if err := t.exec(trigger.sql); err != nil {
			return err
		}
	}
	return nil
}

func boxesOf(fs []data.Feature) []orb.Bound {
	boxes := make([]orb.Bound, len(fs))
	for i := range fs {
		boxes[i] = fs[i].Geometry.Bound()
	}
	return boxes
}

func (t *tx) createTable(table string, s *shape, l *data.Layer) error {
	var ddl strings.Builder
	ddl.WriteString(`CREATE TABLE ` + quote(table) + ` ("fid" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "geom" ` + geometryType(l.GeometryTypes()))
	for _, c := range s.columns {
		ddl.WriteString(`, ` + quote(c.name) + ` ` + c.sqlType)
	}
	ddl.WriteString(`)`)
	if err := t.exec(ddl.String()); err != nil {
		return err
	}
	if err := t.exec(`INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?1, 'features', ?1, ?2)`, table, srsID); err != nil {
		return err
	}
	if err := t.describe(table, l); err != nil {
		return err
	}
	if err := t.exec(`INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)`, table, geometryType(l.GeometryTypes()), srsID); err != nil {
		return err
	}
	if err := t.exec(`INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', ?, 'write-only')`, table, rtreeDefinition); err != nil {
		return err
	}
	return t.exec(`CREATE VIRTUAL TABLE ` + quote(rtreeName(table)) + ` USING rtree(id, minx, maxx, miny, maxy)`)
}

// describe notes what a features table holds now.
func (t *tx) describe(table string, l *data.Layer) error {
	var minX, minY, maxX, maxY any
	if b := l.Bound(); l.Len() > 0 {
		minX, minY, maxX, maxY = b.Min[0], b.Min[1], b.Max[0], b.Max[1]
	}
	return t.exec(`UPDATE gpkg_contents SET description = ?, last_change = ?, min_x = ?, min_y = ?, max_x = ?, max_y = ? WHERE table_name = ?`,
		l.Name, l.Loaded.UTC().Format("2006-01-02T15:04:05.000Z"), minX, minY, maxX, maxY, table)
}

// rowBatch is the values of consecutive rows, ready to bind.
type rowBatch struct {
	values []driver.NamedValue
	rows   int
	err    error
	keys   data.Keys[int] // the column of each property, -1 for none
}

// maxValues is how many values one statement binds at most: enough rows to
// share the cost of a statement.
const maxValues = 1200

// insertRows inserts the features in order, from fid 1. Rows are prepared
// beside the inserting.
func (t *tx) insertRows(ctx context.Context, table string, s *shape, fs []data.Feature) error {
	width := 2 + len(s.columns)
	perBatch := max(1, min(maxValues/width, 200))
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ready, free := make(chan *rowBatch, 4), make(chan *rowBatch, 4)
	for range cap(free) {
		free <- &rowBatch{values: make([]driver.NamedValue, perBatch*width)}
	}
	go func() {
		defer close(ready)
		for from := 0; from < len(fs); from += perBatch {
			var b *rowBatch
			select {
			case b = <-free:
			case <-ctx.Done():
				return
			}
			b.fill(s, fs[from:min(from+perBatch, len(fs))], from)
			ready <- b
		}
	}()
	insert := newInserter(t, table, width, perBatch)
	defer insert.close()
	for b := range ready {
		if b.err == nil {
			b.err = insert.rows(b.values[:b.rows*width], b.rows)
		}
		if b.err != nil {
			stop()
			for range ready {
			}
			return b.err
		}
		free <- b
	}
	return ctx.Err()
}

// fill sets the values of the rows of features, the first of which is number
// from.
func (b *rowBatch) fill(s *shape, fs []data.Feature, from int) {
	width := 2 + len(s.columns)
	b.rows, b.err = len(fs), nil
	var blobs []byte
	ends := make([]int, len(fs))
	for i := range fs {
		if blobs, b.err = appendGeometry(blobs, fs[i].Geometry); b.err != nil {
			return
		}
		ends[i] = len(blobs)
	}
	start := 0
	for i := range fs {
		row := b.values[i*width : (i+1)*width]
		for c := range row {
			row[c] = driver.NamedValue{Ordinal: i*width + c + 1}
		}
		row[0].Value, row[1].Value = int64(from+i+1), blobs[start:ends[i]]
		start = ends[i]
		if s.withID {
			row[2].Value = fs[i].ID
		}
		b.keys.Rewind()
		data.EachProperty(fs[i].Properties, func(key, v string) {
			if c := *b.keys.At(key, s.columnOf); c >= 0 {
				row[2+c].Value = value(v, s.columns[c].sqlType)
			}
		})
	}
}

// insertTree writes a packed tree to the shadow tables of the layer's index.
func (t *tx) insertTree(ctx context.Context, table string, tree *packedTree) error {
	name := rtreeName(table)
	if err := t.exec(`DELETE FROM ` + quote(name+"_node")); err != nil {
		return err
	}
	if err := t.insertPairs(ctx, name+"_node", len(tree.nodes), func(i int) driver.Value { return tree.nodes[i] }); err != nil {
		return err
	}
	if err := t.insertPairs(ctx, name+"_rowid", len(tree.leaf), func(i int) driver.Value { return tree.leaf[i] }); err != nil {
		return err
	}
	// The root, node 1, has no parent.
	parents := tree.parent[1:]
	return t.insertPairsFrom(ctx, name+"_parent", 2, len(parents), func(i int) driver.Value { return parents[i] })
}

func (t *tx) insertPairs(ctx context.Context, table string, n int, second func(i int) driver.Value) error {
	return t.insertPairsFrom(ctx, table, 1, n, second)
}

// insertPairsFrom inserts n rows of two columns: a number counting up from
// first, and second(0), second(1), ….
func (t *tx) insertPairsFrom(ctx context.Context, table string, first, n int, second func(i int) driver.Value) error {
	const perBatch = 400
	insert := newInserter(t, table, 2, perBatch)
	defer insert.close()
	values := make([]driver.NamedValue, 0, 2*perBatch)
	for i := range n {
		values = append(values,
			driver.NamedValue{Ordinal: len(values) + 1, Value: int64(first + i)},
			driver.NamedValue{Ordinal: len(values) + 2, Value: second(i)})
		if len(values) < 2*perBatch && i < n-1 {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := insert.rows(values, len(values)/2); err != nil {
			return err
		}
		values = values[:0]
	}
	return nil
}

// inserter inserts rows, many with one statement.
type inserter struct {
	t        *tx
	into     string
	width    int
	perBatch int
	full     driver.Stmt // for perBatch rows
}

func newInserter(t *tx, table string, width, perBatch int) *inserter {
	return &inserter{t: t, into: `INSERT INTO ` + quote(table) + ` VALUES `, width: width, perBatch: perBatch}
}

// rows inserts n rows of values.
func (in *inserter) rows(values []driver.NamedValue, n int) error {
	row := `(` + strings.TrimSuffix(strings.Repeat(`?,`, in.width), `,`) + `)`
	if n == in.perBatch && in.full != nil {
		return run(in.full, values)
	}
	stmt, err := in.t.conn.Prepare(in.into + strings.TrimSuffix(strings.Repeat(row+`,`, n), `,`))
	if err != nil {
		return storeError(err)
	}
	if n == in.perBatch {
		in.full = stmt
	} else {
		defer stmt.Close()
	}
	return run(stmt, values)
}

func (in *inserter) close() {
	if in.full != nil {
		in.full.Close()
	}
}

// positions counts the positions of a geometry.
func positions(g orb.Geometry) int64 {
	switch g := g.(type) {
	case orb.Point:
		return 1
	case orb.MultiPoint:
		return int64(len(g))
	case orb.LineString:
		return int64(len(g))
	case orb.MultiLineString:
		n := 0
		for _, l := range g {
			n += len(l)
		}
		return int64(n)
	case orb.Polygon:
		n := 0
		for _, r := range g {
			n += len(r)
		}
		return int64(n)
	case orb.MultiPolygon:
		n := int64(0)
		for _, p := range g {
			n += positions(p)
		}
		return n
	case orb.Collection:
		n := int64(0)
		for _, part := range g {
			n += positions(part)
		}
		return n
	}
	return 0
}
