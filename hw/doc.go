// Package hw says what this machine has: processor features, cores, memory and
// the limits of the control group that the process runs in; and which of the
// offered backends to use. It opens no device and imports no backend.
package hw
