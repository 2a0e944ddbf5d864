import { buildPackages } from "./installed-packages.ts";

/** Once before the system suites: several of them try what is published. */
export const setup: () => void = buildPackages;
