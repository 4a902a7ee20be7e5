//go:build !amd64 || purego

package lanes

// Available reports whether this machine and build have the kernels.
func Available() bool { return false }
