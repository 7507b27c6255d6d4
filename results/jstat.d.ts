/** What we use of jStat, which comes without types. */
declare module 'jstat' {
  export const jStat: {
    readonly studentt: {
      /** P(T ≤ x) with `dof` degrees of freedom. */
      cdf(x: number, dof: number): number;
      inv(p: number, dof: number): number;
    };
    readonly noncentralt: {
      /** P(T ≤ x) with `dof` degrees of freedom and noncentrality `ncp`. */
      cdf(x: number, dof: number, ncp: number): number;
    };
    readonly chisquare: {
      /** P(X ≤ x) with `dof` degrees of freedom. */
      cdf(x: number, dof: number): number;
      inv(p: number, dof: number): number;
    };
    readonly beta: { inv(p: number, alpha: number, beta: number): number };
    readonly binomial: {
      /** P(X ≤ successes) in `trials`. */
      cdf(successes: number, trials: number, probability: number): number;
    };
    readonly normal: { inv(p: number, mean: number, standardDeviation: number): number };
  };
}
