package server

import (
	"fmt"
	"net/http"
	"runtime"
	"time"

	"github.com/gin-gonic/gin"

	"catchment/data"
)

// operations serves what whoever runs the server asks for.
func (s *server) operations(router *gin.Engine) {
	router.GET("/healthz", func(c *gin.Context) {
		c.JSON(http.StatusOK, gin.H{"status": "ok", "version": s.Version})
	})
	router.GET("/readyz", func(c *gin.Context) {
		ds := s.Catalog.Dataset()
		c.JSON(http.StatusOK, gin.H{"status": "ready", "layers": len(ds.Layers()), "damaged": unserved(ds)})
	})
	router.GET("/metrics", s.metrics)
}

// unserved counts the layers and documents that cannot be served.
func unserved(ds *data.Dataset) (n int) {
	for _, d := range ds.Damaged() {
		if d.File == "" {
			n++
		}
	}
	return n
}

// metrics answers in the text format that Prometheus reads.
func (s *server) metrics(c *gin.Context) {
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	ds := s.Catalog.Dataset()
	features := 0
	for _, l := range ds.Layers() {
		features += l.Len()
	}
	c.Header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	c.Status(http.StatusOK)
	for _, m := range []struct {
		name, help string
		value      float64
	}{
		{"catchment_layers", "Layers served.", float64(len(ds.Layers()))},
		{"catchment_layers_damaged", "Layers and documents in the store that cannot be read.", float64(unserved(ds))},
		{"catchment_features", "Features served.", float64(features)},
		{"catchment_dataset_revision", "Changes since the store was opened.", float64(ds.Revision())},
		{"catchment_heap_bytes", "Heap in use.", float64(mem.HeapInuse)},
		{"catchment_uptime_seconds", "Time since start.", time.Since(s.started).Seconds()},
	} {
		fmt.Fprintf(c.Writer, "# HELP %s %s\n# TYPE %s gauge\n%s %g\n", m.name, m.help, m.name, m.name, m.value)
	}
}
