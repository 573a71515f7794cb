package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"catchment/coverage"
	content "catchment/coverage/report"
	"catchment/data/looks"
	"catchment/data/words"
	"catchment/server/report"
	"catchment/web"
)

// newReport returns the command that writes the report on a study area.
func newReport(s *settings) *cobra.Command {
	var area, status, year, lang, date, paper, palette string
	var services, rules []string
	c := &cobra.Command{
		Use:     "report [FILE]",
		Short:   "Write the report on a study area: .html (prints to PDF), .xlsx or .csv",
		Example: "  catchment report park.html --lang en --date 2026-10-01",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			name := "catchment-report.html"
			if len(args) > 0 {
				name = args[0]
			}
			opt := content.Options{Lang: lang, Date: time.Now(), Version: version(), Services: services, Rules: rules, Palette: palette}
			var err error
			if opt.Words, err = words.Read(web.FS()); err != nil {
				return err
			}
			if opt.Safe, err = looks.ReadSafe(web.FS()); err != nil {
				return err
			}
			if opt.When, err = coverage.ParseWhen(status, year); err != nil {
				return err
			}
			if date != "" {
				if opt.Date, err = time.Parse(time.DateOnly, date); err != nil {
					return fmt.Errorf("--date %q is no day: write it as 2026-10-01", date)
				}
			}
			return writeReport(c, s, name, coverage.AreaRef{ID: area}, opt, report.Paper(strings.ToUpper(paper)))
		},
	}
	c.Flags().StringVar(&area, "area", "", "study area (default: the only boundary)")
	c.Flags().StringVar(&status, "status", "", "states that count (default: existing)")
	c.Flags().StringVar(&year, "year", "", "count what is open in this year")
	c.Flags().StringVar(&lang, "lang", "zh", "language: "+strings.Join(words.Languages(), ", "))
	c.Flags().StringVar(&date, "date", "", "date on the report, as 2026-10-01 (default: today)")
	c.Flags().StringVar(&paper, "paper", "A4", "size of the pages of .html: A4 or A3")
	c.Flags().StringVar(&palette, "palette", content.PaletteOfficial, "colours of land use: official, or safe for eyes of every kind")
	c.Flags().StringSliceVar(&services, "service", nil, "services to map and list (default: those whose reach a standard bounds)")
	c.Flags().StringSliceVar(&rules, "rules", nil, "rule sets to score by, such as builtin,chifeng (default: builtin and those switched on)")
	return c
}

// writeReport makes the whole report before it touches the file.
func writeReport(c *cobra.Command, s *settings, name string, area coverage.AreaRef, opt content.Options, paper report.Paper) error {
	format := report.Format(strings.TrimPrefix(strings.ToLower(filepath.Ext(name)), "."))
	if format != report.FormatHTML && format != report.FormatXLSX && format != report.FormatCSV {
		return fmt.Errorf("%s: %w, by the end of its name", name, report.ErrFormat)
	}
	catalog, err := openStored(c.Context(), s)
	if err != nil {
		return err
	}
	defer catalog.Close()
	study, err := coverage.NewStudy(c.Context(), catalog.Dataset(), area)
	if err != nil {
		return err
	}
	document, err := content.Make(c.Context(), study, opt)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if _, err := report.Write(&body, document, format, paper); err != nil {
		return err
	}
	if err := os.WriteFile(name, body.Bytes(), 0o644); err != nil {
		return err
	}
	fmt.Fprintf(c.OutOrStdout(), "%s: %s, %s, %d bytes\n", name, document.Subtitle, document.Date, body.Len())
	return nil
}
