// Command gen draws the bundled place and writes its layers as GeoJSON.
//
// The plan is drawn, not recorded: no public coordinates exist for the park or
// for anything in it. Roads, river and blocks are laid out on a flat drawing
// sheet (sheet.go, design.go), cut against each other into faces (arrange.go,
// faces.go), each face is given a use (use.go), and faces of one use become
// parcels that share their corner points exactly (tiling.go). What stands on a
// parcel follows from its use (programme.go). Nothing is random and nothing
// depends on the time or the machine: the same code writes the same bytes.
//
// Run it with go generate in the folder above.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	out := flag.String("out", ".", "folder to write the layers to")
	flag.Parse()
	if err := run(*out); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(out string) error {
	files, err := generate()
	if err != nil {
		return fmt.Errorf("draw the plan: %w", err)
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(out, f.name), f.data, 0o644); err != nil {
			return fmt.Errorf("write a layer: %w", err)
		}
	}
	return nil
}
