/** What a server does only with the user's consent; `--allow` gives it once for all. */
export const acts = ['run', 'stop', 'save', 'outside'] as const;
export type Act = (typeof acts)[number];
