package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"catchment/data"
	"catchment/data/standards"
)

// newRules returns the command that lists rule sets and brings new ones.
func newRules(s *settings) *cobra.Command {
	var id string
	var off, remove bool
	c := &cobra.Command{
		Use:   "rules [FILE]",
		Short: "List the rule sets, or bring one: its rules stand beside those of the program",
		Long: "List the rule sets, or bring one: its rules stand beside those of the program.\n\n" +
			"FILE has the form that GET /api/standards answers with. A value is shown with its own evidence, as per code only where the evidence is verbatim.",
		Example: "  catchment rules chifeng.json\n  catchment rules --id chifeng --remove",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			catalog, _, err := openCatalog(c.Context(), s)
			if err != nil {
				return err
			}
			defer catalog.Close()
			switch {
			case remove && id == "":
				return errors.New("--remove needs --id")
			case remove:
				err = catalog.DeleteDocument(c.Context(), data.DocumentRuleSet, id, data.PutOptions{})
			case len(args) > 0:
				err = bringRules(c.Context(), catalog, args[0], id, !off)
			}
			if err != nil {
				return err
			}
			return listRules(c.OutOrStdout(), catalog.Dataset())
		},
	}
	c.Flags().StringVar(&id, "id", "", "name of the set (default: that of the file)")
	c.Flags().BoolVar(&off, "off", false, "bring it switched off: its rules count only where it is named")
	c.Flags().BoolVar(&remove, "remove", false, "withdraw the set named by --id; its history stays")
	return c
}

// bringRules stores a rule file as a set.
func bringRules(ctx context.Context, catalog *data.Catalog, name, id string, active bool) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	file, err := io.ReadAll(io.LimitReader(f, data.MaxDocumentBytes+1))
	if err != nil {
		return err
	}
	if id == "" {
		id = strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
	}
	if id == standards.BuiltinID {
		return fmt.Errorf("%s: %q is the name of the rules this program comes with; give another with --id", name, id)
	}
	d, err := data.NewDocument(data.DocumentRuleSet, id, data.RuleSetBody(active, file))
	if err == nil {
		_, err = catalog.PutDocument(ctx, d, data.PutOptions{})
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// listRules prints the sets, those of the user with their versions.
func listRules(w io.Writer, ds *data.Dataset) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(out, "%s\t%d rules\tthose this program comes with\n", standards.BuiltinID, len(standards.Rules()))
	for _, d := range ds.Documents(data.DocumentRuleSet) {
		s, set, err := data.ReadRuleSet(d.Body)
		if err != nil {
			return err
		}
		state := "switched on"
		if !s.Active {
			state = "switched off"
		}
		fmt.Fprintf(out, "%s\t%d rules\tversion %d, %s\n", d.ID, len(set.Rules()), d.Version, state)
	}
	return out.Flush()
}
