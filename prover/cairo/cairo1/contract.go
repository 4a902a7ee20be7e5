package cairo1

func parseContract(data []byte, _ []string) (*Executable, error) { return nil, nil }
