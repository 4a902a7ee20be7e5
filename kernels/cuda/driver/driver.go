package driver

import "fmt"

// Ptr is an address in a device's memory; 0 is none.
type Ptr uint64

// Dim is the extent of a grid or a block: x, y, z.
type Dim [3]uint32

// Line is an extent in one dimension.
func Line(n int) Dim { return Dim{uint32(n), 1, 1} }

// Info says what a device is.
type Info struct {
	// Ordinal is the driver's number of the device, 0 for the first.
	Ordinal int
	Name    string
	// Major and Minor are the compute capability: 9.0 for an H100.
	Major, Minor int
	// Memory is the size of the device's memory in bytes.
	Memory int64
	// PCI is the device's address as in lspci: domain:bus:device.function.
	PCI string
	// UUID identifies the device beyond this machine, as nvidia-smi shows it.
	UUID string
	// DriverVersion is the newest CUDA version that the driver supports: 13000 is 13.0.
	DriverVersion int
	// Processors is the number of streaming multiprocessors; ClockKHz their clock.
	Processors, ClockKHz int
	// SharedMemory is how many bytes of shared memory a block may ask for.
	SharedMemory int
	// ECC says that the memory corrects errors.
	ECC bool
}

// String names the device for people.
func (i Info) String() string { return fmt.Sprintf("GPU %d (%s, %s)", i.Ordinal, i.Name, i.PCI) }

// Traffic counts the bytes that went over the bus.
type Traffic struct {
	Up, Down int64 // to the device, to the host
}

// Function attributes, as the driver numbers them.
const (
	attrFunctionShared    = 1 // static shared memory
	attrFunctionLocal     = 3 // local memory of a thread
	attrFunctionRegisters = 4
	attrMaxDynamicShared  = 8
)

// Usage is what a kernel takes, as compiled for the device it was loaded on.
type Usage struct {
	Registers   int // of a thread
	LocalBytes  int // of a thread: spilled registers
	SharedBytes int // of a block, without dynamic shared memory
}
