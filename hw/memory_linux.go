package hw

import (
	"bytes"
	"os"
	"path"
	"strconv"
	"strings"
)

func probeMemory() Memory {
	return readMemory(os.ReadFile)
}

// readMemory reads /proc and the control groups through read.
func readMemory(read func(name string) ([]byte, error)) Memory {
	var m Memory
	if info, err := read("/proc/meminfo"); err == nil {
		m.Total = field(info, "MemTotal:") << 10
		m.Available = field(info, "MemAvailable:") << 10
	}
	groups, err := read("/proc/self/cgroup")
	if err != nil {
		return m
	}
	for line := range strings.Lines(string(groups)) {
		// hierarchy:controllers:path
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) != 3 {
			continue
		}
		switch {
		case parts[1] == "":
			m.group(read, "/sys/fs/cgroup", parts[2], groupFiles{"memory.max", "memory.current", "inactive_file"})
		case strings.Contains(","+parts[1]+",", ",memory,"):
			m.group(read, "/sys/fs/cgroup/memory", parts[2],
				groupFiles{"memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"})
		}
	}
	return m
}

// groupFiles name the files of one version of control groups: limit, usage, and
// the line of memory.stat that counts reclaimable file cache.
type groupFiles struct{ limit, usage, reclaimable string }

// group looks for the least limit from a group up to the root. In a container
// the path may lead outside of what is mounted: then the mount's own root counts.
func (m *Memory) group(read func(string) ([]byte, error), mount, group string, files groupFiles) {
	for dir := path.Join("/", group); ; dir = path.Dir(dir) {
		base := path.Join(mount, dir)
		if raw, err := read(path.Join(base, files.limit)); err == nil {
			limit, err := strconv.ParseInt(strings.TrimSpace(string(raw)), 10, 64)
			unlimited := err != nil || limit <= 0 || m.Total > 0 && limit > m.Total
			if !unlimited && (m.GroupLimit == 0 || limit < m.GroupLimit) {
				m.GroupLimit, m.GroupUsed = limit, 0
				if used, err := read(path.Join(base, files.usage)); err == nil {
					n, _ := strconv.ParseInt(strings.TrimSpace(string(used)), 10, 64)
					stat, _ := read(path.Join(base, "memory.stat"))
					m.GroupUsed = max(n-field(stat, files.reclaimable), 0)
				}
			}
		}
		if dir == "/" {
			return
		}
	}
}

// field returns the number after a name at the beginning of a line, or 0.
func field(text []byte, name string) int64 {
	for line := range bytes.Lines(text) {
		words := bytes.Fields(line)
		if len(words) >= 2 && string(words[0]) == name {
			n, _ := strconv.ParseInt(string(words[1]), 10, 64)
			return n
		}
	}
	return 0
}
