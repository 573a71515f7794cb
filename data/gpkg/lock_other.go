//go:build !unix

package gpkg

import "os"

// lockFile opens the lock file. These systems are left to SQLite's own locks.
func lockFile(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
}

// syncDir does nothing: these systems do not sync folders.
func syncDir(string) error { return nil }
