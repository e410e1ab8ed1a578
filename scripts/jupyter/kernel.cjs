'use strict';
// Starts tslab's TypeScript kernel for Jupyter, with what the stock one lacks:
// - a cell that throws sends an `error` message, so that it fails wherever it is executed, and counts are stored;
// - after a cell that may fail (`stop_on_error` is false) the following ones run;
// - text is gathered for 50 ms and sends are queued, so that no output is lost;
// - a promise that rejects with nobody awaiting it is shown as an error, and fails the cell that is running;
// - an interrupt first asks long work to stop: see `interruption` below;
// - new entries in the folders that the compiler watches do no harm, and a module that appears is found;
// - `for await`, and `await` in what a class extends, its decorators and its computed names, work outside of functions;
// - `{ a }` and `const { p: q } = a` work with an `a` of an earlier cell, and `export const a = 1` is `const a = 1`;
// - ES2023's methods of arrays are typed;
// - a data frame that a cell ends with is shown as a table.
const { existsSync } = require('node:fs');
const { dirname, isAbsolute } = require('node:path');
const { format } = require('node:util');
const { createExecutor } = require('tslab/dist/executor');
const jupyter = require('tslab/dist/jupyter');
const { TaskCanceledError } = require('tslab/dist/util');
const { CellConverter } = require('./cell-converter.cjs');
const { version: compilerVersion } = require('./compiler.cjs');
const { describeDiagnostics, describeError } = require('./describe-error.cjs');
const { tableBundle } = require('./show-table.cjs');
const { SendQueue } = require('./send-queue.cjs');
const { TextBuffer } = require('./text-buffer.cjs');

// After an interrupt, work that looks at the signal may finish its step and save; other work is cut off at once.
const graceMs = 30_000;

/**
 * What a running cell is told of interrupts, on globalThis:
 * `[Symbol.for('wae.interrupt')]`, an AbortSignal of this cell, and
 * `[Symbol.for('wae.stop')]`, whose `requested` is true once the cell was interrupted.
 * Work that read either of them is expected to end by itself.
 */
const interruption = { controller: new AbortController(), watched: false };
Object.defineProperties(globalThis, {
  [Symbol.for('wae.interrupt')]: {
    get() {
      interruption.watched = true;
      return interruption.controller.signal;
    },
  },
  [Symbol.for('wae.stop')]: {
    value: {
      get requested() {
        interruption.watched = true;
        return interruption.controller.signal.aborted;
      },
    },
  },
});

/** Stops the queue of cells after one that failed. */
class FailedCell extends Error {
  constructor(reply) {
    super('the cell failed');
    this.reply = reply;
  }
}

/** Runs cells one after another, and tells the client's channel what becomes of them. */
class Cells extends jupyter.JupyterHandlerImpl {
  /** What the executor reports through its console: diagnostics with a format string, else what was thrown. */
  reports = [];
  /** The cell that ran last, and whether it still runs. */
  current;

  handleKernel() {
    const reply = super.handleKernel();
    reply.language_info.version = compilerVersion;
    return reply;
  }

  async handleExecute(request, channel) {
    try {
      return await this.execQueue.add(async () => {
        const reply = await this.runCell(request, channel);
        // What is thrown here cancels what waits in the queue; a cell that is meant to fail does not.
        if (reply.status === 'error' && request.stop_on_error !== false) throw new FailedCell(reply);
        return reply;
      });
    } catch (error) {
      if (error instanceof TaskCanceledError) return { status: 'aborted' };
      // As in tslab: what was sent together with a cell that failed is cancelled.
      this.execQueue.reset(50);
      if (error instanceof FailedCell) return error.reply;
      channel.error(describeError(error));
      return { status: 'error', execution_count: this.execCount, ...describeError(error) };
    }
  }

  async runCell(request, channel) {
    if (!request.silent) channel.input(request.code, ++this.execCount);
    this.current?.text.flush();
    const cell = { channel, text: new TextBuffer(channel.stream), running: true, error: undefined };
    this.current = cell;
    this.reports = [];
    interruption.controller = new AbortController();
    interruption.watched = false;
    redirect(cell);
    const ok = await this.executor.execute(request.code).catch(error => {
      this.reports = [[error]];
      return false;
    });
    // A promise that was rejected by the cell, and that nobody awaits, is known after a turn of the event loop.
    await new Promise(done => setTimeout(done, 0));
    if (!ok) this.fail(describeReports(this.reports));
    else if (interruption.controller.signal.aborted) this.fail(interrupted());
    else for (const report of this.reports) cell.text.write('stderr', `${format(...report)}\n`);
    cell.running = false;
    cell.text.flush();
    if (cell.error === undefined) {
      return { status: 'ok', execution_count: this.execCount, payload: [], user_expressions: {} };
    }
    return { status: 'error', execution_count: this.execCount, ...cell.error };
  }

  /** Shows something in several forms under the cell that runs. */
  show(bundle) {
    const { text, channel } = this.current;
    text.flush();
    channel.display({ data: bundle, metadata: {}, transient: {} }, false);
  }

  /** Shows an error under the cell that ran last; where it still runs, it has failed. */
  fail(error) {
    const cell = this.current;
    if (cell === undefined) {
      process.stderr.write(`${error.traceback.join('\n')}\n`);
      return;
    }
    cell.text.flush();
    cell.channel.error(error);
    if (cell.running) cell.error ??= error;
  }

  interrupt() {
    const again = interruption.controller.signal.aborted;
    interruption.controller.abort();
    if (!this.current?.running || again || !interruption.watched) {
      this.executor.interrupt();
      return;
    }
    const cell = this.current;
    setTimeout(() => {
      if (cell.running) this.executor.interrupt();
    }, graceMs).unref();
  }
}

function interrupted() {
  return {
    ename: 'Interrupted',
    evalue: 'the cell was interrupted',
    traceback: ['Interrupted: the cell was interrupted'],
  };
}

function describeReports(reports) {
  if (interruption.controller.signal.aborted) return interrupted();
  const [first] = reports;
  // A loop that never yields is cut off by Node itself.
  if (first?.[0]?.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') return interrupted();
  if (first === undefined || first.length === 1) return describeError(first?.[0]);
  return describeDiagnostics(reports.map(report => format(...report)));
}

/** What is printed from now on belongs to `cell`, also after it ended, until the next one begins. */
function redirect({ channel, text }) {
  for (const name of ['stdout', 'stderr']) {
    const decoder = new TextDecoder();
    process[name].write = (chunk, encoding, callback) => {
      const isText = typeof chunk === 'string';
      text.write(name, isText ? chunk : decoder.decode(chunk, { stream: true }));
      const done = typeof encoding === 'function' ? encoding : callback;
      if (done !== undefined) process.nextTick(done);
      return true;
    };
  }
  jupyter.lastWriteDisplayData = (data, update) => {
    text.flush();
    channel.display(data, update);
  };
}

/** tslab's server, with sends that are queued and cells that fail by the protocol. */
class Server extends jupyter.ZmqServer {
  async bindSocket(socket, port) {
    // Without a mark no message is dropped where the client reads slower than the cell prints.
    if ('sendHighWaterMark' in socket) socket.sendHighWaterMark = 0;
    await super.bindSocket(socket, port);
  }

  async init() {
    await super.init();
    for (const name of ['iopub', 'shell', 'control']) this[name] = new SendQueue(this[name]);
  }

  async handleExecute(socket, message) {
    const publish = (type, content) => this.answer(this.iopub, message, type, content);
    const content = await this.handler.handleExecute(message.content, {
      input: (code, count) => publish('execute_input', { code, execution_count: count }),
      stream: (name, text) => publish('stream', { name, text }),
      display: (data, update) => publish(update ? 'update_display_data' : 'display_data', data),
      error: error => publish('error', error),
    });
    this.answer(socket, message, 'execute_reply', content);
  }

  handleCommInfoRequest(socket, message) {
    this.answer(socket, message, 'comm_info_reply', { status: 'ok', comms: {} });
  }

  handleKernelInfo(socket, message) {
    // tslab exports no class of messages; this request comes before any other.
    this.Message = message.constructor;
    super.handleKernelInfo(socket, message);
  }

  async handleShellMessage(socket, ...frames) {
    const header = frames[frames.findIndex(frame => String(frame) === '<IDS|MSG>') + 2];
    if (this.Message === undefined || JSON.parse(String(header)).msg_type !== 'history_request') {
      await super.handleShellMessage(socket, ...frames);
      return;
    }
    // JupyterLab asks for the cells of earlier sessions, which are not kept; tslab would say so in the running cell.
    const message = this.Message.fromRaw(this.connInfo.key, frames);
    this.publishStatus('busy', message);
    this.answer(socket, message, 'history_reply', { status: 'ok', history: [] });
    this.publishStatus('idle', message);
  }

  answer(socket, message, type, content) {
    const reply = message.createReply();
    reply.header.msg_type = type;
    reply.content = content;
    reply.signAndSend(this.connInfo.key, socket);
  }

  close() {
    const sent = Promise.all([this.iopub, this.shell, this.control].map(queue => queue.sent()));
    const late = new Promise(done => setTimeout(done, 1000));
    void Promise.race([sent, late]).then(() => {
      super.close();
      process.exit(0);
    });
  }
}

/** Shows what a cell ends with: a data frame as a table, anything else as text. */
function showValue(value, show) {
  const bundle = tableBundle(value);
  if (bundle === undefined) console.log(value);
  else show(bundle);
}

function startKernel(configPath) {
  // Where the notebook is, whoever started the kernel: relative imports are read from there.
  const notebook = process.env.JPY_SESSION_NAME ?? '';
  if (isAbsolute(notebook) && existsSync(dirname(notebook))) process.chdir(dirname(notebook));
  const converter = new CellConverter();
  const converters = {
    node: converter,
    get browser() {
      throw new Error('browser cells are not supported');
    },
    close: () => converter.close(),
  };
  const executor = createExecutor(process.cwd(), converters, {
    log: value => showValue(value, bundle => cells.show(bundle)),
    error: (...report) => cells.reports.push(report),
  });
  const cells = new Cells(executor, false);
  process.on('SIGINT', () => cells.interrupt());
  process.on('uncaughtException', error => cells.fail(describeError(error)));
  process.on('unhandledRejection', reason => cells.fail(describeError(reason)));
  // A kernel whose Jupyter died ends as well.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, 5000).unref();
  new Server(cells, configPath).init().catch(error => {
    process.stderr.write(`kernel: ${error.stack}\n`);
    process.exit(1);
  });
}

startKernel(process.argv[process.argv.indexOf('--config-path') + 1]);
