package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"catchment/coverage"
)

// newCoverage returns the command that prints what a service covers.
func newCoverage(s *settings) *cobra.Command {
	var service, area, demand, status, year string
	var radiusM float64
	c := &cobra.Command{
		Use:     "coverage SERVICE",
		Short:   "Print how much of the demand a service reaches",
		Example: "  catchment coverage primary_school --radius 500 --demand landuse:R",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) (err error) {
			service = args[0]
			asked := coverage.Question{Service: service, Area: coverage.AreaRef{ID: area}, RadiusM: radiusM}
			if c.Flags().Changed("radius") {
				if err := coverage.CheckRadius(radiusM); err != nil {
					return err
				}
			}
			if asked.Demand, err = coverage.ParseDemand(demand); err != nil {
				return err
			}
			if asked.When, err = coverage.ParseWhen(status, year); err != nil {
				return err
			}
			catalog, err := openStored(c.Context(), s)
			if err != nil {
				return err
			}
			defer catalog.Close()
			study, err := coverage.NewStudy(c.Context(), catalog.Dataset(), asked.Area)
			if err != nil {
				return err
			}
			result, err := study.Cover(c.Context(), asked)
			if err != nil {
				return err
			}
			return printResult(c.OutOrStdout(), study, result)
		},
	}
	c.Flags().StringVar(&area, "area", "", "study area (default: the only boundary)")
	c.Flags().Float64Var(&radiusM, "radius", 0, "straight-line reach in metres (default: the standard's)")
	c.Flags().StringVar(&demand, "demand", "land", "land, landuse:CODES, population or jobs")
	c.Flags().StringVar(&status, "status", "", "states that count: existing, under_construction, planned")
	c.Flags().StringVar(&year, "year", "", "count what is open in this year")
	return c
}

func printResult(w io.Writer, study *coverage.Study, r *coverage.Result) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "%s within %g m in %s: %.2f %% of %s (%.0f of %.0f %s)\n",
		r.Service, r.RadiusM, study.Area.ID, 100*r.Ratio(), r.Demand, r.Covered, r.Total, r.Demand.Unit())
	for k, amount := range r.Depth {
		fmt.Fprintf(out, "served by %d\t%.0f\t%s\t\n", k, amount, r.Demand.Unit())
	}
	for _, f := range r.Facilities {
		fmt.Fprintf(out, "%s\t%.0f\tonly by it %.0f\t\n", f.Name, f.Reach, f.Exclusive)
	}
	return out.Flush()
}
