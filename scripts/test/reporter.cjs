/** Mocha's spec reporter for people, and its JSON report in a file for the count over all suites. */
const Mocha = require('mocha');
const { mkdirSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { commandAlone, linesAlone } = require('./alone.ts');

module.exports = class extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const { output } = options.reporterOptions;
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      mkdirSync(path.dirname(output), { recursive: true });
      const failures = this.failures.map((test) => ({ title: test.fullTitle(), message: test.err?.message }));
      const pending = [];
      runner.suite.eachTest((test) => test.isPending() && pending.push(test.fullTitle()));
      writeFileSync(output, JSON.stringify({ stats: runner.stats, failures, pending }, null, 2));
      for (const line of linesAlone(this.failures.map(commandAlone))) Mocha.reporters.Base.consoleLog(line);
    });
  }
};
