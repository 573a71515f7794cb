package formats

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"catchment/geo/trial"
)

func TestSystemName(t *testing.T) {
	const cgcs = `GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`
	const wgs = `GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`
	tm := func(base string, meridian, easting, scale float64) string {
		return fmt.Sprintf(`PROJCS["any name",%s,PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",%.1f],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",%.1f],PARAMETER["Scale_Factor",%v],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`, base, easting, meridian, scale)
	}
	for text, want := range map[string]string{
		cgcs:                          "EPSG:4490",
		wgs:                           "EPSG:4326",
		"\ufeff" + wgs + "\r\n":       "EPSG:4326",
		tm(cgcs, 120, 500000, 1):      "EPSG:4549",
		tm(cgcs, 120, 40500000, 1):    "EPSG:4528",
		tm(cgcs, 117, 20500000, 1):    "EPSG:4498",
		tm(cgcs, 117, 500000, 1):      "EPSG:4548", // of 3°, which is the same as that of 6°
		tm(wgs, 123, 500000, 0.9996):  "EPSG:32651",
		tm(cgcs, 118.5, 500000, 1):    "any name", // a city's own zone
		tm(cgcs, 120, 500000, 0.9996): "any name",
		tm(wgs, 120, 500000, 1):       "any name",
		tm(cgcs, 120, 500001, 1):      "any name",
		"":                            "",
		"GCJ-02":                      "GCJ-02",
		`PROJCS["cut off",GEOGCS["x"`: `PROJCS["cut off",GEOGCS["x"`,
		`GEOGCS["Beijing 1954",DATUM["Beijing_1954"]]`:                                                                           "Beijing 1954",
		`GEOGCS["Xian 1980",DATUM["Xian_1980"],AUTHORITY["EPSG","4610"]]`:                                                        "EPSG:4610",
		`GEOGCS["unknown",DATUM["Unknown based on WGS84 ellipsoid"]]`:                                                            "unknown",
		strings.Replace(tm(cgcs, 120, 500000, 1), `UNIT["Meter",1.0]]`, `UNIT["Foot",0.3048]]`, 1):                               "any name",
		`COMPD_CS["both",` + tm(cgcs, 120, 500000, 1) + `,VERT_CS["height",VERT_DATUM["x",2005]]]`:                               "EPSG:4549",
		`PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",` + wgs + `,PROJECTION["Mercator_Auxiliary_Sphere"],UNIT["Meter",1.0]]`: "EPSG:3857",
		`PROJCS["a ""quoted"" name",GEOGCS["q"]]`:                                                                                `a "quoted" name`,
	} {
		if got := systemName(text); got != want {
			t.Errorf("systemName(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestSystemNameAgainstGDAL lets GDAL describe systems in each of its ways and
// reads the code back. With CATCHMENT_TEST_LONG=1 it is all Gauss-Krüger zones.
func TestSystemNameAgainstGDAL(t *testing.T) {
	trial.Program(t, "gdalsrsinfo", "gdal-bin")
	codes := []int{4326, 4490, 3857, 32651, 32719, 4491, 4502, 4528, 4549}
	if os.Getenv("CATCHMENT_TEST_LONG") != "" {
		for c := 4491; c <= 4554; c++ {
			codes = append(codes, c)
		}
	}
	for _, code := range codes {
		for _, form := range []string{"wkt_esri", "wkt1", "wkt2"} {
			text, err := exec.Command("gdalsrsinfo", "-o", form, fmt.Sprintf("EPSG:%d", code)).Output()
			if err != nil {
				t.Fatal(err)
			}
			// A zone of 6° without number is the same as one of 3°.
			want := code
			if code >= 4502 && code <= 4512 {
				want = 4534 + 2*(code-4502)
			}
			if got := systemName(string(text)); got != fmt.Sprintf("EPSG:%d", want) {
				t.Errorf("%s of EPSG:%d is read as %s, want EPSG:%d\n%s", form, code, got, want, text)
			}
		}
	}
}

// FuzzSystemName checks that any text has a name.
func FuzzSystemName(f *testing.F) {
	f.Add(`PROJCS["a",GEOGCS["b",DATUM["CGCS2000"]],PARAMETER["x",1e9],UNIT["m",1]]`)
	f.Add(strings.Repeat("A[", 100))
	f.Fuzz(func(t *testing.T, text string) {
		if name := systemName(text); len(name) > len(text)+20 {
			t.Errorf("systemName(%q) = %q", text, name)
		}
	})
}

// FuzzWKB checks that no geometry takes more memory than its bytes allow.
func FuzzWKB(f *testing.F) {
	f.Add([]byte{1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})
	f.Add([]byte{0, 0, 0, 0, 6, 0, 0, 0, 1, 1, 3, 0, 0, 0, 255, 255, 255, 255})
	f.Add([]byte{1, 7, 0, 0, 0x20, 0xe6, 0x10, 0, 0, 1, 0, 0, 0, 1, 2, 0, 0, 0x80, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		g, _, err := parseWKB(b)
		if err == nil && g == nil {
			t.Errorf("parseWKB(%x) is nothing, and no error", b)
		}
	})
}
