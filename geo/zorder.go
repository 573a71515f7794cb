package geo

// ZOrder returns the place of a square along a Z-order curve: the bits of its
// two coordinates in turn, those of y above those of x.
func ZOrder(x, y uint32) uint64 { return spread(x) | spread(y)<<1 }

// spread puts a zero before every bit of v.
func spread(v uint32) uint64 {
	x := uint64(v)
	x = (x | x<<16) & 0x0000ffff0000ffff
	x = (x | x<<8) & 0x00ff00ff00ff00ff
	x = (x | x<<4) & 0x0f0f0f0f0f0f0f0f
	x = (x | x<<2) & 0x3333333333333333
	return (x | x<<1) & 0x5555555555555555
}
