// Package nvml asks NVIDIA's management library what GPUs do meanwhile: the energy
// that they took, their power, clocks and temperature, whether something slows them
// down, and how they are connected. It changes nothing and takes no device into use.
//
// The library is opened with dlopen when somebody asks: building needs nothing of
// NVIDIA's, and one binary runs with and without it. Containers often lack the
// library, or the right to ask some of it; parts of GPUs (MIG) don't tell energy and
// power. What is not told is missing from a Reading, never guessed.
package nvml
