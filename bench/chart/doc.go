// Package chart draws the bench's plots with gonum/plot, as SVG: bars, lines over
// sizes and runs, and rooflines. Text stays text, in a font of Liberation Sans's
// metrics, which are Arial's; colours follow the reader's choice of light or dark.
// The same data gives the same bytes.
package chart
