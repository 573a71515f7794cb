package landuse

// Bytes returns about how much memory the land takes beside the layers it is
// measured from.
func (l *Land) Bytes() int64 {
	const perEdge, perWeight, perValue = 72, 32, 8
	n := int64(len(l.region.edges))*perEdge + l.parcels.bytes() + l.buildings.bytes() + l.blocks.bytes()
	for _, f := range l.fields {
		if f != nil {
			n += int64(len(f.points))*perWeight + int64(len(f.values))*perValue
		}
	}
	return n
}

func (g *ground) bytes() int64 {
	const perPlot, perRing, perPoint, perOther = 160, 4, 16, 4
	if g == nil {
		return 0
	}
	return int64(len(g.areas))*perPlot + int64(len(g.rings))*perRing + int64(len(g.points))*perPoint + int64(len(g.others))*perOther
}
