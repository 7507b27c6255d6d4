/** Mocha's spec reporter for people, and a JSON report in a file, for the totals over all suites. */
const Mocha = require('mocha');
const { mkdirSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { commandAlone, linesAlone } = require('./alone.ts');

module.exports = class extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const { output } = options.reporterOptions;
    const { EVENT_RUN_END, EVENT_TEST_PENDING } = Mocha.Runner.constants;
    const pending = [];
    // Counted as they come: where files run in processes of their own, the runner knows no suites.
    runner.on(EVENT_TEST_PENDING, (test) => pending.push(test.fullTitle()));
    runner.once(EVENT_RUN_END, () => {
      mkdirSync(path.dirname(output), { recursive: true });
      const failures = this.failures.map((test) => ({ title: test.fullTitle(), message: test.err?.message }));
      writeFileSync(output, JSON.stringify({ stats: runner.stats, failures, pending }, null, 2));
      for (const line of linesAlone(this.failures.map(commandAlone))) Mocha.reporters.Base.consoleLog(line);
    });
  }
};
