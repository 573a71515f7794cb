package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/spf13/cobra"

	"catchment/data"
	"catchment/data/songshan"
	"catchment/server"
	"catchment/server/ogc"
	"catchment/server/wire"
	"catchment/web"
)

// newServe returns the command that serves the page and the API.
func newServe(s *settings) *cobra.Command {
	listen := environment("CATCHMENT_LISTEN", "127.0.0.1:8080")
	uploadMiB := int64(512)
	backups := false
	var options server.Options
	var baseURL string
	var proxies []string
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve the page and the API (the default)",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			var err error
			if options.Base, err = ogc.ParseBase(baseURL, proxies); err != nil {
				return fmt.Errorf("--base-url, --trusted-proxies: %w", err)
			}
			options.MaxUploadBytes = uploadMiB << 20
			return serve(c.Context(), s, listen, options, backups)
		},
	}
	c.Flags().StringVar(&listen, "listen", listen, "address to listen on (CATCHMENT_LISTEN)")
	c.Flags().StringVar(&baseURL, "base-url", "", "address of the service as clients know it, where links start; without it the request's own")
	c.Flags().StringSliceVar(&proxies, "trusted-proxies", nil, "addresses or networks of proxies whose X-Forwarded-Proto, -Host and -Prefix are believed")
	c.Flags().StringSliceVar(&options.Origins, "cors-origin", nil, "origins whose pages may use the service from a browser, such as https://map.example.org; * lets every page read")
	c.Flags().StringVar(&options.Licence, "licence", "", "address of the terms that the data are offered under, as https://creativecommons.org/licenses/by/4.0/; collections link to it")
	c.Flags().Int64Var(&uploadMiB, "max-upload-mib", uploadMiB, "largest file taken over HTTP, after decompression")
	c.Flags().StringSliceVar(&options.TilesOrigins, "tiles-origin", nil, "origin, as https://tiles.example.org, that pages may fetch map tiles from; may be repeated")
	c.Flags().BoolVar(&backups, "backup", backups, "give the whole store, all versions included, to whoever asks for /api/backup")
	c.Flags().BoolVar(&options.UnconditionalEdits, "unconditional-edits", false, "take changes of features in collections without If-Match, which QGIS does not send; the last change stands")
	return c
}

// serve opens the data folder and answers until ctx ends, then lets running
// answers finish.
func serve(ctx context.Context, s *settings, listen string, options server.Options, backups bool) error {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	page := make(chan fs.FS, 1)
	go func() { page <- pageOf(log) }() // while the store is opened
	catalog, store, err := openFilled(ctx, s)
	if err != nil {
		return err
	}
	defer catalog.Close()
	gin.SetMode(gin.ReleaseMode)
	options.Catalog, options.Page, options.Log, options.Version = catalog, <-page, log, version()
	options.Drafts = store
	options.Sample = func(ctx context.Context) error { return songshan.Load(ctx, catalog, absent(catalog)) }
	options.Jobs.Dir = filepath.Join(s.dataDir, jobsName)
	if backups {
		options.Backup = store
	}
	handler, err := server.New(options)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return fmt.Errorf("listening on %s: %w", listen, err)
	}
	fmt.Printf("catchment: http://%s  (data in %s, stop with Ctrl-C)\n", listener.Addr(), s.dataDir)
	warnOfDamage(log, s.dataDir, catalog.Dataset().Damaged())
	srv := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    server.MaxHeaderBytes,
		BaseContext:       func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	done := make(chan error, 1)
	go func() {
		<-ctx.Done()
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		done <- srv.Shutdown(last)
	}()
	if err := srv.Serve(wire.Wrap(srv, listener)); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-done
}

// pageOf returns the page joined, else module by module, which is slower to open
// and the same.
func pageOf(log *slog.Logger) fs.FS {
	joined, err := web.Joined()
	if err != nil {
		log.Warn("the page is served module by module", "reason", err)
		return web.FS()
	}
	return joined
}

// warnOfDamage says what of the store is not served, and what can be done.
func warnOfDamage(log *slog.Logger, dataDir string, all []data.Damage) {
	for _, d := range all {
		switch {
		case d.File != "":
			log.Warn("a damaged store is kept: see that its layers are here, load again what is missing, then remove the file", "file", filepath.Join(dataDir, d.File), "reason", d.Reason)
		case d.Document != "":
			log.Warn("document is damaged and not served: save it again", "kind", d.Document, "id", d.Layer, "version", d.Version, "reason", d.Reason)
		default:
			log.Warn("layer is damaged and not served: load its file again or restore an older version", "layer", d.Layer, "version", d.Version, "reason", d.Reason)
		}
	}
}
