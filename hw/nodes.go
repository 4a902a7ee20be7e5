package hw

import (
	"cmp"
	"io/fs"
	"slices"
	"strconv"
	"strings"
)

// Node is a part of memory with the cores that are next to it.
type Node struct {
	ID int `json:"id"`
	// Cores are the machine's logical cores next to it, as Linux lists them: 0-15,32-47.
	Cores string `json:"cores"`
	// Memory is its size in bytes, 0 if unknown.
	Memory int64 `json:"memory"`
}

// memoryNodes reads what Linux says in /sys/devices/system/node.
func memoryNodes(dir fs.FS) []Node {
	folders, _ := fs.Glob(dir, "node[0-9]*") // fails only on a bad pattern
	var all []Node
	for _, folder := range folders {
		id, err := strconv.Atoi(strings.TrimPrefix(folder, "node"))
		cores, readErr := fs.ReadFile(dir, folder+"/cpulist")
		if err != nil || readErr != nil {
			continue
		}
		n := Node{ID: id, Cores: strings.TrimSpace(string(cores))}
		if info, err := fs.ReadFile(dir, folder+"/meminfo"); err == nil {
			for line := range strings.Lines(string(info)) {
				// Node 0 MemTotal:       16384 kB
				if w := strings.Fields(line); len(w) >= 4 && w[2] == "MemTotal:" {
					kib, _ := strconv.ParseInt(w[3], 10, 64)
					n.Memory = kib << 10
				}
			}
		}
		all = append(all, n)
	}
	slices.SortFunc(all, func(a, b Node) int { return cmp.Compare(a.ID, b.ID) })
	return all
}
