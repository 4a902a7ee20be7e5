//go:build !cgo || !linux

package nvml

// Library can't be had in this build.
type Library struct {
	// Driver is the version of NVIDIA's driver.
	Driver string
}

// Device is a GPU.
type Device struct{}

// Open fails.
func Open() (*Library, error) {
	return nil, unavailable("this program was built without cgo or not for Linux")
}

// Close does nothing.
func (*Library) Close() {}

// Device fails.
func (*Library) Device(string) (*Device, error) { return nil, unavailable("this build has none") }

// Read tells nothing.
func (*Device) Read() Reading { return Reading{} }
