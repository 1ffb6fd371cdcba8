/** An encoded piece that cannot stand in the film as it is; the film can be encoded without it. */
export class UnfitPiece extends Error {}
