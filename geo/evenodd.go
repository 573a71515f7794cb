package geo

import "github.com/paulmach/orb"

func evenOdd(rings []ring) (orb.MultiPolygon, bool) { return nil, false }
