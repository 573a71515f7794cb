package gpkg

import "syscall"

// freeBytes returns how many bytes the disk that holds path has free for this
// process; ok is false when that cannot be told.
func freeBytes(path string) (free int64, ok bool) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(path, &st); err != nil {
		return 0, false
	}
	return int64(st.Bavail) * st.Bsize, true
}
