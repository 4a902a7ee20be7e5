package state

import (
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/vfs"

	"quarry/fault"
	"quarry/sequencer/program"
)

// defaultCache is the size of the database's cache of blocks, in bytes.
const defaultCache = 128 << 20

// DatabaseOptions say how the database is opened. The zero value is good.
type DatabaseOptions struct {
	// Cache is how many bytes of the database are kept in memory; 0 for 128 MiB.
	Cache int64
	// FS is the file system; nil for the machine's.
	FS vfs.FS
	// Log takes the database's own messages; nil drops them.
	Log *slog.Logger
}

// OpenDatabase opens the database in a directory, or makes it: one for state,
// blocks and whatever else is to be written with them at once.
func OpenDatabase(dir string, o DatabaseOptions) (*pebble.DB, error) {
	if o.Cache == 0 {
		o.Cache = defaultCache
	}
	if o.FS == nil {
		o.FS = vfs.Default
	}
	options := &pebble.Options{
		CacheSize:                   o.Cache,
		FS:                          o.FS,
		FormatMajorVersion:          pebble.FormatNewest,
		MemTableSize:                16 << 20,
		MemTableStopWritesThreshold: 4,
		Logger:                      databaseLog{o.Log},
	}
	for i := range options.Levels {
		options.Levels[i].FilterPolicy = bloom.FilterPolicy(10)
	}
	db, err := pebble.Open(dir, options)
	switch {
	case err == nil:
		return db, nil
	case strings.Contains(err.Error(), "lock"):
		return nil, fault.Wrap(err, CodeLocked, "the database is in use").At("%s", dir).
			WithHint("another process has it open; stop it first")
	case errors.Is(err, pebble.ErrCorruption) || pebble.IsCorruptionError(err):
		return nil, fault.Wrap(err, CodeCorrupt, "the database is damaged").At("%s", dir).
			WithHint("restore it from a snapshot")
	case errors.Is(err, os.ErrPermission):
		return nil, fault.Wrap(err, CodeDatabase, "the database can't be opened").At("%s", dir).
			WithHint("the directory must be readable and writable for this user")
	}
	return nil, fault.Wrap(err, CodeDatabase, "the database can't be opened").At("%s", dir)
}

// databaseLog passes pebble's messages on.
type databaseLog struct{ log *slog.Logger }

func (l databaseLog) Infof(format string, args ...any) {
	if l.log != nil {
		l.log.Debug("database", "message", fmt.Sprintf(format, args...))
	}
}

func (l databaseLog) Errorf(format string, args ...any) {
	if l.log != nil {
		l.log.Error("database", "message", fmt.Sprintf(format, args...))
	}
}

// Fatalf is called when the database can't go on, for example because the disk is
// full while it writes its log. It must not return: the process ends, so that it
// starts again from what is on disk.
func (l databaseLog) Fatalf(format string, args ...any) {
	err := fault.New(CodeDatabase, "the database can't go on: %s", fmt.Sprintf(format, args...))
	if l.log != nil {
		l.log.Error(err.What, "code", err.Code)
	} else {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(1)
}

// get returns a copy of a value, nil if there is none.
func get(r pebble.Reader, key []byte) ([]byte, error) {
	value, closer, err := r.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, readFault(err)
	}
	value = append(make([]byte, 0, len(value)), value...)
	return value, closer.Close()
}

func readFault(err error) error {
	if pebble.IsCorruptionError(err) {
		return fault.Wrap(err, CodeCorrupt, "the database is damaged").WithHint("restore it from a snapshot")
	}
	return fault.Wrap(err, CodeDatabase, "the database can't be read")
}

func writeFault(err error) error {
	if err == nil {
		return nil
	}
	return fault.Wrap(err, CodeDatabase, "the database can't be written")
}

// readHead reads where the state is, nil if there is none.
func (s *State) readHead(r pebble.Reader) (*head, error) {
	value, err := get(r, s.keys.head())
	if err != nil || value == nil {
		return nil, err
	}
	if len(value) != 16 {
		return nil, fault.New(CodeCorrupt, "the record of the head has %d bytes", len(value))
	}
	h := &head{number: binary.BigEndian.Uint64(value), first: binary.BigEndian.Uint64(value[8:])}
	h.block, err = s.readBlock(r, h.number)
	return h, err
}

// readBlock reads the record of a block.
func (s *State) readBlock(r pebble.Reader, number uint64) (block, error) {
	value, err := get(r, s.keys.block(number))
	if err != nil {
		return block{}, err
	}
	if value == nil {
		return block{}, fault.New(CodeCorrupt, "the record of block %d is missing", number)
	}
	return decodeBlock(value)
}

// readHistory returns an account as it was after a block, and which block left it
// so.
func (s *State) readHistory(index uint32, number uint64) (*program.Account, uint64, error) {
	iter, err := s.db.NewIter(&pebble.IterOptions{LowerBound: s.keys.history(index, number), UpperBound: s.keys.historyEnd(index)})
	if err != nil {
		return nil, 0, readFault(err)
	}
	defer iter.Close()
	if !iter.First() {
		if err := iter.Error(); err != nil {
			return nil, 0, readFault(err)
		}
		return nil, 0, fault.New(CodeCorrupt, "the history of account %d does not reach back to block %d", index, number)
	}
	a := new(program.Account)
	if err := decodeAccount(iter.Value(), a); err != nil {
		return nil, 0, err
	}
	key := iter.Key()
	return a, ^binary.BigEndian.Uint64(key[len(key)-8:]), nil
}

// nodeReader reads nodes of a tree of which count leaves are in use.
func (s *State) nodeReader(r pebble.Reader, count uint32) nodeReader {
	return func(level int, index uint64) (d digest, err error) {
		if index<<level >= uint64(count) {
			return empty()[level], nil
		}
		value, closer, err := r.Get(s.keys.node(level, index))
		if err != nil {
			if errors.Is(err, pebble.ErrNotFound) {
				return d, fault.New(CodeCorrupt, "node %d at level %d is missing", index, level)
			}
			return d, readFault(err)
		}
		if copy(d[:], value); len(value) != len(d) {
			err = fault.New(CodeCorrupt, "node %d at level %d has %d bytes", index, level, len(value))
		}
		return d, errors.Join(err, closer.Close())
	}
}
