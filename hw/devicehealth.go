package hw

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"quarry/fault"
	"quarry/internal/durable"
)

// DeviceRecord is what is remembered of a GPU that failed at its last attempt.
type DeviceRecord struct {
	// Device identifies it, as GPU.UUID does.
	Device string `json:"device"`
	// Failures is how many attempts in a row it failed, Last what the last of them
	// said and when it was.
	Failures int       `json:"failures"`
	Last     string    `json:"last"`
	At       time.Time `json:"at"`
}

// CodeDeviceHealth: nothing is held against a GPU that is to be given work again.
const CodeDeviceHealth fault.Code = "hw/device-health"

// How often a GPU may fail in a row. From restAfter failures on it rests, a minute
// at first and after each further one twice as long; at retiredAfter it is given
// work no more until somebody says that it is well (DeviceHealth.Clear).
const (
	restAfter    = 3
	retiredAfter = 8
	firstRest    = time.Minute
)

// Retired says that the device gets work no more.
func (r DeviceRecord) Retired() bool { return r.Failures >= retiredAfter }

// Until is when the device gets work again, if it is not retired: a time long past
// if it does now.
func (r DeviceRecord) Until() time.Time {
	if r.Failures < restAfter {
		return time.Time{}
	}
	return r.At.Add(firstRest << (r.Failures - restAfter))
}

// Problem says why the device gets no work now, "" if it does.
func (r DeviceRecord) Problem(now time.Time) string {
	switch {
	case r.Retired():
		return fmt.Sprintf("it failed %d times in a row, the last time %s: %s; quarry hw clear %s gives it work again",
			r.Failures, r.At.UTC().Format(time.RFC3339), r.Last, r.Device)
	case now.Before(r.Until()):
		return fmt.Sprintf("it failed %d times in a row and rests until %s; the last time: %s",
			r.Failures, r.Until().UTC().Format(time.RFC3339), r.Last)
	}
	return ""
}

// DeviceHealth remembers which GPUs failed, in a file that a user's processes share, so
// that it outlives them. It is safe for concurrent use, also by several processes,
// which take turns by a lock on a file beside it. What can't be read counts as
// nothing, and what can't be written is kept in memory: a full disk must not stop
// proofs.
type DeviceHealth struct {
	path string
	mu   sync.Mutex
	kept map[string]DeviceRecord // without a file, or if it can't be written
}

// NewDeviceHealth uses the file at path; "" keeps everything in memory.
func NewDeviceHealth(path string) *DeviceHealth { return &DeviceHealth{path: path} }

// DeviceHealthVariable is the environment variable that names the file of GPUs' records.
const DeviceHealthVariable = "QUARRY_DEVICE_HEALTH"

// DeviceHealthFile is where this user's records of GPUs are kept, "" if there is no
// place: the value of DeviceHealthVariable, or else a file in the user's folder for
// caches. "none" is no file.
func DeviceHealthFile() string { return placeOf(DeviceHealthVariable, "device-health.json") }

// Records lists the GPUs that failed at their last attempt, by their identifiers.
func (h *DeviceHealth) Records() []DeviceRecord {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.SortedFunc(maps.Values(h.load()), func(a, b DeviceRecord) int { return strings.Compare(a.Device, b.Device) })
}

// Problem says why a GPU gets no work now, "" if it does.
func (h *DeviceHealth) Problem(device string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.load()[device].Problem(time.Now())
}

// Failed notes that an attempt failed by the GPU's fault, and returns its record.
func (h *DeviceHealth) Failed(device string, err error) DeviceRecord {
	defer h.takeTurn()()
	all := h.load()
	r := all[device]
	r.Device, r.Last, r.At = device, err.Error(), time.Now()
	r.Failures++
	all[device] = r
	h.store(all)
	return r
}

// Worked notes that a GPU made a proof.
func (h *DeviceHealth) Worked(device string) { h.Clear(device) }

// Clear forgets what a GPU did, "" meaning all of them, and says whether there was
// anything.
func (h *DeviceHealth) Clear(device string) bool {
	if known := h.Records(); len(known) == 0 {
		return false // as after nearly every proof: nothing to wait for or to write
	}
	defer h.takeTurn()()
	all := h.load()
	before := len(all)
	maps.DeleteFunc(all, func(d string, _ DeviceRecord) bool { return device == "" || d == device })
	if len(all) == before {
		return false
	}
	h.store(all)
	return true
}

// lockTime is how long others may keep a change waiting. Changes take milliseconds;
// on a file system whose locks don't work they are made without.
const lockTime = 2 * time.Second

// takeTurn waits until nobody else changes the records, and returns what lets others.
func (h *DeviceHealth) takeTurn() (done func()) {
	h.mu.Lock()
	if h.path == "" {
		return h.mu.Unlock
	}
	ctx, cancel := context.WithTimeout(context.Background(), lockTime)
	defer cancel()
	lock := flock.New(h.path+".lock", flock.SetPermissions(0o600))
	err := os.MkdirAll(filepath.Dir(h.path), 0o755)
	if err == nil {
		_, err = lock.TryLockContext(ctx, time.Millisecond)
	}
	return func() {
		if err == nil {
			_ = lock.Close()
		}
		h.mu.Unlock()
	}
}

// mostDeviceHealth bounds the file's size.
const mostDeviceHealth = 1 << 20

func (h *DeviceHealth) load() map[string]DeviceRecord {
	all := map[string]DeviceRecord{}
	maps.Copy(all, h.kept)
	info, err := os.Stat(h.path)
	if h.path == "" || err != nil || info.Size() > mostDeviceHealth {
		return all
	}
	raw, err := os.ReadFile(h.path)
	var list []DeviceRecord
	if err != nil || json.Unmarshal(raw, &list) != nil {
		return all
	}
	for _, r := range list {
		if old, ok := all[r.Device]; !ok || old.At.Before(r.At) {
			all[r.Device] = r
		}
	}
	return all
}

// store writes the file at once or not at all.
func (h *DeviceHealth) store(all map[string]DeviceRecord) {
	list := slices.SortedFunc(maps.Values(all), func(a, b DeviceRecord) int { return strings.Compare(a.Device, b.Device) })
	raw, err := json.MarshalIndent(append([]DeviceRecord{}, list...), "", "\t")
	if err == nil && h.path != "" {
		err = durable.WriteFile(h.path, append(raw, '\n'))
	}
	if h.kept = nil; h.path == "" || err != nil {
		h.kept = all
	}
}
