package main

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// Machine is the host.
type Machine struct {
	CPU       string  `json:"cpu"`
	Cores     int     `json:"cores"`
	MemoryGiB float64 `json:"memory_gib"`
	Kernel    string  `json:"kernel"`
}

// machine says what the host is; what can't be found out is left empty.
func machine() Machine {
	m := Machine{Cores: runtime.NumCPU(), CPU: field("/proc/cpuinfo", "model name")}
	if kib, err := strconv.ParseFloat(strings.TrimSuffix(field("/proc/meminfo", "MemTotal"), " kB"), 64); err == nil {
		m.MemoryGiB = kib / (1 << 20)
	}
	if release, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		m.Kernel = strings.TrimSpace(string(release))
	}
	return m
}

// field returns the first value of a name in a file of lines like "name: value".
func field(path, name string) string {
	raw, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	for _, line := range strings.Split(string(raw), "\n") {
		if key, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// smiFields are asked of nvidia-smi: what the driver's API does not tell.
var smiFields = []string{"name", "driver_version", "pstate", "clocks.sm", "clocks.max.sm", "clocks.mem", "power.limit", "temperature.gpu", "ecc.mode.current", "mig.mode.current"}

// nvidiaSMI asks nvidia-smi about all devices.
func nvidiaSMI(ctx context.Context) []map[string]string {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	raw, err := exec.CommandContext(ctx, "nvidia-smi", "--query-gpu="+strings.Join(smiFields, ","), "--format=csv,noheader").Output()
	if err != nil {
		return nil
	}
	r := csv.NewReader(strings.NewReader(string(raw)))
	r.TrimLeadingSpace = true
	records, err := r.ReadAll()
	if err != nil {
		return nil
	}
	var all []map[string]string
	for _, record := range records {
		gpu := map[string]string{}
		for i, value := range record {
			if i < len(smiFields) {
				gpu[smiFields[i]] = value
			}
		}
		all = append(all, gpu)
	}
	return all
}

// kitFile says of what sources a kit is: written by `make gpu-kit`.
const kitFile = "kit.json"

// readKit reads what a kit is and computes the digests of its binaries.
func readKit(dir string) (Kit, error) {
	var k Kit
	raw, err := os.ReadFile(filepath.Join(dir, kitFile))
	if err != nil {
		return k, fmt.Errorf("%s is no kit: %w", dir, err)
	}
	if err := json.Unmarshal(raw, &k); err != nil {
		return k, fmt.Errorf("%s: %w", kitFile, err)
	}
	k.SHA256 = map[string]string{}
	for _, name := range []string{kernelTests, proverTests, workerTests, benchTests} {
		if err := unpack(filepath.Join(dir, name)); err != nil {
			return k, fmt.Errorf("%s can't be unpacked, is the folder of the kit one to write to? %w", name, err)
		}
		if k.SHA256[name], err = digest(filepath.Join(dir, name)); err != nil {
			return k, fmt.Errorf("the kit lacks a binary: %w", err)
		}
		_ = os.Chmod(filepath.Join(dir, name), 0o755) // some ways to copy a kit lose this; where it can't be set, it matters when it is run
	}
	return k, nil
}

// unpack makes a file out of its compressed form beside it, if there is one that is
// newer. It is there whole or not at all.
func unpack(path string) error {
	packed, err := os.Open(path + ".gz")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer packed.Close()
	if done, err := os.Stat(path); err == nil {
		if info, err := packed.Stat(); err == nil && done.ModTime().After(info.ModTime()) {
			return nil
		}
	}
	in, err := gzip.NewReader(packed)
	if err != nil {
		return err
	}
	out, err := os.CreateTemp(filepath.Dir(path), ".unpacking-*")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name()) // gone already if all went well
	_, err = io.Copy(out, in)   // ours: of a size that we know
	if err := errors.Join(err, out.Chmod(0o755), out.Close()); err != nil {
		return err
	}
	return os.Rename(out.Name(), path)
}

func digest(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
