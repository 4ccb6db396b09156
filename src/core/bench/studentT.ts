/**
 * The `probability` quantile (above a half) of Student's t distribution, from some seven `degrees` of freedom on to 1 %
 * and better: the Cornish–Fisher expansion around the normal quantile (Abramowitz and Stegun, "Handbook of Mathematical
 * Functions", 26.7.5).
 */
export function studentT(probability: number, degrees: number): number {
  const z = normalQuantile(probability);
  const z2 = z * z;
  return (
    z +
    (z * (z2 + 1)) / (4 * degrees) +
    (z * ((5 * z2 + 16) * z2 + 3)) / (96 * degrees ** 2) +
    (z * (((3 * z2 + 19) * z2 + 17) * z2 - 15)) / (384 * degrees ** 3) +
    (z * ((((79 * z2 + 776) * z2 + 1_482) * z2 - 1_920) * z2 - 945)) / (92_160 * degrees ** 4)
  );
}

/**
 * The quantile of the standard normal distribution, to 0.00045: rational approximation 26.2.23 of Abramowitz and Stegun,
 * for a probability from a half on.
 */
function normalQuantile(probability: number): number {
  const t = Math.sqrt(-2 * Math.log(1 - probability));
  const above = 2.515517 + 0.802853 * t + 0.010328 * t * t;
  return t - above / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t);
}
