// Package durable writes small private files, such as keys and secrets, so that
// they are whole whenever power fails. Proofs are written by package prover.
package durable

import (
	"errors"
	"os"
	"path/filepath"
)

// WriteFile replaces the file at path, or makes it: readable and writable for
// its owner only, and after a crash either the old or the new one.
func WriteFile(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
