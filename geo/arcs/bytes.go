package arcs

// Bytes returns about how much memory the parcels take, those given to
// [NewParcels] with them.
func (ps *Parcels) Bytes() int64 {
	const perLot, perBorder, perEdge, perCorner = 320, 80, 32, 16
	n := int64(len(ps.lots))*perLot + int64(len(ps.borders))*perBorder
	for i := range ps.lots {
		n += int64(len(ps.lots[i].edges)) * (perEdge + perCorner)
	}
	return n
}

// Bytes returns about how much memory the crowd takes.
func (c *Crowd) Bytes() int64 {
	const perPlace, perPair = 60, 40
	return int64(c.n)*perPlace + int64(len(c.pairs.all))*perPair
}

// Bytes returns about how much memory is taken beside the parcels and the crowd.
func (n *Nearby) Bytes() int64 {
	const perPlace, perBorder, perRing = 24, 4, 12
	if n == nil {
		return 0
	}
	return int64(len(n.at))*perPlace + int64(len(n.ps.borders))*perBorder +
		int64(len(n.borders.all)+len(n.lots.all)+len(n.discs.all))*perRing
}
