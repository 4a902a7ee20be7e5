package rpc

import "quarry/fault"

// CodeBlockID: a value names no block: it is neither a tag nor a hash nor a number.
const CodeBlockID fault.Code = "rpc/block-id"
