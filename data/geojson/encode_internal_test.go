package geojson

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"catchment/geo/trial"
)

// byLibrary is appendNumber by strconv alone.
func byLibrary(v float64) string {
	if a := math.Abs(v); a != 0 && (a < 1e-6 || a >= 1e21) {
		return strconv.FormatFloat(v, 'e', -1, 64)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// TestDecimals: coordinates of few decimals go out as strconv writes them, and
// so do all those near the bounds of what is written without it.
func TestDecimals(t *testing.T) {
	trial.Slow(t)
	const seed = 20261126
	r := rand.New(rand.NewPCG(seed, 1))
	try := func(v float64) {
		for _, v := range []float64{v, -v, math.Nextafter(v, 0), math.Nextafter(v, math.Inf(1))} {
			if math.IsInf(v, 0) || math.IsNaN(v) {
				continue
			}
			if got, want := string(appendNumber(nil, v)), byLibrary(v); got != want {
				t.Fatalf("appendNumber(%b) = %s, want %s", v, got, want)
			}
		}
	}
	for _, v := range []float64{0, 1, 10, 180, 90.5, 1e-3, 9.999999e-4, 1e-6, 1e-7, 5e-8, 0.1, 0.3, 0.1 + 0.2, 1.0000001, 99999999.9999999, 1e8, 1e8 + 0.5, 1e15, 1e16, 1e21, 1e22, math.MaxFloat64, math.SmallestNonzeroFloat64} {
		try(v)
	}
	short := 0
	for range 300_000 {
		places := r.IntN(10)
		scale := math.Pow10(places)
		v := math.Round(r.Float64()*math.Pow10(r.IntN(10))*scale) / scale
		if math.Abs(v) >= 1e-3 && v < maxDecimal && isDecimal(v) {
			short++
		}
		try(v)
		try(360 * r.Float64())
		try(math.Float64frombits(r.Uint64()))
	}
	if short < 100_000 {
		t.Errorf("only %d numbers had few decimals", short)
	}
}

func BenchmarkAppendNumber(b *testing.B) {
	numbers := make([]float64, 1024)
	for i := range numbers {
		numbers[i] = math.Round((118+rand.Float64())*1e7) / 1e7
	}
	var dst []byte
	for _, one := range []struct {
		name  string
		write func([]byte, float64) []byte
	}{{"ours", appendNumber}, {"strconv", func(dst []byte, v float64) []byte { return strconv.AppendFloat(dst, v, 'f', -1, 64) }}} {
		b.Run(one.name, func(b *testing.B) {
			i := 0
			for b.Loop() {
				dst = one.write(dst[:0], numbers[i%1024])
				i++
			}
		})
	}
}

// TestStringsReadBack: any text reads back as itself, with U+FFFD for each byte
// that is no UTF-8.
func TestStringsReadBack(t *testing.T) {
	r := rand.New(rand.NewPCG(20261126, 9))
	pieces := []string{"a", "/collections/x?f=json&b=1", `"`, `\`, "\x00", "\n", "\x1f", " ", "\x7f", "学", "é", "\U0001f3eb", "\xff", "\xe5\xad"}
	for range 2000 {
		text := ""
		for range r.IntN(5) {
			text += pieces[r.IntN(len(pieces))]
		}
		got := ""
		if err := json.Unmarshal(AppendString(nil, text), &got); err != nil || got != string([]rune(text)) {
			t.Fatalf("AppendString(%q) reads back as %q: %v", text, got, err)
		}
	}
}
