/** Stands for the runner process of `bench`, `profile` and `explain`: behaves as the batch size of its task says. */
const task = JSON.parse(process.argv[3]);
const answer = (value) => process.stdout.write(`a library says hello\n${JSON.stringify(value)}\n`);
switch (task.batchSize) {
  case 1:
    answer({ ok: true, result: { flag: process.argv[2], task, marker: process.env.FEREXP_TEST_MARKER } });
    break;
  case 2:
    answer({ ok: false, message: 'The batch does not fit.', remedy: 'Take a smaller one.', exitCode: 2 });
    process.exitCode = 1;
    break;
  case 3:
    console.error('out of memory');
    process.exitCode = 9;
    break;
  case 5:
    process.stdout.write('half a line\n{"progress":{"detail":"Half","done":1,"total":2}}\n');
    answer({ ok: true, result: 'done' });
    break;
  default:
    // Ends, as the real one does, when whoever started it is gone.
    process.stdin.on('end', () => process.exit(1)).resume();
    process.stdout.write('waiting\n');
}
