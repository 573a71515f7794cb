package landuse

import (
	"context"
	"math"
)

// mostKernelCells bounds a kernel's radius in cells, and so the work.
const mostKernelCells = 40

// smooth spreads the amounts of every cell over the cells whose centres lie
// within opt.KernelM of its own, by the quartic kernel
//
//	w = (1 − (d/r)²)² · area of the cell in the study area
//
// scaled so that the weights of a source add up to one: nothing is lost, also
// not over the edge of the study area. Amounts are taken at cell centres, half
// a cell from where they are at most.
//
// Source: the kernel is that of B. W. Silverman, Density Estimation (1986),
// equation 4.5.
func smooth(ctx context.Context, cells []gridCell, index map[cellID]int32, opt DensityOptions) error {
	span := int32(math.Ceil(opt.KernelM/opt.SizeM*2/math.Sqrt(3))) + 1 // a hexagon's rows are closer
	near := func(i int, each func(j int32, w float64)) {
		at := cells[i].box.Center()
		for dr := -span; dr <= span; dr++ {
			for dq := -span - max(dr, 0); dq <= span-min(dr, 0); dq++ {
				j, ok := index[cellID{cells[i].id.q + dq, cells[i].id.r + dr}]
				if !ok {
					continue
				}
				other := cells[j].box.Center()
				d := math.Hypot(other[0]-at[0], other[1]-at[1]) / opt.KernelM
				if d < 1 {
					each(j, (1-d*d)*(1-d*d))
				}
			}
		}
	}
	weight := make([]float64, len(cells)) // of all that a source gives
	err := parallel(ctx, len(cells), cellChunk, func(_ *slabs, from, to int) {
		for i := from; i < to; i++ {
			near(i, func(j int32, w float64) { weight[i] += w * cells[j].areaM2 })
		}
	})
	if err != nil {
		return err
	}
	smoothed := make([][cellSums]float64, len(cells))
	err = parallel(ctx, len(cells), cellChunk, func(_ *slabs, from, to int) {
		for i := from; i < to; i++ {
			near(i, func(j int32, w float64) {
				w *= cells[i].areaM2 / weight[j]
				for a, v := range cells[j].sums {
					smoothed[i][a] += v * w
				}
			})
		}
	})
	for i := range cells {
		cells[i].sums = smoothed[i]
	}
	return err
}
