package cql2_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkt"

	"catchment/data"
	"catchment/data/cql2"
	"catchment/geo/index"
	"catchment/geo/trial"
)

func TestMain(m *testing.M) { os.Exit(trial.Run(m)) }

// TestAgainstPostGIS asks seeded random filters of the same random features
// here and in PostGIS 3.3 on GEOS 3.11, which must give the same features.
// CATCHMENT_TEST_LONG=1 asks twenty times as many.
func TestAgainstPostGIS(t *testing.T) {
	ctx := context.Background()
	db, err := pgx.Connect(ctx, trial.PostGIS(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(ctx)
	const seed = 7
	g := &generator{rand.New(rand.NewPCG(seed, 2)), false}
	features := g.features(120)
	if err := fill(ctx, db, features); err != nil {
		t.Fatal(err)
	}
	bounds := make([]orb.Bound, len(features))
	for i, f := range features {
		bounds[i] = f.Geometry.Bound()
	}
	tree := index.New(bounds)
	filters := 1500
	if os.Getenv("CATCHMENT_TEST_LONG") != "" {
		filters *= 20
	}
	found := 0
	for n := range filters {
		e := g.condition(n % 4)
		text := string(cql2.AppendText(nil, e))
		got := answer(t, e, features, tree)
		rows, err := db.Query(ctx, "SELECT id FROM feature WHERE "+sql(e)+" ORDER BY id")
		if err != nil {
			t.Fatalf("seed %d: %s\n%s: %v", seed, text, sql(e), err)
		}
		want, err := pgx.CollectRows(rows, pgx.RowTo[int32])
		if err != nil {
			t.Fatalf("seed %d: %s\n%s: %v", seed, text, sql(e), err)
		}
		found += len(want)
		if !slices.Equal(got, want) {
			for _, i := range append(slices.Clone(got), want...) {
				if slices.Contains(got, i) != slices.Contains(want, i) {
					t.Logf("feature %d: %s %s", i, wkt.MarshalString(features[i].Geometry), features[i].Properties)
				}
			}
			t.Errorf("seed %d: %s\n got %v\nwant %v", seed, text, got, want)
			if n > 200 {
				return
			}
		}
	}
	t.Logf("%d filters, %d features found", filters, found)
	if found < filters {
		t.Errorf("the filters found %d features in all: they prove nothing", found)
	}
}

// answer returns the numbers of the features that e holds of, by its box and
// by all of them, which must be the same.
func answer(t *testing.T, e *cql2.Expr, features []data.Feature, tree *index.Tree) []int32 {
	t.Helper()
	f, err := cql2.Compile(e, names())
	if err != nil {
		t.Fatalf("Compile(%s): %v", cql2.AppendText(nil, e), err)
	}
	r := f.Reader()
	near, some := f.Candidates(tree)
	all := []int32{}
	for i := range features {
		holds, err := r.Holds(&features[i])
		if err != nil {
			t.Fatalf("%s: %v", cql2.AppendText(nil, e), err)
		}
		if holds {
			all = append(all, int32(i))
			if some && !slices.Contains(near, i) {
				t.Errorf("%s holds of feature %d outside of its box %v", cql2.AppendText(nil, e), i, features[i].Geometry)
			}
		}
	}
	return all
}

// features returns features of which every property is null or missing now and
// then.
func (g *generator) features(n int) []data.Feature {
	all := make([]data.Feature, n)
	for i := range all {
		properties := map[string]any{}
		set := func(name string, v any) {
			if g.IntN(5) > 0 {
				properties[name] = v
			} else if g.IntN(2) == 0 {
				properties[name] = nil
			}
		}
		set("name", pick(g, words...))
		set("pop", float64(g.IntN(9)-3)/2)
		set("floors", g.IntN(5))
		set("open", g.IntN(2) == 0)
		day := fmt.Sprintf("200%d-0%d-0%d", g.IntN(3), 1+g.IntN(2), 1+g.IntN(2))
		set("built", pick(g, day, day+"T12:00:00Z", day+"T06:00:00+08:00"))
		object, err := json.Marshal(properties)
		if err != nil {
			panic(err)
		}
		all[i] = data.Feature{ID: strconv.Itoa(i), Geometry: g.shape(), Properties: object}
	}
	return all
}

// fill puts the features into a table. built is a time, and whether it is a
// day of which no time is known.
func fill(ctx context.Context, db *pgx.Conn, features []data.Feature) error {
	_, err := db.Exec(ctx, `CREATE EXTENSION IF NOT EXISTS postgis; SET timezone = 'UTC';
		CREATE TEMP TABLE feature (id int, name text COLLATE "C", pop float8, floors float8, open bool, built timestamptz, day bool, geometry geometry)`)
	for i, f := range features {
		var p struct {
			Name, Built *string
			Pop, Floors *float64
			Open        *bool
		}
		if err == nil {
			err = json.Unmarshal(f.Properties, &p)
		}
		day := p.Built != nil && len(*p.Built) == len(time.DateOnly)
		if err == nil {
			_, err = db.Exec(ctx, "INSERT INTO feature VALUES ($1,$2,$3,$4,$5,$6::text::timestamptz,$7,ST_GeomFromText($8))",
				i, p.Name, p.Pop, p.Floors, p.Open, p.Built, day, wkt.MarshalString(f.Geometry))
		}
	}
	return err
}

// sql writes a filter for PostGIS.
func sql(e *cql2.Expr) string {
	part := func(i int) string { return sql(e.Args[i]) }
	switch e.Op {
	case cql2.OpProperty:
		return `"` + e.Text + `"`
	case cql2.OpText:
		return `'` + strings.ReplaceAll(e.Text, "'", "''") + `' COLLATE "C"`
	case cql2.OpNumber:
		return "(" + strconv.FormatFloat(e.Number, 'f', -1, 64) + ")::float8"
	case cql2.OpBoolean:
		return strconv.FormatBool(e.Boolean)
	case cql2.OpDate:
		return "'" + e.Time.Format(time.DateOnly) + "'::date"
	case cql2.OpTimestamp:
		return "'" + e.Time.Format(time.RFC3339) + "'::timestamptz"
	case cql2.OpGeometry:
		return "ST_GeomFromText('" + wkt.MarshalString(e.Geometry) + "')"
	case cql2.OpBBox:
		b := orb.Bound{Min: orb.Point{e.Box[0], e.Box[1]}, Max: orb.Point{e.Box[2], e.Box[3]}}
		var g orb.Geometry = b.ToPolygon()
		if b.Min == b.Max {
			g = b.Min
		} else if b.Min[0] == b.Max[0] || b.Min[1] == b.Max[1] {
			g = orb.LineString{b.Min, b.Max}
		}
		return "ST_GeomFromText('" + wkt.MarshalString(g) + "')"
	case cql2.OpNot:
		return "(NOT " + part(0) + ")"
	case cql2.OpIsNull:
		return "(" + part(0) + " IS NULL)"
	case cql2.OpBetween:
		return "(" + part(0) + " BETWEEN " + part(1) + " AND " + part(2) + ")"
	case cql2.OpCaseI:
		return "lower(" + part(0) + ")"
	case cql2.OpOver:
		return "(" + part(0) + "/NULLIF(" + part(1) + ",0))"
	}
	all := make([]string, len(e.Args))
	for i := range all {
		all[i] = part(i)
	}
	switch {
	case e.Op == cql2.OpIn:
		return "(" + all[0] + " IN (" + strings.Join(all[1:], ",") + "))"
	case strings.HasPrefix(string(e.Op), "s_"):
		return "ST_" + string(e.Op)[2:] + "(" + strings.Join(all, ",") + ")"
	case all[0] == `"built"`: // a day is compared as a day
		return fmt.Sprintf("(CASE WHEN day OR %t THEN built::date %s %s::date ELSE built %s %s END)",
			e.Args[1].Op == cql2.OpDate, e.Op, all[1], e.Op, all[1])
	}
	return "(" + strings.Join(all, " "+string(e.Op)+" ") + ")"
}
