package gpkg_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"catchment/data"
	"catchment/data/gpkg"
)

func document(t testing.TB, kind data.DocumentKind, id, body string) *data.Document {
	t.Helper()
	return &data.Document{Kind: kind, ID: id, Changed: time.Now().UTC(), Body: json.RawMessage(body)}
}

// documents returns the current documents of the store; none may be damaged.
func documents(t testing.TB, s *gpkg.Store) []*data.Document {
	t.Helper()
	all, damaged, err := s.Documents(context.Background())
	if err != nil || len(damaged) > 0 {
		t.Fatalf("Documents: damaged %v, %v", damaged, err)
	}
	return all
}

func TestDocuments(t *testing.T) {
	ctx := context.Background()
	path := storePath(t)
	s := openStore(t, path, gpkg.Options{})
	put := func(kind data.DocumentKind, id, body string) *data.Document {
		d := document(t, kind, id, body)
		v, err := s.CommitDocument(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		d.Version = v
		return d
	}
	first := put(data.DocumentMapping, "用地", `{"住宅": "R2", "quote'": "\"", "spaced" : 1e2}`)
	put(data.DocumentRuleSet, "gone", `[]`)
	want := []*data.Document{put(data.DocumentMapping, "用地", `{"住宅":"R"}`), put(data.DocumentRuleSet, "用地", `1`), put(data.DocumentScenario, "s", `null`)}
	if want[0].Version != 2 || want[1].Version != 1 {
		t.Errorf("versions %d and %d, want 2 and 1", want[0].Version, want[1].Version)
	}
	if err := s.RemoveDocument(ctx, data.DocumentRuleSet, "gone"); err != nil {
		t.Fatal(err)
	}
	if err := s.RemoveDocument(ctx, data.DocumentRuleSet, "gone"); !errors.Is(err, data.ErrNoDocument) {
		t.Errorf("second RemoveDocument: %v, want ErrNoDocument", err)
	}
	check := func(s *gpkg.Store) {
		t.Helper()
		if got := documents(t, s); !reflect.DeepEqual(got, want) {
			t.Errorf("Documents = %+v, want %+v", got, want)
		}
		history, err := s.DocumentHistory(ctx, data.DocumentMapping, "用地")
		if err != nil || !reflect.DeepEqual(history, []*data.Document{want[0], first}) {
			t.Errorf("DocumentHistory = %+v, %v", history, err)
		}
	}
	check(s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openStore(t, path, gpkg.Options{})
	check(s)
	if v, err := s.CommitDocument(ctx, document(t, data.DocumentRuleSet, "gone", `2`)); v != 2 || err != nil {
		t.Errorf("CommitDocument after RemoveDocument = %d, %v, want version 2", v, err)
	}
	checkIntegrity(t, path)
	out := gdal(t, "ogrinfo", "-ro", "-so", path, "catchment_documents")
	for _, w := range []string{"Feature Count: 6\n", "Geometry: None\n", "\nbody: String"} {
		if !strings.Contains(out, w) {
			t.Errorf("ogrinfo lacks %q:\n%s", w, out)
		}
	}
}

// TestDocumentsInOlderStore opens a store made before there were documents.
func TestDocumentsInOlderStore(t *testing.T) {
	ctx := context.Background()
	path := storePath(t)
	s := openStore(t, path, gpkg.Options{})
	l := crashLayer(t, "a", 1)
	l.Version = commit(t, s, l)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	edit(t, path, `DELETE FROM gpkg_contents WHERE table_name = 'catchment_documents'; DROP TABLE catchment_documents`)
	s = openStore(t, path, gpkg.Options{})
	if got := documents(t, s); len(got) != 0 {
		t.Errorf("Documents = %v, want none", got)
	}
	if _, err := s.CommitDocument(ctx, document(t, data.DocumentScenario, "s", `{}`)); err != nil {
		t.Error(err)
	}
	sameLayer(t, load(t, s)["a"], l)
}

// TestDamagedDocument damages one of two documents in each way; it is named,
// the other is served, and a new version takes its place.
func TestDamagedDocument(t *testing.T) {
	ctx := context.Background()
	for name, set := range map[string]string{
		"body":          `body = replace(body, 'R2', 'R3')`,
		"body is gone":  `body = ''`,
		"body is bytes": `body = x'ff00'`,
		"checksum":      `checksum = x'00'`,
		"version":       `version = 7`,
		"time":          `changed_at = 'yesterday'`,
	} {
		t.Run(name, func(t *testing.T) {
			path := storePath(t)
			s := openStore(t, path, gpkg.Options{})
			for _, id := range []string{"a", "b"} {
				if _, err := s.CommitDocument(ctx, document(t, data.DocumentScenario, id, `{"住宅":"R2"}`)); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			edit(t, path, `UPDATE catchment_documents SET `+set+` WHERE document_id = 'b'`)
			cat, err := data.OpenCatalog(ctx, openStore(t, path, gpkg.Options{}))
			if err != nil {
				t.Fatal(err)
			}
			d := cat.Dataset()
			if x := d.Damaged(); len(x) != 1 || x[0].Document != data.DocumentScenario || x[0].Layer != "b" || x[0].Reason == "" {
				t.Fatalf("Damaged() = %+v, want scenario b", x)
			}
			if got := d.Documents(data.DocumentScenario); len(got) != 1 || got[0].ID != "a" {
				t.Errorf("Documents = %+v, want a alone", got)
			}
			if _, err := cat.PutDocument(ctx, document(t, data.DocumentScenario, "b", `{}`), data.PutOptions{}); err != nil {
				t.Fatal(err)
			}
			if d := cat.Dataset(); len(d.Damaged()) != 0 || len(d.Documents(data.DocumentScenario)) != 2 {
				t.Errorf("after a new version: damaged %v", d.Damaged())
			}
		})
	}
}

func TestDocumentsFull(t *testing.T) {
	ctx := context.Background()
	s := openStore(t, storePath(t), gpkg.Options{MaxBytes: 1 << 20})
	kept := document(t, data.DocumentScenario, "kept", `{}`)
	if _, err := s.CommitDocument(ctx, kept); err != nil {
		t.Fatal(err)
	}
	large := document(t, data.DocumentScenario, "kept", `"`+strings.Repeat("x", data.MaxDocumentBytes-2)+`"`)
	if _, err := s.CommitDocument(ctx, large); !errors.Is(err, data.ErrStoreFull) {
		t.Errorf("CommitDocument past the limit: %v, want ErrStoreFull", err)
	}
	if got := documents(t, s); len(got) != 1 || string(got[0].Body) != `{}` {
		t.Errorf("after the refusal: %+v", got)
	}
	greedy := openStore(t, storePath(t), gpkg.Options{KeepFree: 1 << 60})
	if _, err := greedy.CommitDocument(ctx, kept); !errors.Is(err, data.ErrStoreFull) {
		t.Errorf("CommitDocument on a disk too full: %v, want ErrStoreFull", err)
	}
}

// crashBody is the body of a version of the document the killed child writes:
// long enough to span pages.
func crashBody(version int) string {
	return fmt.Sprintf(`{"version":%d,"text":%q}`, version, strings.Repeat("松山", 5000+version))
}

// checkDocuments checks what a killed child has left of its document: the
// version acknowledged or the one that was under way, whole, and the history
// before it.
func checkDocuments(t *testing.T, s *gpkg.Store, acknowledged, started int) int {
	t.Helper()
	all := documents(t, s)
	if len(all) == 0 {
		if acknowledged > 0 {
			t.Errorf("document version %d was acknowledged and is gone", acknowledged)
		}
		return 0
	}
	d := all[0]
	if len(all) != 1 || d.Version < acknowledged || d.Version > max(acknowledged, started) || string(d.Body) != crashBody(d.Version) {
		t.Errorf("%d documents, the first at version %d with %d bytes; acknowledged %d, started %d", len(all), d.Version, len(d.Body), acknowledged, started)
	}
	history, err := s.DocumentHistory(context.Background(), d.Kind, d.ID)
	if err != nil || len(history) != d.Version {
		t.Errorf("history of %d documents, %v, want %d", len(history), err, d.Version)
	}
	return d.Version
}
