package songshan_test

import (
	"testing"

	"catchment/data"
	"catchment/data/songshan"
)

// Floor area, coverage and green land of every parcel lie where a planner
// expects them for its use; the totals are those of a park of this size.
func TestDensitiesAreBelievable(t *testing.T) {
	bounds := map[string]struct{ farMin, farMax, greenMin, greenMax float64 }{
		"R2": {1.2, 2.2, 0.30, 0.35}, "M1": {0.8, 1.5, 0.10, 0.20}, "M2": {0.8, 1.5, 0.10, 0.20}, "W1": {0.5, 1.2, 0.10, 0.20},
		"A51": {0.8, 1.5, 0.35, 0.45}, "A33": {0.4, 0.9, 0.30, 0.40}, "B2": {1.5, 3.0, 0.20, 0.35},
	}
	people, jobs, standing := 0.0, 0.0, 0.0
	for _, p := range layer(t, "landuse") {
		area, floor, print := areaM2(t, p), p.number(t, "floor_area_m2"), p.number(t, "footprint_m2")
		green := p.number(t, "green_area_m2")
		people += p.number(t, "population")
		jobs += p.number(t, "jobs")
		if p.text("status") == "existing" {
			standing += p.number(t, "population")
		}
		if print > 0.55*area || green+print > area || floor > p.number(t, "floors")*print || floor < print && floor > 0 {
			t.Errorf("%s (%s): %.0f m² of land, floor %.0f on %v floors, footprint %.0f, green %.0f", p.ID, p.text("code"), area, floor, p.Properties["floors"], print, green)
		}
		b, ok := bounds[p.text("code")]
		if far, g := floor/area, green/area; ok && (far < b.farMin-1e-3 || far > b.farMax || g < b.greenMin-1e-3 || g > b.greenMax+1e-3) {
			t.Errorf("%s (%s): floor area ratio %.3f, green ratio %.3f", p.ID, p.text("code"), far, g)
		}
		if p.number(t, "population") > 0 && p.text("code") != "R2" {
			t.Errorf("%s: people live on %s land", p.ID, p.text("code"))
		}
	}
	if people < 60000 || people > 110000 || standing > 0.7*people || standing < 0.3*people {
		t.Errorf("%.0f people when complete, %.0f of them today", people, standing)
	}
	if jobs < 45000 || jobs > 75000 {
		t.Errorf("%.0f jobs when complete", jobs)
	}
}

// The points of people and jobs lie on their parcels and add up to them.
func TestPointsFollowParcels(t *testing.T) {
	lots := byID(t, "landuse")
	for id, key := range map[string]string{"population": "population", "jobs": "jobs"} {
		sum := map[string]float64{}
		for _, f := range layer(t, id) {
			lot := lots[f.text("parcel")]
			n := f.number(t, key)
			if n < 1 || !within(lot.rings(t), f.point(t)) {
				t.Errorf("%s/%s: %v, on its parcel %s: %v", id, f.ID, n, lot.ID, within(lot.rings(t), f.point(t)))
			}
			if f.text("status") != lot.text("status") || f.number(t, "opens") != lot.number(t, "opens") {
				t.Errorf("%s/%s opens unlike its parcel", id, f.ID)
			}
			sum[lot.ID] += n
		}
		for lot, f := range lots {
			if got, want := sum[lot], f.number(t, key); got != want {
				t.Errorf("%s of %s: points hold %v, the parcel %v", key, lot, got, want)
			}
		}
	}
}

// Land uses stand in a believable balance: no class missing, none too large.
func TestLandUseBalance(t *testing.T) {
	share, total := map[string]float64{}, 0.0
	for _, p := range layer(t, "landuse") {
		a := areaM2(t, p)
		share[p.text("code")[:1]] += a
		total += a
	}
	for class, b := range map[string][2]float64{
		"R": {0.15, 0.30}, "A": {0.05, 0.12}, "B": {0.04, 0.10}, "M": {0.15, 0.30}, "W": {0.02, 0.08},
		"S": {0.12, 0.22}, "U": {0.01, 0.03}, "G": {0.10, 0.20}, "E": {0.02, 0.10},
	} {
		if got := share[class] / total; got < b[0] || got > b[1] {
			t.Errorf("class %s takes %.1f %% of the park, want %.0f to %.0f %%", class, 100*got, 100*b[0], 100*b[1])
		}
	}
}

// The streets hang together at shared points, and everything a street says is
// of its class.
func TestRoadsAreOneNetwork(t *testing.T) {
	speed := map[string][2]float64{"local": {20, 30}, "collector": {30, 50}, "arterial": {50, 60}, "expressway": {60, 100}}
	up := map[grid]grid{}
	var find func(g grid) grid
	find = func(g grid) grid {
		if up[g] == g {
			return g
		}
		if _, ok := up[g]; !ok {
			up[g] = g
			return g
		}
		up[g] = find(up[g])
		return up[g]
	}
	for _, f := range layer(t, "roads") {
		s, ok := speed[f.text("class")]
		if v := f.number(t, "maxspeed_kmh"); !ok || v < s[0] || v > s[1] || f.number(t, "lanes") < 2 || f.number(t, "width_m") < 9 {
			t.Errorf("%s: class %q, %v", f.ID, f.text("class"), f.Properties)
		}
		if _, ok := f.Properties["oneway"].(bool); !ok {
			t.Errorf("%s: oneway is %v", f.ID, f.Properties["oneway"])
		}
		line := f.line(t)
		for i := 1; i < len(line); i++ {
			if line[i] == line[i-1] {
				t.Errorf("%s: point %d repeated", f.ID, i)
			}
			up[find(line[i-1])] = find(line[i])
		}
	}
	roots := map[grid]bool{}
	for g := range up {
		roots[find(g)] = true
	}
	if len(roots) != 1 {
		t.Errorf("the roads fall into %d networks", len(roots))
	}
}

// TestEveryKindHasNames: a planner reads no internal word in either language.
func TestEveryKindHasNames(t *testing.T) {
	for _, l := range songshan.Layers() {
		for _, f := range layer(t, l.ID) {
			kind := f.text("kind")
			if info, ok := data.LookupKind(kind); l.Role == data.RoleFacility && (!ok || info.NameZH == "" || info.NameEN == "") {
				t.Errorf("%s: kind %q has no names", l.ID, kind)
			}
		}
	}
}
