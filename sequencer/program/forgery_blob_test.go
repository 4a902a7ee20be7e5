package program_test

func blobForgeries() []forgery { return nil }
