/** Where the project's own tools find things. */
import path from 'node:path';

export const root = path.join(__dirname, '..');
export const dist = path.join(root, 'dist');
/** Heavy things provisioned on demand; ignored by git. */
export const cache = path.join(root, '.cache');
/** The engines that the tests run on: not those of the person at this machine. */
export const engines = path.join(cache, 'engines');
/** Reports, screenshots and logs of the last test run; ignored by git. */
export const testResults = path.join(root, 'test-results');
