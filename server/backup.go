package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"catchment/data"
	"catchment/server/problem"
)

// Backup is a store that can copy itself while it is used.
type Backup interface {
	// Backup writes the store as it is at one moment to a new file.
	Backup(ctx context.Context, path string) error
}

func (s *server) backupRoutes(api huma.API) {
	op := operation("backup", http.MethodGet, "/api/backup", "A copy of the whole store, all versions of all layers")
	op.Description = "A GeoPackage that stands for the store as it was at one moment, made while reading and loading go on. " +
		"As catchment.gpkg in a data folder it is served as it was. One at a time; only where the service was started with --backup, since it gives away everything."
	op.Errors = append(op.Errors, http.StatusForbidden, http.StatusServiceUnavailable, http.StatusInsufficientStorage)
	op.Responses = map[string]*huma.Response{"200": {Description: "A GeoPackage.",
		Content: map[string]*huma.MediaType{"application/geopackage+sqlite3": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}}
	huma.Register(api, op, func(ctx context.Context, _ *struct{}) (*huma.StreamResponse, error) { return s.backup(ctx) })
}

// backup makes a copy of the store and answers with it.
func (s *server) backup(ctx context.Context) (*huma.StreamResponse, error) {
	if s.Backup == nil {
		return nil, problem.Details{Status: http.StatusForbidden, Detail: "backups over HTTP are off; start the service with --backup to have them"}.Complete()
	}
	if !s.backups.CompareAndSwap(false, true) {
		return nil, huma.ErrorWithHeaders(problem.Details{Status: http.StatusServiceUnavailable,
			Detail: "another backup is being made; try again when it is done"}.Complete(), http.Header{"Retry-After": {"30"}})
	}
	dir, err := os.MkdirTemp("", "catchment-backup-*")
	done := func() {
		s.backups.Store(false)
		_ = os.RemoveAll(dir)
	}
	var file *os.File
	if path := filepath.Join(dir, "catchment.gpkg"); err == nil {
		if err = s.Backup.Backup(ctx, path); err == nil {
			file, err = os.Open(path)
		}
	}
	if err != nil {
		done()
		if errors.Is(err, data.ErrStoreFull) {
			return nil, problem.NoRoom("the copy of the store")
		}
		return nil, s.fail(fmt.Errorf("making a backup: %w", err))
	}
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		defer done()
		defer file.Close()
		sendFile(ctx, file, "application/geopackage+sqlite3", time.Now().UTC().Format("catchment-20060102T150405Z.gpkg"))
	}}, nil
}

// sendFile answers with a file. Where it cannot be sent whole the connection
// is cut, so that a half is not taken for the whole.
func sendFile(ctx huma.Context, file *os.File, contentType, name string) {
	if info, err := file.Stat(); err == nil {
		ctx.SetHeader("Content-Length", fmt.Sprint(info.Size()))
	}
	ctx.SetHeader("Content-Type", contentType)
	ctx.SetHeader("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	if _, err := io.Copy(ctx.BodyWriter(), file); err != nil {
		panic(http.ErrAbortHandler)
	}
}
