// Package ec is arithmetic on the Stark curve y² = x³ + x + β over the felt's
// field, as the builtins' witnesses need it: affine points only, since every
// partial sum and every slope goes into the trace, and many instances in step,
// so that one inversion serves all of them (Lanes).
//
// Points here are never the point at infinity. An addition of two points with
// equal x coordinates, or a doubling that has no affine result, marks its lane
// as failed: such a step has no witness either.
//
// Sources of the constants: the curve, its generator and the points of the
// Pedersen hash as StarkWare publishes them (cairo-lang,
// starkware/crypto/signature/pedersen_params.json; Stone,
// algebra/elliptic_curve/elliptic_curve_constants.h).
package ec
