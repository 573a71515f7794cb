package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"catchment/data"
	"catchment/data/geojson"
	"catchment/data/intake"
)

// fileFlags are what load and check say about the files they are given.
type fileFlags struct {
	id, role, kind, crs, name, mode, table string
	columns, fields                        []string
}

func (f *fileFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.id, "id", "", "layer id (default: from the file name)")
	c.Flags().StringVar(&f.role, "role", "", "boundary, landuse, facility, road, population, building or other (default: inferred)")
	c.Flags().StringVar(&f.kind, "kind", "", "facility kind, such as primary_school or 小学 (default: inferred)")
	c.Flags().StringVar(&f.crs, "crs", "", "coordinate system of the file: WGS84, CGCS2000, a Gauss-Krüger zone such as EPSG:4549, UTM, EPSG:3857, GCJ-02 or BD-09; with \",yx\" behind it where north comes first (default: what the file declares, else WGS84)")
	c.Flags().StringVar(&f.name, "name", "", "name of the layer")
	c.Flags().StringVar(&f.table, "table", "", "which layer of the file to read, when it holds several")
	c.Flags().StringSliceVar(&f.columns, "columns", nil, "of a CSV file, the columns that hold longitude and latitude, or the one of well-known text (default: by their names)")
	c.Flags().StringArrayVar(&f.fields, "field", nil, "which property states a fact, as fact:property, such as class:YDXZ or population:rk2; without a property none does; may be repeated (default: by their names)")
	c.Flags().StringVar(&f.mode, "mode", "strict", "strict refuses a file with an error; repair mends what can be mended; skip leaves out bad features")
}

// request returns what the flags say about a file.
func (f *fileFlags) request(name string) (intake.Request, error) {
	modes := map[string]geojson.Mode{"strict": geojson.Strict, "repair": geojson.Repair, "skip": geojson.Skip}
	mode, ok := modes[f.mode]
	if !ok {
		return intake.Request{}, fmt.Errorf("--mode %q is unknown: use strict, repair or skip", f.mode)
	}
	fields, err := data.ParseFields(f.fields)
	if err != nil {
		return intake.Request{}, fmt.Errorf("--field: %w", err)
	}
	return intake.Request{
		ID: f.id, Role: data.Role(f.role), Kind: data.Kind(f.kind), CRS: f.crs, Name: f.name, Mode: mode, Source: filepath.Base(name), Table: f.table, Columns: f.columns, Fields: fields,
	}, nil
}

// newLoad returns the command that loads files into the data folder.
func newLoad(s *settings) *cobra.Command {
	f := &fileFlags{}
	c := &cobra.Command{
		Use:   "load FILE…",
		Short: "Load files as layers into the data folder",
		Long:  "Load files as layers into the data folder: GeoJSON, CSV, GeoPackage, KML, KMZ, zipped Shapefiles. A layer that is there already gets a new version. A file that is refused changes nothing. A new data folder holds what is loaded and nothing else.",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, names []string) error {
			if f.id != "" && len(names) > 1 {
				return fmt.Errorf("--id names one layer, but %d files are given", len(names))
			}
			collectSooner()
			catalog, _, err := openCatalog(c.Context(), s)
			if err != nil {
				return err
			}
			defer catalog.Close()
			mine := len(catalog.Dataset().Layers()) == 0
			return eachFile(c, names, f, func(ctx context.Context, r io.Reader, req intake.Request) (intake.Receipt, error) {
				receipt, err := intake.Load(ctx, catalog, r, req)
				if err == nil && mine {
					err = keepUnfilled(s.dataDir)
				}
				return receipt, err
			})
		},
	}
	f.add(c)
	return c
}

// newCheck returns the command that reports on files without storing them.
func newCheck(s *settings) *cobra.Command {
	f := &fileFlags{}
	rejected := ""
	c := &cobra.Command{
		Use:   "check FILE…",
		Short: "Report what loading would do, without storing anything",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, names []string) error {
			if rejected != "" && len(names) > 1 {
				return fmt.Errorf("--rejected names one file, but %d files are checked", len(names))
			}
			catalog, err := data.OpenCatalog(c.Context(), &data.Memory{})
			if err != nil {
				return err
			}
			if rejected != "" {
				if err := saveRejected(c, catalog, names[0], f, rejected); err != nil {
					return err
				}
			}
			return eachFile(c, names, f, func(ctx context.Context, r io.Reader, req intake.Request) (intake.Receipt, error) {
				receipt, err := intake.Check(ctx, catalog, r, req)
				if err == nil && receipt.Refused != "" {
					err = fmt.Errorf("would be refused: %s", receipt.Refused)
				}
				return receipt, err
			})
		},
	}
	f.add(c)
	c.Flags().StringVar(&rejected, "rejected", "", "new file for the features that would be rejected, as they came")
	return c
}

// saveRejected writes the features of a file that a load would leave out to a
// new file.
func saveRejected(c *cobra.Command, catalog *data.Catalog, name string, f *fileFlags, to string) error {
	req, err := f.request(name)
	if err != nil {
		return err
	}
	in, err := os.Open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	rejects, err := intake.Reject(c.Context(), catalog, in, req)
	if err != nil {
		return err
	}
	defer rejects.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if _, err = rejects.WriteTo(out); err == nil {
		err = out.Close()
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", to, err)
	}
	fmt.Fprintf(c.OutOrStdout(), "%s: %d rejected features of %s\n", to, rejects.Features, name)
	return nil
}

// eachFile hands each file to take and prints what became of it. It goes on
// after a refused file and fails at the end.
func eachFile(c *cobra.Command, names []string, f *fileFlags, take func(context.Context, io.Reader, intake.Request) (intake.Receipt, error)) error {
	refused := 0
	for _, name := range names {
		receipt, err := takeFile(c.Context(), name, f, take)
		printReceipt(c.OutOrStdout(), name, receipt, err)
		if err != nil {
			refused++
		}
		if c.Context().Err() != nil {
			return c.Context().Err()
		}
	}
	if refused > 0 {
		return fmt.Errorf("%d of %d files refused", refused, len(names))
	}
	return nil
}

func takeFile(ctx context.Context, name string, f *fileFlags, take func(context.Context, io.Reader, intake.Request) (intake.Receipt, error)) (intake.Receipt, error) {
	req, err := f.request(name)
	if err != nil {
		return intake.Receipt{}, err
	}
	file, err := os.Open(name)
	if err != nil {
		return intake.Receipt{}, err
	}
	defer file.Close()
	body, finish := showProgress(file, &req)
	defer finish()
	return take(ctx, body, req)
}

// progressFrom is the size of a file, in bytes, from which its loading is shown.
const progressFrom = 4 << 20

// clearLine takes what stands in the line of a terminal away.
const clearLine = "\r\033[K"

// showProgress returns a reader of the file that shows in the terminal how far
// it has been read, how many features it had until then, and that it has been
// read to its end, where there is a terminal and the file is not small.
func showProgress(file *os.File, req *intake.Request) (body io.Reader, finish func()) {
	info, err := file.Stat()
	if err == nil && info.Mode().IsRegular() {
		req.Bytes = info.Size()
	}
	if err != nil || info.Size() < progressFrom || !term.IsTerminal(int(os.Stderr.Fd())) {
		return file, func() {}
	}
	name := filepath.Base(file.Name())
	bar := progressbar.NewOptions64(info.Size(),
		progressbar.OptionSetWriter(os.Stderr), progressbar.OptionSetDescription(name),
		progressbar.OptionShowBytes(true), progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish(),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionFullWidth())
	req.Limits.Progress = func(_ int64, features int) { bar.Describe(fmt.Sprintf("%s, %d features", name, features)) }
	reader := progressbar.NewReader(file, bar)
	return &announced{&reader, func() { fmt.Fprintf(os.Stderr, "%s%s: read, building the layer…", clearLine, name) }}, func() {
		_ = bar.Finish()
		fmt.Fprint(os.Stderr, clearLine)
	}
}

// announced says when a reader has come to its end.
type announced struct {
	io.Reader
	atEnd func()
}

func (a *announced) Read(p []byte) (int, error) {
	n, err := a.Reader.Read(p)
	if err == io.EOF {
		a.atEnd()
	}
	return n, err
}

// shownProblems is how many problems of a file are printed.
const shownProblems = 20

func printReceipt(w io.Writer, name string, r intake.Receipt, err error) {
	if err != nil {
		fmt.Fprintf(w, "%s: refused: %v\n", name, err)
	} else {
		fmt.Fprintf(w, "%s: layer %s version %d, %s, %d features", name, r.ID, r.Version, roleOf(r), r.Features)
		if r.Rejected+r.Repaired > 0 {
			fmt.Fprintf(w, ", %d repaired, %d rejected", r.Repaired, r.Rejected)
		}
		fmt.Fprintln(w)
		for _, i := range r.Inference {
			if !i.Given {
				fmt.Fprintf(w, "  %s %s: %s\n", i.Field, i.Value, i.Why)
			}
		}
	}
	printFields(w, r.Read)
	for i, p := range r.Problems {
		if i == shownProblems {
			fmt.Fprintf(w, "  … and %d more\n", r.ProblemsTotal-i)
			break
		}
		fmt.Fprintf(w, "  %s: %s: %s (%s)\n", place(name, p), p.Severity, p.Message, p.Rule)
	}
}

// place says where a problem stands: file:line:column as compilers write it,
// or the byte where the file has no lines, then the feature and the path.
func place(name string, p data.Problem) string {
	switch {
	case p.Line > 0:
		name = fmt.Sprintf("%s:%d:%d", name, p.Line, p.Column)
	case p.Offset > 0:
		name = fmt.Sprintf("%s, byte %d", name, p.Offset)
	}
	if p.Feature >= 0 {
		name += fmt.Sprintf(": feature %d", p.Feature)
	}
	if p.ID != "" {
		name += fmt.Sprintf(" %q", p.ID)
	}
	if p.Path != "" {
		name += " " + p.Path
	}
	return name
}

func roleOf(r intake.Receipt) string {
	return strings.TrimSuffix(strings.TrimSpace(string(r.Role)+" "+string(r.Kind)), " ")
}
