// Stands in for the native module @vscode/spdlog, which would need a compiler: without it the server of code-server
// writes no log file, and no output channel shows a line. Same exports as far as VS Code uses them.
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

class Logger {
  #file;
  #level = 2;
  #formatted = true;

  constructor(_type, _name, file) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
    for (const [level, name] of LEVELS.entries()) {
      this[name === 'warning' ? 'warn' : name] = (message) => this.#write(level, message);
    }
  }

  getLevel() {
    return this.#level;
  }
  setLevel(level) {
    this.#level = level;
  }
  setPattern() {
    this.#formatted = true;
  }
  clearFormatters() {
    this.#formatted = false;
  }
  flush() {}
  drop() {}

  #write(level, message) {
    if (level < this.#level) return;
    const time = new Date().toISOString().replace('T', ' ').slice(0, -1);
    try {
      appendFileSync(this.#file, this.#formatted ? `${time} [${LEVELS[level]}] ${message}\n` : message);
    } catch {
      // The folder is being removed: the editor is on its way out.
    }
  }
}

const create = async (name, file) => new Logger('rotating', name, file);

// One by one: VS Code imports this as an ES module, whose named exports are found by reading such lines.
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
