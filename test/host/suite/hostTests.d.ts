/** Made when the suite is bundled: the chosen test files, relative to the root, each with what loads it. */
declare module 'host-tests' {
  export const hostTests: readonly (readonly [file: string, load: () => void])[];
}
