//go:build peers

package arcs_test

import (
	"context"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
)

// postgresBin is where Debian keeps the server programs.
const postgresBin = "/usr/lib/postgresql/15/bin"

// peer is the PostGIS that all peer benchmarks share: the one that
// CATCHMENT_POSTGIS names, or a private cluster on a socket in a folder of
// its own.
var peer = sync.OnceValues(func() (string, error) {
	if dsn := os.Getenv("CATCHMENT_POSTGIS"); dsn != "" {
		return dsn, nil
	}
	return startCluster()
})

var stopPeer = func() {}

func TestMain(m *testing.M) {
	code := m.Run()
	stopPeer()
	os.Exit(code)
}

func startCluster() (string, error) {
	dir, err := os.MkdirTemp("", "peer")
	if err != nil {
		return "", err
	}
	stopPeer = func() { os.RemoveAll(dir) }
	if err := os.Chmod(dir, 0o755); err != nil {
		return "", err
	}
	who, err := serverUser(dir)
	if err != nil {
		return "", err
	}
	run := func(program string, args ...string) error {
		cmd := exec.Command(filepath.Join(postgresBin, program), args...)
		cmd.Dir, cmd.SysProcAttr = dir, &syscall.SysProcAttr{Credential: who}
		return cmd.Run()
	}
	data := filepath.Join(dir, "data")
	if err := run("initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync"); err != nil {
		return "", err
	}
	options := "-k " + dir + " -c listen_addresses='' -c fsync=off -c shared_buffers=256MB -c work_mem=256MB -c max_parallel_workers_per_gather=2"
	if err := run("pg_ctl", "-D", data, "-w", "-l", filepath.Join(dir, "log"), "-o", options, "start"); err != nil {
		return "", err
	}
	stopPeer = func() {
		_ = run("pg_ctl", "-D", data, "-m", "immediate", "stop")
		os.RemoveAll(dir)
	}
	return "host=" + dir + " user=postgres dbname=postgres", nil
}

// serverUser returns the user that the server runs as, and gives it dir: the
// server refuses to run as root.
func serverUser(dir string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(dir, uid, gid)
}

// connect returns a connection to the peer with empty temporary tables discs
// and plots, or skips.
func connect(b *testing.B) *pgx.Conn {
	b.Helper()
	dsn, err := peer()
	if err != nil {
		missing(b, "PostgreSQL 15 with PostGIS", err)
	}
	ctx := context.Background()
	c, err := pgx.Connect(ctx, dsn)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { c.Close(ctx) })
	if _, err := c.Exec(ctx, "CREATE EXTENSION IF NOT EXISTS postgis"); err != nil {
		missing(b, "PostGIS", err)
	}
	for _, q := range []string{"CREATE TEMP TABLE discs (g geometry)", "CREATE TEMP TABLE plots (id int, g geometry)"} {
		if _, err := c.Exec(ctx, q); err != nil {
			b.Fatal(err)
		}
	}
	return c
}

// load fills a table with geometries, indexes and analyses it.
func load(b *testing.B, c *pgx.Conn, table string, shapes []orb.Geometry) {
	b.Helper()
	ctx := context.Background()
	batch := &pgx.Batch{}
	for i, g := range shapes {
		column, values := "(g)", "(ST_GeomFromWKB($1))"
		args := []any{wkb.MustMarshal(g)}
		if table == "plots" {
			column, values, args = "(g, id)", "(ST_GeomFromWKB($1), $2)", append(args, i)
		}
		batch.Queue("INSERT INTO "+table+" "+column+" VALUES "+values, args...)
	}
	if err := c.SendBatch(ctx, batch).Close(); err != nil {
		b.Fatal(err)
	}
	for _, q := range []string{"CREATE INDEX ON " + table + " USING gist (g)", "ANALYZE " + table} {
		if _, err := c.Exec(ctx, q); err != nil {
			b.Fatal(err)
		}
	}
}
