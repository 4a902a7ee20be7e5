package cometbft

import (
	"sync"

	dbm "github.com/cometbft/cometbft-db"
	cfg "github.com/cometbft/cometbft/config"
)

// database keeps CometBFT's own records. The library closes its databases while
// routines of its own may still read them, and panics when they do: here, whoever comes
// after the end waits for ever instead.
type database struct {
	dbm.DB
	mu     sync.RWMutex
	closed bool
}

// databases are those that a node has opened.
type databases struct{ list []*database }

// open is a cfg.DBProvider.
func (s *databases) open(c *cfg.DBContext) (dbm.DB, error) {
	db, err := cfg.DefaultDBProvider(c)
	if err != nil {
		return nil, err
	}
	d := &database{DB: db}
	s.list = append(s.list, d)
	return d, nil
}

// close closes all of them, again or for the first time.
func (s *databases) close() {
	for _, d := range s.list {
		_ = d.Close() // whatever was written was synced when it had to be
	}
}

// enter begins a use, which ends with mu.RUnlock.
func (d *database) enter() {
	d.mu.RLock()
	if d.closed {
		d.mu.RUnlock()
		select {}
	}
}

// Close implements dbm.DB: uses that have begun are waited for.
func (d *database) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return nil
	}
	d.closed = true
	return d.DB.Close()
}

// Get implements dbm.DB.
func (d *database) Get(key []byte) ([]byte, error) {
	d.enter()
	defer d.mu.RUnlock()
	return d.DB.Get(key)
}

// Has implements dbm.DB.
func (d *database) Has(key []byte) (bool, error) {
	d.enter()
	defer d.mu.RUnlock()
	return d.DB.Has(key)
}

// Set implements dbm.DB.
func (d *database) Set(key, value []byte) error {
	d.enter()
	defer d.mu.RUnlock()
	return d.DB.Set(key, value)
}

// SetSync implements dbm.DB.
func (d *database) SetSync(key, value []byte) error {
	d.enter()
	defer d.mu.RUnlock()
	return d.DB.SetSync(key, value)
}

// Delete implements dbm.DB.
func (d *database) Delete(key []byte) error {
	d.enter()
	defer d.mu.RUnlock()
	return d.DB.Delete(key)
}

// DeleteSync implements dbm.DB.
func (d *database) DeleteSync(key []byte) error {
	d.enter()
	defer d.mu.RUnlock()
	return d.DB.DeleteSync(key)
}

// Iterator implements dbm.DB.
func (d *database) Iterator(start, end []byte) (dbm.Iterator, error) {
	d.enter()
	defer d.mu.RUnlock()
	return d.DB.Iterator(start, end)
}

// ReverseIterator implements dbm.DB.
func (d *database) ReverseIterator(start, end []byte) (dbm.Iterator, error) {
	d.enter()
	defer d.mu.RUnlock()
	return d.DB.ReverseIterator(start, end)
}

// Compact implements dbm.DB.
func (d *database) Compact(start, end []byte) error {
	d.enter()
	defer d.mu.RUnlock()
	return d.DB.Compact(start, end)
}

// NewBatch implements dbm.DB.
func (d *database) NewBatch() dbm.Batch { return &batch{d.DB.NewBatch(), d} }

// batch is a batch of a database.
type batch struct {
	dbm.Batch
	of *database
}

// Write implements dbm.Batch.
func (b *batch) Write() error {
	b.of.enter()
	defer b.of.mu.RUnlock()
	return b.Batch.Write()
}

// WriteSync implements dbm.Batch.
func (b *batch) WriteSync() error {
	b.of.enter()
	defer b.of.mu.RUnlock()
	return b.Batch.WriteSync()
}
