//go:build unix

package trial

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
)

// PostGIS returns how to connect to a PostgreSQL that has PostGIS: the one that
// CATCHMENT_POSTGIS names, or a private cluster on a socket in a folder of its
// own, which all callers of one test binary share and [Run] stops. Without one
// it ends the test as [Missing] does.
func PostGIS(t testing.TB) string {
	t.Helper()
	dsn, err := cluster()
	if err != nil {
		Missing(t, fmt.Sprintf("PostgreSQL with PostGIS (install postgresql-15-postgis-3): %v", err))
	}
	return dsn
}

// Run runs the tests and stops the cluster that they may have started. It is
// for a TestMain: os.Exit(trial.Run(m)).
func Run(m *testing.M) int {
	defer func() { stopCluster() }()
	return m.Run()
}

var stopCluster = func() {}

var cluster = sync.OnceValues(func() (string, error) {
	if dsn := os.Getenv("CATCHMENT_POSTGIS"); dsn != "" {
		return dsn, nil
	}
	return startCluster()
})

// serverPrograms returns the folder of the newest PostgreSQL that Debian has
// installed.
func serverPrograms() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", fmt.Errorf("no initdb: %w", exec.ErrNotFound)
	}
	return filepath.Dir(slices.Max(found)), nil
}

func startCluster() (string, error) {
	programs, err := serverPrograms()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "peer")
	if err != nil {
		return "", err
	}
	stopCluster = func() { _ = os.RemoveAll(dir) }
	if err := os.Chmod(dir, 0o755); err != nil {
		return "", err
	}
	who, err := serverUser(dir)
	if err != nil {
		return "", err
	}
	run := func(program string, args ...string) error {
		cmd := exec.Command(filepath.Join(programs, program), args...)
		cmd.Dir, cmd.SysProcAttr = dir, &syscall.SysProcAttr{Credential: who}
		return cmd.Run()
	}
	data := filepath.Join(dir, "data")
	if err := run("initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync"); err != nil {
		return "", fmt.Errorf("initdb: %w", err)
	}
	options := "-k " + dir + " -c listen_addresses='' -c fsync=off -c shared_buffers=512MB -c work_mem=256MB -c max_parallel_workers_per_gather=2"
	if err := run("pg_ctl", "-D", data, "-w", "-l", filepath.Join(dir, "log"), "-o", options, "start"); err != nil {
		return "", fmt.Errorf("pg_ctl start: %w", err)
	}
	stopCluster = func() {
		_ = run("pg_ctl", "-D", data, "-m", "immediate", "stop")
		_ = os.RemoveAll(dir)
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
