package config

import "quarry/fault"

// The ways a configuration is refused.
const (
	// CodeUnknown: the configuration file or the environment has a name that
	// no setting has.
	CodeUnknown fault.Code = "config/unknown-setting"
	// CodeFile: the configuration file can't be read or is malformed.
	CodeFile fault.Code = "config/file"
	// CodeValue: a setting's value is not of its kind, or contradicts another.
	CodeValue fault.Code = "config/value"
	// CodePermissions: others may read a file that holds a secret, or may
	// read or write the data directory.
	CodePermissions fault.Code = "config/permissions"
)
