package hw

import (
	"io/fs"
	"testing"
)

type files map[string]string

func (f files) read(name string) ([]byte, error) {
	if s, ok := f[name]; ok {
		return []byte(s), nil
	}
	return nil, fs.ErrNotExist
}

const meminfo = "MemTotal:       16000000 kB\nMemFree:  100 kB\nMemAvailable:   8000000 kB\n"

func TestReadMemory(t *testing.T) {
	for _, tc := range []struct {
		name  string
		files files
		want  Memory
	}{
		{"nothing", files{}, Memory{}},
		{"no group", files{"/proc/meminfo": meminfo}, Memory{Total: 16000000 << 10, Available: 8000000 << 10}},
		{"v2", files{
			"/proc/meminfo": meminfo, "/proc/self/cgroup": "0::/a/b\n",
			"/sys/fs/cgroup/a/b/memory.max":     "max\n",
			"/sys/fs/cgroup/a/memory.max":       "4294967296\n",
			"/sys/fs/cgroup/a/memory.current":   "1000000\n",
			"/sys/fs/cgroup/a/memory.stat":      "anon 1\ninactive_file 400000\n",
			"/sys/fs/cgroup/memory.max":         "8589934592\n",
			"/sys/fs/cgroup/a/b/memory.current": "7\n",
		}, Memory{Total: 16000000 << 10, Available: 8000000 << 10, GroupLimit: 4294967296, GroupUsed: 600000}},
		{"v1 in a container", files{
			"/proc/meminfo": meminfo, "/proc/self/cgroup": "4:memory:/docker/x\n2:cpu,cpuacct:/\n",
			"/sys/fs/cgroup/memory/memory.limit_in_bytes": "1073741824\n",
			"/sys/fs/cgroup/memory/memory.usage_in_bytes": "73741824\n",
			"/sys/fs/cgroup/memory/memory.stat":           "total_inactive_file 3741824\n",
		}, Memory{Total: 16000000 << 10, Available: 8000000 << 10, GroupLimit: 1 << 30, GroupUsed: 70000000}},
		{"v1 without limit", files{
			"/proc/meminfo": meminfo, "/proc/self/cgroup": "4:memory:/\n",
			"/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
		}, Memory{Total: 16000000 << 10, Available: 8000000 << 10}},
	} {
		if got := readMemory(tc.files.read); got != tc.want {
			t.Errorf("%s: got %+v, want %+v", tc.name, got, tc.want)
		}
	}
}
