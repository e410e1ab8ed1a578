/**
 * What stands before the tables of runs: how their numbers were measured.
 * @param root the repository's root, from the folder of the page on
 */
export function preface(root: string): string {
  return `# Results

Generated from the runs' \`metrics.json\` and \`manifest.json\` by the commands below; not written by hand.

Brackets hold 95 % intervals. Those of one seed tell the chance of the images and the samples, not that of training; those of precision, recall, density and coverage resample one side alone, the points that are counted (samples or test images), with the other side and the balls as they are. Numbers of several seeds have Student’s interval of their mean.

Claims are those of [docs/protocol.md](${root}/docs/protocol.md), decided as one family a table: one holds if its one-sided p, Welch’s or, of two samplers of the same runs, Student’s of each seed’s difference, is at most 5 % by Holm’s correction; it does not hold if the opposite does, by the correction over the opposites; else it cannot be decided. It takes two seeds, and numbers of one protocol. Stability is not tested: a few seeds say little of a variance. What was tried where a claim does not hold: [bench/README.md](${root}/bench/README.md#causes).

- **squared error**: mean over the test images of Σ (x − y)² over pixels in [0, 1], y decoded from the mean code; ± its standard error. **SSIM**: structural similarity of the same.
- **Fréchet**: Fréchet distance of as many samples as there are test images to these, on features of this project's own classifiers ([data/features](${root}/data/features/README.md)): smaller is better, comparable with nothing published. **n → ∞**: extrapolated. **KID**, **precision**, **recall**: on the same features.
- **sharpness**: mean variance of the Laplacian of grey pixels in [−1, 1], as in the paper. **least sharp**: the least of the samples’, which the released code prints.
- **samplers**: codes drawn from the prior, from a Gaussian or a mixture of ten Gaussians fitted to training codes (Ghosh et al. 2020), from a second VAE trained on them (Dai & Wipf 2019), moved from the prior by a flow (flow matching with optimal couplings of batches). **midpoints**: images decoded midway between two test codes, half as many as there are test images. **diversity**: mean distance of two samples over that of two test images. **memorisation**: mean distance of a sample to its nearest training image over that of a test image; copies would have 0.
- **codes**: smallest and largest mean and standard deviation of a coordinate; **MMD²** to the prior, unbiased, in blocks, inverse multiquadratics summed over the scales 0.1 … 10 of 2·d·σ², ± its standard error, and the permutation test's p on 1,000 codes; sliced W₂ and Sinkhorn divergence of blocks of codes beside those of two sets of prior draws (of codes too narrow they may lie below); Mardia's tests of normality.
- **images/s**: training images per second of wall time, whole epochs: data, noise, records, tests and saving included, slower if other work ran beside it.

The paper prints pictures of MNIST and three FIDs of CelebA. Its settings are those of the preset \`paper\`. \`standard\` and \`quick\` are reduced: fewer filters and epochs, on digits fewer layers, on faces a smaller λ and for the VAE a smaller learning rate; their figures are of smaller models and no reproduction at the paper's size. CelebA's faces are as many and as large as the files that were found. Where runs depart from their preset, the command above their table says so. λ of \`standard\` on faces was chosen by one run of each WAE measured on the test faces, the VAE’s learning rate on faces held out of training: no interval holds the luck of these choices.
`;
}
