/**
 * A 32-bit hash of a text's code units, whole and not negative; `seed` continues an earlier one. FNV-1a (Fowler, Noll,
 * Vo), then the finaliser of MurmurHash3 (Appleby), so that texts which differ little have hashes which differ much.
 * Fast and not for secrets: who wants two texts with one hash finds them.
 */
export function hash32(text: string, seed = 0): number {
  let mixed = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) mixed = Math.imul(mixed ^ text.charCodeAt(i), 0x01000193);
  mixed ^= text.length;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
