/**
 * Mocha's spec reporter for people, without its last lines of counts, and a JSON report in a file, for the totals over all
 * processes. The file is written as each file of tests ends: a process that dies has told what it ran until then.
 */
const Mocha = require('mocha');
const { mkdirSync, renameSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { commandAlone } = require('./alone.ts');
const { root } = require('../paths.ts');

const { EVENT_RUN_END, EVENT_SUITE_END, EVENT_TEST_PENDING } = Mocha.Runner.constants;

const relative = (file) => path.relative(root, path.resolve(root, file)).split(path.sep).join('/');

module.exports = class extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const { output } = options.reporterOptions;
    const pending = [];
    const unfinished = new Set(runner.suite.suites.filter((suite) => runner.grepTotal(suite) > 0));
    const write = (ended) => {
      const failures = this.failures.map((test) => ({
        title: test.fullTitle(),
        message: test.err?.message,
        alone: commandAlone(test),
      }));
      const files = new Set([...unfinished].map(({ file }) => relative(file)));
      const report = { ended, stats: runner.stats, failures, pending, unfinished: [...files] };
      // Whole or not at all: the process may die at any moment.
      writeFileSync(`${output}.part`, JSON.stringify(report, null, 2));
      renameSync(`${output}.part`, output);
    };
    mkdirSync(path.dirname(output), { recursive: true });
    runner.on(EVENT_TEST_PENDING, (test) => pending.push(test.fullTitle()));
    runner.on(EVENT_SUITE_END, (suite) => {
      if (unfinished.delete(suite)) write(false);
    });
    runner.once(EVENT_RUN_END, () => write(true));
  }

  /** The failures: the step has the counts. */
  epilogue() {
    if (this.failures.length > 0) Mocha.reporters.Base.list(this.failures);
  }
};
