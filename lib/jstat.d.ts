declare module 'jstat' {
  /** What is used of jStat, which has no types of its own. */
  const jstat: {
    readonly jStat: {
      readonly studentt: {
        cdf(x: number, degreesOfFreedom: number): number;
        inv(p: number, degreesOfFreedom: number): number;
      };
      readonly normal: {
        cdf(x: number, mean: number, std: number): number;
        inv(p: number, mean: number, std: number): number;
      };
      readonly centralF: { inv(p: number, degreesAbove: number, degreesBelow: number): number };
      readonly beta: { inv(p: number, alpha: number, beta: number): number };
      lowRegGamma(a: number, x: number): number;
    };
  };
  export default jstat;
}
