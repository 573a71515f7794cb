package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/spf13/cobra"

	"catchment/server"
	"catchment/web"
)

// newServe returns the command that serves the page and the API.
func newServe(s *settings) *cobra.Command {
	listen := environment("CATCHMENT_LISTEN", "127.0.0.1:8080")
	uploadMiB := int64(512)
	backups := false
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve the page and the API (the default)",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return serve(c.Context(), s, listen, uploadMiB<<20, backups)
		},
	}
	c.Flags().StringVar(&listen, "listen", listen, "address to listen on (CATCHMENT_LISTEN)")
	c.Flags().Int64Var(&uploadMiB, "max-upload-mib", uploadMiB, "largest file taken over HTTP, after decompression")
	c.Flags().BoolVar(&backups, "backup", backups, "give the whole store, all versions included, to whoever asks for /api/backup")
	return c
}

// serve opens the data folder and answers until ctx ends, then lets running
// answers finish.
func serve(ctx context.Context, s *settings, listen string, uploadBytes int64, backups bool) error {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	catalog, store, err := openFilled(ctx, s)
	if err != nil {
		return err
	}
	defer catalog.Close()
	gin.SetMode(gin.ReleaseMode)
	options := server.Options{Catalog: catalog, Page: web.FS(), Log: log, MaxUploadBytes: uploadBytes, Version: version()}
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
	for _, d := range catalog.Dataset().Damaged() {
		log.Warn("layer is damaged and not served", "layer", d.Layer, "version", d.Version, "reason", d.Reason)
	}
	srv := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		BaseContext:       func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	done := make(chan error, 1)
	go func() {
		<-ctx.Done()
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		done <- srv.Shutdown(last)
	}()
	if err := srv.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-done
}
