// Command catchment answers which land, homes and jobs each public service
// reaches, on a map in the browser and over HTTP.
//
// Without arguments it serves the data folder, which it fills with the bundled
// place when it is new. This package wires the others together and holds no
// logic of its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"syscall"

	"github.com/spf13/cobra"

	"catchment/data/gpkg"
)

func main() {
	limitMemory()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := newCommand().ExecuteContext(ctx); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "catchment:", err)
		os.Exit(1)
	}
}

// settings are what every command shares.
type settings struct {
	dataDir              string
	maxStoreMiB, freeMiB int64
}

// bounds are the limits of the store.
func (s *settings) bounds() gpkg.Options {
	return gpkg.Options{MaxBytes: s.maxStoreMiB << 20, KeepFree: s.freeMiB << 20}
}

// newCommand returns the command with all its subcommands; without one it
// serves.
func newCommand() *cobra.Command {
	s := &settings{}
	serve := newServe(s)
	root := &cobra.Command{
		Use:           "catchment",
		Short:         "Which land, homes and jobs each public service reaches, and where the gaps are",
		Args:          cobra.NoArgs,
		RunE:          serve.RunE,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.PersistentFlags().StringVar(&s.dataDir, "data", environment("CATCHMENT_DATA", "catchment-data"), "data folder; a new one is made, and filled with the bundled place by serve (CATCHMENT_DATA)")
	root.PersistentFlags().Int64Var(&s.maxStoreMiB, "max-store-mib", numberIn("CATCHMENT_MAX_STORE_MIB", 0), "largest the store may grow, all versions included; 0 for no limit (CATCHMENT_MAX_STORE_MIB)")
	root.PersistentFlags().Int64Var(&s.freeMiB, "keep-free-mib", numberIn("CATCHMENT_KEEP_FREE_MIB", 64), "how much of the disk a load must leave free (CATCHMENT_KEEP_FREE_MIB)")
	root.Flags().AddFlagSet(serve.Flags())
	root.AddCommand(serve, newLoad(s), newCheck(s), newCoverage(s), newReport(s), newRules(s), newBackup(s))
	return root
}

// environment returns the value of an environment variable, or fallback where
// it is not set.
func environment(name, fallback string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return fallback
}

// numberIn returns the number in an environment variable, or fallback where it is
// not set or none.
func numberIn(name string, fallback int64) int64 {
	if n, err := strconv.ParseInt(os.Getenv(name), 10, 64); err == nil && n >= 0 {
		return n
	}
	return fallback
}
