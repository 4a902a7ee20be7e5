package daemon

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"quarry/fault"
)

// The ways the system is not as a service needs it.
const (
	// CodeDataDir: the data directory can't be used, or others may enter it.
	CodeDataDir fault.Code = "serve/data-dir"
	// CodeCertificate: the certificate or its key can't be used.
	CodeCertificate fault.Code = "serve/certificate"
)

// ExistingDataDir is DataDir for those who only look: a directory that is not
// there is an error, not made.
func ExistingDataDir(dir string) (string, error) {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return "", fault.New(CodeDataDir, "there is no such data directory").At("%s", dir).
			WithHint("name the one that the server or node uses")
	}
	return DataDir(dir)
}

// DataDir makes a data directory, or checks one that is there: it must be a
// directory that belongs to this user and that no other may enter, for it holds
// programs, keys and secrets. It returns its absolute path.
func DataDir(dir string) (string, error) {
	path, err := filepath.Abs(dir)
	if err != nil {
		return "", fault.Wrap(err, CodeDataDir, "the data directory can't be found").At("%s", dir)
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := os.MkdirAll(path, 0o700); err != nil {
			return "", fault.Wrap(err, CodeDataDir, "the data directory can't be made").At("%s", path)
		}
		info, err = os.Stat(path)
	}
	switch {
	case err != nil:
		return "", fault.Wrap(err, CodeDataDir, "the data directory can't be used").At("%s", path)
	case !info.IsDir():
		return "", fault.New(CodeDataDir, "the data directory is a file").At("%s", path)
	case !ours(info):
		return "", fault.New(CodeDataDir, "the data directory belongs to another user").At("%s", path).
			WithHint("run the server as its owner, or give it a directory of its own")
	case info.Mode().Perm()&0o077 != 0:
		return "", fault.New(CodeDataDir, "others may enter the data directory: its mode is %04o", info.Mode().Perm()).At("%s", path).
			WithHint("chmod 700 %s", path)
	}
	return path, nil
}
