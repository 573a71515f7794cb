package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"catchment/data/gpkg"
)

// newBackup returns the command that copies the store.
func newBackup(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy the store to a new file, while it is used or not",
		Long:  "Copy the store to a new file: all layers with all their versions, as they are at one moment. A service that has the store open goes on reading and loading meanwhile. Put in a data folder under the name " + storeName + ", the copy is served as the store was.",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, names []string) error {
			store := filepath.Join(s.dataDir, storeName)
			if !exists(store) {
				return fmt.Errorf("there is no data in %s", s.dataDir)
			}
			if err := gpkg.Backup(c.Context(), store, names[0]); err != nil {
				return err
			}
			info, err := os.Stat(names[0])
			if err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "%s: %.1f MB, copied from %s\n", names[0], float64(info.Size())/1e6, store)
			return nil
		},
	}
}
